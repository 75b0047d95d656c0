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

// driveClaims picks what a list is read from, by what a filter's top conditions name:
// claims on a relation are few, those of a source more, those of a claimant most. What
// else it names is listed if it is not too much.
func (v *View) driveClaims(ctx context.Context, f *claimFilter) (list, error) {
	if on := f.find(func(f *claimFilter) map[ID]bool { return f.relation.find() }); on != nil {
		fixed, err := v.claimsOnAll(ctx, keysOfSet(on))
		return list{fixed: fixed}, err
	}
	if from := f.find(func(f *claimFilter) map[ID]bool { return f.sources }); from != nil {
		return list{prefixes: v.prefixesOfAll(spaceClaimsFrom, from)}, nil
	}
	if by := f.find(func(f *claimFilter) map[ID]bool { return f.claimant.find() }); by != nil {
		return list{prefixes: v.prefixesOfAll(spaceClaimsBy, by)}, nil
	}
	if ids, err := v.listedClaims(ctx, f); ids != nil || err != nil {
		return list{fixed: ids}, err
	}
	return list{prefixes: []key{ofTerm(spaceClaims)}}, nil
}

// listedClaims is the claims that a filter may take, as far as it tells of whom or what
// they are; nil if that may be too many to list. What of them it takes is for the filter
// to judge. Some engine calls for each of its parts, however many claims they name.
func (v *View) listedClaims(ctx context.Context, f *claimFilter) ([]ID, error) {
	if f == nil {
		return nil, nil
	}
	for _, by := range []struct {
		space  space
		things map[ID]bool
	}{{spaceClaimsFrom, f.sources}, {spaceClaimsBy, f.claimant.find()}} {
		if by.things != nil {
			if ids, err := v.listUnder(ctx, v.prefixesOfAll(by.space, by.things)); ids != nil || err != nil {
				return ids, err
			}
		}
	}
	relations, err := v.listedRelations(ctx, f.relation)
	if err != nil {
		return nil, err
	}
	if relations != nil {
		if ids, err := v.claimsOnAll(ctx, relations); len(ids) <= maxListed || err != nil {
			return ids, err
		}
		return nil, nil
	}
	return listedParts(ctx, f.and, f.or, v.listedClaims)
}

func (v *View) claimsOnAll(ctx context.Context, relations []ID) ([]ID, error) {
	claims, err := v.claimsOn(ctx, relations)
	ids := []ID{}
	for _, c := range slices.Concat(claims...) {
		ids = append(ids, c.id)
	}
	return ids, err
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
