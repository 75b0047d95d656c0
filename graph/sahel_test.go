package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"demarche/datasets"
	"demarche/examples"
)

var update = flag.Bool("update", false, "accept the answers of now as the goldens")

// sahel is an API over the shipped dataset.
func sahel(t testing.TB) *api {
	t.Helper()
	a := newAPI(t)
	docs, err := datasets.Sahel()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		c := a.do(d.Query, nil)["commit"].(map[string]any)
		if errs := c["userErrors"].([]any); len(errs) > 0 {
			t.Fatalf("%s: %v", d.Name, errs)
		}
	}
	return a
}

// The example queries answer the questions that the dataset was made for. Each
// golden in testdata/questions is a question's whole answer.
func TestQuestions(t *testing.T) {
	a := sahel(t)
	files, err := fs.Glob(examples.FS, "*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, f := range files {
		t.Run(f, func(t *testing.T) {
			query, err := fs.ReadFile(examples.FS, f)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("questions", strings.TrimSuffix(f, ".graphql")+".json"), a.response(string(query), nil))
		})
	}
}

// recordedInstant is an instant of the log, which no test can know.
var recordedInstant = regexp.MustCompile(`"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"`)

// What we knew then: before the commit that tells of Wagner, its name alone.
func TestWhatWeKnewThen(t *testing.T) {
	a := sahel(t)
	query, err := fs.ReadFile(examples.FS, "10-what-we-knew-then.graphql")
	if err != nil {
		t.Fatal(err)
	}
	log := at(a.do(string(query), nil), "log", "nodes").([]any)
	d := a.do(string(query), map[string]any{"then": at(log[0], "commit", "at")})
	for when, want := range map[string]any{"then": 0.0, "now": 1.0} {
		if got := at(at(d, when, "nodes").([]any)[0], "relations", "totalCount"); got != want {
			t.Errorf("%s: %v relations, want %v", when, got, want)
		}
	}
}

// golden compares an answer with a file of testdata.
func golden(t *testing.T, name string, answer any) {
	t.Helper()
	raw, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	raw = recordedInstant.ReplaceAll(raw, []byte(`"(when it was recorded)"`))
	var got bytes.Buffer
	if err := json.Indent(&got, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the answer is not that of %s; if it is right, accept it with go test ./graph -update\ngot:\n%s", file, got.String())
	}
}

// The query of the README shows the three denunciations.
func TestThreeDenunciations(t *testing.T) {
	a := sahel(t)
	d := a.do(`{ entity(ref: {key: "mali-junta"}) { name relations(as: ["denouncer"], first: 10) { totalCount nodes {
		type { key } object { name } time { edtf } standing claims { nodes { stance claimant { name } } } } } } }`, nil)
	r := at(d, "entity", "relations")
	if n := at(r, "totalCount"); n != 3.0 {
		t.Errorf("%v denunciations, want 3", n)
	}
	for _, n := range at(r, "nodes").([]any) {
		if at(n, "type", "key") != "denounces" || at(n, "time", "edtf") != "2022-05-02" || at(n, "standing") != "STATED" {
			t.Errorf("a denunciation reads %v", n)
		}
	}
}

// Who says that the junta hired Wagner decides what it is.
func TestHiredWagnerAccordingToWhom(t *testing.T) {
	a := sahel(t)
	d := a.do(`{ relation(ref: {key: "hires-wagner"}) { overall: standing
		junta: standing(counting: {claimant: {ref: [{key: "mali-junta"}]}}) france: standing(counting: {claimant: {ref: [{key: "france"}]}}) } }`, nil)
	for field, want := range map[string]string{"overall": "CONTESTED", "junta": "DENIED", "france": "ALLEGED"} {
		if got := at(d, "relation", field); got != want {
			t.Errorf("%s: %v, want %s", field, got, want)
		}
	}
}

// The end of the treaty follows its notification.
func TestTheTreatyEndsSixMonthsAfterNotification(t *testing.T) {
	a := sahel(t)
	end := func() any {
		return at(a.do(`{ relation(ref: {key: "ends-defence-treaty-2014"}) { time { start { edtf anchor { key } offset } } } }`, nil), "relation", "time", "start", "edtf")
	}
	if got := end(); got != "2022-11-02" {
		t.Fatalf("the treaty ends on %v, want 2022-11-02", got)
	}
	r := a.do(`mutation { commit(input: {idempotencyKey: "moved", operations: [{putRelation: {ref: {key: "notifies-france"}, time: {edtf: "2022-05-31"}}}]}) { userErrors { message } } }`, nil)
	if errs := at(r, "commit", "userErrors").([]any); len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := end(); got != "2022-11-30" { // six months after the last of May is the last of November
		t.Errorf("after the notification moved, the treaty ends on %v, want 2022-11-30", got)
	}
}

// Loading the dataset again, as another client would, adds nothing.
func TestLoadingAgainAddsNothing(t *testing.T) {
	a := sahel(t)
	docs, err := datasets.Sahel()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		again := strings.Replace(d.Query, `idempotencyKey: "`, `idempotencyKey: "again `, 1)
		again = strings.Replace(again, "userErrors {", "things { op node { key } } userErrors {", 1)
		c := a.do(again, nil)["commit"].(map[string]any)
		if errs := c["userErrors"].([]any); len(errs) > 0 {
			t.Fatalf("%s: %v", d.Name, errs)
		}
		for _, x := range c["things"].([]any) {
			if at(x, "op") != "UNCHANGED" {
				t.Errorf("%s: %v is %v", d.Name, at(x, "node", "key"), at(x, "op"))
			}
		}
	}
}

// at walks into decoded JSON.
func at(v any, path ...string) any {
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[p]
	}
	return v
}
