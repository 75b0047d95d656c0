package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"demarche/edtf"
)

// Facets are held against the model: what a look at the whole list gives.

// facetsOfModel are the values that things of the model have, by the words of the
// API's documentation.
var (
	entityFacets = map[FacetKey]func(*model, *modelEntity) []string{
		FacetKind: func(_ *model, e *modelEntity) []string { return []string{e.kind} },
		FacetLang: func(*model, *modelEntity) []string { return []string{"en"} },
	}
	relationFacets = map[FacetKey]func(*model, *modelRelation) []string{
		FacetType:     func(_ *model, r *modelRelation) []string { return []string{r.typ} },
		FacetStanding: func(_ *model, r *modelRelation) []string { return []string{string(r.standing(anyClaim))} },
		FacetPlace:    func(*model, *modelRelation) []string { return nil },
		FacetStance: func(_ *model, r *modelRelation) []string {
			return r.each(func(c *modelClaim) string { return string(c.stance) }, currentClaim)
		},
		FacetClaimStatus: func(_ *model, r *modelRelation) []string {
			return r.each(func(c *modelClaim) string { return string(c.status) }, anyClaim)
		},
		FacetClaimant: func(_ *model, r *modelRelation) []string {
			return r.each(func(c *modelClaim) string { return c.claimant }, currentClaim)
		},
		FacetKind: func(m *model, r *modelRelation) (out []string) {
			for _, e := range m.entities {
				if r.plays("", e.id) {
					out = append(out, e.kind)
				}
			}
			return out
		},
	}
	claimFacets = map[FacetKey]func(*model, *modelClaim) []string{
		FacetStance:      func(_ *model, c *modelClaim) []string { return []string{string(c.stance)} },
		FacetClaimStatus: func(_ *model, c *modelClaim) []string { return []string{string(c.status)} },
		FacetClaimant:    func(_ *model, c *modelClaim) []string { return []string{c.claimant} },
		FacetType:        func(_ *model, c *modelClaim) []string { return []string{c.on.typ} },
		FacetStanding:    func(_ *model, c *modelClaim) []string { return []string{string(c.on.standing(anyClaim))} },
		FacetKind: func(m *model, c *modelClaim) []string {
			for _, e := range m.entities {
				if e.key == c.claimant {
					return []string{e.kind}
				}
			}
			return nil
		},
	}
)

func anyClaim(*modelClaim) bool       { return true }
func currentClaim(c *modelClaim) bool { return c.status == Current }

func (r *modelRelation) each(value func(*modelClaim) string, counts claimTest) (out []string) {
	for _, c := range r.all {
		if counts(c) {
			out = append(out, value(c))
		}
	}
	return out
}

// scan counts the values of what fits, each member once a value.
func scan[T any](m *model, all []*T, fits func(*T) bool, values func(*model, *T) []string) map[string]int {
	out := map[string]int{}
	for _, x := range all {
		if !fits(x) {
			continue
		}
		seen := map[string]bool{"": true}
		for _, v := range values(m, x) {
			if !seen[v] {
				seen[v] = true
				out[v]++
			}
		}
	}
	return out
}

// checkFacets compares facets with a scan, with all buckets and with the top two.
func checkFacets[T any](t *rapid.T, m *model, q *Query, err error, all []*T, fits func(*T) bool, keys map[FacetKey]func(*model, *T) []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	by := slices.Sorted(maps.Keys(keys))
	for _, top := range []int{MaxFacetValues, 2} {
		found, err := q.Facets(m.w.ctx, by, top)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range by {
			f, want := found[0][i], scan(m, all, fits, keys[k])
			var lines []string
			for v, n := range want {
				lines = append(lines, fmt.Sprintf("%06d %s %d %d", 999999-n, v, n, n))
			}
			slices.Sort(lines)
			var got []string
			for _, b := range f.Buckets {
				got = append(got, fmt.Sprintf("%06d %s %d %d", 999999-b.Count, b.Value, b.Count, b.Possible))
			}
			if f.Key != k || f.Distinct != len(want) || !slices.Equal(got, lines[:min(top, len(lines))]) {
				t.Fatalf("%s, top %d: got %d distinct, %q; want %d, %q", k, top, f.Distinct, got, len(want), lines)
			}
		}
	}
}

func TestFacetsAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			m.randomCommit(t)
		}
		v := m.w.view()
		ef, entityFits := m.entityFilter(t, 1)
		q, err := v.FindEntities(m.w.ctx, ef, nil)
		checkFacets(t, m, q, err, m.entities, entityFits, entityFacets)
		cf, claimFits := m.claimFilter(t, 1)
		q, err = v.FindClaims(m.w.ctx, cf, nil)
		checkFacets(t, m, q, err, m.claims, claimFits, claimFacets)
		rf, relationFits := m.relationFilter(t, 1)
		q, err = v.FindRelations(m.w.ctx, rf, nil)
		checkFacets(t, m, q, err, m.relations, relationFits, relationFacets)

		// Facets of many lists at once are those of each.
		var things []ID
		for _, e := range m.entities {
			things = append(things, e.id)
		}
		by := slices.Sorted(maps.Keys(relationFacets))
		q, err = v.RelationsOf(m.w.ctx, things, nil, rf, nil)
		if err != nil {
			t.Fatal(err)
		}
		all, err := q.Facets(m.w.ctx, by, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range things {
			q, err := v.RelationsOf(m.w.ctx, []ID{id}, nil, rf, nil)
			checkFacets(t, m, q, err, m.relations, func(r *modelRelation) bool { return relationFits(r) && r.plays("", id) }, relationFacets)
			alone, err := q.Facets(m.w.ctx, by, 3)
			if got, want := fmt.Sprint(all[i]), fmt.Sprint(alone[0]); err != nil || got != want {
				t.Fatalf("of many lists: %s, alone: %s (%v)", got, want, err)
			}
		}
	})
}

// A bucket says what a filter finds: SOURCE by `claims`, dates by `time`.
func TestBucketsAreWhatFiltersFind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			m.randomCommit(t)
		}
		v := m.w.view()
		base, fits := m.relationFilter(t, 1)
		base = &RelationFilter{And: []*RelationFilter{base}} // no time at its top: no window
		count := func(also *RelationFilter) int {
			q, err := v.FindRelations(m.w.ctx, &RelationFilter{And: []*RelationFilter{base, also}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			n, err := q.Counts(m.w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			return n[0]
		}
		q, err := v.FindRelations(m.w.ctx, base, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, err := q.Facets(m.w.ctx, []FacetKey{FacetSource}, 100)
		if err != nil {
			t.Fatal(err)
		}
		sources := map[string]int{}
		for _, b := range found[0][0].Buckets {
			sources[b.Value] = b.Count
		}
		for _, s := range []string{"rfi", "afp"} {
			some := &RelationFilter{Claims: &ClaimQuantifier{Some: &ClaimFilter{Source: []*Ref{refTo(s)}}}}
			if n := count(some); n != sources[s] {
				t.Fatalf("source %s: %d, the filter finds %d", s, sources[s], n)
			}
		}
		undated := 0
		for _, r := range m.relations {
			if _, dated := r.bounds(); !dated && fits(r) {
				undated++
			}
		}
		checkDates(t, m, q, undated, func(f *TimeFilter) int { return count(&RelationFilter{Time: f}) })
	})
}

// checkDates holds histograms and the facets YEAR and MONTH against time filters.
func checkDates(t *rapid.T, m *model, q *Query, undated int, count func(*TimeFilter) int) {
	t.Helper()
	for _, unit := range []edtf.Precision{edtf.Decade, edtf.Year, edtf.Month} {
		lists, err := q.Histogram(m.w.ctx, unit)
		if err != nil {
			t.Fatal(err)
		}
		buckets := lists[0]
		if n := len(buckets); undated > 0 {
			if n == 0 || buckets[n-1] != (Bucket{Value: "undated", Label: "undated", Count: undated, Possible: undated}) {
				t.Fatalf("%s: the undated are %d, listed as %+v", unit, undated, buckets)
			}
			buckets = buckets[:n-1]
		}
		for i, b := range buckets {
			certain, possible := count(&TimeFilter{Overlaps: date(b.Value), Certainty: Certain}), count(&TimeFilter{Overlaps: date(b.Value), Certainty: Possible})
			if b.Count != certain || b.Possible != possible || possible == 0 || certain > possible {
				t.Fatalf("%s %+v: the filter finds %d certainly, %d possibly", unit, b, certain, possible)
			}
			if i == 0 {
				continue
			}
			before, here := date(buckets[i-1].Value).Latest()+1, date(b.Value).Earliest()-1
			if before > here+1 {
				t.Fatalf("%s: %s stands before %s", unit, buckets[i-1].Value, b.Value)
			}
			if gap, ok := edtf.FromBounds(before, here); ok && count(&TimeFilter{Overlaps: &gap}) > 0 {
				t.Fatalf("%s: nothing is listed in %s, the filter finds something", unit, gap)
			}
		}
		key := map[edtf.Precision]FacetKey{edtf.Year: FacetYear, edtf.Month: FacetMonth}[unit]
		if key == "" {
			continue
		}
		all := lists[0]
		for _, top := range []int{100, 3} {
			f, err := q.Facets(m.w.ctx, []FacetKey{key}, top)
			if err != nil || f[0][0].Distinct != len(all) || len(f[0][0].Buckets) != min(top, len(all)) {
				t.Fatalf("%s, top %d: %+v, %v; the histogram has %d", key, top, f, err, len(all))
			}
			least := len(m.relations) + len(m.claims)
			for _, b := range f[0][0].Buckets {
				if !slices.Contains(all, b) {
					t.Fatalf("%s: %+v is not in the histogram", key, b)
				}
				least = min(least, b.Possible)
			}
			for _, b := range all {
				if b.Possible > least && !slices.Contains(f[0][0].Buckets, b) {
					t.Fatalf("%s, top %d leaves out %+v", key, top, b)
				}
			}
		}
	}
}

func TestDatesOfClaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		for range rapid.IntRange(2, 8).Draw(t, "commits") {
			m.randomCommit(t)
		}
		v := m.w.view()
		base, fits := m.claimFilter(t, 1)
		base = &ClaimFilter{And: []*ClaimFilter{base}}
		q, err := v.FindClaims(m.w.ctx, base, nil)
		if err != nil {
			t.Fatal(err)
		}
		undated := len(idsWhere(m.claims, func(c *modelClaim) bool { return fits(c) && c.said == "" }, func(*modelClaim) ID { return 0 }))
		checkDates(t, m, q, undated, func(f *TimeFilter) int {
			q, err := v.FindClaims(m.w.ctx, &ClaimFilter{And: []*ClaimFilter{base}, SaidAt: f}, nil)
			if err != nil {
				t.Fatal(err)
			}
			n, err := q.Counts(m.w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			return n[0]
		})
	})
}

