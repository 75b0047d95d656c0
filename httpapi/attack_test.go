package httpapi

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"demarche/httpapi/guard"
)

func nested(levels int, open, inner string) string {
	return "{" + strings.Repeat(open, levels) + inner + strings.Repeat("}", strings.Count(open, "{")*levels) + "}"
}

// doubling is a document of a few kilobytes that expands to 2^n fields.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Query{...F%d ...F%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Query{hello}", n)
	return b.String()
}

func ring(n int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Query{...F%d}", i, (i+1)%n)
	}
	return b.String()
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func ids(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}

type attack struct {
	name  string
	query string
	vars  any
	code  string
}

var attacks = []attack{
	{"50 levels", nested(50, "people(first:10){nodes{", "id"), nil, guard.CodeTooDeep},
	{"500 levels", nested(490, "people{nodes{", "id"), nil, guard.CodeTooDeep},
	{"1100 levels", nested(1100, "a{", "id"), nil, guard.CodeTooDeep},
	{"5000 levels", nested(5000, "a{", "id"), nil, guard.CodeTooLarge},
	{"deep list literal", "{match(filter:" + strings.Repeat("{all:[", 400) + strings.Repeat("]}", 400) + ")}", nil, guard.CodeTooLarge},
	{"wide nested literal", "{match(filter:" + strings.Repeat("{"+strings.Repeat("x:1 ", 60)+"all:[", 11) + strings.Repeat("]}", 11) + ")}", nil, guard.CodeValidationFailed},
	{"long list in every level", "{match(filter:" + strings.Repeat("{keys:["+strings.Repeat("{} ", 180)+"] all:[", 11) + strings.Repeat("]}", 11) + ")}", nil, guard.CodeValidationFailed},
	{"2^20 fields", doubling(20), nil, guard.CodeTooLarge},
	{"2^40 fields", doubling(40), nil, guard.CodeTooLarge},
	{"2^400 fields", doubling(400), nil, guard.CodeTooLarge},
	{"ring of 2000 fragments", ring(2000), nil, guard.CodeTooLarge},
	{"ring of 600 fragments", ring(600), nil, guard.CodeValidationFailed},
	{"fragment on itself", "{...F} fragment F on Query{person(id:1){...G}} fragment G on Person{self{...G}}", nil, guard.CodeValidationFailed},
	{"one field 10 000 times", "{" + strings.Repeat("hello ", 10000) + "}", nil, guard.CodeTooLarge},
	{"one field 100 times", "{" + strings.Repeat("hello ", 100) + "}", nil, guard.CodeTooLarge},
	{"10 000 aliases", "{" + numbered(10000, "a%d:hello ") + "}", nil, guard.CodeTooLarge},
	{"1000 aliases", "{" + numbered(1000, "a%d:hello ") + "}", nil, guard.CodeTooLarge},
	{"8000 inline fragments", "{" + strings.Repeat("...{hello}", 8000) + "}", nil, guard.CodeTooLarge},
	{"repeats through fragments", "{" + numbered(180, "...F%d ") + "}" + numbered(180, " fragment F%d on Query{"+strings.Repeat("hello ", 18)+"}"), nil, guard.CodeTooLarge},
	{"10 000 directives", "{hello" + strings.Repeat(" @x", 10000) + "}", nil, guard.CodeTooLarge},
	{"100 directives", "{hello" + strings.Repeat(" @include(if:true)", 100) + "}", nil, guard.CodeTooLarge},
	{"5000 bad fields", "{" + numbered(5000, "x%d ") + "}", nil, guard.CodeTooLarge},
	{"300 bad fields", "{" + numbered(300, "hell%d ") + "}", nil, guard.CodeValidationFailed},
	{"10 000 unused variables", "query(" + numbered(10000, "$a%d:Int ") + "){hello}", nil, guard.CodeTooLarge},
	{"1000 unused variables", "query(" + numbered(1000, "$a%d:Int ") + "){hello}", nil, guard.CodeValidationFailed},
	{"1 M digits", "{people(first:" + strings.Repeat("9", 1_000_000-100) + "){totalCount}}", nil, guard.CodeTooLarge},
	{"1 M letters", "{" + strings.Repeat("x", 1_000_000) + "}", nil, guard.CodeTooLarge},
	{"long string", `{match(filter:{color:"` + strings.Repeat("x", 1_000_000) + `"})}`, nil, guard.CodeTooLarge},
	{"comments", strings.Repeat("#\n", 330_000) + "{hello}", nil, guard.CodeTooLarge},
	{"100 000 ids", "query($i:[ID!]!){nodes(ids:$i){id}}", map[string]any{"i": ids(100_000)}, guard.CodeTooLarge},
	{"1500 ids", "query($i:[ID!]!){nodes(ids:$i){id}}", map[string]any{"i": ids(1500)}, guard.CodeTooLarge},
	{"ids with a page each", "query($i:[ID!]!){nodes(ids:$i){... on Person{friends(first:100){nodes{name}}}}}", map[string]any{"i": ids(600)}, guard.CodeTooCostly},
	{"ids in literals", `{nodes(ids:[` + strings.Repeat(`"1"`, 1200) + `]){id}}`, nil, guard.CodeTooLarge},
	{"four lists of 100", nested(1, "people(first:100){nodes{friends(first:100){nodes{friends(first:100){nodes{", "id"), nil, guard.CodeTooCostly},
	{"4 hops of 10 with fragments", "{people(first:100){nodes{...F}}} fragment F on Person{friends(first:100){nodes{...G}}} fragment G on Person{friends{nodes{id}}}", nil, guard.CodeTooCostly},
	{"page of 1e9", "{people(first:1000000000){totalCount}}", nil, guard.CodePageTooLarge},
	{"negative page", "{people(first:-1){totalCount}}", nil, guard.CodePageTooLarge},
	{"negative page from the end", "query($n:Int){people(last:$n){totalCount}}", map[string]any{"n": -1}, guard.CodePageTooLarge},
	{"page in a default", "query($n:Int=5000){people(first:$n){totalCount}}", nil, guard.CodePageTooLarge},
	{"page in a nested field", "{person(id:1){friends(last:101){totalCount}}}", nil, guard.CodePageTooLarge},
	{"page of a plain list", "{tags(first:101)}", nil, guard.CodePageTooLarge},
	{"introspection 200 times", "{" + numbered(200, "a%d:__schema{description}") + "}", nil, guard.CodeTooCostly},
	{"oneOf empty", "query($k:Key!){by(key:$k)}", map[string]any{"k": map[string]any{}}, guard.CodeBadInput},
	{"oneOf twice", "query($k:Key!){by(key:$k)}", map[string]any{"k": map[string]any{"id": 1, "name": "x"}}, guard.CodeBadInput},
	{"oneOf null", "query($k:Key!){by(key:$k)}", map[string]any{"k": map[string]any{"id": nil}}, guard.CodeBadInput},
	{"oneOf in a list", "query($f:Filter!){match(filter:$f)}", map[string]any{"f": map[string]any{"keys": []any{map[string]any{"id": 1}, map[string]any{}}}}, guard.CodeBadInput},
}

