package guard

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
type Query {
  hello: String
  item(id: ID!): Item
  items(first: Int, last: Int, after: String): Items!
  deflt(first: Int = 7): Items!
  nodes(ids: [ID!]!): [Item]!
  near(first: Int): Near
  by(key: Key!): String
  put(in: In!): String
  chains(limit: Int! = 3, wide: Int): Chains @cost(weight: "100") @listSize(slicingArguments: ["limit", "wide"], sizedFields: ["chains"])
  few: [Item!]! @listSize(assumedSize: 2)
  text(t: String! = "d"): String
  strict(t: String!): String
  found(by: Find, any: [Find!], first: Int): Items!
}
type Item { id: ID! parts: [Item!]! items(first: Int, last: Int): Items! tags: [String!]! found(by: Find, first: Int): Items! }
type Items { edges: [Edge!]! nodes: [Item!]! totalCount: Int! pageInfo: Page! facets(by: [E!], top: Int! = 20): [Item!]! sums: [Item!]! }
type Edge { cursor: String! node: Item! }
type Page { endCursor: String hasNextPage: Boolean }
directive @cost(weight: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
type Chains { chains: [Chain!]! complete: Boolean! }
type Chain { steps: [Item!]! }
type Near { nodes: [Item!]! }
input Key @oneOf { id: ID name: String in: In }
input In { s: String i: Int f: Float b: Boolean id: ID e: E list: [Int!] keys: [Key!] need: In2 any: Any }
input Find { text: String @cost(weight: "200") or: [Find!] not: Find s: String }
input In2 { must: String! withDefault: Int! = 1 }
enum E { A B }
scalar Any
`})

func load(t *testing.T, query string) *ast.OperationDefinition {
	t.Helper()
	doc, err := DefaultLimits().Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	if errs := validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()); len(errs) > 0 {
		t.Fatalf("%s: %v", query, errs)
	}
	return doc.Operations[0]
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func codeOf(err error) any {
	var g *gqlerror.Error
	if !errors.As(err, &g) {
		return nil
	}
	return g.Extensions["code"]
}

func TestCost(t *testing.T) {
	for _, c := range []struct {
		query, vars string
		want        int
	}{
		{"{hello}", "{}", 1},
		{"{hello a:hello}", "{}", 2},
		{"{item(id:1){id}}", "{}", 2},
		{"{items(first:10){nodes{id}}}", "{}", 1 + 10},
		{"{items(first:10){edges{cursor node{id}}}}", "{}", 1 + 10*3},
		{"{items(last:10){nodes{id}}}", "{}", 1 + 10},
		{"{items(first:0){nodes{id}}}", "{}", 1},
		{"{items{nodes{id}}}", "{}", 1 + 20},
		{"{items(first:null){nodes{id}}}", "{}", 1 + 20},
		{"{deflt{nodes{id}}}", "{}", 1 + 7},
		{"{items(first:10){totalCount pageInfo{endCursor} nodes{id}}}", "{}", 1 + 2 + 10},
		{"query($n:Int){items(first:$n){nodes{id}}}", `{"n":5}`, 1 + 5},
		{"query($n:Int){items(first:$n){nodes{id}}}", `{}`, 1 + 20},
		{"query($n:Int=3){items(first:$n){nodes{id}}}", `{}`, 1 + 3},
		{"{items(first:10){nodes{items(first:10){nodes{id}}}}}", "{}", 1 + 10*(1+10)},
		{"{items(first:10){...F}} fragment F on Items{nodes{id} ... {totalCount}}", "{}", 1 + 10 + 1},
		{"{a:items(first:10){...F} b:items(first:2){...F}} fragment F on Items{nodes{id}}", "{}", 1 + 10 + 1 + 2},
		{"{item(id:1){parts{id parts{id}}}}", "{}", 1 + 1 + 5*(1+1+5)},
		{"{item(id:1){tags}}", "{}", 2},
		{`{nodes(ids:["1","2","3"]){id}}`, "{}", 1 + 3},
		{"query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":["1","2","3","4"]}`, 1 + 4},
		{"query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":"1"}`, 1 + 1},
		{"{near(first:10){nodes{id}}}", "{}", 1 + 10*(1+5)},
		{"{items(first:10){nodes{id} facets(top:3){id parts{id}}}}", "{}", 1 + 10 + 500 + 1 + 3*(1+1+5)},
		{"{items(first:0){facets{id} sums{id}}}", "{}", 1 + 500 + 1 + 20 + 500 + 1 + 5},
		{"query($n:Int!){items(first:10){nodes{items(first:2){facets(top:$n){id}}}}}", `{"n":7}`, 1 + 10*(1+500+1+7)},
		{"{chains{chains{steps{id}} complete}}", "{}", 100 + 3*(1+1+5) + 1},
		{"{chains(limit:10){...F}} fragment F on Chains{chains{steps{id}}}", "{}", 100 + 10*(1+1+5)},
		{"query($n:Int){chains(limit:1,wide:$n){chains{steps{id}}}}", `{"n":20}`, 100 + 20*(1+1+5)},
		{"{chains(limit:-5){chains{steps{id}} complete}}", "{}", 100 + 1},
		{"{chains{complete}}", "{}", 100 + 1},
		{"{few{id}}", "{}", 1 + 2},
		{"{few @skip(if:true){id} hello}", "{}", 1},
		{"{few @skip(if:false){id}}", "{}", 1 + 2},
		{"query($b:Boolean!){hello few @include(if:$b){id}}", `{"b":false}`, 1},
		{"query($b:Boolean!){hello few @include(if:$b){id}}", `{"b":true}`, 1 + 1 + 2},
		{"query($b:Boolean=false){hello ...F @include(if:$b) ... @include(if:$b){few{id}}} fragment F on Query{few{id}}", "{}", 1},
		{"query($b:Boolean!){hello few @skip(if:$b) @include(if:true){id}}", `{"b":true}`, 1},
		{`{found(by:{text:"a"},first:1){nodes{id}}}`, "{}", 1 + 200 + 1},
		{`{found(by:{s:"a",text:null},first:1){nodes{id}}}`, "{}", 1 + 1},
		{`{found(by:{or:[{text:"a"},{not:{text:"b"}}]},any:{text:"c"},first:1){nodes{id}}}`, "{}", 1 + 3*200 + 1},
		{"query($f:Find,$t:String){found(by:$f,any:[{text:$t},{text:$t}],first:1){nodes{id}}}", `{"f":{"text":"a","or":{"text":"b"}}}`, 1 + 2*200 + 1},
		{"query($t:String){found(any:[{text:$t},{text:$t}],first:1){nodes{id}}}", `{"t":"a"}`, 1 + 2*200 + 1},
		{"query($f:Find={text:\"a\"}){found(by:$f,first:1){nodes{id}}}", `{}`, 1 + 200 + 1},
		{"query($f:Find){found(by:$f,first:1){nodes{id}}}", `{"f":{"text":null,"not":null}}`, 1 + 1},
		{"query($t:String){found(by:{text:$t},first:1){nodes{id}}}", `{"t":null}`, 1 + 1},
		{`{items(first:10){nodes{found(by:{text:"a"},first:10){nodes{id}}}}}`, "{}", 1 + 10*(1+10) + 200},
		{`{a:items(first:10){...F} b:items(first:2){...F}} fragment F on Items{nodes{found(by:{text:"a"},first:1){nodes{id}}}}`, "{}", 1 + 10*2 + 200 + 1 + 2*2 + 200},
		{`{items(first:10){nodes{a:id}} found(by:{text:"a"},first:1){nodes{parts{id}}}}`, "{}", 1 + 10 + 1 + 200 + 1 + 5},
		{"{__schema{types{name}}}", "{}", introspectionCost},
	} {
		got, err := DefaultLimits().Cost(schema, load(t, c.query), decode(t, c.vars))
		if err != nil || got != c.want {
			t.Errorf("%s %s: got %d %v, want %d", c.query, c.vars, got, err, c.want)
		}
	}
}

func TestCostDoesNotOverflow(t *testing.T) {
	query := "{item(id:1)" + strings.Repeat("{items(first:100){nodes", 40) + "{id}" + strings.Repeat("}}", 40) + "}"
	got, err := DefaultLimits().Cost(schema, load(t, query), nil)
	if got != math.MaxInt32 || codeOf(err) != CodeTooCostly {
		t.Errorf("got %d %v", got, err)
	}
}

func TestVariables(t *testing.T) {
	in := "query($in:In!){put(in:$in)}"
	key := "query($k:Key!){by(key:$k)}"
	for _, c := range []struct{ query, vars, want string }{
		{in, `{"in":{}}`, ""},
		{in, `{"in":{"s":"x","i":2147483647,"f":1,"b":true,"id":12345678901,"e":"A","list":[1],"any":{"x":[1]}}}`, ""},
		{in, `{"in":{"list":1}}`, ""},
		{in, `{"in":{"s":null,"keys":null}}`, ""},
		{in, `{"in":{"need":{"must":"x"}}}`, ""},
		{in, `{}`, "Variable $in is required (In!), but was not sent."},
		{in, `{"in":null}`, "Variable $in must not be null (In!)."},
		{in, `{"in":7}`, "Variable $in must be an object of type In, not a number."},
		{in, `{"in":{"s":1}}`, "Variable $in.s must be of type String, not a number."},
		{in, `{"in":{"s":["x"]}}`, "Variable $in.s must be of type String, not a list."},
		{in, `{"in":{"i":2147483648}}`, "Variable $in.i must be a whole number of 32 bits, from -2147483648 to 2147483647."},
		{in, `{"in":{"i":1.5}}`, "Variable $in.i must be a whole number of 32 bits, from -2147483648 to 2147483647."},
		{in, `{"in":{"i":"1"}}`, "Variable $in.i must be of type Int, not a string."},
		{in, `{"in":{"f":1e999}}`, "Variable $in.f must be of type Float, not a number."},
		{in, `{"in":{"f":"1"}}`, "Variable $in.f must be of type Float, not a string."},
		{in, `{"in":{"b":1}}`, "Variable $in.b must be of type Boolean, not a number."},
		{in, `{"in":{"id":1.5}}`, "Variable $in.id must be of type ID, not a number."},
		{in, `{"in":{"id":true}}`, "Variable $in.id must be of type ID, not a boolean."},
		{in, `{"in":{"e":"C"}}`, `Variable $in.e is "C", which is not a value of E.`},
		{in, `{"in":{"e":"a"}}`, `Variable $in.e is "a", which is not a value of E.`},
		{in, `{"in":{"e":1}}`, "Variable $in.e must be a value of E as a string, not a number."},
		{in, `{"in":{"list":[1,null]}}`, "Variable $in.list[1] must not be null (Int!)."},
		{in, `{"in":{"z":1,"y":1}}`, `Variable $in has the field "y", which In does not have.`},
		{in, `{"in":{"":1}}`, `Variable $in has the field "", which In does not have.`},
		{in, `{"in":{"need":{}}}`, "Variable $in.need.must is required (String!), but was not sent."},
		{in, `{"in":{"keys":[{"id":1},{"id":1,"name":"x"}]}}`, "Variable $in.keys[1] must have exactly one field of Key, not 2."},
		{in, `{"in":{"keys":{"in":{"keys":[{}]}}}}`, "Variable $in.keys.in.keys[0] must have exactly one field of Key, not 0."},
		{key, `{"k":{"id":1}}`, ""},
		{key, `{"k":{"id":null}}`, "Variable $k.id must not be null, since Key needs exactly one value."},
		{key, `{"k":{"id":1,"name":null}}`, "Variable $k must have exactly one field of Key, not 2."},
		{"query($t:String=\"x\"){text(t:$t)}", `{}`, ""},
		{"query($t:String){text(t:$t)}", `{}`, ""},
		{"query($t:String){text(t:$t)}", `{"t":null}`, "Variable $t must not be null: it stands where a value of type String! is needed."},
		{"query($t:String=\"x\"){strict(t:$t)}", `{}`, ""},
		{"query($t:String=\"x\"){strict(t:$t)}", `{"t":null}`, "Variable $t must not be null: it stands where a value of type String! is needed."},
		{"query($i:ID!){...F} fragment F on Query{by(key:{id:$i})}", `{"i":"x"}`, ""},
		{"{put(in:{i:99999999999})}", `{}`, "99999999999 is out of range for Int."},
	} {
		op, vars := load(t, c.query), decode(t, c.vars)
		err := DefaultLimits().CheckVariables(schema, op, vars)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s %s: %v", c.query, c.vars, err)
			}
			continue
		}
		var g *gqlerror.Error
		if !errors.As(err, &g) || g.Message != c.want || codeOf(err) != CodeBadInput {
			t.Errorf("%s %s:\ngot  %v\nwant %s", c.query, c.vars, err, c.want)
		}
	}
}

// A document that another validator let pass may have a nullable variable in a
// @oneOf literal.
func TestOneOfLiteralWithNullVariable(t *testing.T) {
	op := load(t, "query($i:ID!){by(key:{id:$i})}")
	op.VariableDefinitions[0].Type.NonNull = false
	for _, vars := range []string{"{}", `{"i":null}`} {
		err := DefaultLimits().CheckVariables(schema, op, decode(t, vars))
		if codeOf(err) != CodeBadInput || !strings.Contains(err.Error(), "Key") {
			t.Errorf("%s: %v", vars, err)
		}
	}
}

func TestDocuments(t *testing.T) {
	l := DefaultLimits()
	levels := func(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) }
	for query, want := range map[string]any{
		levels(15):                                                                 nil,
		levels(16):                                                                 CodeTooDeep,
		"{...F} fragment F on Q" + levels(15):                                      nil,
		"{x{...F}} fragment F on Q" + levels(15):                                   CodeTooDeep,
		"{__schema" + levels(24) + "}":                                             nil,
		"{__schema" + levels(25) + "}":                                             CodeTooDeep,
		"{__schema{...F}} fragment F on Q" + levels(24):                            nil,
		"{...F} fragment F on Q{...F}":                                             CodeValidationFailed,
		"{...F} fragment F on Q{a} fragment F on Q" + levels(16):                   nil, // the validator refuses it
		"{a" + strings.Repeat("@d ", 10) + "}":                                     nil,
		"{a" + strings.Repeat("@d ", 11) + "}":                                     CodeTooLarge,
		"query" + strings.Repeat("@d ", 11) + "{a}":                                CodeTooLarge,
		"query($a:I" + strings.Repeat("@d ", 11) + "){a}":                          CodeTooLarge,
		"{..." + strings.Repeat("@d ", 11) + "{a}}":                                CodeTooLarge,
		"{" + strings.Repeat("a ", 20) + "}":                                       nil,
		"{" + strings.Repeat("a ", 21) + "}":                                       CodeTooLarge,
		"query($a:I=" + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "){a}": CodeTooLarge,
		"{a@d(x:" + strings.Repeat("[", 30) + strings.Repeat("]", 30) + ")}":       CodeTooLarge,
		"{a" + strings.Repeat("...{a}", 200) + "}":                                 nil,
		"{a{" + strings.Repeat("...{a b}", 299) + "}}":                             nil,
		// 400 times 4 names under one path: more pairs than 100 000.
		"{" + strings.Repeat("...{a b c d} ", 250) + "}": CodeTooLarge,
		"{...Unknown}": nil, // the validator refuses it
	} {
		doc, err := l.Parse(query)
		if err != nil {
			t.Errorf("%.60s: %v", query, err)
			continue
		}
		err = l.CheckDocument(doc)
		if got := codeOf(err); got != want {
			t.Errorf("%.80s: got %v, want %v", query, err, want)
		}
	}
}

func TestJSON(t *testing.T) {
	l := DefaultLimits()
	for body, want := range map[string]any{
		`{"query":"[[[[{{{{","variables":{"a":"\"[[[,,,"}}`: nil,
		strings.Repeat("[", 50):                             nil,
		strings.Repeat("[", 51):                             CodeTooLarge,
		"[" + strings.Repeat("1,", 2000) + "1]":             nil,
		"[" + strings.Repeat("1,", 3000) + "1]":             CodeTooLarge,
		`"` + strings.Repeat(",", 3000) + `"`:               nil,
		`"\`:                                                nil,
	} {
		if got := codeOf(l.CheckJSON([]byte(body))); got != want {
			t.Errorf("%.40s: got %v, want %v", body, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		strings.Repeat("é", 80):     strings.Repeat("é", 80),
		strings.Repeat("é", 81):     strings.Repeat("é", 80) + "…",
		strings.Repeat("\xff", 100): strings.Repeat("\xff", 80) + "…",
	} {
		if got := Clip(in); got != want {
			t.Errorf("Clip(%q) = %q", in, got)
		}
	}
}

// Whatever is sent, the checks come to an end without a panic.
func FuzzCheck(f *testing.F) {
	f.Add("{items(first:10){nodes{...F}}} fragment F on Item{id}", `{"a":1}`)
	f.Add("query($k:Key!){by(key:$k)}", `{"k":{"id":null}}`)
	f.Fuzz(func(t *testing.T, query, vars string) {
		l := DefaultLimits()
		_ = l.CheckJSON([]byte(vars))
		doc, err := l.Parse(query)
		if err != nil || len(doc.Operations) == 0 || l.CheckDocument(doc) != nil {
			return
		}
		if len(validator.ValidateWithRules(schema, doc, rules.NewDefaultRules())) > 0 {
			return
		}
		var values map[string]any
		_ = json.Unmarshal([]byte(vars), &values)
		_ = l.CheckVariables(schema, doc.Operations[0], values)
		_, _ = l.Cost(schema, doc.Operations[0], values)
	})
}
