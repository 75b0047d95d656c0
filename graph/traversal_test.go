package graph_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"demarche/graph/gen"
	"demarche/httpapi/guard"
	"demarche/store"
)

// Who the junta is connected with by accusations, and how.
func TestNeighbors(t *testing.T) {
	a := sahel(t)
	d := a.do(`{ entity(ref: {key: "mali-junta"}) { neighbors(via: {types: ["accuses"], direction: OUT}, kinds: ["state"], first: 2) {
		totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { key } edges { cursor node { key } relation { key standing } role { key } otherRole { key } } } } }`, nil)
	c := at(d, "entity", "neighbors")
	if at(c, "totalCount") != 2.0 || at(c, "pageInfo", "hasNextPage") != false || at(c, "pageInfo", "hasPreviousPage") != false {
		t.Errorf("two accusations of France: %v", c)
	}
	for _, e := range at(c, "edges").([]any) {
		if at(e, "node", "key") != "france" || at(e, "role", "key") != "accuser" || at(e, "otherRole", "key") != "accused" || at(e, "relation", "standing") != "STATED" {
			t.Errorf("an accusation of France: %v", e)
		}
	}
	// What is said about a relation are its neighbours, not who takes part in it.
	d = a.do(`{ relation(ref: {key: "hires-wagner"}) { neighbors { nodes { key } } } }`, nil)
	if got := fmt.Sprint(at(d, "relation", "neighbors", "nodes")); strings.Contains(got, "wagner") || !strings.Contains(got, "frances-allies") {
		t.Errorf("neighbours of a relation: %v", got)
	}
	// Everything is connected by what is stated; by what is denied, nothing is.
	d = a.do(`{ entity(ref: {key: "wagner"}) { neighbors { totalCount } denied: neighbors(via: {filter: {standing: [DENIED]}}) { totalCount }
		byTheJunta: neighbors(via: {filter: {standing: [DENIED], counting: {claimant: {ref: [{key: "mali-junta"}]}}}}) { totalCount } } }`, nil)
	if got := fmt.Sprint(d["entity"]); got != "map[byTheJunta:map[totalCount:1] denied:map[totalCount:0] neighbors:map[totalCount:1]]" {
		t.Errorf("neighbours by standing: %v", got)
	}
}

// Paths in an earlier state are those that there were then.
func TestPathsAsOf(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	then := at(a.do(`{ entity(ref: {key: "b0"}) { relations(last: 1) { nodes { recorded { from } } } } }`, nil), "entity", "relations", "nodes").([]any)[0]
	commitAll(t, a.store, []store.Operation{actor("late"), accusation("hub", "late", 1), accusation("late", "b0", 2)})
	q := `query($at: DateTime) { paths(from: {key: "hub"}, to: {key: "b0"}, maxHops: 2, asOf: $at) { complete paths { length steps { to { key id } } } } }`
	now := a.do(q, nil)
	past := a.do(q, map[string]any{"at": at(then, "recorded", "from")})
	if got := fmt.Sprint(now); !strings.Contains(got, "key:late") {
		t.Errorf("now: %v", got)
	}
	if got := fmt.Sprint(past); strings.Contains(got, "key:late") || !strings.Contains(got, "@") {
		t.Errorf("then: %v", got)
	}
}

// A search costs the same engine calls however many relations things have, and a
// subgraph those of its hops.
func TestCallsOfTraversal(t *testing.T) {
	for name, q := range map[string]string{
		"paths": `{ paths(from: {key: "hub"}, to: {key: "b1"}, maxHops: 2, limit: 3) { complete paths { steps { from { name } to { name } relation { name standing } role { key } } } } }`,
		"subgraph": `{ subgraph(seeds: [{key: "hub"}], hops: 2, maxNodes: 1000) { truncated nodes { name } relations { name standing } frontier { key }
			document(format: GEXF) } }`,
	} {
		calls := func(n int) int64 {
			a := newAPI(t)
			star(t, a.store, n)
			before := a.calls.Load()
			a.do(q, nil)
			return a.calls.Load() - before
		}
		small, large := calls(4), calls(30)
		t.Logf("%s: %d engine calls", name, small)
		if large > small {
			t.Errorf("%s: %d engine calls in a small graph, %d in a larger one", name, small, large)
		}
	}
}

