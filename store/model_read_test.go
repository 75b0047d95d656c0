package store

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"demarche/edtf"
)

// Random reads, each as a filter of the store and as a predicate over the model.

type (
	relationTest func(*modelRelation) bool
	claimTest    func(*modelClaim) bool
	entityTest   func(*modelEntity) bool
)

func (m *model) relationFilter(t *rapid.T, depth int) (*RelationFilter, relationTest) {
	forms := 7
	if depth > 0 {
		forms = 13
	}
	switch rapid.IntRange(0, forms).Draw(t, "relation filter") {
	case 0:
		return &RelationFilter{}, func(*modelRelation) bool { return true }
	case 1:
		typ := pick(t, "type", modelTypes)
		return &RelationFilter{Type: []string{typ}}, func(r *modelRelation) bool { return isUnder(r.typ, typ) }
	case 2:
		e := m.entityOf(t, "")
		return &RelationFilter{Roles: []*RoleFilter{{Ref: []*Ref{refTo(e.key)}}}}, func(r *modelRelation) bool { return r.plays("", e.id) }
	case 3:
		e, role := m.entityOf(t, ""), pick(t, "role", []string{"actor", "denouncer", "agreement", "party", "accuser", "hired"})
		return &RelationFilter{Roles: []*RoleFilter{{Role: &role, Ref: []*Ref{refTo(e.key)}}}}, func(r *modelRelation) bool { return r.plays(role, e.id) }
	case 4:
		f := aTimeFilter(t)
		return &RelationFilter{Time: f}, func(r *modelRelation) bool {
			b, dated := r.bounds()
			return f.Match(b, dated)
		}
	case 5:
		return m.standingFilter(t)
	case 6:
		return m.textFilter(t)
	case 7:
		r := &modelRelation{}
		if len(m.relations) > 0 {
			r = pick(t, "relation", m.relations)
			return &RelationFilter{Ref: []*Ref{refTo(r.key)}}, func(x *modelRelation) bool { return x == r }
		}
		return &RelationFilter{Type: []string{"ends"}}, func(*modelRelation) bool { return false }
	case 8:
		a, fits := m.relationFilter(t, depth-1)
		b, alsoFits := m.relationFilter(t, depth-1)
		return &RelationFilter{And: []*RelationFilter{a, b}}, func(r *modelRelation) bool { return fits(r) && alsoFits(r) }
	case 9:
		a, fits := m.relationFilter(t, depth-1)
		b, alsoFits := m.relationFilter(t, depth-1)
		return &RelationFilter{Or: []*RelationFilter{a, b}}, func(r *modelRelation) bool { return fits(r) || alsoFits(r) }
	case 10:
		a, fits := m.relationFilter(t, depth-1)
		return &RelationFilter{Not: a}, func(r *modelRelation) bool { return !fits(r) }
	case 11:
		inner, fits := m.relationFilter(t, depth-1)
		return &RelationFilter{Roles: []*RoleFilter{{Relation: inner}}}, func(r *modelRelation) bool { return r.content != nil && fits(r.content) }
	case 12:
		inner, fits := m.entityFilter(t, depth-1)
		return &RelationFilter{Roles: []*RoleFilter{{Entity: inner}}}, func(r *modelRelation) bool {
			return slices.ContainsFunc(m.entities, func(e *modelEntity) bool { return r.plays("", e.id) && fits(e) })
		}
	}
	return m.quantifier(t, depth)
}

func (m *model) textFilter(t *rapid.T) (*RelationFilter, relationTest) {
	all := rapid.SliceOfN(rapid.SampledFrom(strings.Fields(`
		acts denounces denounced denoun hires hire party to cooperating accuses accused
		france mali malian wagner group algiers treaty treaties trea army of five fi`)), 1, 3).Draw(t, "text")
	text := strings.Join(all, " ")
	want := contentOf(text)
	last := want[len(want)-1]
	begins := last == all[len(all)-1] && !m.isCalled(last)
	return &RelationFilter{Text: &text}, func(r *modelRelation) bool {
		return !slices.ContainsFunc(want, func(w string) bool { return !m.says(r, wordTest(w, begins && w == last)) })
	}
}

// wordTest tells whether a word of a name is the one sought, or its demonym.
func wordTest(sought string, begins bool) func(in string) bool {
	return func(in string) bool {
		return naiveFit(InName, "en", in, sought, begins, false) > missing || sought == "mali" && in == "malian"
	}
}

// isCalled tells whether a type or an entity is called so.
func (m *model) isCalled(word string) bool {
	fits := wordTest(word, false)
	return slices.ContainsFunc(modelTypes, func(typ string) bool { return slices.ContainsFunc(strings.Split(typ, "-"), fits) }) ||
		slices.ContainsFunc(m.entities, func(e *modelEntity) bool { return slices.ContainsFunc(contentOf(e.name), fits) })
}

