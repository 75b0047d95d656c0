package graph_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"demarche/store"
)

// everything reads every list and most fields, now or under asOf.
const everything = `query Everything($asOf: DateTime) {
	entities(first: 100, asOf: $asOf) { totalCount nodes { id ...thing kind { id key entityCount } names { text kind lang time { edtf } }
		externalIds { code } description { text } claimsMade { totalCount nodes { key } } } }
	relations(first: 100, asOf: $asOf) { totalCount nodes { id ...thing type { id key relationCount } standing time { edtf start { earliest anchor { key } } }
		participants { role { key } node { key name } } claims { totalCount nodes { key } } } }
	claims(first: 100, asOf: $asOf) { totalCount nodes { id ...thing stance status relation { key } claimant { key } evidence { quote source { key } } } }
	contested: relations(filter: {standing: [CONTESTED]}, orderBy: [{field: TYPE}], asOf: $asOf) { totalCount nodes { key } }
	kinds(asOf: $asOf) { id key label { text } }
	relationTypes(asOf: $asOf) { id key roles { key } }
	source(ref: {key: "france24-2022-05"}, asOf: $asOf) { id ...thing claims { totalCount } }
	junta: entity(ref: {key: "mali-junta"}, asOf: $asOf) { timeline { totalCount histogram { value count possible } }
		neighbors(first: 50) { totalCount edges { node { key } role { key } otherRole { key } relation { key } } } }
	search(text: "gouvernement CNSP", first: 50, asOf: $asOf) { totalCount edges { score node { id key } matches { nameKind fragments { text } } } facets(by: [KIND]) { distinct } }
	suggest(prefix: "cn", asOf: $asOf) { node { id key } }
	faceted: relations(first: 0, asOf: $asOf) { facets(by: [STANDING, RELATION_TYPE, YEAR, CLAIMANT]) { key distinct buckets { value count possible } } }
	paths(from: {key: "wagner"}, to: {key: "france"}, asOf: $asOf) { complete paths { steps { relation { id key } to { key } } } }
	subgraph(seeds: [{key: "mali-junta"}], asOf: $asOf) { nodes { id key } relations { key } document(format: CSV) }
	compare(left: {claimant: {ref: [{key: "france"}]}}, right: {claimant: {ref: [{key: "mali-junta"}]}}, asOf: $asOf) { verdicts { value count } nodes { verdict relation { key } } }
}
fragment thing on Thing { key name(langs: ["fr"]) relations(first: 100) { totalCount nodes { key } } recorded { revision by } }`

// theLog reads the newest changes, now or under asOf.
const theLog = `query ($asOf: DateTime) { changes(last: 5, asOf: $asOf) { nodes { op node { id ... on Entity { name } } commit { id } } } }`

// asText is an answer without the marks of past states in its ids.
func (a *api) asText(query string, vars map[string]any) string {
	a.t.Helper()
	b, err := json.Marshal(a.do(query, vars))
	if err != nil {
		a.t.Fatal(err)
	}
	return regexp.MustCompile(`@[0-9a-z]+"`).ReplaceAllString(string(b), `"`)
}

// commit commits operations in GraphQL, which must be accepted, and gives the
// commit's id and instant.
func (a *api) commit(operations string) (id, at string) {
	a.t.Helper()
	d := a.do(fmt.Sprintf(`mutation { commit(input: {idempotencyKey: "test %d", operations: [%s]}) { commit { id at } userErrors { message path } } }`,
		commits.Add(1), operations), nil)["commit"].(map[string]any)
	if errs := d["userErrors"].([]any); len(errs) > 0 {
		a.t.Fatalf("%s: %v", operations, errs)
	}
	c := d["commit"].(map[string]any)
	return c["id"].(string), c["at"].(string)
}

// history is a series of commits of every sort.
var history = []string{
	`{putEntity: {key: "cnsp", kind: "government", names: [{text: "CNSP", kind: ACRONYM}]}}`,
	`{putEntity: {ref: {key: "mali-junta"}, names: [{text: "Transitional government", lang: "en", kind: OFFICIAL}, {text: "the junta", lang: "en", kind: EPITHET}]}}`,
	`{putRelation: {ref: {key: "notifies-france"}, time: {edtf: "2022-05-31"}}}`,
	`{putKind: {key: "junta", labels: [{text: "junta", lang: "en"}], parents: ["government"]}}, {putEntity: {ref: {key: "cnsp"}, kind: "junta"}}`,
	`{putRelation: {key: "cnsp-expels", type: "expels", participants: [{role: "expeller", ref: {key: "cnsp"}}, {role: "expelled", ref: {key: "ambassador-of-france-to-mali"}}],
		claim: {stance: DENIES, claimant: {key: "france"}, evidence: [{source: {key: "france24-2022-05"}}]}}}`,
	`{merge: {keep: {key: "mali-junta"}, absorb: [{key: "cnsp"}], reason: "one government"}}`,
	`{addClaim: {relation: {key: "hires-wagner"}, stance: SUPPORTS, claimant: {key: "cnsp"}, evidence: [{source: {key: "france24-2022-05"}}]}}`,
}

