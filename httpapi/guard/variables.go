package guard

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// CheckVariables holds the variables, as decoded from JSON with numbers kept
// as json.Number, to the types of the operation. It is stricter than
// gqlparser where the specification is: @oneOf objects have exactly one value,
// strings are not numbers and integers have 32 bits. It also looks into
// literals, where a variable may leave a @oneOf object empty.
func (l Limits) CheckVariables(schema *ast.Schema, op *ast.OperationDefinition, vars map[string]any) error {
	c := &varCheck{limits: l, schema: schema, left: l.MaxVariables}
	for _, def := range op.VariableDefinitions {
		v, ok := vars[def.Variable]
		path := "$" + def.Variable
		if !ok {
			if def.DefaultValue == nil && def.Type.NonNull {
				return c.bad(def.Position, path, "is required (%s), but was not sent", def.Type)
			}
			continue
		}
		if err := c.value(def.Position, path, def.Type, v); err != nil {
			return err
		}
	}
	lit := &literals{op: op, vars: vars, done: make(map[*ast.FragmentDefinition]bool)}
	if err := lit.set(op.SelectionSet); err != nil {
		return err
	}
	return nil
}

type varCheck struct {
	limits Limits
	schema *ast.Schema
	left   int
}

func (c *varCheck) bad(pos *ast.Position, path, format string, args ...any) *gqlerror.Error {
	return refuse(CodeBadInput, pos, "Variable %s %s.", Clip(path), fmt.Sprintf(format, args...))
}

func (c *varCheck) value(pos *ast.Position, path string, t *ast.Type, v any) *gqlerror.Error {
	if c.left--; c.left < 0 {
		return tooManyValues(c.limits)
	}
	if v == nil {
		if t.NonNull {
			return c.bad(pos, path, "must not be null (%s)", t)
		}
		return nil
	}
	if t.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			// A single value stands for a list of one.
			return c.value(pos, path, t.Elem, v)
		}
		if len(list) > c.limits.MaxList {
			return refuse(CodeTooLarge, pos, "Variable %s has %d elements; at most %d are allowed. Send them in several requests.", Clip(path), len(list), c.limits.MaxList)
		}
		for i, e := range list {
			if err := c.value(pos, path+"["+strconv.Itoa(i)+"]", t.Elem, e); err != nil {
				return err
			}
		}
		return nil
	}
	def := c.schema.Types[t.NamedType]
	if def == nil {
		return c.bad(pos, path, "has the unknown type %s", Clip(t.NamedType))
	}
	switch def.Kind {
	case ast.InputObject:
		return c.object(pos, path, def, v)
	case ast.Enum:
		return c.enum(pos, path, def, v)
	case ast.Scalar:
		return c.scalar(pos, path, def.Name, v)
	}
	return c.bad(pos, path, "has the type %s, which is not an input type", def.Name)
}

func (c *varCheck) object(pos *ast.Position, path string, def *ast.Definition, v any) *gqlerror.Error {
	obj, ok := v.(map[string]any)
	if !ok {
		return c.bad(pos, path, "must be an object of type %s, not %s", def.Name, kind(v))
	}
	// The least of them, so that the same input gives the same error.
	unknown, found := "", false
	for name := range obj {
		if def.Fields.ForName(name) == nil && (!found || name < unknown) {
			unknown, found = name, true
		}
	}
	if found {
		return c.bad(pos, path, "has the field %q, which %s does not have", Clip(unknown), def.Name)
	}
	if isOneOf(def) {
		if len(obj) != 1 {
			return c.bad(pos, path, "must have exactly one field of %s, not %d", def.Name, len(obj))
		}
		for name, e := range obj {
			if e == nil {
				return c.bad(pos, path+"."+name, "must not be null, since %s needs exactly one value", def.Name)
			}
		}
	}
	for _, f := range def.Fields {
		e, ok := obj[f.Name]
		if !ok {
			if f.Type.NonNull && f.DefaultValue == nil {
				return c.bad(pos, path+"."+f.Name, "is required (%s), but was not sent", f.Type)
			}
			continue
		}
		if err := c.value(pos, path+"."+f.Name, f.Type, e); err != nil {
			return err
		}
	}
	return nil
}

func (c *varCheck) enum(pos *ast.Position, path string, def *ast.Definition, v any) *gqlerror.Error {
	s, ok := v.(string)
	if !ok {
		return c.bad(pos, path, "must be a value of %s as a string, not %s", def.Name, kind(v))
	}
	if def.EnumValues.ForName(s) == nil {
		return c.bad(pos, path, "is %q, which is not a value of %s", Clip(s), def.Name)
	}
	return nil
}

// scalar checks the built-in scalars; the others have their own decoders.
func (c *varCheck) scalar(pos *ast.Position, path, name string, v any) *gqlerror.Error {
	ok := true
	switch name {
	case "String":
		_, ok = v.(string)
	case "Boolean":
		_, ok = v.(bool)
	case "ID":
		_, ok = v.(string)
		ok = ok || isInteger(v, 64)
	case "Int":
		ok = isInteger(v, 32)
		if _, isNumber := number(v); !ok && isNumber {
			return c.bad(pos, path, "must be a whole number of 32 bits, from %d to %d", math.MinInt32, math.MaxInt32)
		}
	case "Float":
		ok = isFinite(v)
	}
	if !ok {
		return c.bad(pos, path, "must be of type %s, not %s", name, kind(v))
	}
	return nil
}

func isInteger(v any, bits int) bool {
	raw, ok := number(v)
	if !ok {
		return false
	}
	_, err := strconv.ParseInt(raw, 10, bits)
	return err == nil
}

func isFinite(v any) bool {
	raw, ok := number(v)
	if !ok {
		return false
	}
	f, err := strconv.ParseFloat(raw, 64)
	return err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case json.Number, int, int64, float64:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}

func isOneOf(def *ast.Definition) bool {
	return def != nil && def.Directives.ForName("oneOf") != nil
}
