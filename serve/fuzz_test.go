package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"demarche/graph/gen"
	"demarche/serve"
)

// started serves the shipped dataset to a fuzz target, in this process, so that the
// fuzzer sees what its inputs reach.
func started(f *testing.F) (api string) {
	f.Helper()
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	cfg, err := serve.Defaults()
	if err != nil {
		f.Fatal(err)
	}
	cfg.Listen, cfg.Data, cfg.Timeout, cfg.Drain = "127.0.0.1:0", f.TempDir(), 30*time.Second, time.Second
	cfg.Logger, cfg.Ready = slog.New(slog.DiscardHandler), func(a net.Addr) { ready <- a }
	go func() { ended <- serve.Run(ctx, cfg) }()
	select {
	case a := <-ready:
		api = "http://" + a.String() + "/graphql"
	case err := <-ended:
		f.Fatal(err)
	}
	f.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			f.Error(err)
		}
	})
	return api
}

// ask gives the data of an answer; false if the input was refused, which must not be
// a fault of the server.
func ask(t *testing.T, api, query string, variables map[string]any, data any) bool {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(api, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil || resp.StatusCode >= 500 {
		t.Fatalf("%s: status %d, %v: %s", body, resp.StatusCode, err, text)
	}
	for _, e := range answer.Errors {
		// A query is never invalid here, and never costly; a variable may be.
		if slices.Contains([]string{"", "INTERNAL", "TIMEOUT", "GRAPHQL_VALIDATION_FAILED"}, e.Extensions.Code) || e.Message == "" {
			t.Fatalf("%s: %s", body, text)
		}
	}
	if len(answer.Errors) > 0 {
		return false
	}
	if err := json.Unmarshal(answer.Data, data); err != nil {
		t.Fatalf("%s: %v: %s", body, err, text)
	}
	return true
}

// page is what the lists below are asked for.
type page struct {
	TotalCount int
	Nodes      []struct{ ID string }
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		EndCursor                    string
	}
}

func (p page) ids() (out []string) {
	for _, n := range p.Nodes {
		out = append(out, n.ID)
	}
	return out
}

const listsOf = `query ($is: FILTER, $and: FILTER, $not: FILTER, $after: String) {
  all: LIST { totalCount }
  is: LIST(filter: $is, first: 100) { ...page }
  backwards: LIST(filter: $is, last: 100) { ...page }
  and: LIST(filter: $and, first: 100) { ...page }
  not: LIST(filter: $not) { totalCount }
  rest: LIST(filter: $is, first: 100, after: $after) { ...page }
}
fragment page on CONNECTION { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }`

// Whatever a filter says, the server refuses it or gives lists that agree with each
// other: total and members, forwards and backwards, page after page, the filter alone
// and below and, the filter and its opposite.
func FuzzFilters(f *testing.F) {
	api := started(f)
	schema := gen.NewExecutableSchema(gen.Config{}).Schema()
	for _, s := range []string{"", "\x01\x02\x03", "0123456789abcdef", strings.Repeat("\x05\x01\x02", 20), strings.Repeat("\x03\x07", 40), strings.Repeat("\x02\x0b\x11", 30)} {
		for list := range uint8(3) {
			f.Add(list, []byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, list uint8, bytes []byte) {
		name := []string{"entities", "relations", "claims"}[list%3]
		filter := []string{"EntityFilter", "RelationFilter", "ClaimFilter"}[list%3]
		connection := []string{"EntityConnection", "RelationConnection", "ClaimConnection"}[list%3]
		query := strings.NewReplacer("LIST", name, "FILTER", filter, "CONNECTION", connection).Replace(listsOf)
		is := (&dice{bytes, schema}).value(ast.NonNullNamedType(filter, nil), "", 0)
		variables := map[string]any{"is": is, "and": map[string]any{"and": []any{is}}, "not": map[string]any{"not": is}}
		var got struct{ All, Is, Backwards, And, Not, Rest page }
		if !ask(t, api, query, variables, &got) {
			return
		}
		text, _ := json.Marshal(is)
		if n := len(got.Is.Nodes); n != min(100, got.Is.TotalCount) || got.Is.PageInfo.HasNextPage != (got.Is.TotalCount > n) {
			t.Errorf("%s: %d members of %d on the first page, more: %v", text, n, got.Is.TotalCount, got.Is.PageInfo.HasNextPage)
		}
		if !slices.Equal(got.Is.ids(), got.And.ids()) || got.Is.TotalCount != got.And.TotalCount {
			t.Errorf("%s: and of it alone gives %d, not %d", text, got.And.TotalCount, got.Is.TotalCount)
		}
		if got.Is.TotalCount+got.Not.TotalCount != got.All.TotalCount {
			t.Errorf("%s: %d have it and %d have it not, of %d", text, got.Is.TotalCount, got.Not.TotalCount, got.All.TotalCount)
		}
		all := got.Is.ids()
		for more := got.Is; more.PageInfo.HasNextPage; more = got.Rest {
			variables["after"] = more.PageInfo.EndCursor
			if !ask(t, api, query, variables, &got) {
				t.Fatalf("%s: the page after %s is refused", text, more.PageInfo.EndCursor)
			}
			all = append(all, got.Rest.ids()...)
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(all)))
		if len(all) != got.Is.TotalCount || len(distinct) != len(all) {
			t.Errorf("%s: %d members (%d distinct) on all pages, in total %d", text, len(all), len(distinct), got.Is.TotalCount)
		}
		if want := all[max(0, len(all)-100):]; !slices.Equal(got.Backwards.ids(), want) {
			t.Errorf("%s: backwards there are %d other members than the last %d", text, len(got.Backwards.Nodes), len(want))
		}
	})
}