// Everything that is read under asOf is what was read at that time: names, relations,
// standings, totals, lists, the ontology.
func TestAsOfIsWhatWasReadThen(t *testing.T) {
	a := sahel(t)
	first := at(a.do(`{ meta { earliestAsOf } }`, nil), "meta", "earliestAsOf").(string)
	at0 := at(a.do(`{ changes(last: 1) { nodes { commit { at } } } }`, nil), "changes", "nodes").([]any)[0]
	instants := []string{at(at0, "commit", "at").(string)}
	read := func(vars map[string]any) string { return a.asText(everything, vars) + a.asText(theLog, vars) }
	answers := []string{read(nil)}
	for _, ops := range history {
		_, at := a.commit(ops)
		instants, answers = append(instants, at), append(answers, read(nil))
	}
	for i := range instants {
		if got := read(map[string]any{"asOf": instants[i]}); got != answers[i] {
			t.Errorf("as of commit %d:\n%s\nit was:\n%s", i, got, answers[i])
		}
		if i > 0 && answers[i] == answers[i-1] {
			t.Errorf("commit %d changed nothing that is read here", i)
		}
	}
	// Before the dataset's entities there were only kinds.
	d := a.do(`query ($t: DateTime) { entities(asOf: $t) { totalCount } kinds(asOf: $t) { key } relationTypes(asOf: $t) { key } }`, map[string]any{"t": first})
	if at(d, "entities", "totalCount") != 0.0 || len(d["kinds"].([]any)) == 0 || len(d["relationTypes"].([]any)) != 0 {
		t.Errorf("as of the first commit: %v", d)
	}
}

// An id that was read under asOf gives the thing as it was, and in a reference means
// the thing itself; keys and cursors are the same in all states.
func TestIdsOfPastStates(t *testing.T) {
	a := sahel(t)
	_, then := a.commit(history[0])
	a.commit(history[1])
	vars := map[string]any{"then": then}
	d := a.do(`query ($then: DateTime) {
		now: entity(ref: {key: "mali-junta"}) { id key name }
		then: entity(ref: {key: "mali-junta"}, asOf: $then) { id key name kind { id } recorded { to revision } relations(first: 2) { nodes { id } pageInfo { endCursor } } }
		same: entity(ref: {key: "mali-junta"}, asOf: $then) { id }
		entities(first: 3, asOf: $then) { pageInfo { endCursor } } }`, vars)
	now, past := at(d, "now", "id").(string), at(d, "then", "id").(string)
	if now == past || !strings.HasPrefix(past, now) || at(d, "same", "id") != past || at(d, "now", "key") != at(d, "then", "key") {
		t.Errorf("ids %s and %s", now, past)
	}
	if at(d, "now", "name") != "Transitional government" || at(d, "then", "name") != "Malian junta" || at(d, "then", "recorded", "to") == nil {
		t.Errorf("names: %v", d)
	}
	vars = map[string]any{"now": now, "past": past, "kind": at(d, "then", "kind", "id"), "cursor": at(d, "entities", "pageInfo", "endCursor")}
	d = a.do(`query ($now: ID!, $past: ID!, $kind: ID!, $cursor: String) {
		nodes(ids: [$past, $now, $kind]) { id ... on Entity { name } ... on Kind { key } }
		ref: entity(ref: {id: $past}) { id name }
		entities(first: 1, after: $cursor) { nodes { key } } }`, vars)
	nodes := d["nodes"].([]any)
	if at(nodes[0], "id") != past || at(nodes[0], "name") != "Malian junta" || at(nodes[1], "name") != "Transitional government" || at(nodes[2], "id") != vars["kind"] {
		t.Errorf("nodes: %v", nodes)
	}
	if at(d, "ref", "id") != now || at(d, "ref", "name") != "Transitional government" {
		t.Errorf("a reference by a past id: %v", d["ref"])
	}
}