// maxRefusal is the memory that refusing one request may take. A megabyte of
// body is read, decoded and parsed before it is refused.
const maxRefusal = 12 << 20

func TestAttacks(t *testing.T) {
	root, h, _ := toyHandler(t, Config{})
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			body, err := json.Marshal(map[string]any{"query": a.query, "variables": a.vars})
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, got := postRaw(t, h, string(body))
			runtime.ReadMemStats(&after)
			if got.code() != a.code {
				t.Errorf("code %v, want %s", got.code(), a.code)
			}
			if len(got.Errors) == 0 || len(got.Errors) > 20 || got.Data != nil {
				t.Fatalf("%d errors, data %.80s", len(got.Errors), got.Data)
			}
			if got.bytes > 10_000 {
				t.Errorf("the answer has %d bytes", got.bytes)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > maxRefusal {
				t.Errorf("refusing it took %d bytes", used)
			}
			t.Logf("%d kB: %.200s", (after.TotalAlloc-before.TotalAlloc)>>10, got.Errors[0].Message)
		})
	}
	if n := root.Calls.Load(); n != 0 {
		t.Errorf("%d resolvers ran", n)
	}
}

func TestLargeBodyIsNotRead(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	code, got := postRaw(t, h, strings.Repeat(" ", 10<<20))
	if code != 413 || got.code() != guard.CodeTooLarge {
		t.Errorf("got %d %v", code, got.code())
	}
}

func TestHonestQueriesPass(t *testing.T) {
	introspection, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	fragments := func(n int) string {
		return "{person(id:1){" + numbered(n, "...F%d ") + "}}" + numbered(n, " fragment F%d on Person{__typename id name}")
	}
	for name, c := range map[string]struct {
		query string
		vars  any
	}{
		"introspection":     {string(introspection), nil},
		"depth 12":          {"{person(id:1)" + strings.Repeat("{self", 10) + "{id}" + strings.Repeat("}", 11), nil},
		"three hops":        {"{people(first:10){edges{node{friends(first:10){edges{node{friends(first:10){edges{cursor node{id name}}}}}}}}}}", nil},
		"first 100":         {"{people(first:100){totalCount pageInfo{hasNextPage endCursor} edges{cursor node{id name}}}}", nil},
		"30 aliases":        {"{" + numbered(30, "a%d:person(id:1){id name} ") + "}", nil},
		"100 ids":           {"query($i:[ID!]!){nodes(ids:$i){__typename id ... on Person{name friends(first:5){nodes{id}}}}}", map[string]any{"i": ids(100)}},
		"60 fragments":      {fragments(60), nil},
		"generated, 30 kB":  {"{" + numbered(250, "entity_number_%d_with_a_long_alias_as_generators_write_them: hello ") + numbered(40, "person_with_a_long_alias_%d: person(id: 1) { identifier: id displayName: name ...Everything } ") + "} fragment Everything on Person { id name self { id name } }", nil},
		"oneOf":             {"query($k:Key!){by(key:$k)}", map[string]any{"k": map[string]any{"id": 7}}},
		"oneOf in literal":  {"query($i:ID!){by(key:{id:$i})}", map[string]any{"i": "x"}},
		"nested input":      {"query($f:Filter!){match(filter:$f)}", map[string]any{"f": map[string]any{"text": "t", "n": 1, "score": 1.5, "exact": true, "color": "RED", "keys": []any{map[string]any{"id": 1}, map[string]any{"filter": map[string]any{}}}}}},
		"list of one":       {"query($i:[ID!]!){nodes(ids:$i){id}}", map[string]any{"i": "1"}},
		"nothing":           {"{__typename}", nil},
		"variable left out": {"query($n:Int){people(first:$n){totalCount}}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, h, _ := toyHandler(t, Config{})
			for range 2 { // the second time from the cache
				code, got := post(t, h, c.query, c.vars)
				if code != 200 || len(got.Errors) > 0 || len(got.Data) == 0 {
					t.Fatalf("%d %+v", code, got.Errors)
				}
			}
		})
	}
}
