package floor

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"demarche/httpapi"
)

// TestTheFloorGivesWhatWasRecorded: to the byte, for every operation of the benchmark.
func TestTheFloorGivesWhatWasRecorded(t *testing.T) {
	for _, c := range []struct{ operation, of, arguments, data string }{
		{"Entity", "mali", `{entity(ref: {key: "mali"}) { name }}`, `{"entity":{"name":"Mali"}}`},
		{"Page", "mali", `{entity(ref: {key: "mali"}) { relations(as: ["a"], filter: {type: ["t"]}, first: 20, orderBy: [{field: TIME, direction: DESC}]) { totalCount nodes { object { name } time { edtf } standing } } }}`,
			`{"entity":{"relations":{"totalCount":2,"nodes":[{"object":{"name":"France & Co."},"time":{"edtf":"2014-02"},"standing":"STATED"},{"object":{"name":"Niger"},"time":null,"standing":"DENIED"}]}}}`},
		{"Hops", "mali", `{entity(ref: {key: "mali"}) { relations(as: ["a"], first: 20) { nodes { object { name relations(as: ["a"], first: 20) { nodes { object { name } } } } } } }}`,
			`{"entity":{"relations":{"nodes":[{"object":{"name":"France","relations":{"nodes":[{"object":{"name":"Niger"}}]}}},{"object":{"name":"Niger","relations":{"nodes":[]}}}]}}}`},
		{"Search", "mal", `{search(text: "mal", first: 10) { edges { node { name } matches { field fragments { text hit } } } }}`,
			`{"search":{"edges":[{"node":{"name":"Mali"},"matches":[{"field":"NAME","fragments":[{"text":"Mali","hit":true}]}]}]}}`},
		{"Suggest", "mal", `{suggest(prefix: "mal") { node { key name } }}`, `{"suggest":[{"node":{"key":"mali","name":"Mali"}}]}`},
		{"Paths", "mali\tniger", `{paths(from: {key: "mali"}, to: {key: "niger"}, limit: 3) { complete paths { steps { relation { type { key } time { edtf } } to { name } } } }}`,
			`{"paths":{"complete":true,"paths":[{"steps":[{"relation":{"type":{"key":"t"},"time":{"edtf":"2014"}},"to":{"name":"Niger"}}]}]}}`},
		{"Between", "mali\tniger\t2014", `{relations(filter: {roles: [{ref: [{key: "mali"}]}, {ref: [{key: "niger"}]}], time: {overlaps: "2014"}}, first: 20) { totalCount facets(by: [YEAR]) { buckets { value count } } nodes { type { key } time { edtf } } }}`,
			`{"relations":{"totalCount":1,"facets":[{"buckets":[{"value":"2014","count":1}]}],"nodes":[{"type":{"key":"t"},"time":{"edtf":"2014"}}]}}`},
	} {
		t.Run(c.operation, func(t *testing.T) {
			of := strings.ReplaceAll(c.of, "\t", `\t`)
			answers, err := Read(strings.NewReader(`{"operation":"` + c.operation + `","of":"` + of + `","data":` + c.data + "}\n"))
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(httpapi.New(answers.Schema(), httpapi.Config{}))
			defer server.Close()
			query := strings.NewReplacer(`"`, `\"`).Replace("query " + c.operation + c.arguments)
			resp, err := http.Post(server.URL, "application/json", strings.NewReader(`{"query":"`+query+`"}`))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			got, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if want := `{"data":` + c.data + `}`; string(got) != want {
				t.Errorf("%s\ninstead of\n%s", got, want)
			}
		})
	}
}

func TestTheFloorRefusesWhatWasNotRecorded(t *testing.T) {
	server := httptest.NewServer(httpapi.New(Answers{}.Schema(), httpapi.Config{Logger: slog.New(slog.DiscardHandler)}))
	defer server.Close()
	resp, err := http.Post(server.URL, "application/json", strings.NewReader(`{"query":"query Entity{entity(ref:{key:\"mali\"}){name}}"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(got), `"errors"`) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestReadRefusesWhatIsNoAnswer(t *testing.T) {
	for _, in := range []string{"nonsense", `{"operation":"Entity","data":{"entity":1}}`} {
		if _, err := Read(strings.NewReader(in)); err == nil {
			t.Errorf("%s: no error", in)
		}
	}
}
