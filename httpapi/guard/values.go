package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

func (c *docCheck) directives(list ast.DirectiveList, pos *ast.Position) *gqlerror.Error {
	if len(list) > c.limits.MaxDirectives {
		return refuse(CodeTooLarge, pos,
			"%d directives stand in one place; at most %d are allowed.", len(list), c.limits.MaxDirectives)
	}
	for _, d := range list {
		if err := c.arguments(d.Arguments); err != nil {
			return err
		}
	}
	return nil
}

func (c *docCheck) arguments(list ast.ArgumentList) *gqlerror.Error {
	for _, arg := range list {
		if err := c.literal(arg.Value, 0); err != nil {
			return err
		}
	}
	return nil
}

// literal bounds a value written in the document. The validator takes each
// level of it apart anew, so its work grows with the square of the depth.
func (c *docCheck) literal(v *ast.Value, depth int) *gqlerror.Error {
	if v == nil {
		return nil
	}
	l := c.limits
	if depth > l.MaxLiteralDepth {
		return refuse(CodeTooLarge, v.Position,
			"A value nests lists and objects more than %d levels deep. Pass it as a variable.", l.MaxLiteralDepth)
	}
	if v.Kind == ast.ListValue && len(v.Children) > l.MaxList {
		return refuse(CodeTooLarge, v.Position,
			"A list has %d elements; at most %d are allowed. Send them in several requests.", len(v.Children), l.MaxList)
	}
	for _, child := range v.Children {
		if err := c.literal(child.Value, depth+1); err != nil {
			return err
		}
	}
	return nil
}
