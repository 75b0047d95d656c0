package graph_test

import (
	"fmt"
	"testing"
)

// A query costs engine calls by its depth, not by how much it finds: the same
// query with pages of 2 and of 30 makes the same calls.
func TestEngineCallsDoNotDependOnSize(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 40)
	queries := map[string]string{
		"one hop": `{ entity(ref: {key: "hub"}) { relations(first: %d) { nodes { key object { name } time { edtf } } } } }`,
		"everything of a hop": `{ entity(ref: {key: "hub"}) { relations(first: %d) { totalCount edges { cursor node {
			name type { key } subject { name key } object { name } place { name } standing
			participants { role { key } node { name recorded { from by } } }
			claims { totalCount nodes { name stance claimant { name } via { name } evidence { source { name publisher { name } } } replies { totalCount } } } } } } } }`,
		"two hops": `{ entity(ref: {key: "hub"}) { relations(as: ["accuser"], first: %[1]d) { nodes { object { name
			relations(as: ["accuser"], first: %[1]d) { totalCount nodes { object { name ... on Entity { kind { key } names { text } } } standing } } } } } } }`,
		"three hops and back": `{ entity(ref: {key: "hub"}) { relations(first: 2) { nodes { object { relations(as: ["accuser"], first: %[1]d) { nodes { object {
			relations(first: %[1]d, orderBy: [{field: TIME, direction: DESC}]) { nodes { subject { name } } } } } } } } } } }`,
		"aliases and fragments": `{ entity(ref: {key: "hub"}) { early: relations(first: %[1]d) { ...page } late: relations(last: %[1]d) { ...page } } }
			fragment page on RelationConnection { nodes { object { ... on Entity { name description { text } claimsMade { totalCount } } } } }`,
		"a filtered list": `{ relations(first: %d, filter: {standing: [STATED], roles: [{role: "accuser", entity: {kind: ["actor"]}}],
			claims: {some: {source: [{key: "paper"}]}}}) { nodes { name } } }`,
		"entities": `{ entities(first: %d, filter: {inRelation: {type: ["accuses"]}}) { nodes { name claimsMade { totalCount } relations { totalCount } } } }`,
		"neighbours": `{ entity(ref: {key: "hub"}) { neighbors(first: %[1]d) { totalCount edges { node { name neighbors(first: %[1]d, kinds: ["actor"],
			via: {types: ["accuses"], direction: OUT, filter: {time: {overlaps: "2022"}}}) { edges { role { key } node { key } } } } relation { name standing } role { key } otherRole { label { text } } } } } }`,
		"ontology": `{ entity(ref: {key: "hub"}) { relations(first: %d) { nodes { type { key relationCount roles { key kinds { key entityCount } } } } } } }`,
	}
	for name, q := range queries {
		t.Run(name, func(t *testing.T) {
			a := &api{t, a.store, a.exec, a.calls}
			calls := func(n int) int64 {
				before := a.calls.Load()
				a.do(fmt.Sprintf(q, n), nil)
				return a.calls.Load() - before
			}
			small, large := calls(2), calls(20)
			t.Logf("%d engine calls", small)
			if large > small {
				t.Errorf("a page of 2 costs %d engine calls, a page of 20 costs %d", small, large)
			}
		})
	}
}

// What is not asked for is not read.
func TestTotalCountIsReadOnlyWhenAskedFor(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 40)
	calls := func(q string) int64 {
		before := a.calls.Load()
		a.do(q, nil)
		return a.calls.Load() - before
	}
	page := calls(`{ entity(ref: {key: "hub"}) { relations(first: 2) { nodes { key } } } }`)
	both := calls(`{ entity(ref: {key: "hub"}) { relations(first: 2) { totalCount nodes { key } } } }`)
	count := calls(`{ entity(ref: {key: "hub"}) { relations(first: 2) { totalCount } } }`)
	if page >= both || count >= both {
		t.Errorf("page alone %d calls, count alone %d, both %d: each should be less than both", page, count, both)
	}
}
