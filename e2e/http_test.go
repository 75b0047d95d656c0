package e2e

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestHTTP(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	head := s.head(ctx, t)
	origin := strings.TrimSuffix(s.home, "/")

	t.Run("health", func(t *testing.T) {
		if status, body := get(ctx, t, origin+"/healthz"); status != http.StatusOK || body != "ok\n" {
			t.Errorf("status %d, %q", status, body)
		}
	})
	t.Run("what is not there", func(t *testing.T) {
		for _, path := range []string{"/nothing", "/../go.mod", "/graphql/x", "/static/"} {
			if status, _ := get(ctx, t, origin+path); status != http.StatusNotFound {
				t.Errorf("%s: status %d", path, status)
			}
		}
	})
	t.Run("a query by GET", func(t *testing.T) {
		status, body := get(ctx, t, s.api+"?query="+url.QueryEscape(`{ entity(ref: {key: "mali-junta"}) { key } }`))
		if want := `{"data":{"entity":{"key":"mali-junta"}}}`; status != http.StatusOK || body != want {
			t.Errorf("status %d, %s", status, body)
		}
	})
	for _, c := range []struct {
		name, method, query, contentType, body string
		status                                 int
		code                                   string
	}{
		{"a mutation by GET", "GET", `mutation { commit(input: {idempotencyKey: "get", operations: []}) { replayed } }`, "", "", 405, "METHOD_NOT_ALLOWED"},
		{"another method", "PUT", "", "application/json", `{"query":"{meta{head}}"}`, 405, "METHOD_NOT_ALLOWED"},
		{"no query by GET", "GET", "", "", "", 400, "BAD_REQUEST"},
		{"a form", "POST", "", "application/x-www-form-urlencoded", "query={meta{head}}", 415, "BAD_REQUEST"},
		{"text", "POST", "", "text/plain", `{"query":"{meta{head}}"}`, 415, "BAD_REQUEST"},
		{"no JSON", "POST", "", "application/json", `{"query":`, 400, "BAD_REQUEST"},
		{"an empty body", "POST", "", "application/json", "", 400, "BAD_REQUEST"},
		{"a batch", "POST", "", "application/json", `[{"query":"{meta{head}}"}]`, 400, "BAD_REQUEST"},
		{"a query that is a number", "POST", "", "application/json", `{"query":1}`, 400, "BAD_REQUEST"},
		{"variables that are a list", "POST", "", "application/json", `{"query":"{meta{head}}","variables":[]}`, 400, "BAD_REQUEST"},
		{"bytes that are no text", "POST", "", "application/json", "{\"query\":\"\xff\"}", 400, "BAD_REQUEST"},
		{"a body too large", "POST", "", "application/json", strings.Repeat(" ", 1<<20+1), 413, "QUERY_TOO_LARGE"},
		{"deep JSON", "POST", "", "application/json", `{"query":"{meta{head}}","variables":{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "}}", 400, "QUERY_TOO_LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := s.api
			if c.query != "" {
				address += "?query=" + url.QueryEscape(c.query)
			}
			req, err := http.NewRequestWithContext(ctx, c.method, address, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", c.contentType)
			a, err := send(req)
			if err != nil {
				t.Fatal(err)
			}
			if a.status != c.status {
				t.Errorf("status %d, want %d", a.status, c.status)
			}
			checkRefusal(t, a, c.code, "")
		})
	}
	if now := s.head(ctx, t); now != head {
		t.Errorf("head went from %s to %s", head, now)
	}
}

func get(ctx context.Context, t *testing.T, address string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}
