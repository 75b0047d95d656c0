package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// inputs is what the arguments of a field cost: the @cost of every input field that is
// given in them, wherever it stands and as often as it does.
func (c *costs) inputs(f *ast.Field) int {
	total := 0
	if f.Definition == nil {
		return total
	}
	for _, def := range f.Definition.Arguments {
		if arg := f.Arguments.ForName(def.Name); arg != nil && c.dear[def.Type.Name()] {
			total = add(total, c.input(def.Type, arg.Value))
		}
	}
	return total
}

// input is the cost of a value: a literal, which may hold variables, or a variable's
// decoded JSON.
func (c *costs) input(t *ast.Type, value any) int {
	value = c.given(value)
	total := 0
	if t.Elem != nil {
		items, isList := itemsOf(value)
		if !isList {
			return c.input(t.Elem, value) // one item may stand for a list of it
		}
		for _, item := range items {
			total = add(total, c.input(t.Elem, item))
		}
		return total
	}
	def := c.schema.Types[t.NamedType]
	if def == nil || def.Kind != ast.InputObject || !c.dear[def.Name] {
		return 0
	}
	for _, field := range def.Fields {
		given := c.given(inputField(value, field.Name))
		if given == nil {
			continue
		}
		if w := directiveArgument(field, "cost", "weight"); w != nil {
			total = add(total, weightOf(w))
		}
		total = add(total, c.input(field.Type, given))
	}
	return total
}

// given follows a variable; nil if the value is null or not given.
func (c *costs) given(value any) any {
	v, ok := value.(*ast.Value)
	if ok && v != nil && v.Kind == ast.Variable {
		value = c.value(v)
		v, ok = value.(*ast.Value)
	}
	if ok && (v == nil || v.Kind == ast.NullValue) {
		return nil
	}
	return value
}

// itemsOf is the items of a list.
func itemsOf(value any) (items []any, ok bool) {
	switch v := value.(type) {
	case *ast.Value:
		if v != nil && v.Kind == ast.ListValue {
			for _, child := range v.Children {
				items = append(items, child.Value)
			}
			return items, true
		}
	case []any:
		return v, true
	}
	return nil, false
}

// inputField is a field of an input object, nil if it is not given.
func inputField(value any, name string) any {
	switch v := value.(type) {
	case *ast.Value:
		if v == nil || v.Kind != ast.ObjectValue {
			return nil
		}
		if child := v.Children.ForName(name); child != nil {
			return child
		}
	case map[string]any:
		return v[name]
	}
	return nil
}

// dearInputs finds the input types in which some field has a @cost, at any depth.
func dearInputs(schema *ast.Schema) map[string]bool {
	out := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, t := range schema.Types {
			if t.Kind != ast.InputObject || out[t.Name] {
				continue
			}
			for _, f := range t.Fields {
				if f.Directives.ForName("cost") != nil || out[f.Type.Name()] {
					out[t.Name], grown = true, true
				}
			}
		}
	}
	return out
}
