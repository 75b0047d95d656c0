package graph_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"demarche/store"
	"demarche/store/badgerkv"
)

const hitFields = `{ score node { key ... on Claim { relation { key } } } matches { field nameKind lang fragments { text hit } } }`

// whyHits writes hits for people: what was found, and in which texts the words stand.
func whyHits(edges any) string {
	var b strings.Builder
	for i, e := range edges.([]any) {
		key := at(e, "node", "key")
		if r := at(e, "node", "relation", "key"); r != nil {
			key = fmt.Sprintf("a claim on %v", r)
		}
		fmt.Fprintf(&b, "  %d. %v (%.2f)\n", i+1, key, at(e, "score"))
		for _, m := range at(e, "matches").([]any) {
			var text strings.Builder
			for _, f := range at(m, "fragments").([]any) {
				if at(f, "hit") == true {
					fmt.Fprintf(&text, "[%v]", at(f, "text"))
				} else {
					fmt.Fprint(&text, at(f, "text"))
				}
			}
			what := []string{fmt.Sprint(at(m, "field"))}
			for _, part := range []string{"nameKind", "lang"} {
				if p := at(m, part); p != nil {
					what = append(what, fmt.Sprint(p))
				}
			}
			fmt.Fprintf(&b, "       %s: %s\n", strings.Join(what, " "), text.String())
		}
	}
	return b.String()
}

// What search and suggest find on the shipped dataset, in which order, and why.
func TestSearchOnTheDataset(t *testing.T) {
	a := sahel(t)
	var out strings.Builder
	for _, args := range []string{
		`text: "Bamako"`, `text: "les colonels"`, `text: "SOFA"`, `text: "opération barkhane"`, `text: "Maiga"`,
		`text: "Paris"`, `text: "colonel"`, `text: "barkane"`, `text: "wagnr"`, `text: "french armies"`, `text: "attack"`, `text: "treaty 2014"`, `text: "Gossi", first: 2`,
		`text: "attacks sovereignty", fields: [QUOTE]`, `text: "violations"`, `text: "mali", kinds: ["state"]`, `text: "mali", langs: ["fr"], kinds: ["actor"]`,
		`text: "hires-wagner"`, `text: "france24-2022-05"`, `text: "AFP 2022"`, `text: "zzz serval"`, `text: "zzzzzz"`,
	} {
		c := a.do(fmt.Sprintf(`{ search(%s) { totalCount partial edges %s } }`, args, hitFields), nil)
		partial := ""
		if at(c, "search", "partial") == true {
			partial = ", none with all words"
		}
		fmt.Fprintf(&out, "search(%s): %v found%s\n%s\n", args, at(c, "search", "totalCount"), partial, whyHits(at(c, "search", "edges")))
	}
	for _, args := range []string{`prefix: "b"`, `prefix: "bark"`, `prefix: "les col"`, `prefix: "french g"`, `prefix: "ma", kinds: ["person"]`, `prefix: "opé", langs: ["fr"]`, `prefix: "zz"`} {
		c := a.do(fmt.Sprintf(`{ suggest(%s) %s }`, args, hitFields), nil)
		fmt.Fprintf(&out, "suggest(%s)\n%s\n", args, whyHits(at(c, "suggest")))
	}
	for _, text := range []string{"hires Wagner", "Mali hires Wagner", "les colonels dénoncent", "who accuses France", "denies", "Takuba", "accuse espionnage", "Burkina denounces"} {
		c := a.do(`query ($text: String!) { relations(filter: {text: $text}) { totalCount nodes { name standing } } }`, map[string]any{"text": text})
		fmt.Fprintf(&out, "relations(filter: {text: %q}): %v found\n", text, at(c, "relations", "totalCount"))
		for _, r := range at(c, "relations", "nodes").([]any) {
			fmt.Fprintf(&out, "  %v: %v\n", at(r, "standing"), at(r, "name"))
		}
		fmt.Fprintln(&out)
	}
	textGolden(t, "search.golden", out.String())
}

func textGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the answers are not those of %s; if they are right, accept them with go test ./graph -update\ngot:\n%s", file, got)
	}
}

// The pages of a search are those of any list, and cursors belong to their search.
func TestSearchPages(t *testing.T) {
	a := sahel(t)
	whole := keysOf(at(a.do(`{ search(text: "mali", first: 100) { nodes { key } } }`, nil), "search", "nodes"))
	var paged []string
	after := "null"
	for range 20 {
		c := a.do(fmt.Sprintf(`{ search(text: "mali", first: 3, after: %s) { nodes { key } pageInfo { hasNextPage endCursor } } }`, after), nil)
		paged = append(paged, keysOf(at(c, "search", "nodes"))...)
		if at(c, "search", "pageInfo", "hasNextPage") != true {
			break
		}
		after = fmt.Sprintf("%q", at(c, "search", "pageInfo", "endCursor"))
	}
	if strings.Join(paged, " ") != strings.Join(whole, " ") || len(whole) < 4 {
		t.Errorf("page by page %v, at once %v", paged, whole)
	}
	for _, q := range []string{
		`{ search(text: "malian", after: ` + after + `) { nodes { key } } }`,
		`{ search(text: "mali", first: -1) { totalCount } }`,
		`{ search(text: "mali", first: 101) { totalCount } }`,
		`{ search(text: "") { totalCount } }`,
		`{ search(text: "mali", kinds: ["stat"]) { totalCount } }`,
		`{ suggest(prefix: "mali", first: -1) { cursor } }`,
		`{ suggest(prefix: "mali", first: 51) { cursor } }`,
	} {
		if r := a.response(q, nil); len(r.Errors) != 1 {
			t.Errorf("%s: %v", q, r.Errors)
		}
	}
}

