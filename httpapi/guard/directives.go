package guard

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a schema says of its own costs, by two directives of the IBM GraphQL Cost
// Directives specification: @cost, what a field itself costs, and @listSize, how
// long lists are where no `first` or `last` says so.

// weight is the cost of a field itself.
func weight(f *ast.Field) int {
	w := argument(f, "cost", "weight")
	if w == nil {
		return 1
	}
	return weightOf(w)
}

// weightOf is a weight as the schema writes it.
func weightOf(w *ast.Value) int {
	n, err := strconv.ParseFloat(w.Raw, 64)
	if err != nil || n < 0 || n > maxCost {
		return maxCost // a mistake in the schema: refused, not free
	}
	return int(math.Ceil(n))
}

func argument(f *ast.Field, directive, name string) *ast.Value {
	if f.Definition == nil {
		return nil
	}
	return directiveArgument(f.Definition, directive, name)
}

func directiveArgument(def *ast.FieldDefinition, directive, name string) *ast.Value {
	d := def.Directives.ForName(directive)
	if d == nil {
		return nil
	}
	if a := d.Arguments.ForName(name); a != nil {
		return a.Value
	}
	return nil
}

// sized is the size that @listSize gives a field, if it does, and whether it is
// that of lists below the field.
func (c *costs) sized(f *ast.Field) (size int, below, ok bool) {
	if f.Definition == nil || f.Definition.Directives.ForName("listSize") == nil {
		return 0, false, false
	}
	if assumed := argument(f, "listSize", "assumedSize"); assumed != nil {
		size, _ = strconv.Atoi(assumed.Raw)
	}
	if slicing := argument(f, "listSize", "slicingArguments"); slicing != nil {
		for _, child := range slicing.Children {
			size = max(size, c.argumentSize(f, child.Value.Raw))
		}
	}
	return size, argument(f, "listSize", "sizedFields") != nil, true
}

// argumentSize is the value of an argument or its default; 0 if it has none.
func (c *costs) argumentSize(f *ast.Field, name string) int {
	def := f.Definition.Arguments.ForName(name)
	if def == nil {
		return 0
	}
	v := def.DefaultValue
	if arg := f.Arguments.ForName(name); arg != nil {
		v = arg.Value
	}
	raw, ok := number(c.value(v))
	if !ok {
		return 0
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || n > maxCost {
		return maxCost
	}
	return max(0, int(n))
}

// sizedFields finds the lists that some field's @listSize is about, as "Type.field".
func sizedFields(schema *ast.Schema) map[string]bool {
	out := map[string]bool{}
	for _, t := range schema.Types {
		for _, f := range t.Fields {
			if names := directiveArgument(f, "listSize", "sizedFields"); names != nil {
				for _, child := range names.Children {
					out[f.Type.Name()+"."+child.Value.Raw] = true
				}
			}
		}
	}
	return out
}
