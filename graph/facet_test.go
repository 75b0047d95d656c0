package graph_test

import (
	"path/filepath"
	"testing"
)

// What the breakdowns of the shipped dataset are, each with its query, as
// documentation: testdata/facets and testdata/compare.
func TestFacetsTimelineAndComparison(t *testing.T) {
	a := sahel(t)
	for name, query := range map[string]string{
		"facets/relations": `{ relations(first: 0) { totalCount facets(by: [RELATION_TYPE, STANDING, STANCE, CLAIMANT, PUBLISHER, PLACE, YEAR, CAMEO_ROOT], top: 4) {
			key distinct buckets { value label count possible node { __typename } } } } }`,
		"facets/claims-of-the-junta": `{ claims(first: 0, filter: {claimant: {ref: [{key: "mali-junta"}]}}) { totalCount facets(by: [STANCE, STANDING, SOURCE, KIND, LANG, MONTH], top: 3) {
			key distinct buckets { value label count possible } } } }`,
		"facets/entities": `{ entities(first: 0) { totalCount facets(by: [KIND, LANG], top: 3) { key distinct buckets { value label count node { ... on Kind { entityCount } } } } } }`,
		"timeline/mali-junta-by-month": `{ entity(ref: {key: "mali-junta"}) { timeline(first: 3) { totalCount nodes { name time { edtf } } histogram(bucket: MONTH) { value label count possible } } } }`,
		"timeline/france-in-2022": `{ entity(ref: {key: "france"}) { timeline(filter: {time: {overlaps: "2022"}}, first: 0) { totalCount histogram { value count possible } } } }`,
		"compare/france-and-the-junta": `{ compare(left: {claimant: {ref: [{key: "france"}]}}, right: {claimant: {ref: [{key: "mali-junta"}]}}) {
			totalCount verdicts { value count } nodes { verdict conflictOn relation { name standing } left { name } right { name } } } }`,
		"compare/before-and-after": `{ compare(left: {saidAt: {startsBefore: "2022-05-02", certainty: CERTAIN}}, right: {not: {saidAt: {startsBefore: "2022-05-02", certainty: CERTAIN}}}, first: 2) {
			totalCount verdicts { value count } nodes { verdict relation { name } left { name saidAt { edtf } } right { name saidAt { edtf } } } } }`,
		"compare/standing-according-to": `{ relation(ref: {key: "hires-wagner"}) { name overall: standing
			france: standing(counting: {claimant: {ref: [{key: "france"}]}}) junta: standing(counting: {claimant: {ref: [{key: "mali-junta"}]}})
			wagner: standing(counting: {claimant: {ref: [{key: "wagner"}]}}) } }`,
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, filepath.FromSlash(name)+".json", (&api{t, a.store, a.exec, a.calls}).response(query, nil))
		})
	}
}
