package store

import (
	"context"
	"slices"

	"demarche/store/kv"
)

type relationFilter struct {
	and, or  []*relationFilter
	not      **relationFilter
	ids      map[ID]bool
	text     textFilter
	types    map[ID]bool
	roles    []roleFilter
	time     *TimeFilter
	standing []Standing
	counting *claimFilter
	some     *claimFilter
	none     *claimFilter
	every    *claimFilter
	since    uint64
}

type roleFilter struct {
	roles    map[ID][]uint8 // by type; nil: any
	things   map[ID]bool
	entity   *entityFilter
	relation *relationFilter
}

// compileRelations resolves a filter; nil stays nil and takes everything.
func (v *View) compileRelations(ctx context.Context, in *RelationFilter) (f *relationFilter, err error) {
	if in == nil {
		return nil, nil
	}
	f = &relationFilter{time: in.Time, standing: in.Standing}
	if f.and, err = compileList(ctx, in.And, v.compileRelations); err != nil {
		return nil, err
	}
	if f.or, err = compileList(ctx, in.Or, v.compileRelations); err != nil {
		return nil, err
	}
	if in.Not != nil {
		not, err := v.compileRelations(ctx, in.Not)
		if err != nil {
			return nil, err
		}
		f.not = &not
	}
	if f.ids, err = v.resolveAll(ctx, in.Ref); err != nil {
		return nil, err
	}
	if in.Text != nil {
		if f.text, err = v.compileText(ctx, *in.Text); err != nil {
			return nil, err
		}
	}
	if f.types, err = idsOf(in.Type, v.ontology.TypesUnder, func(t *RelationType) ID { return t.ID }); err != nil {
		return nil, err
	}
	if in.Code != nil {
		coded := map[ID]bool{}
		for _, t := range v.ontology.TypesWithCode(in.Code.Scheme, in.Code.Code) {
			for _, id := range v.ontology.andBelow(t.ID) {
				if has(f.types, id) {
					coded[id] = true
				}
			}
		}
		f.types = coded
	}
	for _, r := range in.Roles {
		rf, err := v.compileRole(ctx, r)
		if err != nil {
			return nil, err
		}
		f.roles = append(f.roles, rf)
	}
	if f.counting, err = v.compileClaims(ctx, in.Counting); err != nil {
		return nil, err
	}
	if q := in.Claims; q != nil {
		if f.some, err = v.compileClaims(ctx, q.Some); err != nil {
			return nil, err
		}
		if f.none, err = v.compileClaims(ctx, q.None); err != nil {
			return nil, err
		}
		if f.every, err = v.compileClaims(ctx, q.Every); err != nil {
			return nil, err
		}
	}
	f.since, err = v.since(ctx, in.RecordedSince)
	return f, err
}

func (v *View) compileRole(ctx context.Context, in *RoleFilter) (f roleFilter, err error) {
	if in.Role != nil {
		if f.roles, err = v.ontology.rolesNamed([]string{*in.Role}); err != nil {
			return f, err
		}
	}
	if f.things, err = v.resolveAll(ctx, in.Ref); err != nil {
		return f, err
	}
	if f.entity, err = v.compileEntities(ctx, in.Entity); err != nil {
		return f, err
	}
	f.relation, err = v.compileRelations(ctx, in.Relation)
	return f, err
}

