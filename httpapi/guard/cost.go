package guard

import (
	"encoding/json"
	"math"
	"strconv"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// introspectionCost stands for one __schema or __type with all below it: its
// size depends on the schema and not on the data.
const introspectionCost = 500

// maxCost is where sums stop growing, far above any limit and far below
// overflow.
const maxCost = math.MaxInt32

// Cost is the number of fields that an operation may have to produce, as far
// as its text and variables tell: a field costs 1 and, for what is below it,
// the page size times the cost of one element. `edges`, `nodes` and `pageInfo` of a
// connection are free themselves. A list of ids multiplies by its length, other
// lists of objects by ListSize, unless the schema says otherwise: see directives.go.
// Another list of a connection (`facets`) costs WholeList besides, and its argument
// `top` multiplies like a page size. An input field with @cost adds that to the field whose
// argument it stands in, as often as it is given, and is not multiplied. What @skip or @include leaves out is free.
//
// The operation must belong to a validated document, since Cost reads the types
// that validation notes in it. A page outside the limits is an error, and so is
// a cost above MaxCost; the cost is returned with it.
func (l Limits) Cost(schema *ast.Schema, op *ast.OperationDefinition, vars map[string]any) (int, error) {
	c := &costs{limits: l, schema: schema, op: op, vars: vars, done: make(map[*ast.FragmentDefinition]cost), priced: pricesOf(schema)}
	got, err := c.set(op.SelectionSet)
	if err != nil {
		return 0, err
	}
	total := add(add(got.each, got.once), got.flat)
	if total > l.MaxCost {
		return total, refuse(CodeTooCostly, op.Position,
			"The operation may have to produce %s fields; at most %d are allowed. Ask for smaller pages (`first`), fewer nested lists or fewer fields, and fetch the rest with `after`.",
			atLeast(total), l.MaxCost)
	}
	return total, nil
}

// cost is split in what a page multiplies and what stands beside the page. With
// both kept apart the cost of a set does not depend on where the set stands,
// so each fragment is computed once.
type cost struct {
	each int // below `edges` and `nodes` of a connection, and lists that a field above sizes
	once int
	flat int // of arguments, which are read once for all parents that a page has
}

type costs struct {
	limits Limits
	schema *ast.Schema
	op     *ast.OperationDefinition
	vars   map[string]any
	done   map[*ast.FragmentDefinition]cost
	*priced
}

// priced is what a schema says of costs, gathered once.
type priced struct {
	lists map[string]bool // sized by a field above them: "Type.field"
	dear  map[string]bool // input types with fields that cost something
}

var prices sync.Map // *ast.Schema to *priced

func pricesOf(schema *ast.Schema) *priced {
	if p, ok := prices.Load(schema); ok {
		return p.(*priced)
	}
	p, _ := prices.LoadOrStore(schema, &priced{sizedFields(schema), dearInputs(schema)})
	return p.(*priced)
}

func (c *costs) set(set ast.SelectionSet) (cost, *gqlerror.Error) {
	var total cost
	for _, sel := range set {
		var got cost
		var err *gqlerror.Error
		switch sel := sel.(type) {
		case *ast.Field:
			if !c.leftOut(sel.Directives) {
				got, err = c.field(sel)
			}
		case *ast.InlineFragment:
			if !c.leftOut(sel.Directives) {
				got, err = c.set(sel.SelectionSet)
			}
		case *ast.FragmentSpread:
			if !c.leftOut(sel.Directives) {
				got, err = c.spread(sel)
			}
		}
		if err != nil {
			return cost{}, err
		}
		total.each = add(total.each, got.each)
		total.once = add(total.once, got.once)
		total.flat = add(total.flat, got.flat)
	}
	return total, nil
}

func (c *costs) spread(s *ast.FragmentSpread) (cost, *gqlerror.Error) {
	if s.Definition == nil {
		return cost{}, nil
	}
	if got, ok := c.done[s.Definition]; ok {
		return got, nil
	}
	got, err := c.set(s.Definition.SelectionSet)
	if err == nil {
		c.done[s.Definition] = got
	}
	return got, err
}

func (c *costs) field(f *ast.Field) (cost, *gqlerror.Error) {
	below, err := c.set(f.SelectionSet)
	if err != nil {
		return cost{}, err
	}
	got, err := c.fieldOf(f, below)
	got.flat = add(below.flat, c.inputs(f))
	return got, err
}

// fieldOf is what a field and the set below it cost, but for arguments.
func (c *costs) fieldOf(f *ast.Field, below cost) (cost, *gqlerror.Error) {
	if f.Name == "__schema" || f.Name == "__type" {
		return cost{once: introspectionCost}, nil
	}
	page, paged, err := c.page(f)
	if err != nil {
		return cost{}, err
	}
	all := add(below.each, below.once)
	own := weight(f)
	size, ofBelow, sized := c.sized(f)
	parent := f.ObjectDefinition
	switch {
	case isConnection(parent) && (f.Name == "edges" || f.Name == "nodes"):
		return cost{each: all}, nil
	case isConnection(parent) && f.Name == "pageInfo":
		return cost{once: all}, nil
	case parent != nil && c.lists[parent.Name+"."+f.Name]:
		return cost{each: add(own, all)}, nil
	case f.Definition == nil || f.Definition.Type == nil:
		return cost{once: add(own, all)}, nil
	case ofBelow:
		return cost{once: add(own, add(mul(size, below.each), below.once))}, nil
	case isConnection(parent) && f.Definition.Type.Elem != nil:
		if !paged {
			page = c.listLength(f)
		}
		return cost{once: add(c.limits.WholeList, add(own, mul(page, all)))}, nil
	case c.connection(f.Definition.Type):
		if !paged {
			page = c.limits.DefaultPage
		}
		return cost{once: add(own, add(mul(page, below.each), below.once))}, nil
	case f.Definition.Type.Elem != nil && sized:
		return cost{once: add(own, mul(size, all))}, nil
	case f.Definition.Type.Elem != nil && !paged:
		return cost{once: add(own, mul(c.listLength(f), all))}, nil
	case paged:
		return cost{once: add(own, mul(page, all))}, nil
	}
	return cost{once: add(own, all)}, nil
}

// listLength is the number of ids that a list is asked for by, or the assumed
// length.
func (c *costs) listLength(f *ast.Field) int {
	def := f.Definition.Arguments.ForName("ids")
	arg := f.Arguments.ForName("ids")
	if def == nil || def.Type.Elem == nil || arg == nil {
		return c.limits.ListSize
	}
	switch v := c.value(arg.Value).(type) {
	case *ast.Value:
		if v.Kind == ast.ListValue {
			return len(v.Children)
		}
	case []any:
		return len(v)
	}
	return 1
}

// page is the largest of `first`, `last` and `top`, and whether one was given.
func (c *costs) page(f *ast.Field) (int, bool, *gqlerror.Error) {
	if f.Definition == nil {
		return 0, false, nil
	}
	size, given := 0, false
	for _, name := range [...]string{"first", "last", "top"} {
		def := f.Definition.Arguments.ForName(name)
		if def == nil || def.Type.NamedType != "Int" {
			continue
		}
		v := def.DefaultValue
		pos := f.Position
		if arg := f.Arguments.ForName(name); arg != nil {
			v, pos = arg.Value, arg.Position
		}
		raw, ok := number(c.value(v))
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(raw, 64)
		switch {
		case name == "top" && (err != nil || n < 1 || n > float64(c.limits.MaxPage)):
			return 0, false, refuse(CodePageTooLarge, pos, "%s: %s is out of range; ask for 1 to %d.", name, Clip(raw), c.limits.MaxPage)
		case err == nil && n < 0:
			return 0, false, refuse(CodePageTooLarge, pos,
				"%s: %s is negative; ask for 0 to %d, and page backwards with `last` and `before`.", name, Clip(raw), c.limits.MaxPage)
		case err != nil || n > float64(c.limits.MaxPage):
			return 0, false, refuse(CodePageTooLarge, pos,
				"%s: %s is more than %d; ask for at most %d and page with `%s`.", name, Clip(raw), c.limits.MaxPage, c.limits.MaxPage, cursorArg(name))
		}
		size, given = max(size, int(n)), true
	}
	return size, given, nil
}

func cursorArg(name string) string {
	if name == "last" {
		return "before"
	}
	return "after"
}

// value follows a variable to its value or default. The result is a literal
// or, for a variable that was given, its decoded JSON.
func (c *costs) value(v *ast.Value) any {
	if v == nil || v.Kind != ast.Variable {
		return v
	}
	if got, ok := c.vars[v.Raw]; ok {
		return got
	}
	if def := c.op.VariableDefinitions.ForName(v.Raw); def != nil {
		return def.DefaultValue
	}
	return nil
}

// leftOut says whether @skip or @include keeps a selection from being executed.
func (c *costs) leftOut(list ast.DirectiveList) bool {
	for _, d := range list {
		arg := d.Arguments.ForName("if")
		if arg == nil {
			continue
		}
		condition, known := boolean(c.value(arg.Value))
		if known && (d.Name == "skip" && condition || d.Name == "include" && !condition) {
			return true
		}
	}
	return false
}

// boolean is a value of type Boolean, if it is one.
func boolean(v any) (value, ok bool) {
	switch v := v.(type) {
	case *ast.Value:
		if v != nil && v.Kind == ast.BooleanValue {
			return v.Raw == "true", true
		}
	case bool:
		return v, true
	}
	return false, false
}

// number is the text of an integer value, if it is one. Anything else is
// refused by validation.
func number(v any) (string, bool) {
	switch v := v.(type) {
	case *ast.Value:
		if v != nil && v.Kind == ast.IntValue {
			return v.Raw, true
		}
	case json.Number:
		return v.String(), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

func (c *costs) connection(t *ast.Type) bool {
	return t.Elem == nil && isConnection(c.schema.Types[t.NamedType])
}

func isConnection(def *ast.Definition) bool {
	if def == nil || (def.Kind != ast.Object && def.Kind != ast.Interface) {
		return false
	}
	for _, name := range [...]string{"edges", "nodes"} {
		if f := def.Fields.ForName(name); f != nil && f.Type.Elem != nil {
			return def.Fields.ForName("pageInfo") != nil
		}
	}
	return false
}

func add(a, b int) int { return min(a+b, maxCost) }

func mul(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	if a > maxCost/b {
		return maxCost
	}
	return a * b
}

func atLeast(n int) string {
	if n >= maxCost {
		return "more than two thousand million"
	}
	return strconv.Itoa(n)
}
