package store

import (
	"context"
	"slices"
)

// currentUnlessAsked takes CURRENT claims alone, unless the filter names a status.
func currentUnlessAsked(f *ClaimFilter) *ClaimFilter {
	if f == nil {
		return &ClaimFilter{Status: []ClaimStatus{Current}}
	}
	if f.Status == nil {
		return &ClaimFilter{Status: []ClaimStatus{Current}, And: []*ClaimFilter{f}}
	}
	return f
}

// driveClaims picks what a list is read from: the narrowest that a filter's top
// conditions allow. Claims on a relation are few, those of a source more, those of
// a claimant most. At most one engine call.
func (v *View) driveClaims(ctx context.Context, f *claimFilter) (list, error) {
	if on := f.find(func(f *claimFilter) map[ID]bool { return f.relation.find() }); on != nil {
		claims, err := v.claimsOn(ctx, keysOfSet(on))
		fixed := []ID{} // not nil: none is a list, too
		for _, c := range slices.Concat(claims...) {
			fixed = append(fixed, c.id)
		}
		return list{fixed: fixed}, err
	}
	if from := f.find(func(f *claimFilter) map[ID]bool { return f.sources }); from != nil {
		return list{prefixes: v.prefixesOfAll(spaceClaimsFrom, from)}, nil
	}
	if by := f.find(func(f *claimFilter) map[ID]bool { return f.claimant.find() }); by != nil {
		return list{prefixes: v.prefixesOfAll(spaceClaimsBy, by)}, nil
	}
	return list{prefixes: []key{ofTerm(spaceClaims)}}, nil
}

func (v *View) prefixesOfAll(s space, things map[ID]bool) (out []key) {
	for id := range things {
		out = append(out, v.prefixes(s, id)...)
	}
	return out
}

// find looks for a set that every claim must be in one way or another, in the
// filter and in what is ANDed to it; nil if there is none.
func (f *claimFilter) find(set func(*claimFilter) map[ID]bool) map[ID]bool {
	if f == nil {
		return nil
	}
	if s := set(f); s != nil {
		return s
	}
	for _, a := range f.and {
		if s := a.find(set); s != nil {
			return s
		}
	}
	return nil
}

func (f *entityFilter) find() map[ID]bool {
	if f == nil {
		return nil
	}
	return f.ids
}

func (f *relationFilter) find() map[ID]bool {
	if f == nil {
		return nil
	}
	return f.ids
}

func (f *relationFilter) window() *window {
	if f == nil {
		return nil
	}
	return f.time.window()
}

func (f *claimFilter) window() *window {
	if f == nil {
		return nil
	}
	return f.saidAt.window()
}
