package store

import (
	"context"
	"slices"

	"demarche/store/kv"
)

type entityFilter struct {
	and, or    []*entityFilter
	not        **entityFilter
	ids        map[ID]bool
	kinds      map[ID]bool
	name       string
	inRelation *relationFilter
	since      uint64
}

// compileEntities resolves a filter; nil stays nil and takes everything.
func (v *View) compileEntities(ctx context.Context, in *EntityFilter) (f *entityFilter, err error) {
	if in == nil {
		return nil, nil
	}
	f = &entityFilter{}
	if f.and, err = compileList(ctx, in.And, v.compileEntities); err != nil {
		return nil, err
	}
	if f.or, err = compileList(ctx, in.Or, v.compileEntities); err != nil {
		return nil, err
	}
	if in.Not != nil {
		not, err := v.compileEntities(ctx, in.Not)
		if err != nil {
			return nil, err
		}
		f.not = &not
	}
	if f.ids, err = v.resolveAll(ctx, in.Ref); err != nil {
		return nil, err
	}
	if f.kinds, err = idsOf(in.Kind, v.ontology.KindsUnder, func(k *Kind) ID { return k.ID }); err != nil {
		return nil, err
	}
	if in.Name != nil {
		if err := checkText("name", *in.Name, maxNameLen); err != nil {
			return nil, err
		}
		if f.name = fold(*in.Name); f.name == "" {
			return nil, invalid("`name` holds no letter or digit to look for")
		}
	}
	if in.Code != nil {
		ids, err := v.Resolve(ctx, []Ref{{ExternalID: in.Code}})
		if err != nil {
			return nil, err
		}
		if !has(f.ids, ids[0]) {
			ids[0] = 0
		}
		f.ids = map[ID]bool{ids[0]: true}
	}
	if f.inRelation, err = v.compileRelations(ctx, in.InRelation); err != nil {
		return nil, err
	}
	f.since, err = v.since(ctx, in.RecordedSince)
	return f, err
}

func (f *entityFilter) match(ctx context.Context, v *View, list []*Entity) ([]bool, error) {
	n := narrow(list)
	if f == nil {
		return n.ok, nil
	}
	n.where(func(e *Entity) bool {
		if !has(f.ids, e.ID) || !has(f.kinds, e.Kind) || e.From < f.since {
			return false
		}
		return f.name == "" || slices.ContainsFunc(e.Names, func(m Name) bool { return fold(m.Text) == f.name })
	})
	if err := combine(ctx, v, n, f.and, f.or, f.not); err != nil {
		return nil, err
	}
	if f.inRelation != nil {
		err := n.whereAll(func(l []*Entity) ([]bool, error) { return f.matchRelations(ctx, v, l) })
		if err != nil {
			return nil, err
		}
	}
	return n.ok, nil
}

// matchRelations asks for each entity whether it is in some relation that fits.
// It reads in rounds, so that an entity with a fitting relation among its first
// costs no more than that.
func (f *entityFilter) matchRelations(ctx context.Context, v *View, list []*Entity) ([]bool, error) {
	ok := make([]bool, len(list))
	var ranges []kv.Range
	var at []int
	for i, e := range list {
		for _, p := range v.prefixes(spaceOf, e.ID) {
			r := p.under()
			r.KeysOnly = true
			ranges, at = append(ranges, r), append(at, i)
		}
	}
	for chunk := 16; len(ranges) > 0; chunk = min(chunk*4, 4096) {
		for i := range ranges {
			ranges[i].Limit = chunk
		}
		pages, err := v.snap.Scan(ctx, ranges)
		if err != nil {
			return nil, err
		}
		var ids []ID
		var of []int
		for i, page := range pages {
			for _, p := range page.Pairs {
				ids, of = append(ids, lastID(p.Key)), append(of, at[i])
			}
		}
		relations, err := v.Relations(ctx, ids)
		if err != nil {
			return nil, err
		}
		fits, err := f.inRelation.match(ctx, v, relations)
		if err != nil {
			return nil, err
		}
		for i := range fits {
			ok[of[i]] = ok[of[i]] || fits[i]
		}
		var again []kv.Range
		var where []int
		for i, page := range pages {
			if page.More && !ok[at[i]] {
				r := ranges[i]
				r.Start = append(page.Pairs[len(page.Pairs)-1].Key, 0)
				again, where = append(again, r), append(where, at[i])
			}
		}
		ranges, at = again, where
	}
	return ok, nil
}
