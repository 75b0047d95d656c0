package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Comparisons are held against the model, and against the words of their rules.
func TestCompareAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		for range rapid.IntRange(2, 10).Draw(t, "commits") {
			m.randomCommit(t)
		}
		v := m.w.view()
		left, onLeft := m.side(t)
		right, onRight := m.side(t)
		about, fits := m.relationFilter(t, 1)
		var asked []Verdict
		if rapid.Bool().Draw(t, "some verdicts") {
			asked = rapid.SliceOfNDistinct(rapid.SampledFrom(allVerdicts), 1, 2, rapid.ID[Verdict]).Draw(t, "verdicts")
		}
		c, err := v.Compare(m.w.ctx, left, right, about, asked)
		if err != nil {
			t.Fatal(err)
		}
		want := map[Verdict]int{}
		var listed []ID
		for _, r := range m.relations {
			l, r2 := r.those(onLeft), r.those(onRight)
			if !fits(r) || len(l)+len(r2) == 0 {
				continue
			}
			is := &Comparison{Relation: r.id, Left: m.inOrder(l), Right: m.inOrder(r2)}
			is.Verdict, is.ConflictOn = m.verdict(l, r2)
			want[is.Verdict]++
			if asked != nil && !slices.Contains(asked, is.Verdict) {
				continue
			}
			listed = append(listed, r.id)
			if got := fmt.Sprint(*c.Of(r.id)); got != fmt.Sprint(*is) {
				t.Fatalf("%s: %s, want %+v", r.key, got, *is)
			}
		}
		m.compare(t, c.Query, nil, 2, listed)
		for _, b := range c.Verdicts() {
			if b.Count != want[Verdict(b.Value)] {
				t.Fatalf("verdicts %+v, want %v", c.Verdicts(), want)
			}
		}
	})
}

// side is one side of a comparison: CURRENT claims unless the filter names a status.
func (m *model) side(t *rapid.T) (*ClaimFilter, claimTest) {
	f, fits := m.claimFilter(t, 1)
	if rapid.Bool().Draw(t, "of a source") { // read from the source's index
		s := pick(t, "source", []string{"rfi", "afp"})
		f.Source = []*Ref{refTo(s)}
		of := fits
		fits = func(c *modelClaim) bool {
			return of(c) && slices.ContainsFunc(one(m.w, m.w.view().Claims, c.id).Evidence, func(e Evidence) bool { return e.Source == m.w.id(s) })
		}
	}
	if f.Status != nil {
		return f, fits
	}
	return f, func(c *modelClaim) bool { return c.status == Current && fits(c) }
}

func (r *modelRelation) those(fits claimTest) (out []*modelClaim) {
	for _, c := range r.all {
		if fits(c) {
			out = append(out, c)
		}
	}
	return out
}

func (m *model) inOrder(claims []*modelClaim) []ID {
	place := func(c *modelClaim) string { return string(eventSortTime(c.said)) + string(idPayload(c.id)) }
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(a, b *modelClaim) int { return strings.Compare(place(a), place(b)) })
	out := []ID{}
	for _, c := range claims {
		out = append(out, c.id)
	}
	return out
}

// verdict by the words of the documentation. Claims of the model give no times, and
// each that was entered a figure of its own.
func (m *model) verdict(left, right []*modelClaim) (Verdict, []ConflictOn) {
	if len(right) == 0 {
		return LeftOnly, nil
	}
	if len(left) == 0 {
		return RightOnly, nil
	}
	stance, figures, shared := false, 0, false
	for _, l := range left {
		for _, r := range right {
			pro := func(c *modelClaim) bool { return c.stance == Asserts || c.stance == Supports }
			contra := func(c *modelClaim) bool { return c.stance == Disputes || c.stance == Denies }
			stance = stance || pro(l) && contra(r) || contra(l) && pro(r)
			lq, rq := one(m.w, m.w.view().Claims, l.id).Quantities, one(m.w, m.w.view().Claims, r.id).Quantities
			if len(lq) > 0 && len(rq) > 0 {
				figures++
				shared = shared || lq[0].Value == rq[0].Value
			}
		}
	}
	var on []ConflictOn
	if stance {
		on = append(on, OnStance)
	}
	if figures > 0 && !shared {
		on = append(on, OnQuantity)
	}
	if on == nil {
		return Agree, nil
	}
	return Conflict, on
}

