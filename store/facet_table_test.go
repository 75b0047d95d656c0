package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"demarche/edtf"
)

// facetWorld is a small graph in which every facet key has something to count.
func facetWorld(t tester) *world {
	w := newWorld(t)
	coded := func(key, code string, parents ...string) Operation {
		op := relType(key, Event, role("actor", Subject, "actor"), role("target", Object, "actor"))
		op.PutRelationType.Parents = parents
		if code != "" {
			op.PutRelationType.Codes = []Code{{Scheme: "CAMEO", Code: code, Match: Exact}}
		}
		return op
	}
	paper, wire := article("paper", "A paper"), article("wire", "A wire")
	paper.PutSource.Publisher, paper.PutSource.Lang, paper.PutSource.PublishedAt = Some(refTo("wagner")), Some("fr"), Some("2022-05")
	wire.PutSource.Publisher = Some(refTo("wagner"))
	w.do(coded("disapproves", "11"), coded("blames", "1121", "disapproves"), coded("scolds", "", "blames"), coded("nods", ""), paper, wire)
	french := says("mali", Asserts, "paper")
	french.Evidence[0].Quote = "blâme" // in the language of its source
	both := says("", Denies, "wire")
	both.Evidence = append(both.Evidence, EvidenceInput{Source: ref("paper"), Quote: "no", Lang: "en"})
	place := func(r *PutRelation) { r.Place = Some(refTo("bamako")) }
	who := func(name string) []func(*PutRelation) {
		return []func(*PutRelation){keyed(name), fill("actor", "mali"), fill("target", "france")}
	}
	w.do(
		relation("blames", append(who("blame"), at("2022-05-02"), place, claimed(french, both))...),
		relation("scolds", append(who("scold"), at("2022-04/2022-05"), place)...),
		relation("nods", append(who("nod"), claimed(says("mali", Asserts, "wire")))...),
	)
	return w
}

