package httpapi

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// httpCase is one request. Headers are "Name: value" lines.
type httpCase struct {
	name    string
	method  string
	url     string
	headers []string
	body    string
}

const jsonType = "Content-Type: application/json"

func get(params ...string) string {
	q := url.Values{}
	for i := 0; i < len(params); i += 2 {
		q.Set(params[i], params[i+1])
	}
	return "/graphql?" + q.Encode()
}

var acceptNew = "Accept: application/graphql-response+json"

var httpCases = []httpCase{
	{"query", "POST", "", []string{jsonType}, `{"query":"{hello}"}`},
	{"charset", "POST", "", []string{"Content-Type: application/json; charset=UTF-8"}, `{"query":"{hello}"}`},
	{"variables", "POST", "", []string{jsonType}, `{"query":"query($t:String!,$n:Int){echo(text:$t,n:$n)}","variables":{"t":"<é>","n":7}}`},
	{"integer id", "POST", "", []string{jsonType}, `{"query":"query($i:ID){echo(text:\"x\",id:$i)}","variables":{"i":9007199254740993}}`},
	{"mutation", "POST", "", []string{jsonType}, `{"query":"mutation{set(text:\"a\")}"}`},
	{"operation name", "POST", "", []string{jsonType}, `{"query":"query A{hello} query B{tags}","operationName":"B"}`},
	{"no operation name", "POST", "", []string{jsonType}, `{"query":"query A{hello} query B{tags}"}`},
	{"unknown operation name", "POST", "", []string{jsonType, acceptNew}, `{"query":"query A{hello}","operationName":"C"}`},
	{"subscription", "POST", "", []string{jsonType}, `{"query":"subscription{count(to:1)}"}`},
	{"defer", "POST", "", []string{jsonType}, `{"query":"{... @defer {hello}}"}`},

	{"get", "GET", get("query", "{hello}"), nil, ""},
	{"get variables", "GET", get("query", "query($t:String!){echo(text:$t)}", "variables", `{"t":"v"}`), nil, ""},
	{"get without query", "GET", "/graphql", nil, ""},
	{"get bad variables", "GET", get("query", "{hello}", "variables", "{"), nil, ""},
	{"get twice", "GET", "/graphql?query={hello}&query={tags}", nil, ""},
	{"get mutation", "GET", get("query", `mutation{set(text:"a")}`), nil, ""},
	{"get subscription", "GET", get("query", "subscription{count(to:1)}"), nil, ""},
	{"put", "PUT", "", []string{jsonType}, `{"query":"{hello}"}`},

	{"parse error, json", "POST", "", []string{jsonType}, `{"query":"{"}`},
	{"parse error, graphql", "POST", "", []string{jsonType, acceptNew}, `{"query":"{"}`},
	{"validation error, json", "POST", "", []string{jsonType}, `{"query":"{helo}"}`},
	{"validation error, graphql", "POST", "", []string{jsonType, acceptNew}, `{"query":"{helo}"}`},
	{"coercion error, graphql", "POST", "", []string{jsonType, acceptNew}, `{"query":"query($t:String!){echo(text:$t)}","variables":{"t":1}}`},
	{"missing variable, graphql", "POST", "", []string{jsonType, acceptNew}, `{"query":"query($t:String!){echo(text:$t)}"}`},
	{"no operation", "POST", "", []string{jsonType}, `{"query":"fragment F on Query{hello}"}`},

	{"accept q", "POST", "", []string{jsonType, "Accept: application/json;q=0.5, application/graphql-response+json"}, `{"query":"{hello}"}`},
	{"accept q reversed", "POST", "", []string{jsonType, "Accept: application/graphql-response+json;q=0.5, application/json"}, `{"query":"{hello}"}`},
	{"accept anything", "POST", "", []string{jsonType, "Accept: */*"}, `{"query":"{hello}"}`},
	{"accept all but json", "POST", "", []string{jsonType, "Accept: application/json;q=0, */*"}, `{"query":"{hello}"}`},
	{"accept a list of urql", "POST", "", []string{jsonType, "Accept: application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"}, `{"query":"{hello}"}`},
	{"accept html only", "POST", "", []string{jsonType, "Accept: text/html"}, `{"query":"{hello}"}`},

	{"form", "POST", "", []string{"Content-Type: application/x-www-form-urlencoded"}, `query={hello}`},
	{"multipart", "POST", "", []string{"Content-Type: multipart/form-data; boundary=x"}, `--x--`},
	{"text", "POST", "", []string{"Content-Type: text/plain"}, `{"query":"{hello}"}`},
	{"no content type", "POST", "", nil, `{"query":"{hello}"}`},
	{"latin-1", "POST", "", []string{"Content-Type: application/json; charset=iso-8859-1"}, `{"query":"{hello}"}`},
	{"compressed", "POST", "", []string{jsonType, "Content-Encoding: gzip"}, "\x1f\x8b"},

	{"empty body", "POST", "", []string{jsonType}, ""},
	{"not json", "POST", "", []string{jsonType}, `{"query": {hello}}`},
	{"trailing data", "POST", "", []string{jsonType}, `{"query":"{hello}"} {"query":"{hello}"}`},
	{"not utf-8", "POST", "", []string{jsonType}, "{\"query\":\"{hello}\",\"x\":\"\xff\"}"},
	{"batch", "POST", "", []string{jsonType}, `[{"query":"{hello}"}]`},
	{"null", "POST", "", []string{jsonType}, `null`},
	{"no query", "POST", "", []string{jsonType}, `{"Query":"{hello}"}`},
	{"query is a number", "POST", "", []string{jsonType}, `{"query":1}`},
	{"query is null", "POST", "", []string{jsonType}, `{"query":null}`},
	{"variables is a list", "POST", "", []string{jsonType}, `{"query":"{hello}","variables":[]}`},
	{"operationName is a number", "POST", "", []string{jsonType}, `{"query":"{hello}","operationName":1}`},
	{"extensions is a string", "POST", "", []string{jsonType}, `{"query":"{hello}","extensions":"x"}`},
	{"deep json", "POST", "", []string{jsonType}, `{"query":"{hello}","variables":{"x":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + `}}`},
	{"too large", "POST", "", []string{jsonType}, `{"query":"{hello}` + strings.Repeat(" ", 5000) + `"}`},

	{"client error", "POST", "", []string{jsonType, acceptNew}, `{"query":"{refuse hello}"}`},
	{"internal error", "POST", "", []string{jsonType, acceptNew}, `{"query":"{fail hello}"}`},
	{"panic", "POST", "", []string{jsonType, acceptNew}, `{"query":"{panic hello}"}`},
	{"huge int", "POST", "", []string{jsonType}, `{"query":"{echo(text:\"x\",n:99999999999)}"}`},
	{"page", "POST", "", []string{jsonType}, `{"query":"{people(first:1000000000){totalCount}}"}`},
	{"oneOf", "POST", "", []string{jsonType}, `{"query":"query($k:Key!){by(key:$k)}","variables":{"k":{}}}`},
}

var randomID = regexp.MustCompile(`"id":"[A-Z2-7]{12}"`)

// TestHTTP compares the answers with a golden file that is meant to be read.
func TestHTTP(t *testing.T) {
	_, h, log := toyHandler(t, Config{MaxBody: 4096})
	got := transcript(h, httpCases)
	golden(t, "testdata/http.golden", got)
	if strings.Contains(got, "secret") {
		t.Error("an internal error reached the client")
	}
	for _, want := range []string{"secret of the store", "secret of the code", "path=fail", "path=panic"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

// transcript writes down requests and what is answered.
func transcript(h *Handler, cases []httpCase) string {
	var out strings.Builder
	for _, c := range cases {
		if c.url == "" {
			c.url = "/graphql"
		}
		r := httptest.NewRequest(c.method, c.url, strings.NewReader(c.body))
		for _, line := range c.headers {
			name, value, _ := strings.Cut(line, ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Fprintf(&out, "# %s\n%s %s\n", c.name, c.method, c.url)
		for _, line := range c.headers {
			fmt.Fprintln(&out, line)
		}
		if c.body != "" {
			fmt.Fprintf(&out, "%.120q\n", c.body)
		}
		fmt.Fprintf(&out, "-> %d %s\n", w.Code, w.Header().Get("Content-Type"))
		if allow := w.Header().Get("Allow"); allow != "" {
			fmt.Fprintln(&out, "Allow:", allow)
		}
		body := randomID.ReplaceAllString(w.Body.String(), `"id":"…"`)
		if strings.HasPrefix(w.Header().Get("Content-Type"), typeStream) {
			body = strings.ReplaceAll("| "+strings.ReplaceAll(strings.TrimSuffix(body, "\n"), "\n", "\n| "), "| \n", "|\n")
		}
		fmt.Fprintf(&out, "%s\n\n", body)
	}
	return out.String()
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(raw), "\n\n")
	for i, g := range strings.Split(got, "\n\n") {
		if i >= len(want) || g != want[i] {
			t.Fatalf("%s differs (run with -update to accept):\n%s", path, g)
		}
	}
	if len(want) != len(strings.Split(got, "\n\n")) {
		t.Fatalf("%s has more cases", path)
	}
}

func TestMethodNotAllowedIsAnswered(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	r := httptest.NewRequest(http.MethodDelete, "/graphql", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, POST" {
		t.Errorf("got %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}
