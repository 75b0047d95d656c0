package graph_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// breakdowns answers each query of a directory of testdata; query and golden side by
// side are meant to be read.
func breakdowns(t *testing.T, a *api, dir string, vars map[string]any) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.graphql"))
	if err != nil || len(files) == 0 {
		t.Fatal("no queries", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			query, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(f), ".graphql") + ".json"
			golden(t, filepath.Join(dir, name), (&api{t, a.store, a.exec, a.calls}).response(string(query), vars))
		})
	}
}

func TestBreakdowns(t *testing.T) { breakdowns(t, sahel(t), "breakdowns", nil) }

// An observer disputes what France said, and France answers: what was said before and
// after that day, and the chain of replies. Observer and answers are made up.
func TestBeforeAndAfter(t *testing.T) {
	a := sahel(t)
	d := a.do(`{ claims(filter: {claimant: {ref: [{key: "france"}]}, relation: {ref: [{key: "hires-wagner"}]}}) { nodes { id } } }`, nil)
	d = a.do(`mutation($first: ID!) { commit(input: {idempotencyKey: "answers", operations: [
		{putEntity: {key: "observer", kind: "group", names: [{text: "An observer", lang: "en"}]}}
		{addClaim: {local: "it", relation: {key: "hires-wagner"}, stance: DISPUTES, claimant: {key: "observer"}, saidAt: "2022-05-10", inReplyTo: {id: $first}, evidence: [{source: {key: "france24-2022-05"}}]}}
		{addClaim: {key: "last-word", relation: {key: "hires-wagner"}, stance: SUPPORTS, claimant: {key: "france"}, saidAt: "2022-05-11", inReplyTo: {local: "it"}, evidence: [{source: {key: "france24-2022-05"}}]}}
		]}) { commit { at } userErrors { message path } } }`, map[string]any{"first": at(at(d, "claims", "nodes").([]any)[0], "id")})
	if errs := at(d, "commit", "userErrors").([]any); len(errs) > 0 {
		t.Fatal(errs)
	}
	breakdowns(t, a, "answers", map[string]any{"since": at(d, "commit", "commit", "at")})
}

// A page without facets costs what it did, and facets cost the same for every page.
func TestFacetsAreReadOnlyWhenAskedFor(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 40)
	calls := func(q string) int64 {
		before := a.calls.Load()
		a.do(q, nil)
		return a.calls.Load() - before
	}
	facets := `facets(by: [KIND, RELATION_TYPE, STANDING, STANCE, CLAIM_STATUS, CLAIMANT, SOURCE, PUBLISHER, PLACE, LANG, YEAR, MONTH, CAMEO_ROOT]) { distinct buckets { value node { id } } }`
	for _, c := range []struct{ name, list, also string }{
		{"all relations", `{ relations(first: %d) { nodes { key } %s } }`, facets},
		{"one entity's relations", `{ entity(ref: {key: "hub"}) { relations(first: %d) { nodes { key } %s } } }`, facets},
		{"claims", `{ claims(first: %d) { nodes { key } %s } }`, facets},
		{"entities", `{ entities(first: %d) { nodes { key } %s } }`, `facets(by: [KIND, LANG]) { distinct buckets { value } }`},
		{"a timeline", `{ entity(ref: {key: "hub"}) { timeline(first: %d) { nodes { key } %s } } }`, `histogram { value count possible }`},
		{"many lists", `{ entity(ref: {key: "hub"}) { relations(as: ["accuser"], first: %d) { nodes { object { relations(as: ["accuser"]) { nodes { key } %s } } } } } }`, facets},
		{"many timelines", `{ entities(first: %d) { nodes { timeline { nodes { key } %s } } } }`, `histogram(bucket: YEAR) { value }`},
	} {
		without := calls(fmt.Sprintf(c.list, 2, ""))
		small, large := calls(fmt.Sprintf(c.list, 2, c.also)), calls(fmt.Sprintf(c.list, 20, c.also))
		t.Logf("%s: %d engine calls, %d with what is counted", c.name, without, small)
		if without >= small {
			t.Errorf("%s: %d engine calls without, %d with: nothing was read for what is counted, or it is always read", c.name, without, small)
		}
		if large > small {
			t.Errorf("%s: a page of 2 costs %d engine calls, one of 20 costs %d", c.name, small, large)
		}
	}
}

func TestThreadsAndComparisonsCostNoMoreForMore(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 40)
	for _, q := range []string{
		`{ claims(first: %d) { nodes { thread { name } } } }`,
		`{ compare(left: {source: [{key: "paper"}]}, right: {}, first: %d) { totalCount verdicts { count } nodes { verdict relation { name } left { name claimant { name } } right { stance evidence { source { name } } } } } }`,
	} {
		calls := func(n int) int64 {
			before := a.calls.Load()
			a.do(fmt.Sprintf(q, n), nil)
			return a.calls.Load() - before
		}
		if small, large := calls(2), calls(20); large > small {
			t.Errorf("%s: a page of 2 costs %d engine calls, one of 20 costs %d", q, small, large)
		}
	}
}

func TestBadBreakdowns(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	for _, c := range []struct{ query, says string }{
		{`{ entities { facets(by: [STANCE]) { distinct } } }`, "what does: KIND, LANG"},
		{`{ relations { facets(by: [KIND, KIND]) { distinct } } }`, "names KIND twice"},
		{`{ relations { facets(by: [KIND], top: 0) { distinct } } }`, "1 to 100 values, not 0"},
		{`{ claims { facets(by: [KIND], top: 101) { distinct } } }`, "1 to 100 values, not 101"},
		{`{ entity(ref: {key: "hub"}) { timeline { histogram(bucket: SEASON) { value } } } }`, "take DECADE, YEAR, MONTH or DAY"},
		{`{ entity(ref: {key: "hub"}) { timeline(first: 101) { totalCount } } }`, "0 to 100"},
		{`{ entity(ref: {key: "hub"}) { timeline(filter: {type: ["acuses"]}) { totalCount } } }`, `"accuses"`},
		{`{ compare(left: {}, right: {source: [{key: "papier"}]}) { totalCount } }`, `no thing with key "papier"`},
		{`{ compare(left: {}, right: {}, about: {type: ["acuses"]}) { totalCount } }`, `"accuses"`},
		{`{ compare(left: {}, right: {}, first: -1) { totalCount } }`, "0 to 100"},
		{`{ compare(left: {}, right: {}, after: "AAAA") { totalCount } }`, "is not a cursor of this list"},
		{`{ compare(left: {}, right: {}, asOf: "1990-01-01T00:00:00Z") { totalCount } }`, "before the first commit"},
	} {
		r := a.response(c.query, nil)
		if len(r.Errors) == 0 || !strings.Contains(r.Errors.Error(), c.says) {
			t.Errorf("%s\n  answers %v\n  and should say %q", c.query, r.Errors, c.says)
		}
	}
}