func keysOf(nodes any) (out []string) {
	for _, n := range nodes.([]any) {
		out = append(out, fmt.Sprint(at(n, "key")))
	}
	return out
}

// A search sees what was committed before it, and under asOf what was there then.
func TestSearchUnderAsOf(t *testing.T) {
	a := sahel(t)
	v, err := a.store.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.UnixMicro(v.Head().At).UTC().Format(time.RFC3339Nano)
	v.Close()
	a.do(`mutation { commit(input: {idempotencyKey: "renamed", operations: [{putEntity: {ref: {key: "barkhane"}, names: [{text: "Opération Épervier", lang: "fr"}]}}]}) { userErrors { message } } }`, nil)
	d := a.do(`query($then: DateTime) { now: search(text: "epervier") { nodes { key } } gone: search(text: "barkhane", kinds: ["military-operation"], fields: [NAME]) { totalCount }
		then: search(text: "barkhane", asOf: $then) { nodes { key recorded { to } } } notYet: search(text: "epervier", asOf: $then) { totalCount }
		suggested: suggest(prefix: "barkh", asOf: $then) { node { key } } suggestedNow: suggest(prefix: "barkh") { node { key } } }`, map[string]any{"then": asOf})
	got := fmt.Sprint(keysOf(at(d, "now", "nodes")), at(d, "gone", "totalCount"), keysOf(at(d, "then", "nodes")), at(d, "notYet", "totalCount"),
		len(at(d, "suggested").([]any)), len(at(d, "suggestedNow").([]any)))
	if got != "[barkhane] 0 [barkhane] 0 1 0" {
		t.Errorf("got %s, read as of %s", got, asOf)
	}
	if at(at(d, "then", "nodes").([]any)[0], "recorded", "to") == nil {
		t.Error("what is found under asOf is not read as it was then")
	}
}

// A search costs the same engine calls for a small and a large page.
func TestSearchCallsDoNotDependOnSize(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 40)
	for name, q := range map[string]string{
		"hits":        `{ search(text: "actor", first: %d) { totalCount edges { score node { key name relations { totalCount } } matches { fragments { text hit } } } } }`,
		"nodes":       `{ search(text: "actor", first: %d) { nodes { key } } }`,
		"suggestions": `{ suggest(prefix: "act", first: %d) { score node { key name } matches { fragments { text } } } }`,
	} {
		calls := func(n int) int64 {
			before := a.calls.Load()
			a.do(fmt.Sprintf(q, n), nil)
			return a.calls.Load() - before
		}
		if small, large := calls(2), calls(20); large > small {
			t.Errorf("%s: a page of 2 costs %d engine calls, a page of 20 costs %d", name, small, large)
		}
	}
	before := a.calls.Load()
	a.do(`{ suggest(prefix: "act") { cursor score matches { field nameKind fragments { text hit } } } }`, nil)
	if n := a.calls.Load() - before; n != 3 { // the head, the index, the relations
		t.Errorf("a suggestion costs %d engine calls", n)
	}
}

// named is a graph for measuring search: n entities whose names share words.
func named(t testing.TB, s *store.Store, n int) {
	t.Helper()
	en := func(s string) []store.Text { return []store.Text{{Text: s, Lang: "en"}} }
	commitAll(t, s, []store.Operation{{PutKind: &store.PutKind{Key: "actor", Labels: en("actor")}}})
	var ops []store.Operation
	for i := range n {
		op := actor(fmt.Sprintf("n%d", i))
		op.PutEntity.Names = store.Some([]store.NameInput{{Text: fmt.Sprintf("Operation Number%d of %d", i, 2000+i%20), Lang: "en"}})
		ops = append(ops, op)
	}
	commitAll(t, s, ops)
}

func BenchmarkSearch(b *testing.B) {
	engine, err := badgerkv.Open(b.TempDir(), badgerkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	a := newAPIOn(b, engine)
	named(b, a.store, 4000)
	for _, c := range []struct{ name, query string }{
		{"OneName", `{ search(text: "number1234") { edges { score node { key } matches { fragments { text hit } } } } }`},
		{"TwoWords", `{ search(text: "operation 2007") { totalCount nodes { key } } }`},
		{"CommonWord4000", `{ search(text: "operation") { totalCount nodes { key } } }`},
		{"Typo", `{ search(text: "operaton") { totalCount nodes { key } } }`},
		{"Suggest", `{ suggest(prefix: "number12") { node { key } matches { fragments { text hit } } } }`},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := a.response(c.query, nil); len(r.Errors) > 0 {
					b.Fatal(r.Errors)
				}
			}
		})
	}
}