// says tells whether a word is in what a relation says.
func (m *model) says(r *modelRelation, fits func(string) bool) bool {
	for typ := r.typ; typ != ""; typ = modelParents[typ] {
		if slices.ContainsFunc(strings.Split(typ, "-"), fits) {
			return true
		}
	}
	for _, e := range m.entities {
		if r.plays("", e.id) && slices.ContainsFunc(contentOf(e.name), fits) {
			return true
		}
	}
	return r.content != nil && m.says(r.content, fits)
}

func (m *model) quantifier(t *rapid.T, depth int) (*RelationFilter, relationTest) {
	inner, fits := m.claimFilter(t, depth-1)
	count := func(r *modelRelation) (matching, all int) {
		for _, c := range r.all {
			if c.status != Current {
				continue
			}
			all++
			if fits(c) {
				matching++
			}
		}
		return matching, all
	}
	switch rapid.IntRange(0, 2).Draw(t, "quantifier") {
	case 0:
		return &RelationFilter{Claims: &ClaimQuantifier{Some: inner}}, func(r *modelRelation) bool { n, _ := count(r); return n > 0 }
	case 1:
		return &RelationFilter{Claims: &ClaimQuantifier{None: inner}}, func(r *modelRelation) bool { n, _ := count(r); return n == 0 }
	}
	return &RelationFilter{Claims: &ClaimQuantifier{Every: inner}}, func(r *modelRelation) bool { n, all := count(r); return n == all }
}

func (m *model) standingFilter(t *rapid.T) (*RelationFilter, relationTest) {
	want := pick(t, "standing", []Standing{StandingStated, StandingAlleged, StandingContested, StandingDenied, StandingRetracted, StandingMentioned})
	f := &RelationFilter{Standing: []Standing{want}}
	counts := func(*modelClaim) bool { return true }
	if rapid.Bool().Draw(t, "according to") {
		f.Counting, counts = m.claimFilter(t, 0)
	}
	return f, func(r *modelRelation) bool { return r.standing(counts) == want }
}

// standing is the rule in the words of the API's documentation.
func (r *modelRelation) standing(counts claimTest) Standing {
	pro, contra, voice, current, any := false, false, false, false, false
	for _, c := range r.all {
		if !counts(c) {
			continue
		}
		any = true
		if c.status != Current {
			continue
		}
		current = true
		pro = pro || c.stance == Asserts || c.stance == Supports
		contra = contra || c.stance == Disputes || c.stance == Denies
		voice = voice || c.claimant == "" && (c.stance == Asserts || c.stance == Supports)
	}
	switch {
	case pro && contra:
		return StandingContested
	case contra:
		return StandingDenied
	case pro && voice:
		return StandingStated
	case pro:
		return StandingAlleged
	case any && !current:
		return StandingRetracted
	}
	return StandingMentioned
}

func (m *model) claimFilter(t *rapid.T, depth int) (*ClaimFilter, claimTest) {
	forms := 3
	if depth > 0 {
		forms = 6
	}
	switch rapid.IntRange(0, forms).Draw(t, "claim filter") {
	case 0:
		s := pick(t, "stance", modelStances)
		return &ClaimFilter{Stance: []Stance{s}}, func(c *modelClaim) bool { return c.stance == s }
	case 1:
		e := m.entityOf(t, "")
		return &ClaimFilter{Claimant: &EntityFilter{Ref: []*Ref{refTo(e.key)}}}, func(c *modelClaim) bool { return c.claimant == e.key }
	case 2:
		s := pick(t, "status", append(modelStatuses, Current))
		return &ClaimFilter{Status: []ClaimStatus{s}}, func(c *modelClaim) bool { return c.status == s }
	case 3:
		f := aTimeFilter(t)
		return &ClaimFilter{SaidAt: f}, func(c *modelClaim) bool { return f.Match(saidBounds(c.said)) }
	case 4:
		a, fits := m.claimFilter(t, depth-1)
		return &ClaimFilter{Not: a}, func(c *modelClaim) bool { return !fits(c) }
	case 5:
		a, fits := m.claimFilter(t, depth-1)
		b, alsoFits := m.claimFilter(t, depth-1)
		return &ClaimFilter{Or: []*ClaimFilter{a, b}}, func(c *modelClaim) bool { return fits(c) || alsoFits(c) }
	}
	inner, fits := m.relationFilter(t, depth-1)
	return &ClaimFilter{Relation: inner}, func(c *modelClaim) bool { return fits(c.on) }
}

func (m *model) entityFilter(t *rapid.T, depth int) (*EntityFilter, entityTest) {
	if depth > 0 && rapid.Bool().Draw(t, "in relation") {
		inner, fits := m.relationFilter(t, depth-1)
		return &EntityFilter{InRelation: inner}, func(e *modelEntity) bool {
			return slices.ContainsFunc(m.relations, func(r *modelRelation) bool { return r.plays("", e.id) && fits(r) })
		}
	}
	k := pick(t, "kind", modelKinds)
	return &EntityFilter{Kind: []string{k}}, func(e *modelEntity) bool { return isUnder(e.kind, k) }
}