func compileList[I, F any](ctx context.Context, in []*I, compile func(context.Context, *I) (*F, error)) ([]*F, error) {
	if in == nil {
		return nil, nil
	}
	out := make([]*F, 0, len(in))
	for _, i := range in {
		f, err := compile(ctx, i)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (f *relationFilter) match(ctx context.Context, v *View, list []*Relation) ([]bool, error) {
	n := narrow(list)
	if f == nil {
		return n.ok, nil
	}
	n.where(func(r *Relation) bool {
		if !has(f.ids, r.ID) || !has(f.types, r.Type) || r.From < f.since {
			return false
		}
		if f.time == nil {
			return true
		}
		return f.time.Match(v.RelationBounds(r))
	})
	if f.text != nil {
		if err := n.whereAll(func(l []*Relation) ([]bool, error) { return f.text.match(ctx, v, l) }); err != nil {
			return nil, err
		}
	}
	for _, rf := range f.roles {
		if err := n.whereAll(func(l []*Relation) ([]bool, error) { return rf.match(ctx, v, l) }); err != nil {
			return nil, err
		}
	}
	if err := combine(ctx, v, n, f.and, f.or, f.not); err != nil {
		return nil, err
	}
	if f.standing != nil {
		err := n.whereAll(func(l []*Relation) ([]bool, error) {
			s, err := v.standings(ctx, idsOfRelations(l), f.counting)
			ok := make([]bool, len(s))
			for i := range s {
				ok[i] = slices.Contains(f.standing, s[i])
			}
			return ok, err
		})
		if err != nil {
			return nil, err
		}
	}
	if f.some != nil || f.none != nil || f.every != nil {
		err := n.whereAll(func(l []*Relation) ([]bool, error) { return f.matchClaims(ctx, v, l) })
		if err != nil {
			return nil, err
		}
	}
	return n.ok, nil
}

// needsRecords tells whether a filter asks for more than links tell: types and the
// participants that are named.
func (f *relationFilter) needsRecords() bool {
	if f == nil {
		return false
	}
	return f.and != nil || f.or != nil || f.not != nil || f.ids != nil || f.text != nil || f.time != nil || f.standing != nil ||
		f.some != nil || f.none != nil || f.every != nil || f.since != 0 ||
		slices.ContainsFunc(f.roles, func(r roleFilter) bool { return r.things == nil || r.entity != nil || r.relation != nil })
}

// linksTellAll tells whether a filter asks for no more than types, participants that
// are named, and a POSSIBLE time.
func (f *relationFilter) linksTellAll() bool {
	rest := *f
	rest.time = nil
	return !rest.needsRecords() && (f.time == nil || f.time.Certainty != Certain && !f.time.IncludeUndated)
}

// RelationBounds resolves a relation's time by the aspect of its type.
func (v *View) RelationBounds(r *Relation) (Bounds, bool) {
	return r.Time.Bounds(v.aspect(r.Type))
}

func (v *View) aspect(typ ID) Aspect {
	if t := v.ontology.Type(typ); t != nil {
		return t.Aspect
	}
	return Event
}

func (f *relationFilter) matchClaims(ctx context.Context, v *View, list []*Relation) ([]bool, error) {
	lists, err := v.claimsOn(ctx, idsOfRelations(list))
	if err != nil {
		return nil, err
	}
	for i := range lists {
		lists[i] = slices.DeleteFunc(slices.Clone(lists[i]), func(c claimSummary) bool { return c.status != Current })
	}
	ok := make([]bool, len(list))
	for i := range ok {
		ok[i] = true
	}
	for _, q := range []struct {
		filter *claimFilter
		fits   func(matching, all int) bool
	}{
		{f.some, func(m, _ int) bool { return m > 0 }},
		{f.none, func(m, _ int) bool { return m == 0 }},
		{f.every, func(m, all int) bool { return m == all }},
	} {
		if q.filter == nil {
			continue
		}
		matching, err := v.narrowClaims(ctx, lists, q.filter)
		if err != nil {
			return nil, err
		}
		for i := range ok {
			ok[i] = ok[i] && q.fits(len(matching[i]), len(lists[i]))
		}
	}
	return ok, nil
}

func (f *roleFilter) match(ctx context.Context, v *View, list []*Relation) ([]bool, error) {
	ok := make([]bool, len(list))
	var who []ID // participants that still may fit
	var of []int
	for i, r := range list {
		for _, p := range r.Participants {
			if f.roles != nil && !slices.Contains(f.roles[r.Type], p.Role) || !has(f.things, p.Thing) {
				continue
			}
			who, of = append(who, p.Thing), append(of, i)
		}
	}
	fits := make([]bool, len(who))
	for i := range fits {
		fits[i] = true
	}
	if f.entity != nil {
		records, err := v.Entities(ctx, who)
		if err != nil {
			return nil, err
		}
		if fits, err = f.entity.match(ctx, v, records); err != nil {
			return nil, err
		}
	}
	if f.relation != nil {
		records, err := v.Relations(ctx, who)
		if err != nil {
			return nil, err
		}
		also, err := f.relation.match(ctx, v, records)
		if err != nil {
			return nil, err
		}
		for i := range fits {
			fits[i] = fits[i] && also[i]
		}
	}
	for i := range who {
		ok[of[i]] = ok[of[i]] || fits[i]
	}
	return ok, nil
}

func idsOfRelations(list []*Relation) []ID {
	ids := make([]ID, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	return ids
}

func rangeList(r ...kv.Range) []kv.Range { return r }
