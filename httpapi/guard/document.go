package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// CheckDocument refuses documents that validation or execution would take too
// long over. It needs no schema and runs on a document that was only parsed.
func (l Limits) CheckDocument(doc *ast.QueryDocument) error {
	c := &docCheck{limits: l, fragments: make(map[string]*fragment, len(doc.Fragments))}
	for _, def := range doc.Fragments {
		// The first of two definitions with one name wins here as it does in
		// the validator, which then refuses the second.
		if _, ok := c.fragments[def.Name]; !ok {
			c.fragments[def.Name] = &fragment{def: def}
		}
	}
	if err := c.check(doc); err != nil {
		return err
	}
	return nil
}

// size is what a selection set amounts to once its fragments are expanded.
type size struct {
	fields int
	depth  int // along fields that are data
	intro  int // along fields at or below __schema and __type; 0 if there are none
}

type fragment struct {
	def  *ast.FragmentDefinition
	size size
	// open while its own set is measured: meeting it again means a cycle.
	open, done bool
	walked     bool
}

type docCheck struct {
	limits      Limits
	fragments   map[string]*fragment
	comparisons int
	steps       int
}

func (c *docCheck) check(doc *ast.QueryDocument) *gqlerror.Error {
	for _, op := range doc.Operations {
		if err := c.directives(op.Directives, op.Position); err != nil {
			return err
		}
		for _, v := range op.VariableDefinitions {
			if err := c.directives(v.Directives, v.Position); err != nil {
				return err
			}
			if err := c.literal(v.DefaultValue, 0); err != nil {
				return err
			}
		}
		got, err := c.measure(op.SelectionSet, op.Position)
		if err != nil {
			return err
		}
		if err := c.within(got, op.Position); err != nil {
			return err
		}
	}
	for _, def := range doc.Fragments {
		f := c.fragments[def.Name]
		if f.done && f.def == def {
			// An operation uses it and has been judged with it. By itself its
			// depth means nothing: it may stand below __schema.
			continue
		}
		got, err := c.fragment(f)
		if err != nil {
			return err
		}
		if err := c.within(got, def.Position); err != nil {
			return err
		}
		if f.def != def {
			// A second definition of the same name: refused by the validator,
			// but only after it walked it.
			if _, err := c.measure(def.SelectionSet, def.Position); err != nil {
				return err
			}
		}
	}
	return c.compareAll(doc)
}

func (c *docCheck) within(got size, pos *ast.Position) *gqlerror.Error {
	l := c.limits
	if got.fields > l.MaxFields {
		return refuse(CodeTooLarge, pos,
			"The operation has more than %d selections once its fragments are expanded. Ask for fewer fields, or split it into several requests.", l.MaxFields)
	}
	if got.depth > l.MaxDepth {
		return refuse(CodeTooDeep, pos,
			"The operation nests fields %d levels deep; at most %d are allowed. Ask for the deeper levels in a second query that starts from their ids.", got.depth, l.MaxDepth)
	}
	if got.intro > l.MaxIntrospectionDepth {
		return refuse(CodeTooDeep, pos,
			"The introspection query nests %d levels deep; at most %d are allowed.", got.intro, l.MaxIntrospectionDepth)
	}
	return nil
}

// measure computes the size of a set in one pass over what was written: every
// fragment is measured once, however often it is spread.
func (c *docCheck) measure(set ast.SelectionSet, pos *ast.Position) (size, *gqlerror.Error) {
	if len(set) > c.limits.MaxSelections {
		return size{}, refuse(CodeTooLarge, pos,
			"One selection set has %d selections; at most %d are allowed. Split the query into several requests.", len(set), c.limits.MaxSelections)
	}
	var total size
	repeats := make(map[string]int)
	for _, sel := range set {
		var got size
		var err *gqlerror.Error
		switch sel := sel.(type) {
		case *ast.Field:
			repeats[sel.Alias]++
			if repeats[sel.Alias] > c.limits.MaxRepeats {
				return size{}, refuse(CodeTooLarge, sel.Position,
					"%q stands more than %d times in one selection set. Name it once.", Clip(sel.Alias), c.limits.MaxRepeats)
			}
			got, err = c.field(sel)
		case *ast.InlineFragment:
			if err = c.directives(sel.Directives, sel.Position); err == nil {
				got, err = c.measure(sel.SelectionSet, sel.Position)
			}
		case *ast.FragmentSpread:
			if err = c.directives(sel.Directives, sel.Position); err == nil {
				// An unknown fragment is left to the validator.
				if f, ok := c.fragments[sel.Name]; ok {
					got, err = c.fragment(f)
				}
			}
		}
		if err != nil {
			return size{}, err
		}
		// The count is capped so that doubling it along a chain of fragments
		// cannot overflow.
		total.fields = min(total.fields+got.fields+1, c.limits.MaxFields+1)
		total.depth = max(total.depth, got.depth)
		total.intro = max(total.intro, got.intro)
	}
	return total, nil
}

func (c *docCheck) field(f *ast.Field) (size, *gqlerror.Error) {
	if err := c.directives(f.Directives, f.Position); err != nil {
		return size{}, err
	}
	if err := c.arguments(f.Arguments); err != nil {
		return size{}, err
	}
	got, err := c.measure(f.SelectionSet, f.Position)
	if err != nil {
		return size{}, err
	}
	if f.Name == "__schema" || f.Name == "__type" {
		return size{fields: got.fields, depth: 1, intro: 1 + max(got.depth, got.intro)}, nil
	}
	if got.intro > 0 {
		got.intro++
	}
	got.depth++
	return got, nil
}

func (c *docCheck) fragment(f *fragment) (size, *gqlerror.Error) {
	if f.done {
		return f.size, nil
	}
	if f.open {
		return size{}, refuse(CodeValidationFailed, f.def.Position,
			"Fragment %q spreads itself, directly or through others. Break the cycle.", Clip(f.def.Name))
	}
	f.open = true
	if err := c.directives(f.def.Directives, f.def.Position); err != nil {
		return size{}, err
	}
	got, err := c.measure(f.def.SelectionSet, f.def.Position)
	if err != nil {
		return size{}, err
	}
	f.open, f.done, f.size = false, true, got
	return got, nil
}
