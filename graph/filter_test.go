package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What the filters and orders mean, on the shipped dataset.
func TestFiltersAndOrders(t *testing.T) {
	a := sahel(t)
	for _, c := range []struct{ list, args, want string }{
		{"claims", `filter: {quote: "ESPIONAGE"}`, "accuses-espionage"},
		{"claims", `filter: {quote: "Flagrant attacks"}`, "accuses-serious-shortcomings"},
		{"claims", `filter: {claimant: {ref: [{key: "mali-junta"}]}, stance: [DENIES]}`, "hires-wagner"},
		{"claims", `filter: {claimant: {kind: ["armed-forces"]}}`, "gossi-drone-videos-depict-russian-mercenaries"},
		{"claims", `filter: {publisher: {ref: [{key: "france-24"}]}, claimant: {name: "FRENCH ARMY"}}`, "gossi-drone-videos-depict-russian-mercenaries"},
		{"claims", `filter: {publisher: {ref: [{key: "afp"}]}}`, ""},
		{"claims", `filter: {source: [{key: "france24-2022-05"}], relation: {type: ["expels"]}}`, "mali-expels-french-ambassador"},
		{"claims", `filter: {relation: {standing: [CONTESTED]}, not: {stance: [ASSERTS]}}`, "hires-wagner"},
		{"claims", `filter: {minConfidence: 0.5}`, ""},
		{"claims", `filter: {inReplyTo: {}}`, ""},
		{"claims", `filter: {via: {kind: ["person"]}}`, ""},
		{"claims", `filter: {recordedSince: "2100-01-01T00:00:00Z"}`, ""},
		{"claims", `filter: {recordedSince: "2000-01-01T00:00:00Z", relation: {type: ["notifies"]}}`, "notifies-france"},
		{"claims", `filter: {saidAt: {overlaps: "2022", includeUndated: false}, claimant: {ref: [{key: "france"}]}}`, "hires-wagner"},
		{"claims", `filter: {or: []}`, ""},
		{"relations", `filter: {roles: [{ref: [{key: "france"}]}, {ref: [{key: "mali"}]}], type: ["engages-militarily-in", "hands-over"]}, orderBy: [{field: TYPE}]`,
			"france-engages-militarily-in-mali france-hands-over-gossi-base"},
		{"relations", `filter: {roles: [{role: "content", relation: {type: ["hires"]}}], type: ["denies"]}`, "denies-hiring-wagner"},
		{"relations", `filter: {standing: [CONTESTED]}`, "hires-wagner"},
		{"relations", `filter: {standing: [DENIED], counting: {claimant: {ref: [{key: "mali-junta"}]}}}`, "hires-wagner"},
		{"relations", `filter: {claims: {some: {stance: [DENIES]}}}`, "hires-wagner"},
		{"relations", `filter: {type: ["denounces"], claims: {none: {}}}`, ""},
		{"relations", `filter: {type: ["ends"], time: {startsAfter: "2022-06-01", certainty: CERTAIN}}`, "ends-defence-treaty-2014"},
		{"relations", `filter: {type: ["carries-out"]}, orderBy: [{field: TIME, direction: DESC}]`, "mali-junta-carries-out-coup-2021 mali-junta-carries-out-coup-2020"},
		{"relations", `filter: {and: [{type: ["carries-out"]}, {not: {time: {within: "2020"}}}]}`, "mali-junta-carries-out-coup-2021"},
		{"relations", `first: 1, orderBy: [{field: CLAIM_COUNT, direction: DESC}, {field: RECORDED}]`, "hires-wagner"},
		{"relations", `filter: {ref: [{key: "notifies-france"}, {key: "hires-wagner"}]}, orderBy: [{field: TIME}]`, "notifies-france hires-wagner"},
		{"entities", `filter: {name: "BAMAKO"}`, "mali"},
		{"entities", `filter: {kind: ["military-operation"]}, orderBy: [{field: LABEL, direction: DESC}]`, "takuba serval barkhane joint-operations"},
		{"entities", `filter: {kind: ["agreement", "commitment"]}, orderBy: [{field: KIND, direction: DESC}, {field: LABEL}]`,
			"return-to-civilian-rule sofa-protocol-2020 defence-treaty-2014 sofa-2013"},
		{"entities", `filter: {kind: ["person"], inRelation: {type: ["speaks-for"]}}`, "abdoulaye-maiga"},
		{"entities", `filter: {kind: ["state"], not: {name: "Mali"}}`, "burkina-faso france niger russia"},
	} {
		t.Run(c.list+" "+c.args, func(t *testing.T) {
			a := &api{t, a.store, a.exec, a.calls}
			key := "key"
			if c.list == "claims" {
				key = "relation { key }"
			}
			d := a.do(fmt.Sprintf("{ %s(%s) { totalCount nodes { %s } } }", c.list, c.args, key), nil)
			var got []string
			for _, n := range at(d, c.list, "nodes").([]any) {
				k := at(n, "key")
				if c.list == "claims" {
					k = at(n, "relation", "key")
				}
				got = append(got, text(k))
			}
			if want := strings.Fields(c.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if n := at(d, c.list, "totalCount").(float64); int(n) != len(got) && !strings.Contains(c.args, "first:") {
				t.Errorf("totalCount is %v for %d members", n, len(got))
			}
		})
	}
}
