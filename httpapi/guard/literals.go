package guard

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// literals looks at the values written in a validated operation that only the
// variables make good or bad.
type literals struct {
	op   *ast.OperationDefinition
	vars map[string]any
	done map[*ast.FragmentDefinition]bool
}

func (c *literals) set(set ast.SelectionSet) *gqlerror.Error {
	for _, sel := range set {
		var err *gqlerror.Error
		switch sel := sel.(type) {
		case *ast.Field:
			for _, arg := range sel.Arguments {
				if err := c.value(arg.Value); err != nil {
					return err
				}
			}
			if err = c.directives(sel.Directives); err == nil {
				err = c.set(sel.SelectionSet)
			}
		case *ast.InlineFragment:
			if err = c.directives(sel.Directives); err == nil {
				err = c.set(sel.SelectionSet)
			}
		case *ast.FragmentSpread:
			if err = c.directives(sel.Directives); err == nil && sel.Definition != nil && !c.done[sel.Definition] {
				c.done[sel.Definition] = true
				err = c.set(sel.Definition.SelectionSet)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *literals) directives(list ast.DirectiveList) *gqlerror.Error {
	for _, d := range list {
		for _, arg := range d.Arguments {
			if err := c.value(arg.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *literals) value(v *ast.Value) *gqlerror.Error {
	if v == nil {
		return nil
	}
	if v.Kind == ast.Variable && v.ExpectedType != nil && v.ExpectedType.NonNull && c.missing(v) {
		return refuse(CodeBadInput, v.Position,
			"Variable $%s must not be null: it stands where a value of type %s is needed.", Clip(v.Raw), v.ExpectedType)
	}
	if err := numberLiteral(v); err != nil {
		return err
	}
	oneOf := v.Kind == ast.ObjectValue && isOneOf(v.Definition)
	for _, child := range v.Children {
		if oneOf && child.Value.Kind == ast.Variable && c.isNull(child.Value.Raw) {
			return refuse(CodeBadInput, child.Value.Position,
				"%s.%s must not be null, since %s needs exactly one value: variable $%s was not sent or is null.",
				v.Definition.Name, Clip(child.Name), v.Definition.Name, Clip(child.Value.Raw))
		}
		if err := c.value(child.Value); err != nil {
			return err
		}
	}
	return nil
}

// numberLiteral refuses what validation lets pass and the executor then fails
// on with an error that is not fit for clients.
func numberLiteral(v *ast.Value) *gqlerror.Error {
	if v.Definition == nil {
		return nil
	}
	var err error
	switch {
	case v.Kind == ast.IntValue && v.Definition.Name == "Int":
		_, err = strconv.ParseInt(v.Raw, 10, 32)
	case v.Kind == ast.IntValue:
		_, err = strconv.ParseInt(v.Raw, 10, 64)
	case v.Kind == ast.FloatValue:
		_, err = strconv.ParseFloat(v.Raw, 64)
	}
	if err != nil {
		return refuse(CodeBadInput, v.Position, "%s is out of range for %s.", Clip(v.Raw), v.Definition.Name)
	}
	return nil
}

// missing tells whether a variable, which validation allows to be null because
// there is a default, is null all the same.
func (c *literals) missing(v *ast.Value) bool {
	_, sent := c.vars[v.Raw]
	return c.isNull(v.Raw) && (sent || !v.ExpectedTypeHasDefault)
}

func (c *literals) isNull(name string) bool {
	if v, ok := c.vars[name]; ok {
		return v == nil
	}
	def := c.op.VariableDefinitions.ForName(name)
	return def == nil || def.DefaultValue == nil || def.DefaultValue.Kind == ast.NullValue
}
