package store

import (
	"bytes"
	"context"

	"demarche/store/kv"
)

// What lists of relations are read from: the narrowest index that the filter allows.

// maxRoleRanges is how many (type, role) ranges are merged to find the relations of
// a thing before sifting all that it has is cheaper: a seek costs as much as some ten entries.
const maxRoleRanges = 8

// listOf picks the index that has a thing's relations in the roles (nil: any) and of
// the filter's types: by role, if that is few ranges and all that the index can tell;
// else all relations of the thing, sifted. The filter's role with number known is the
// one that the thing fills.
func (v *View) listOf(t ID, roles map[ID][]uint8, f *relationFilter, known int) list {
	s := &sift{thing: t, as: roles}
	if f != nil {
		s.types, s.hull, s.exact = f.types, hullOf(f.time), f.linksTellAll()
		for i, r := range f.roles {
			if r.things != nil && i != known {
				s.with = append(s.with, r)
			}
		}
	}
	if s.as == nil && s.types == nil && s.with == nil && !s.hull.dated {
		return list{prefixes: v.prefixes(spaceOf, t)}
	}
	if s.with == nil && (s.as != nil || s.types != nil) {
		if prefixes := v.rolePrefixes(t, roles, s.types); len(prefixes) <= maxRoleRanges {
			return list{prefixes: prefixes}
		}
	}
	return list{prefixes: v.prefixes(spaceOf, t), sift: s}
}

// rolePrefixes is where a thing's relations of some types and in some roles are.
func (v *View) rolePrefixes(t ID, roles map[ID][]uint8, types map[ID]bool) (prefixes []key) {
	of := v.prefixes(spaceOfRole, t)
	for id, typ := range v.ontology.types {
		if !has(types, id) {
			continue
		}
		for r := range typ.Roles {
			if roles == nil || bytes.IndexByte(roles[id], byte(r)) >= 0 {
				for _, p := range of {
					prefixes = append(prefixes, bytes.Clone(p.id(id).byte(byte(r))))
				}
			}
		}
	}
	return prefixes
}

// driveRelations picks what a list is read from, by what a filter's top conditions name:
// relations, then participants, of several that with the fewest relations. What else it
// names is listed if it is not too much.
func (v *View) driveRelations(ctx context.Context, f *relationFilter) (list, error) {
	if f != nil && f.ids != nil {
		return list{fixed: keysOfSet(f.ids)}, nil
	}
	if f != nil {
		var things []map[ID]bool
		var of []int
		for i, rf := range f.roles {
			if rf.things != nil {
				things, of = append(things, rf.things), append(of, i)
			}
		}
		if len(things) > 0 {
			i, err := v.fewest(ctx, things)
			if err != nil {
				return list{}, err
			}
			return v.listOfAny(f, of[i]), nil
		}
	}
	if ids, err := v.listedRelations(ctx, f); ids != nil || err != nil {
		return list{fixed: ids}, err
	}
	var prefixes []key
	for id := range v.ontology.types {
		if f == nil || has(f.types, id) {
			prefixes = append(prefixes, ofThing(spaceType, id))
		}
	}
	return list{prefixes: prefixes, disjoint: true}, nil // a relation has one type
}

// maxListed is how many things are listed one by one to find what is about them or of
// them. A list is read and sorted whole for each page, so a longer one is better sifted.
const maxListed = 2000

// listUnder is the things under some prefixes, nil if they are more than maxListed. It
// reads some four times as many keys at most, in a few engine calls.
func (v *View) listUnder(ctx context.Context, prefixes []key) ([]ID, error) {
	if len(prefixes) > maxListed {
		return nil, nil
	}
	var ranges []kv.Range
	for _, p := range prefixes {
		r := p.under()
		r.KeysOnly = true
		ranges = append(ranges, r)
	}
	all := map[ID]bool{}
	read := 0
	for limit := max(64, 2*maxListed/max(1, len(prefixes))); len(ranges) > 0; limit *= 4 {
		pages, err := v.scanTo(ctx, limit, ranges)
		if err != nil {
			return nil, err
		}
		var rest []kv.Range
		for i, page := range pages {
			for _, pair := range page.Pairs {
				all[v.merges.survivor(lastID(pair.Key))] = true
			}
			if read += len(page.Pairs); page.More {
				r := ranges[i]
				r.Start = append(bytes.Clone(page.Pairs[len(page.Pairs)-1].Key), 0)
				rest = append(rest, r)
			}
		}
		if ranges = rest; len(all) > maxListed || len(rest) > 0 && read > 4*maxListed {
			return nil, nil
		}
	}
	return keysOfSet(all), nil
}

// listedRelations is the relations that a filter may take, as far as it names them, their
// participants, their words or who says so; nil if that may be too many to list, or if it
// names nothing. What of them it takes is for the filter to judge.
func (v *View) listedRelations(ctx context.Context, f *relationFilter) ([]ID, error) {
	if f == nil {
		return nil, nil
	}
	if f.ids != nil {
		return keysOfSet(f.ids), nil
	}
	for _, r := range f.roles {
		if r.things != nil {
			if ids, err := v.listUnder(ctx, v.prefixesOfAll(spaceOf, r.things)); ids != nil || err != nil {
				return ids, err
			}
		}
	}
	if f.text != nil {
		if ids, err := f.text.listed(ctx, v); ids != nil || err != nil {
			return ids, err
		}
	}
	if f.some != nil {
		if ids, err := v.listedOf(ctx, f.some); ids != nil || err != nil {
			return ids, err
		}
	}
	return listedParts(ctx, f.and, f.or, v.listedRelations)
}

// listedOf is the relations that claims are on.
func (v *View) listedOf(ctx context.Context, f *claimFilter) ([]ID, error) {
	ids, err := v.listedClaims(ctx, f)
	if ids == nil || err != nil {
		return nil, err
	}
	claims, err := v.Claims(ctx, ids)
	on := map[ID]bool{}
	for _, c := range claims {
		if c != nil {
			on[c.Relation] = true
		}
	}
	return keysOfSet(on), err
}

// listedParts is what the parts of a filter may take together: one of those that must
// all match, or all of those of which one must.
func listedParts[F any](ctx context.Context, and, or []*F, listed func(context.Context, *F) ([]ID, error)) ([]ID, error) {
	for _, a := range and {
		if ids, err := listed(ctx, a); ids != nil || err != nil {
			return ids, err
		}
	}
	if or == nil {
		return nil, nil
	}
	all := map[ID]bool{}
	for _, o := range or {
		ids, err := listed(ctx, o)
		if ids == nil || err != nil {
			return nil, err
		}
		for _, id := range ids {
			all[id] = true
		}
		if len(all) > maxListed {
			return nil, nil
		}
	}
	return keysOfSet(all), nil
}

// listOfAny is the relations of all things that a role of the filter names.
func (v *View) listOfAny(f *relationFilter, role int) (all list) {
	things := f.roles[role].things
	for t := range things {
		if len(things) == 1 {
			return v.listOf(t, f.roles[role].roles, f, role)
		}
		all.prefixes = append(all.prefixes, v.prefixes(spaceOf, t)...)
	}
	all.sift = v.listOf(0, nil, f, -1).sift // which of the things it is does not matter
	return all
}
