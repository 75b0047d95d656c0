package e2e

import "strings"

// badDocuments are wrong whatever the store holds.
var badDocuments = []badInput{
	{"an empty query", "", nil, "GRAPHQL_VALIDATION_FAILED", "__typename"},
	{"no GraphQL", "{ meta { head }", nil, "GRAPHQL_PARSE_FAILED", ""},
	{"SQL", "select * from entities", nil, "GRAPHQL_PARSE_FAILED", ""},
	{"an unknown field", "{ entitys { totalCount } }", nil, "GRAPHQL_VALIDATION_FAILED", "entities"},
	{"no selection", "{ meta }", nil, "GRAPHQL_VALIDATION_FAILED", "selection"},
	{"an unknown argument", `{ entities(limit: 3) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED", "limit"},
	{"a text for a number", `{ entities(first: "3") { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED", "Int"},
	{"an unknown enum value", `{ claims(filter: {stance: [MAYBE]}) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED", "Stance"},
	{"a variable that is missing", `query ($r: ThingRef!) { entity(ref: $r) { key } }`, nil, "BAD_USER_INPUT", "r"},
	{"a variable of the wrong type", `query ($n: Int) { entities(first: $n) { totalCount } }`, object{"n": "three"}, "BAD_USER_INPUT", "n"},
	{"a fraction for a number", `query ($n: Int) { entities(first: $n) { totalCount } }`, object{"n": 1.5}, "BAD_USER_INPUT", "n"},
	{"a number beyond 32 bits", `query ($n: Int) { entities(first: $n) { totalCount } }`, object{"n": 1 << 40}, "BAD_USER_INPUT", "n"},
	{"an unknown field of an input", `query ($r: ThingRef!) { entity(ref: $r) { key } }`, object{"r": object{"slug": "x"}}, "BAD_USER_INPUT", "slug"},
	{"a reference by nothing", `query ($r: ThingRef!) { entity(ref: $r) { key } }`, object{"r": object{}}, "BAD_USER_INPUT", "exactly one"},
	{"a reference by two things", `query ($r: ThingRef!) { entity(ref: $r) { key } }`, object{"r": object{"key": "a", "id": "b"}}, "BAD_USER_INPUT", "exactly one"},
	{"a subscription", "subscription { head }", nil, "GRAPHQL_VALIDATION_FAILED", "ubscription"},
	{"a deep query", "{ entities { nodes { relations { nodes" + strings.Repeat(" { relations { nodes", 10) + " { key }" + strings.Repeat(" } }", 10) + " } } } }", nil, "QUERY_TOO_DEEP", "15"},
	{"a costly query", "{ entities(first: 100) { nodes { relations(first: 100) { nodes { claims(first: 100) { nodes { key } } } } } } }", nil, "QUERY_TOO_COSTLY", "50000"},
	{"a long query", "{ " + strings.Repeat("a ", 6000) + "}", nil, "QUERY_TOO_LARGE", "5000"},
	{"a page too large", "{ entities(first: 101) { totalCount } }", nil, "PAGE_TOO_LARGE", "100"},
	{"a negative page", "{ entities(last: -1) { totalCount } }", nil, "PAGE_TOO_LARGE", "100"},
	{"many ids", `query ($i: [ID!]!) { nodes(ids: $i) { id } }`, object{"i": many(1001, func(int) any { return "x" })}, "QUERY_TOO_LARGE", "1000"},
}

// badArguments are well-formed GraphQL that asks for what cannot be.
var badArguments = []badInput{
	{"no id", `{ node(id: "mali-junta") { id } }`, nil, "INVALID_VALUE", "mali-junta"},
	{"an empty id", `{ node(id: "") { id } }`, nil, "INVALID_VALUE", "id"},
	{"one bad id of many", `{ nodes(ids: ["1", "-1"]) { id } }`, nil, "INVALID_VALUE", "id"},
	{"an id with a path in it", `{ entity(ref: {id: "../../etc/passwd"}) { key } }`, nil, "INVALID_VALUE", "id"},
	{"too many ids", `query ($i: [ID!]!) { nodes(ids: $i) { id } }`, object{"i": many(101, func(int) any { return "x" })}, "INVALID_VALUE", "100"},
	{"an empty key", `{ entity(ref: {key: ""}) { key } }`, nil, "INVALID_VALUE", "exactly one"},
	{"a long key", `{ entity(ref: {key: "` + strings.Repeat("x", 5000) + `"}) { key } }`, nil, "INVALID_VALUE", "128"},
	{"an empty code", `{ entity(ref: {externalId: {scheme: "wikidata", code: ""}}) { key } }`, nil, "INVALID_VALUE", "code"},
	{"a local name in a query", `{ entity(ref: {local: "a"}) { key } }`, nil, "INVALID_VALUE", "local"},
	{"no cursor", `{ entities(after: "xyz") { nodes { key } } }`, nil, "INVALID_VALUE", "cursor"},
	{"a long cursor", `{ entities(after: "` + strings.Repeat("A", 4000) + `") { nodes { key } } }`, nil, "INVALID_VALUE", "cursor"},
	{"an empty cursor", `{ relations(before: "") { nodes { key } } }`, nil, "INVALID_VALUE", "cursor"},
	{"both ends", `{ entities(first: 1, last: 1) { nodes { key } } }`, nil, "INVALID_VALUE", "not both"},
	{"an unknown kind", `{ entities(filter: {kind: ["persn"]}) { totalCount } }`, nil, "UNKNOWN_KEY", "persn"},
	{"an unknown type", `{ relations(filter: {type: ["denounce"]}) { totalCount } }`, nil, "UNKNOWN_KEY", "denounce"},
	{"an unknown role", `{ entity(ref: {key: "mali-junta"}) { relations(as: ["denouncers"]) { totalCount } } }`, nil, "UNKNOWN_KEY", "denouncers"},
	{"an unknown kind above", `{ kinds(under: "nothing") { key } }`, nil, "UNKNOWN_KEY", "nothing"},
	{"a date in words", `{ relations(filter: {time: {overlaps: "May 2022"}}) { totalCount } }`, nil, "BAD_USER_INPUT", "2022-05"},
	{"a day that is none", `{ relations(filter: {time: {overlaps: "2022-02-30"}}) { totalCount } }`, nil, "BAD_USER_INPUT", "2022-02-30"},
	{"a month that is none", `{ relations(filter: {time: {within: "2022-13"}}) { totalCount } }`, nil, "BAD_USER_INPUT", "2022-13"},
	{"an interval that ends before it starts", `{ relations(filter: {time: {within: "2022/2021"}}) { totalCount } }`, nil, "BAD_USER_INPUT", "2022/2021"},
	{"an empty date", `{ relations(filter: {time: {startsAfter: ""}}) { totalCount } }`, nil, "BAD_USER_INPUT", ""},
}
