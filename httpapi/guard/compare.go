package guard

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// compareAll bounds the work of the rule that fields with the same response
// name can be merged. The validator compares such fields pair by pair, so its
// work grows with the square of the fields under one response path, and a
// document well within all other limits can keep it busy for seconds.
//
// It walks expanded documents, which is safe only because measure has bounded
// their size.
func (c *docCheck) compareAll(doc *ast.QueryDocument) *gqlerror.Error {
	for _, op := range doc.Operations {
		if err := c.compare([]ast.SelectionSet{op.SelectionSet}, op.Position); err != nil {
			return err
		}
	}
	for _, def := range doc.Fragments {
		// Those that an operation uses were walked there.
		if f := c.fragments[def.Name]; f.walked && f.def == def {
			continue
		}
		if err := c.compare([]ast.SelectionSet{def.SelectionSet}, def.Position); err != nil {
			return err
		}
	}
	return nil
}

// compare merges the sets that share one response path and goes down by
// response name.
func (c *docCheck) compare(sets []ast.SelectionSet, pos *ast.Position) *gqlerror.Error {
	var order []string
	byName := make(map[string][]*ast.Field)
	var collect func(set ast.SelectionSet) bool
	collect = func(set ast.SelectionSet) bool {
		for _, sel := range set {
			// A few operations and unused fragments may each be as large as
			// one operation; many may not.
			if c.steps++; c.steps > 10*c.limits.MaxFields {
				return false
			}
			switch sel := sel.(type) {
			case *ast.Field:
				if byName[sel.Alias] == nil {
					order = append(order, sel.Alias)
				}
				byName[sel.Alias] = append(byName[sel.Alias], sel)
			case *ast.InlineFragment:
				if !collect(sel.SelectionSet) {
					return false
				}
			case *ast.FragmentSpread:
				if f := c.fragments[sel.Name]; f != nil {
					f.walked = true
					if !collect(f.def.SelectionSet) {
						return false
					}
				}
			}
		}
		return true
	}
	for _, set := range sets {
		if !collect(set) {
			return refuse(CodeTooLarge, pos,
				"The operations and fragments of the document have too many selections together. Send one operation per request, and only the fragments that it uses.")
		}
	}
	for _, name := range order {
		fields := byName[name]
		if n := len(fields); n > 1 {
			c.comparisons += n * (n - 1) / 2
		}
		if c.comparisons > c.limits.MaxComparisons {
			return refuse(CodeTooLarge, pos,
				"The document names the same fields too often, %q among them. Name each field once for each object.", Clip(name))
		}
		var below []ast.SelectionSet
		for _, f := range fields {
			if len(f.SelectionSet) > 0 {
				below = append(below, f.SelectionSet)
			}
		}
		if len(below) == 0 {
			continue
		}
		if err := c.compare(below, pos); err != nil {
			return err
		}
	}
	return nil
}
