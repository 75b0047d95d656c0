package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"demarche/httpapi/guard"
)

// watcher keeps what was observed, without what differs from run to run.
type watcher struct {
	mu   sync.Mutex
	seen []Observation
}

type watchedKey struct{}

func (w *watcher) observe(ctx context.Context) (context.Context, func(*Observation)) {
	return context.WithValue(ctx, watchedKey{}, true), func(o *Observation) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.seen = append(w.seen, *o)
	}
}

func (w *watcher) last(t *testing.T) Observation {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.seen) == 0 {
		t.Fatal("nothing was observed")
	}
	return w.seen[len(w.seen)-1]
}

func TestOperationsAreObserved(t *testing.T) {
	var w watcher
	limits := guard.DefaultLimits()
	limits.MaxCost = 100
	_, h, _ := toyHandler(t, Config{Observe: w.observe, Limits: &limits, Operation: func(ctx context.Context, _ *ast.OperationDefinition) (context.Context, func(), error) {
		if ctx.Value(watchedKey{}) == nil {
			t.Error("the operation has another context than Observe gave")
		}
		return ctx, nil, nil
	}})
	for _, c := range []struct {
		query, name string
		kind        ast.Operation
		outcome     string
		executed    bool
	}{
		{"query Greet { hello }", "Greet", ast.Query, OutcomeOK, true},
		{`mutation { set(text: "a") }`, "", ast.Mutation, OutcomeOK, true},
		{"{ refuse }", "", ast.Query, "NOT_TODAY", true},
		{"{ fail }", "", ast.Query, CodeInternal, true},
		{"{ panic }", "", ast.Query, CodeInternal, true},
		{"{ unknown }", "", "", guard.CodeValidationFailed, false},
		{"{", "", "", guard.CodeParseFailed, false},
		{"query Big { people(first: 100) { nodes { id name friends(first: 100) { nodes { id name } } } } }", "Big", ast.Query, guard.CodeTooCostly, false},
	} {
		post(t, h, c.query, map[string]any{"x": 1})
		got := w.last(t)
		if got.Name != c.name || got.Kind != c.kind || got.Outcome != c.outcome || got.Query != c.query {
			t.Errorf("%s: observed %+v", c.query, got)
		}
		if (got.Events == 1) != c.executed || got.Duration <= 0 || c.executed && got.Cost <= 0 || got.Variables["x"] == nil {
			t.Errorf("%s: observed %+v", c.query, got)
		}
	}
}

func TestTimeoutsAreObserved(t *testing.T) {
	var w watcher
	_, h, _ := toyHandler(t, Config{Observe: w.observe, Timeout: time.Millisecond})
	post(t, h, "query Long { wait }", nil)
	if got := w.last(t); got.Name != "Long" || got.Outcome != CodeTimeout {
		t.Errorf("observed %+v", got)
	}
}

func TestMutationsByGETAreObserved(t *testing.T) {
	var w watcher
	_, h, _ := toyHandler(t, Config{Observe: w.observe})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/graphql?query=mutation%7Bset(text:%22a%22)%7D", nil))
	if got := w.last(t); got.Outcome != CodeNotAllowed || got.Events != 0 {
		t.Errorf("observed %+v", got)
	}
}

func TestSubscriptionsAreObserved(t *testing.T) {
	var w watcher
	_, h, url := serve(t, Config{Observe: w.observe})
	l := listen(t, testContext(t), url, "subscription Up { count(to: 3) }")
	for name := ""; name != "complete"; {
		var err error
		if name, _, err = l.event(); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Wait(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if got := w.last(t); got.Name != "Up" || got.Kind != ast.Subscription || got.Events != 3 || got.Outcome != OutcomeOK {
		t.Errorf("observed %+v", got)
	}
}

func TestRequestIDs(t *testing.T) {
	for _, c := range []struct {
		sent string
		kept bool
	}{
		{"b7ad6b7169203331", true},
		{"Root=1-67891233-abcdef012345678912345678", true},
		{strings.Repeat("x", 64), true},
		{"", false},
		{strings.Repeat("x", 65), false},
		{"two words", false},
		{"a\"b", false},
		{"é", false},
	} {
		var inside string
		h := WithRequestID(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inside = RequestID(r.Context()) }))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set(HeaderRequestID, c.sent)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get(HeaderRequestID); got == "" || got != inside || (got == c.sent) != c.kept {
			t.Errorf("sent %q, answered %q, inside %q", c.sent, got, inside)
		}
	}
}

func TestInternalErrorsNameTheRequest(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ panic }"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(HeaderRequestID, "from-the-proxy")
	w := httptest.NewRecorder()
	WithRequestID(h).ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"requestId":"from-the-proxy"`) {
		t.Errorf("answer %s", w.Body)
	}
}