func facetText(t *testing.T, w *world, q *Query, err error, by ...FacetKey) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	found, err := q.Facets(w.ctx, by, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found[0] {
		for _, b := range f.Buckets {
			s := fmt.Sprintf("%s=%d", b.Value, b.Count)
			if b.Possible != b.Count {
				s += fmt.Sprintf("..%d", b.Possible)
			}
			if b.Label != b.Value {
				s += " " + b.Label
			}
			if b.Node != 0 {
				s += "*"
			}
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func TestFacetValues(t *testing.T) {
	w := facetWorld(t)
	v := w.view()
	for _, r := range []struct {
		key               FacetKey
		relations, claims string
	}{
		{FacetType, "blames=1*, nods=1*, scolds=1*", "blames=2*, nods=1*"},
		{FacetPlace, "bamako=2 Bamako*", "bamako=2 Bamako*"},
		{FacetCameoRoot, "11=2 disapproves*", "11=2 disapproves*"},
		{FacetStanding, "ALLEGED=1, CONTESTED=1, MENTIONED=1", "CONTESTED=2, ALLEGED=1"},
		{FacetClaimant, "mali=2 Mali*", "mali=2 Mali*"},
		{FacetSource, "wire=2 A wire*, paper=1 A paper*", "paper=2 A paper*, wire=2 A wire*"},
		{FacetPublisher, "wagner=2 Wagner Group*", "wagner=3 Wagner Group*"},
		{FacetLang, "en=1, fr=1", "en=1, fr=1"},
		{FacetKind, "state=3*", "state=2*"},
		{FacetMonth, "2022-04=0..1 April 2022, 2022-05=1..2 May 2022, undated=1", "undated=3"},
		{FacetYear, "2022=2, undated=1", "undated=3"},
	} {
		q, err := v.FindRelations(w.ctx, nil, nil)
		equal(t, string(r.key)+" of relations", facetText(t, w, q, err, r.key), r.relations)
		q, err = v.FindClaims(w.ctx, nil, nil)
		equal(t, string(r.key)+" of claims", facetText(t, w, q, err, r.key), r.claims)
	}
}

// A list may hold things of all classes; a key counts those to which it applies.
func TestFacetsOfMixedThings(t *testing.T) {
	w := facetWorld(t)
	v := w.view()
	ids := []ID{w.id("mali"), w.id("wagner"), w.id("paper"), w.id("wire"), w.id("blame"), w.claimsOn("nod")[0].ID}
	q := &Query{v: v, lists: []list{{fixed: ids}, {fixed: []ID{}}}}
	for key, want := range map[FacetKey]string{
		FacetKind:      "state=3*, company=1*",
		FacetPublisher: "wagner=4 Wagner Group*",
		FacetLang:      "en=3, fr=2",
		FacetYear:      "2022=2, undated=2",
		FacetStance:    "ASSERTS=2, DENIES=1",
		FacetType:      "blames=1*, nods=1*",
	} {
		equal(t, string(key), facetText(t, w, q, nil, key), want)
	}
	empty, err := q.Facets(w.ctx, facetKeys["relations"], 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range empty[1] {
		equal(t, string(f.Key)+" of nothing", f.Distinct, 0)
	}
}

func TestBadFacets(t *testing.T) {
	w := facetWorld(t)
	w.do(relation("nods", keyed("ages"), fill("actor", "mali"), fill("target", "france"), at("Y-300000/2022")),
		relation("nods", keyed("far"), fill("actor", "france"), fill("target", "mali"), at("Y300000")))
	v := w.view()
	entities, _ := v.FindEntities(w.ctx, nil, nil)
	relations, _ := v.FindRelations(w.ctx, nil, nil)
	far, _ := v.FindRelations(w.ctx, &RelationFilter{Ref: []*Ref{refTo("far")}}, nil)
	facets := func(q *Query, top int, by ...FacetKey) error { _, err := q.Facets(w.ctx, by, top); return err }
	histogram := func(q *Query, p edtf.Precision) error { _, err := q.Histogram(w.ctx, p); return err }
	for _, r := range []struct {
		err  error
		says string
	}{
		{facets(entities, 20, FacetStance), "STANCE does not apply to entities; what does: KIND, LANG"},
		{facets(relations, 20, "COLOUR"), "COLOUR does not apply to relations"},
		{facets(relations, 20, FacetType, FacetType), "names RELATION_TYPE twice"},
		{facets(relations, 0, FacetType), "1 to 100 values, not 0"},
		{facets(relations, 101, FacetType), "1 to 100 values, not 101"},
		{facets(relations, 20, FacetYear), "more than 100000 buckets of one year; take a coarser one"},
		{facets(far, 20, FacetMonth), "where EDTF cannot write a month"},
		{histogram(relations, edtf.Year), "more than 1000 buckets of one year"},
		{histogram(relations, edtf.Century), "CENTURY is no unit of a histogram; take DECADE, YEAR, MONTH or DAY"},
	} {
		var bad *InputError
		if !errors.As(r.err, &bad) || !strings.Contains(bad.Message, r.says) {
			t.Errorf("got %v, should say %q", r.err, r.says)
		}
	}
	for _, err := range []error{facets(far, 20, FacetYear), histogram(far, edtf.Year), facets(relations, 20)} {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
	}
}

// What is left of a list by a filter on time is counted within that time.
func TestHistogramStaysWithinTheFilter(t *testing.T) {
	w := facetWorld(t)
	w.do(relation("nods", keyed("ages"), fill("actor", "mali"), fill("target", "france"), at("1500/2100")))
	for _, r := range []struct {
		filter TimeFilter
		want   string
	}{
		{TimeFilter{Overlaps: date("2022-05-01/2022-05-03")}, "2022-05-01=0..2 2022-05-02=1..3 2022-05-03=0..2"},
		{TimeFilter{Overlaps: date("2022-05-02/.."), Within: date("../2022-05-03")}, "2022-05-02=1..3 2022-05-03=0..2"},
		{TimeFilter{Within: date("2022-05-02"), IncludeUndated: true}, "2022-05-02=1..3 undated=1..1"},
	} {
		q, err := w.view().FindRelations(w.ctx, &RelationFilter{Time: &r.filter}, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, err := q.Histogram(w.ctx, edtf.Day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range found[0] {
			got = append(got, fmt.Sprintf("%s=%d..%d", b.Value, b.Count, b.Possible))
		}
		equal(t, fmt.Sprintf("%+v", r.filter), strings.Join(got, " "), r.want)
	}
}

func TestUnitsOfTime(t *testing.T) {
	for _, r := range []struct {
		date string
		unit edtf.Precision
		n    int64
	}{
		{"1970-01-01", edtf.Day, 0}, {"1969-12-31", edtf.Day, -1}, {"0000-01", edtf.Month, 0}, {"-0001-12", edtf.Month, -1},
		{"2022-05", edtf.Month, 12*2022 + 4}, {"2022", edtf.Year, 2022}, {"-0044", edtf.Year, -44}, {"Y170000002", edtf.Year, 170000002},
		{"Y-170000002", edtf.Year, -170000002}, {"201X", edtf.Decade, 201}, {"000X", edtf.Decade, 0}, {"-000X", edtf.Decade, -1}, {"-004X", edtf.Decade, -5},
	} {
		d := edtf.MustParse(r.date)
		equal(t, r.date+" begins in", unitOf(d.Earliest(), r.unit), r.n)
		equal(t, r.date+" ends in", unitOf(d.Latest(), r.unit), r.n)
		equal(t, r.date+" begins at", startOf(r.n, r.unit), d.Earliest())
		equal(t, r.date+" ends before", startOf(r.n+1, r.unit), d.Latest()+1)
	}
}

// What was counted is kept for the state that it was counted in, and for no other list.
func TestFacetsAreKeptUntilTheNextCommit(t *testing.T) {
	w := newWorld(t)
	w.do(relation("acts", keyed("r1"), at("2020"), fill("actor", "mali"), fill("target", "france")))
	types := func(v *View, f *RelationFilter, top int) string {
		facets := must(must(v.FindRelations(w.ctx, f, nil)).Facets(w.ctx, []FacetKey{FacetType}, top))[0]
		var out []string
		for _, b := range facets[0].Buckets {
			out = append(out, fmt.Sprint(b.Value, " ", b.Count))
		}
		return strings.Join(out, ", ")
	}
	year := func(y string) *RelationFilter { return &RelationFilter{Time: &TimeFilter{Overlaps: date(y)}} }
	before := w.view()
	for range 2 {
		equal(t, "all", types(before, nil, 9), "acts 1")
		equal(t, "of 2020", types(before, year("2020"), 9), "acts 1")
		equal(t, "of 2021", types(before, year("2021"), 9), "")
	}
	if n := w.s.cache.facets.EstimatedSize(); n != 3 {
		t.Errorf("%d answers are kept, not 3", n)
	}
	w.do(relation("denounces", keyed("r2"), at("2021"), fill("denouncer", "mali"), fill("agreement", "accord")))
	for range 2 {
		equal(t, "all after it", types(w.view(), nil, 9), "acts 1, denounces 1")
		equal(t, "the first of all", types(w.view(), nil, 1), "acts 1")
		equal(t, "of 2021 after it", types(w.view(), year("2021"), 9), "denounces 1")
		equal(t, "all before it", types(must(w.view().AtCommit(w.ctx, before.Head().Number)), nil, 9), "acts 1")
		equal(t, "all in a state still held", types(before, nil, 9), "acts 1")
	}
}