// Two times can be the same one if some start and end is allowed by both: enumerated
// day by day.
func TestSameTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, aspect, means := aTimeAndMeaning(t)
		b, other, alsoMeans := aTimeAndMeaning(t)
		if rapid.Bool().Draw(t, "moments") {
			a, aspect, means = aMoment(t)
			b, other, alsoMeans = aMoment(t)
		}
		if aspect != other {
			return
		}
		x, _ := a.Bounds(aspect)
		y, _ := b.Bounds(aspect)
		want := slices.ContainsFunc(means, func(p pair) bool { return slices.Contains(alsoMeans, p) })
		if sameTime(x, y) != want || sameTime(y, x) != want {
			t.Fatalf("%+v and %+v as %s: can be the same: %v", *a, *b, aspect, want)
		}
	})
}

func aMoment(t *rapid.T) (*Time, Aspect, []pair) {
	a := rapid.IntRange(1, windowDays).Draw(t, "a")
	b := rapid.IntRange(a, windowDays).Draw(t, "b")
	return &Time{EDTF: dayOf(a) + "/" + dayOf(b)}, Event, allowed(func(s, _ int) bool { return a <= s && s <= b }, true)
}

func TestConflicts(t *testing.T) {
	figures := func(list ...Quantity) func(*AddClaim) { return func(c *AddClaim) { c.Quantities = list } }
	dated := func(s string) func(*AddClaim) { return func(c *AddClaim) { c.Time = &DateInput{EDTF: s} } }
	number := func(f float64) *float64 { return &f }
	dead := func(value float64, spread ...float64) Quantity {
		q := Quantity{Key: "dead", Value: value}
		if len(spread) > 0 {
			q.Min, q.Max = number(spread[0]), number(spread[1])
		}
		return q
	}
	none := func(*AddClaim) {}
	for _, r := range []struct {
		name        string
		typ         string
		left, right Stance
		l, r        func(*AddClaim)
		want        string
	}{
		{"both say so", "acts", Asserts, Supports, none, none, "AGREE []"},
		{"one denies", "acts", Asserts, Denies, none, none, "CONFLICT [STANCE]"},
		{"one disputes", "acts", Disputes, Supports, none, none, "CONFLICT [STANCE]"},
		{"one only asks", "acts", Questions, Denies, none, none, "AGREE []"},
		{"a day of the month", "acts", Asserts, Asserts, dated("2022-05"), dated("2022-05-02"), "AGREE []"},
		{"another day", "acts", Asserts, Asserts, dated("2022-05-01"), dated("2022-05-02"), "CONFLICT [TIME]"},
		{"one gives no time", "acts", Asserts, Asserts, dated("2022-05-01"), none, "AGREE []"},
		{"a state with another end", "party-to", Asserts, Asserts, dated("2014/2020"), dated("2014/2022"), "CONFLICT [TIME]"},
		{"a state that may have ended then", "party-to", Asserts, Asserts, dated("2014/"), dated("2014/2022"), "AGREE []"},
		{"the same figure", "acts", Asserts, Asserts, figures(dead(50)), figures(dead(50)), "AGREE []"},
		{"another figure", "acts", Asserts, Asserts, figures(dead(50)), figures(dead(51)), "CONFLICT [QUANTITY]"},
		{"a figure within the other's spread", "acts", Asserts, Asserts, figures(dead(100, 50, 200)), figures(dead(60)), "AGREE []"},
		{"spreads apart", "acts", Asserts, Asserts, figures(dead(100, 50, 200)), figures(dead(300, 201, 400)), "CONFLICT [QUANTITY]"},
		{"figures of other things", "acts", Asserts, Asserts, figures(dead(50)), figures(Quantity{Key: "hurt", Value: 9}), "AGREE []"},
		{"figures in other units", "acts", Asserts, Asserts, figures(Quantity{Key: "cost", Value: 9, Unit: "EUR"}), figures(Quantity{Key: "cost", Value: 8, Unit: "XOF"}), "AGREE []"},
		{"two of several figures differ", "acts", Asserts, Asserts, figures(dead(50), Quantity{Key: "hurt", Value: 8}), figures(dead(50), Quantity{Key: "hurt", Value: 9}), "CONFLICT [QUANTITY]"},
		{"everything", "acts", Asserts, Denies, func(c *AddClaim) { dated("2021")(c); figures(dead(1))(c) }, func(c *AddClaim) { dated("2022")(c); figures(dead(2))(c) },
			"CONFLICT [STANCE TIME QUANTITY]"},
	} {
		w := newWorld(t)
		left, right := says("mali", r.left, "rfi"), says("france", r.right, "afp")
		r.l(left)
		r.r(right)
		parts := []func(*PutRelation){keyed("it"), fill("actor", "mali"), fill("target", "france"), claimed(left, right)}
		if r.typ == "party-to" {
			parts = []func(*PutRelation){keyed("it"), fill("party", "mali"), fill("agreement", "treaty"), claimed(left, right)}
		}
		w.do(relation(r.typ, parts...))
		c, err := w.view().Compare(w.ctx, byWhom("mali"), byWhom("france"), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		is := c.Of(w.id("it"))
		equal(t, r.name, fmt.Sprint(is.Verdict, " ", is.ConflictOn), r.want)
	}
}

func byWhom(key string) *ClaimFilter {
	return &ClaimFilter{Claimant: &EntityFilter{Ref: []*Ref{refTo(key)}}}
}

func TestThreads(t *testing.T) {
	w := newWorld(t)
	w.do(relation("acts", keyed("it"), fill("actor", "mali"), fill("target", "france")))
	var chain []ID
	for n := range MaxThread + 5 {
		c := says("mali", modelStances[n%5], "rfi").as("c")
		c.Quantities = []Quantity{{Key: "n", Value: float64(n)}}
		if n > 0 {
			c.InReplyTo = refTo(idName(chain[n-1]))
		}
		chain = append(chain, w.do(c.on("it")).Changes[0].Thing)
	}
	got, err := w.view().Threads(w.ctx, []ID{chain[0], chain[3], 0, chain[len(chain)-1]})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the first", got[0], chain[:1])
	equal(t, "the fourth", got[1], chain[:4])
	equal(t, "of nothing", got[2], []ID{})
	equal(t, "the last of a long one", got[3], chain[5:])
}

// Claims of a source, a claimant or a relation are read from that one's index.
func TestClaimsAreReadFromTheNarrowestIndex(t *testing.T) {
	w := newWorld(t)
	w.do(relation("acts", keyed("it"), fill("actor", "mali"), fill("target", "france"), claimed(says("mali", Asserts, "rfi"), says("france", Denies, "afp"))))
	from := &ClaimFilter{Source: []*Ref{refTo("rfi")}}
	on := &ClaimFilter{Relation: &RelationFilter{Ref: []*Ref{refTo("it")}}}
	about := func(key string) *ClaimFilter {
		return &ClaimFilter{Relation: &RelationFilter{Roles: []*RoleFilter{{Ref: []*Ref{refTo(key)}}}}}
	}
	for _, r := range []struct {
		name   string
		filter *ClaimFilter
		index  space
		n      int
	}{
		{"all", nil, spaceClaims, 2},
		{"a source", from, spaceClaimsFrom, 1},
		{"a claimant", byWhom("mali"), spaceClaimsBy, 1},
		{"a relation", on, spaceClaimsOn, 2},
		{"source and claimant", &ClaimFilter{Source: from.Source, Claimant: byWhom("france").Claimant}, spaceClaimsFrom, 0},
		{"what is ANDed", &ClaimFilter{And: []*ClaimFilter{{}, {And: []*ClaimFilter{byWhom("mali")}}}}, spaceClaimsBy, 1},
		{"relations of a thing", about("mali"), spaceClaimsOn, 2},
		{"what relations say", &ClaimFilter{Relation: &RelationFilter{Text: ptr("france acts")}}, spaceClaimsOn, 2},
		{"relations that somebody speaks on", &ClaimFilter{Relation: &RelationFilter{Claims: &ClaimQuantifier{Some: byWhom("mali")}}}, spaceClaimsOn, 2},
		{"what is ORed", &ClaimFilter{Or: []*ClaimFilter{from, byWhom("france"), {And: []*ClaimFilter{about("bamako")}}}}, spaceClaimsOn, 2},
		{"what is ORed with anything", &ClaimFilter{Or: []*ClaimFilter{from, {}}}, spaceClaims, 2},
		{"what is not", &ClaimFilter{Not: from}, spaceClaims, 1},
	} {
		q, err := w.view().FindClaims(w.ctx, r.filter, nil)
		if err != nil {
			t.Fatal(err)
		}
		index := spaceClaimsOn // listed beforehand, as it has no order of its own
		if q.lists[0].fixed == nil {
			index = space(q.lists[0].prefixes[0][3])
		}
		equal(t, r.name, index, r.index)
		got, err := q.Counts(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, r.name, got[0], r.n)
	}
}