func TestAsOfRefusesWhatIsNotThere(t *testing.T) {
	a := sahel(t)
	for instant, says := range map[string]string{
		"2001-01-01T00:00:00Z": "earliestAsOf",
		"2999-01-01T00:00:00Z": "not come yet",
		"yesterday":            "RFC 3339",
	} {
		r := a.response(`query ($t: DateTime) { entity(ref: {key: "mali"}, asOf: $t) { name } }`, map[string]any{"t": instant})
		if len(r.Errors) == 0 || !strings.Contains(r.Errors.Error(), says) {
			t.Errorf("%s: %v, want %q", instant, r.Errors, says)
		}
	}
	for _, id := range []string{"0000000000000@1", "@1", "x@", strings.Repeat("0", 12) + "1@zzzzzzzz"} {
		r := a.response(`query ($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": id})
		if len(r.Errors) == 0 {
			t.Errorf("%s is taken for an id", id)
		}
	}
}

// The present does not pay for the past: with a history it makes the same engine calls.
func TestThePresentDoesNotPayForThePast(t *testing.T) {
	calls := func(a *api) int64 {
		a.do(everything, nil) // the ontology is read once
		before := a.calls.Load()
		a.do(everything, nil)
		return a.calls.Load() - before
	}
	a := sahel(t)
	without := calls(a)
	for i := range 50 {
		a.commit(fmt.Sprintf(`{putRelation: {ref: {key: "notifies-france"}, time: {edtf: "2022-05-%02d"}}}`, 1+i%28))
		a.commit(fmt.Sprintf(`{putEntity: {ref: {key: "mali-junta"}, description: [{text: "Revision %d", lang: "en"}]}}`, i))
	}
	if with := calls(a); with != without {
		t.Errorf("%d engine calls without a history, %d with one", without, with)
	}
}

// A merge and its taking back, as clients see them.
func TestMergeAndUnmerge(t *testing.T) {
	a := sahel(t)
	for _, ops := range history[:5] {
		a.commit(ops)
	}
	a.commit(`{putRelation: {key: "second", type: "hires", participants: [{role: "client", ref: {key: "cnsp"}}, {role: "provider", ref: {key: "wagner"}}],
		claim: {evidence: [{source: {key: "france24-2022-05"}}]}}}`)
	before := a.asText(everything, nil)
	const look = `{
		absorbed: entity(ref: {key: "cnsp"}) { key names { text kind } relations(as: ["expeller", "client"]) { totalCount nodes { key } } }
		relation(ref: {key: "second"}) { key standing claims { totalCount } }
		changes(last: 2) { nodes { op reason node { ... on Thing { key } ... on Entity { mergedInto { key } } ... on Relation { mergedInto { key } } }
			diff { path before after } } } }`
	id, _ := a.commit(`{merge: {keep: {key: "mali-junta"}, absorb: [{key: "cnsp"}], reason: "one government"}},
		{merge: {keep: {key: "hires-wagner"}, absorb: [{key: "second"}], reason: "one hiring"}}`)
	golden(t, "history/merged.json", a.response(look, nil))
	a.commit(fmt.Sprintf(`{unmerge: {commit: %q, reason: "two after all"}}`, id))
	golden(t, "history/unmerged.json", a.response(look, nil))
	if after := a.asText(everything, nil); after != before {
		t.Errorf("after merging and unmerging it reads\n%s\nbefore\n%s", after, before)
	}
}

// The log tells who did what, when and why, with what became different.
func TestChangesAsAuditTrail(t *testing.T) {
	a := sahel(t)
	for _, ops := range history {
		a.commit(ops)
	}
	golden(t, "history/changes.json", a.response(`{ changes(filter: {entity: {kind: ["government"]}, relation: {type: ["expels", "notifies"]}}, last: 10) {
		nodes { op reason commit { by message } node { __typename ... on Thing { key } } diff { path before after } } pageInfo { hasNextPage hasPreviousPage } } }`, nil))
}

// A store that a benchmark reads with and without a history.
func benchmarkHistory(b *testing.B, revisions int) {
	a := benchAPI(b)
	for i := range revisions {
		commitAll(b, a.store, []store.Operation{
			{PutEntity: &store.PutEntity{Target: store.Target{Key: "hub"}, Description: store.Some([]store.Text{{Text: fmt.Sprint("Revision ", i)}})}},
			{PutEntity: &store.PutEntity{Target: store.Target{Key: "a1"}, Description: store.Some([]store.Text{{Text: fmt.Sprint("Revision ", i)}})}},
		})
	}
	const query = `{ entity(ref: {key: "hub"}) { name description { text } relations(first: 20) { totalCount nodes { object { name } standing } } } }`
	b.ReportAllocs()
	for b.Loop() {
		if r := a.response(query, nil); len(r.Errors) > 0 {
			b.Fatal(r.Errors)
		}
	}
	before := a.calls.Load()
	a.do(query, nil)
	b.ReportMetric(float64(a.calls.Load()-before), "calls/op")
}

func BenchmarkPresentWithoutHistory(b *testing.B) { benchmarkHistory(b, 0) }
func BenchmarkPresentWithHistory(b *testing.B)    { benchmarkHistory(b, 1000) }