// What facets, histograms and comparisons say of a past state is what they said then.
func TestBreakdownsOfThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		said := map[uint64]string{}
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			m.randomCommit(t)
			v := m.w.view()
			said[v.Head().Number] = breakdowns(t, m, v)
		}
		for n, want := range said {
			then, err := m.w.view().AtCommit(m.w.ctx, n)
			if err != nil {
				t.Fatal(err)
			}
			if got := breakdowns(t, m, then); got != want {
				t.Fatalf("commit %d: %s\nthen it was %s", n, got, want)
			}
		}
	})
}

func breakdowns(t *rapid.T, m *model, v *View) string {
	t.Helper()
	var out strings.Builder
	add := func(what any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%+v\n", what)
	}
	q, err := v.FindRelations(m.w.ctx, nil, nil)
	add("relations", err)
	add(q.Facets(m.w.ctx, facetKeys["relations"], 100))
	add(q.Histogram(m.w.ctx, edtf.Month))
	q, err = v.FindClaims(m.w.ctx, nil, nil)
	add("claims", err)
	add(q.Facets(m.w.ctx, facetKeys["claims"], 100))
	q, err = v.FindEntities(m.w.ctx, nil, nil)
	add("entities", err)
	add(q.Facets(m.w.ctx, facetKeys["entities"], 100))
	c, err := v.Compare(m.w.ctx, &ClaimFilter{Source: []*Ref{refTo("rfi")}}, &ClaimFilter{Source: []*Ref{refTo("afp")}}, nil, nil)
	add("comparison", err)
	add(c.Verdicts(), nil)
	page, err := c.Pages(m.w.ctx, PageArgs{})
	add(page, err)
	for _, id := range page[0].IDs {
		add(*c.Of(id), nil)
	}
	return out.String()
}
