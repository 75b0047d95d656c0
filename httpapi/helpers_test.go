package httpapi

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"demarche/httpapi/internal/toy"
)

// toyHandler serves the toy graph with a log that the test can read.
func toyHandler(t testing.TB, cfg Config) (*toy.Root, *Handler, *lockedBuffer) {
	t.Helper()
	root, es := toy.New()
	log := new(lockedBuffer)
	cfg.Logger = slog.New(slog.NewTextHandler(log, nil))
	return root, New(es, cfg), log
}

// post sends a GraphQL request as JSON and returns the decoded answer.
func post(t *testing.T, h http.Handler, query string, vars any) (int, result) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		t.Fatal(err)
	}
	return postRaw(t, h, string(body))
}

func postRaw(t *testing.T, h http.Handler, body string) (int, result) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", typeGraphQL)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var out result
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("answer is no JSON: %v: %.200s", err, w.Body)
	}
	out.bytes = w.Body.Len()
	return w.Code, out
}

type result struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	Extensions map[string]any `json:"extensions"`
	bytes      int
}

func (r result) code() any {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions["code"]
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
