package playground

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var tabs = fstest.MapFS{
	"20-second.graphql":        {Data: []byte("\n# Who disputes what?\n# fr: Qui conteste quoi ?\n# More.\nquery B($n: Int) { b(n: $n) }\n")},
	"10-first.graphql":         {Data: []byte("query A { a } # <all>\n")},
	"20-second.variables.json": {Data: []byte(`{"n": 1}`)},
	"examples.go":              {Data: []byte("package examples")},
}

func get(t *testing.T, h http.Handler, method, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// paths returns the URL paths of the embedded files.
func paths(t *testing.T) []string {
	t.Helper()
	files, err := load(tabs)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestHeaders(t *testing.T) {
	h := Handler(tabs)
	for _, p := range append(paths(t), "/nothing") {
		res := get(t, h, "GET", p)
		for name, want := range map[string]string{
			"Content-Security-Policy": contentSecurityPolicy,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
			"Set-Cookie":              "",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", p, name, got, want)
			}
		}
		if res.Header.Get("Content-Type") == "" {
			t.Errorf("%s: no Content-Type", p)
		}
		want := "no-cache"
		if strings.HasPrefix(p, "/static/") {
			want = "public, max-age=31536000, immutable"
		}
		if got := res.Header.Get("Cache-Control"); p != "/nothing" && got != want {
			t.Errorf("%s: Cache-Control = %q, want %q", p, got, want)
		}
	}
}

// Only the editor may style itself inline, and only what opens it lets it.
func TestEditorPolicy(t *testing.T) {
	h := Handler(tabs)
	for target, editor := range map[string]bool{
		"/": false, "/?entity=mali": false, "/?query=": false, "/?search=query": false,
		"/?query=%7Ba%7D": true, "/?variables=%7B%7D&query=%7Ba%7D": true, "/?playground": true, "/?entity=mali&playground=": true,
	} {
		policy := get(t, h, "GET", target).Header.Get("Content-Security-Policy")
		if inline := strings.Contains(policy, "'unsafe-inline'"); inline != editor {
			t.Errorf("%s: inline styles = %v, want %v", target, inline, editor)
		}
		if strings.Contains(policy, "http") || strings.Contains(policy, "*") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: the policy allows other servers: %s", target, policy)
		}
	}
}

func TestIndexRevalidates(t *testing.T) {
	h := Handler(tabs)
	res := get(t, h, "GET", "/?query=%7Ba%7D")
	etag := res.Header.Get("ETag")
	if res.StatusCode != 200 || !strings.Contains(string(body(t, res)), "<title>demarche</title>") {
		t.Fatalf("status %d, or not the page", res.StatusCode)
	}
	if !regexp.MustCompile(`^W/"[0-9a-f]{16}"$`).MatchString(etag) {
		t.Errorf("ETag = %s", etag)
	}
	if res := get(t, h, "GET", "/", "If-None-Match", etag); res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", res.StatusCode)
	}
}

func TestGzip(t *testing.T) {
	h := Handler(tabs)
	for _, tt := range []struct {
		accept []string
		gzip   bool
	}{
		{nil, false},
		{[]string{"gzip"}, true},
		{[]string{"br, GZIP;q=0.5"}, true},
		{[]string{"br", "gzip"}, true},
		{[]string{"*"}, true},
		{[]string{"br"}, false},
		{[]string{"identity"}, false},
		{[]string{"gzip;q=0"}, false},
		{[]string{"*;q=0"}, false},
		{[]string{"*, gzip;q=0"}, false},
		{[]string{"gzip, *;q=0"}, true},
		{[]string{"gzip;q=x"}, false},
	} {
		var header []string
		for _, a := range tt.accept {
			header = append(header, "Accept-Encoding", a)
		}
		res := get(t, h, "GET", "/licenses.txt", header...)
		b := body(t, res)
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != tt.gzip {
			t.Errorf("%q: gzip = %v, want %v", tt.accept, got, tt.gzip)
			continue
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary = %q", tt.accept, res.Header.Get("Vary"))
		}
		if tt.gzip {
			var err error
			if b, err = gunzip(b); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Contains(b, []byte("graphiql 5")) {
			t.Errorf("%q: not the licences", tt.accept)
		}
	}
}

func TestHead(t *testing.T) {
	h := Handler(tabs)
	for _, p := range paths(t) {
		res := get(t, h, "HEAD", p, "Accept-Encoding", "gzip")
		if b := body(t, res); res.StatusCode != 200 || len(b) != 0 {
			t.Errorf("%s: status %d, %d bytes", p, res.StatusCode, len(b))
		}
	}
}

func TestNotFound(t *testing.T) {
	h := Handler(tabs)
	for _, p := range []string{"/nothing", "/static/", "/static", "/index.html", "/licenses.txt.gz", "/static/../", "/examples"} {
		if res := get(t, h, "GET", p); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", p, res.StatusCode)
		}
	}
}

func TestMethodNotAllowed(t *testing.T) {
	h := Handler(tabs)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		res := get(t, h, method, "/")
		if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
}

func TestExamples(t *testing.T) {
	res := get(t, Handler(tabs), "GET", "/examples.json")
	if got := res.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type = %q", got)
	}
	var got []example
	if err := json.Unmarshal(body(t, res), &got); err != nil {
		t.Fatal(err)
	}
	want := []example{
		{Name: "10-first", Query: "query A { a } # <all>\n"},
		{Name: "Who disputes what?", Names: map[string]string{"fr": "Qui conteste quoi ?"}, Query: string(tabs["20-second.graphql"].Data), Variables: `{"n": 1}`},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if b := body(t, get(t, Handler(fstest.MapFS{}), "GET", "/examples.json")); string(b) != "[]" {
		t.Errorf("without examples: %s", b)
	}
}

func TestBadVariables(t *testing.T) {
	_, err := load(fstest.MapFS{"a.graphql": {Data: []byte("{a}")}, "a.variables.json": {Data: []byte("{")}})
	if err == nil {
		t.Error("no error")
	}
}

// Each reference in the page, and in the scripts and style sheets, is to a file that exists.
func TestReferences(t *testing.T) {
	known := paths(t)
	index, err := fs.ReadFile(assets, "assets/index.html")
	if err != nil {
		t.Fatal(err)
	}
	local := 0
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllSubmatch(index, -1) {
		ref := string(m[1])
		if strings.HasPrefix(ref, "data:") {
			continue
		}
		name, ok := strings.CutPrefix(ref, ".")
		if !ok || !slices.Contains(known, name) {
			t.Errorf("index.html refers to %s", ref)
		}
		local++
	}
	if local < 2 {
		t.Errorf("index.html refers to %d files", local)
	}
	h := Handler(tabs)
	hashed := regexp.MustCompile(`[\w.-]+-[\w-]{8}\.(?:js|css|ttf)\b`)
	for _, p := range known {
		if !strings.HasPrefix(p, "/static/") {
			continue
		}
		if !hashed.MatchString(p) {
			t.Errorf("%s has no hash in its name", p)
		}
		text := body(t, get(t, h, "GET", p))
		for _, m := range regexp.MustCompile(`["'(/](`+hashed.String()+`)["')]`).FindAllSubmatch(text, -1) {
			if !slices.Contains(known, "/static/"+string(m[1])) {
				t.Errorf("%s refers to %s", p, m[1])
			}
		}
	}
}