// dice makes values of input types of the schema; bytes choose. When there are no
// more, all is as small as it may be.
type dice struct {
	bytes  []byte
	schema *ast.Schema
}

// roll is below n.
func (d *dice) roll(n int) int {
	if len(d.bytes) == 0 {
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % n
}

// words are what strings are made of: what is in the dataset, and what is nowhere.
var words = []string{"", "mali-junta", "france", "mali", "wagner", "takuba", "government", "organization", "agreement", "denounces", "hires", "accuses", "ends",
	"denouncer", "agreement", "accuser", "content", "employer", "en", "fr", "bamako", "Malian junta", "2022", "2022-05-02", "2022-05/..", "../2021?", "2022~", "1984-02-30",
	"2022-05-02T00:00:00Z", "P6M", "wikidata", "Q912", "P1D", "zz", "a b", "\x00", "é", "\u202e", "-1"}

func (d *dice) value(t *ast.Type, field string, depth int) any {
	if !t.NonNull && d.roll(16) == 15 {
		return nil
	}
	if t.Elem != nil {
		out := []any{}
		for range 1 + d.roll(3) {
			out = append(out, d.value(t.Elem, field, depth))
		}
		return out
	}
	switch def := d.schema.Types[t.NamedType]; def.Kind {
	case ast.InputObject:
		return d.object(def, depth+1)
	case ast.Enum:
		return def.EnumValues[d.roll(len(def.EnumValues))].Name
	}
	switch t.NamedType {
	case "Int":
		return []int{0, 1, 2, 7, 100, -1, 1<<31 - 1, -1 << 31}[d.roll(8)]
	case "Float":
		return []float64{0, 0.5, 1, -1, 1e300, -1e-300}[d.roll(6)]
	case "Boolean":
		return d.roll(2) == 1
	}
	if d.roll(8) == 7 {
		n := d.roll(16)
		n = min(n, len(d.bytes)) // after the roll, which takes one
		text := string(d.bytes[:n])
		d.bytes = d.bytes[n:]
		return text
	}
	return words[d.roll(len(words))]
}

func (d *dice) object(def *ast.Definition, depth int) any {
	out := map[string]any{}
	fields := 1
	if def.Directives.ForName("oneOf") == nil {
		fields = d.roll(4)
	}
	for range fields {
		field := def.Fields[d.roll(len(def.Fields))]
		if depth < 5 || d.schema.Types[field.Type.Name()].Kind != ast.InputObject {
			out[field.Name] = d.value(field.Type, field.Name, depth)
		}
	}
	for _, field := range def.Fields { // what must be given
		if _, ok := out[field.Name]; !ok && field.Type.NonNull && field.DefaultValue == nil {
			out[field.Name] = d.value(field.Type, field.Name, depth)
		}
	}
	return out
}

// stringQueries hand one string to what reads it.
var stringQueries = []string{
	`query ($s: String!) { search(text: $s, first: 5) { totalCount edges { score node { id } matches { field fragments { text } } } facets(by: [KIND]) { distinct } } }`,
	`query ($s: String!) { suggest(prefix: $s, first: 5) { node { id } } }`,
	`query ($s: Lang!) { entity(ref: {key: "mali-junta"}) { name(langs: [$s, "fr"]) } suggest(prefix: "ma", langs: [$s]) { node { id } } }`,
	`query ($s: ID!) { node(id: $s) { id } }`,
	`query ($s: ID!) { nodes(ids: [$s]) { id } }`,
	`query ($s: ID!) { thing: entity(ref: {id: $s}) { id } relation(ref: {id: $s}) { id } }`,
	`query ($s: String!) { entity(ref: {key: $s}) { id key } source(ref: {externalId: {scheme: $s, code: $s}}) { id } }`,
	`query ($s: String!) { entities(first: 3, after: $s) { nodes { id } } }`,
	`query ($s: String!) { relations(last: 3, before: $s, orderBy: [{field: TIME}]) { nodes { id } } }`,
	`query ($s: String!) { changes(first: 3, after: $s) { nodes { op } } }`,
	`query ($s: EDTF!) { relations(first: 3, filter: {time: {overlaps: $s}}) { totalCount facets(by: [YEAR]) { distinct } } }`,
	`query ($s: EDTF!) { relations(first: 3, filter: {time: {within: $s, certainty: CERTAIN}}) { totalCount } }`,
	`query ($s: DateTime!) { entities(first: 3, asOf: $s) { totalCount nodes { id } } }`,
	`query ($s: String!) { paths(from: {key: $s}, to: {key: "france"}) { complete } }`,
}

// Whatever string a client sends, it is answered or refused, never a fault.
func FuzzStrings(f *testing.F) {
	api := started(f)
	for i := range stringQueries {
		for _, w := range append(words, "commit-5", "2150-01-01T00:00:00Z", strings.Repeat("a ", 300), "+02:00", "AAAA") {
			f.Add(uint8(i), w)
		}
	}
	f.Fuzz(func(t *testing.T, query uint8, s string) {
		var data any
		ask(t, api, stringQueries[int(query)%len(stringQueries)], map[string]any{"s": s}, &data)
	})
}