func aTimeFilter(t *rapid.T) *TimeFilter {
	f := &TimeFilter{Certainty: pick(t, "certainty", []Certainty{Possible, Certain}), IncludeUndated: rapid.Bool().Draw(t, "undated")}
	d := date(pick(t, "date", []string{"2020", "2020-05", "2021-03-05", "../2020", "1900/1970"}))
	*pick(t, "predicate", []**edtf.Date{&f.Overlaps, &f.Within, &f.StartsBefore, &f.StartsAfter}) = d
	return f
}

func (r *modelRelation) plays(role string, thing ID) bool {
	return slices.ContainsFunc(r.parts, func(p modelPart) bool { return p.thing == thing && (role == "" || p.role == role) })
}

func (r *modelRelation) bounds() (Bounds, bool) {
	if r.time == "" {
		return Bounds{}, false
	}
	a := Event
	if modelAspects[r.typ] != "" {
		a = modelAspects[r.typ]
	}
	return (&Time{EDTF: r.time}).Bounds(a)
}

// place is what a relation is sorted by; "" has none and comes last.
func (r *modelRelation) place(by RelationOrderField) string {
	switch by {
	case RelationByTime:
		b, dated := r.bounds()
		if !dated {
			return ""
		}
		return string(sortTimeOf(b.StartEarliest, b.EndLatest, true))
	case RelationByType:
		return r.typ
	case RelationByRecord:
		return string(placeNumber(r.recorded))
	}
	n := 0
	for _, c := range r.all {
		if c.status == Current {
			n++
		}
	}
	return string(placeNumber(uint64(n)))
}

func (m *model) randomRead(t *rapid.T) {
	v := m.w.view()
	n := rapid.IntRange(1, 5).Draw(t, "page size")
	switch rapid.IntRange(0, 4).Draw(t, "read") {
	case 0:
		f, fits := m.entityFilter(t, 2)
		q, err := v.FindEntities(m.w.ctx, f, nil)
		m.compare(t, q, err, n, idsWhere(m.entities, fits, func(e *modelEntity) ID { return e.id }))
	case 1:
		f, fits := m.claimFilter(t, 2)
		q, err := v.FindClaims(m.w.ctx, f, []*ClaimOrder{{ClaimBySaidAt, pick(t, "direction", []OrderDirection{Ascending, Descending})}})
		m.compare(t, q, err, n, idsWhere(m.claims, fits, func(c *modelClaim) ID { return c.id }))
	default:
		m.readRelations(t, v, n)
	}
}

func (m *model) readRelations(t *rapid.T, v *View, n int) {
	f, fits := m.relationFilter(t, 2)
	order := &RelationOrder{pick(t, "field", []RelationOrderField{RelationByTime, RelationByTime, RelationByType, RelationByRecord, RelationByClaims}),
		pick(t, "direction", []OrderDirection{Ascending, Descending})}
	var q *Query
	var err error
	if rapid.Bool().Draw(t, "of an entity") {
		e := m.entityOf(t, "")
		var as []string
		if rapid.Bool().Draw(t, "in roles") {
			as = []string{"actor", "denouncer", "party", "hired", "one"}
		}
		of := fits
		fits = func(r *modelRelation) bool {
			return of(r) && slices.ContainsFunc(r.parts, func(p modelPart) bool {
				return p.thing == e.id && (as == nil || slices.Contains(as, p.role))
			})
		}
		q, err = v.RelationsOf(m.w.ctx, []ID{e.id}, as, f, []*RelationOrder{order})
	} else {
		q, err = v.FindRelations(m.w.ctx, f, []*RelationOrder{order})
	}
	got := m.compare(t, q, err, n, idsWhere(m.relations, fits, func(r *modelRelation) ID { return r.id }))
	var before string
	for i, id := range got {
		at := slices.IndexFunc(m.relations, func(r *modelRelation) bool { return r.id == id })
		is := m.relations[at].place(order.Field)
		if c := strings.Compare(before, is); i > 0 && is != "" && (before == "" || c != 0 && c > 0 != (order.Direction == Descending)) {
			t.Fatalf("%s %s: %q stands before %q", order.Field, order.Direction, before, is)
		}
		before = is
	}
}

func idsWhere[T any](all []*T, fits func(*T) bool, id func(*T) ID) (out []ID) {
	for _, x := range all {
		if fits(x) {
			out = append(out, id(x))
		}
	}
	return out
}

// compare walks a query's pages both ways and counts it; it gives the list's order.
func (m *model) compare(t *rapid.T, q *Query, err error, n int, want []ID) []ID {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := forward(t, pagerOf(m.w.ctx, q), n)
	if back := backward(t, pagerOf(m.w.ctx, q), n); !slices.Equal(back, got) {
		t.Fatalf("backward %v, forward %v", back, got)
	}
	slices.Sort(want)
	if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, want) {
		t.Fatalf("got %v, want %v", sorted, want)
	}
	counts, err := q.Counts(m.w.ctx)
	if err != nil || counts[0] != len(want) {
		t.Fatalf("count %v, %v; want %d", counts, err, len(want))
	}
	return got
}