func TestTraversalOfBadInput(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	for _, c := range []struct{ query, says string }{
		{`{ paths(from: {key: "hup"}, to: {key: "a1"}) { complete } }`, `the nearest are "hub"`},
		{`{ paths(from: {key: "a1"}, to: {key: "a1"}) { complete } }`, "the same thing"},
		{`{ paths(from: {key: "hub"}, to: {key: "a1"}, maxHops: 7) { complete } }`, "1 to 6"},
		{`{ paths(from: {key: "hub"}, to: {key: "a1"}, limit: 21) { complete } }`, "1 to 20"},
		{`{ paths(from: {key: "hub"}, to: {key: "a1"}, via: {types: ["acuses"]}) { complete } }`, `"accuses"`},
		{`{ paths(from: {}, to: {key: "a1"}) { complete } }`, "exactly one"},
		{`{ subgraph(seeds: []) { truncated } }`, "1 to 20"},
		{`{ subgraph(seeds: [{key: "hub"}], hops: 5) { truncated } }`, "0 to 4"},
		{`{ subgraph(seeds: [{key: "hub"}], maxNodes: 3000) { truncated } }`, "2000"},
		{`{ subgraph(seeds: [{key: "hub"}]) { document(format: CSV, langs: ["no such language"]) } }`, "language"},
		{`{ entity(ref: {key: "hub"}) { neighbors(first: 101) { totalCount } } }`, "0 to 100"},
		{`{ entity(ref: {key: "hub"}) { neighbors(after: "AAAA") { totalCount } } }`, "is not a cursor"},
		{`{ entity(ref: {key: "hub"}) { neighbors(kinds: ["acter"]) { totalCount } } }`, `"actor"`},
		{`{ entity(ref: {key: "hub"}) { neighbors(via: {roles: ["acuser"]}) { totalCount } } }`, `"accuser"`},
	} {
		r := a.response(c.query, nil)
		if len(r.Errors) == 0 || !strings.Contains(r.Errors.Error(), c.says) {
			t.Errorf("%s\n  answers %v\n  and should say %q", c.query, r.Errors, c.says)
		}
	}
}

// What traversal costs by the schema's own word: never nothing, and with its defaults
// far less than the limit.
func TestCostOfTraversal(t *testing.T) {
	schema := gen.NewExecutableSchema(gen.Config{}).Schema()
	l := guard.DefaultLimits()
	for _, c := range []struct {
		query    string
		from, to int
	}{
		{`{ paths(from: {key: "a"}, to: {key: "b"}) { complete } }`, 3000, 3002},
		{`{ paths(from: {key: "a"}, to: {key: "b"}) { complete paths { length steps { from { name } role { key } relation { name standing } otherRole { key } to { name } } } } }`, 3100, 4000},
		{`{ paths(from: {key: "a"}, to: {key: "b"}, limit: 20) { complete paths { length steps { from { name } role { key } relation { name standing } otherRole { key } to { name } } } } }`, 4000, 5000},
		{`{ subgraph(seeds: [{key: "a"}]) { document(format: GEXF) } }`, 3000, 3002},
		{`{ subgraph(seeds: [{key: "a"}]) { truncated nodes { id name } relations { id name standing participants { role { key } node { id } } } frontier { id } } }`, 10_000, 20_000},
		{`{ entity(ref: {key: "a"}) { neighbors { nodes { name } } } }`, 20, 60},
		{`{ entity(ref: {key: "a"}) { neighbors(first: 100) { edges { node { name } relation { name } } } } }`, 400, 600},
	} {
		doc, err := l.Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if errs := validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()); len(errs) > 0 {
			t.Fatal(errs)
		}
		got, cost := l.Cost(schema, doc.Operations[0], nil)
		if cost != nil || got < c.from || got > c.to {
			t.Errorf("%s costs %d, should be %d to %d (%v)", c.query, got, c.from, c.to, cost)
		}
	}
}

// What lies around Wagner and Takuba, in each format. The goldens read as documentation.
func TestDocuments(t *testing.T) {
	a := sahel(t)
	for format, c := range map[string]struct {
		file  string
		valid func(string) error
	}{
		"GEXF":    {"wagner.gexf", validXML},
		"GRAPHML": {"wagner.graphml", validXML},
		"CSV":     {"wagner.csv", validCSV},
		"JSON_LD": {"wagner.jsonld", func(s string) error { return json.Unmarshal([]byte(s), new(any)) }},
	} {
		d := a.do(`query($f: GraphFormat!) { subgraph(seeds: [{key: "wagner"}, {key: "takuba"}]) { document(format: $f, langs: ["fr", "en"]) } }`, map[string]any{"f": format})
		got := at(d, "subgraph", "document").(string)
		if err := c.valid(got); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		file := filepath.Join("testdata", "documents", c.file)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not %s; if it is right, accept it with go test ./graph -update\n%s", format, file, got)
		}
	}
}

func validXML(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func validCSV(s string) error {
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll() // as many fields in each
	if err == nil && len(rows) < 2 {
		return errors.New("no edges")
	}
	return err
}
