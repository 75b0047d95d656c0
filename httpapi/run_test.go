package httpapi

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"demarche/httpapi/guard"
)

func TestTimeout(t *testing.T) {
	_, h, _ := toyHandler(t, Config{Timeout: time.Millisecond})
	code, got := post(t, h, "{wait hello}", nil)
	if code != http.StatusServiceUnavailable || got.code() != CodeTimeout || len(got.Errors) != 1 {
		t.Errorf("got %d %+v", code, got.Errors)
	}
	if string(got.Data) != "null" {
		t.Errorf("data is %s", got.Data)
	}
	// With application/json the same is a GraphQL answer like others.
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{wait}"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("got %d", w.Code)
	}
}

func TestCancelledBeforeExecution(t *testing.T) {
	root, h, _ := toyHandler(t, Config{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{hello}"}`)).WithContext(ctx)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", typeGraphQL)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), CodeCancelled) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if root.Calls.Load() != 0 {
		t.Error("a resolver ran")
	}
}

func TestOperationHook(t *testing.T) {
	var opened, closed atomic.Int64
	refuse := false
	_, h, _ := toyHandler(t, Config{
		Operation: func(ctx context.Context, op *ast.OperationDefinition) (context.Context, func(), error) {
			opened.Add(1)
			if refuse {
				return nil, func() { closed.Add(1) }, errors.New("secret")
			}
			return ctx, func() { closed.Add(1) }, nil
		},
	})
	check := func(step string, want int64) {
		t.Helper()
		if opened.Load() != want || closed.Load() != want {
			t.Errorf("%s: opened %d, closed %d, want %d", step, opened.Load(), closed.Load(), want)
		}
	}
	post(t, h, "{helo}", nil)
	post(t, h, "{people(first:1000){totalCount}}", nil)
	check("refused queries", 0)
	post(t, h, "{hello}", nil)
	check("a query", 1)
	post(t, h, "{panic}", nil)
	check("a panic", 2)
	refuse = true
	code, got := post(t, h, "{hello}", nil)
	check("a refusal", 3)
	if code != 500 || got.code() != CodeInternal || got.Data != nil {
		t.Errorf("got %d %+v %s", code, got.Errors, got.Data)
	}
}

func TestPanicOutsideOfFields(t *testing.T) {
	_, h, log := toyHandler(t, Config{
		Operation: func(context.Context, *ast.OperationDefinition) (context.Context, func(), error) { panic("secret") },
	})
	code, got := post(t, h, "query Name{hello}", nil)
	if code != 500 || got.code() != CodeInternal || got.Errors[0].Message != "internal error" {
		t.Errorf("got %d %+v", code, got.Errors)
	}
	if id, _ := got.Errors[0].Extensions["id"].(string); id == "" || !strings.Contains(log.String(), id) {
		t.Errorf("the log does not know the id %q", id)
	}
}

func TestClientError(t *testing.T) {
	_, h, log := toyHandler(t, Config{ClientError: func(err error) map[string]any {
		if strings.Contains(err.Error(), "secret of the store") {
			return map[string]any{"code": "KNOWN"}
		}
		return nil
	}})
	_, got := post(t, h, "query Name{fail}", nil)
	if got.code() != "KNOWN" || got.Errors[0].Message != "secret of the store" || log.String() != "" {
		t.Errorf("got %+v, logged %s", got.Errors, log)
	}
}

func TestFault(t *testing.T) {
	_, h, log := toyHandler(t, Config{Fault: func(err error) (string, string) {
		if strings.Contains(err.Error(), "secret of the store") {
			return "KNOWN", "a kind of fault"
		}
		return "", ""
	}})
	_, got := post(t, h, "query Name{fail}", nil)
	id, _ := got.Errors[0].Extensions["id"].(string)
	if got.code() != "KNOWN" || got.Errors[0].Message != "a kind of fault" || id == "" || !strings.Contains(log.String(), id) {
		t.Errorf("got %+v, logged %s", got.Errors, log)
	}
}

func TestErrorsAreCapped(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	_, got := post(t, h, "{failures(n:57){detail}}", nil)
	if len(got.Errors) != 20 || got.Extensions["errorsOmitted"] != 37.0 {
		t.Errorf("%d errors, extensions %v", len(got.Errors), got.Extensions)
	}
}

func TestIntrospectionCanBeSwitchedOff(t *testing.T) {
	_, h, _ := toyHandler(t, Config{DisableIntrospection: true})
	for _, q := range []string{"{__schema{description}}", "{...F} fragment F on Query{... {__type(name:\"Person\"){name}}}"} {
		if _, got := post(t, h, q, nil); got.code() != guard.CodeValidationFailed || got.Data != nil {
			t.Errorf("%s: got %+v %s", q, got.Errors, got.Data)
		}
	}
	if _, got := post(t, h, "{__typename}", nil); len(got.Errors) > 0 {
		t.Errorf("got %+v", got.Errors)
	}
}

func TestDeferIsNotInTheSchema(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	_, got := post(t, h, "{__schema{directives{name}}}", nil)
	if !json.Valid(got.Data) || strings.Contains(string(got.Data), "defer") {
		t.Errorf("got %s", got.Data)
	}
}

func TestNullForNonNullArgument(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	_, got := post(t, h, `query($t:String="x"){echo(text:$t)}`, map[string]any{"t": nil})
	if got.code() != guard.CodeBadInput {
		t.Errorf("got %+v", got.Errors)
	}
}

func TestCompression(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	srv := httptest.NewServer(h)
	defer srv.Close()
	for query, compressed := range map[string]bool{"{hello}": false, "{people(first:100){nodes{id name}}}": true} {
		r, err := http.NewRequest(http.MethodGet, srv.URL+get("query", query), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		r.Header.Set("Accept", typeGraphQL)
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		var body io.Reader = resp.Body
		if got := resp.Header.Get("Content-Encoding") == "gzip"; got != compressed {
			t.Errorf("%s: compressed %v", query, got)
		} else if got {
			if body, err = gzip.NewReader(resp.Body); err != nil {
				t.Fatal(err)
			}
		}
		if raw, err := io.ReadAll(body); err != nil || !json.Valid(raw) {
			t.Errorf("%s: %v %s", query, err, raw)
		}
		if vary := strings.Join(resp.Header.Values("Vary"), ","); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
			t.Errorf("%s: Vary is %q", query, vary)
		}
	}
}

func TestDocumentCacheIsBoundedByBytes(t *testing.T) {
	d := documents{newRecent[*ast.QueryDocument](treeFactor * 100)}
	doc := new(ast.QueryDocument)
	text := func(c string, n int) string { return strings.Repeat(c, n) }
	has := func(text string) bool { _, ok := d.get(text); return ok }
	d.add(text("a", 40), doc)
	d.add(text("b", 40), doc)
	if !has(text("a", 40)) {
		t.Error("a is gone too early")
	}
	d.add(text("c", 40), doc)
	if has(text("b", 40)) {
		t.Error("the document used last is not the one that stayed")
	}
	if !has(text("a", 40)) || !has(text("c", 40)) || d.used != 80*treeFactor {
		t.Errorf("%d bytes used", d.used)
	}
	d.add(text("d", 101), doc)
	if has(text("d", 101)) || d.used != 80*treeFactor {
		t.Error("a document larger than the cache was kept")
	}
}
