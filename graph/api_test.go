package graph_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"demarche/access"
	"demarche/graph"
	"demarche/graph/gen"
	"demarche/graph/model"
	"demarche/store"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// api runs operations against a graph in memory and counts engine calls.
type api struct {
	t     testing.TB
	store *store.Store
	exec  *executor.Executor
	calls *atomic.Int64
}

func newAPI(t testing.TB) *api {
	t.Helper()
	return newAPIOn(t, memkv.New())
}

func newAPIOn(t testing.TB, on kv.Engine) *api {
	t.Helper()
	engine := &counting{Engine: on, calls: new(atomic.Int64)}
	st, err := store.Open(t.Context(), engine, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	es := gen.NewExecutableSchema(gen.Config{Resolvers: &graph.Resolver{Store: st}, Directives: graph.Directives(nil)})
	return &api{t, st, executor.New(es), engine.calls}
}

// counting counts the calls that read from an engine.
type counting struct {
	kv.Engine
	calls *atomic.Int64
}

type countingSnapshot struct {
	kv.Snapshot
	calls *atomic.Int64
}

func (c *counting) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := c.Engine.Snapshot(ctx)
	return &countingSnapshot{s, c.calls}, err
}

func (c *counting) Commit(ctx context.Context, at kv.Snapshot, w []kv.Write, g [][]byte) error {
	return c.Engine.Commit(ctx, at.(*countingSnapshot).Snapshot, w, g)
}

func (s *countingSnapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	s.calls.Add(1)
	return s.Snapshot.Get(ctx, keys)
}

func (s *countingSnapshot) Scan(ctx context.Context, r []kv.Range) ([]kv.Page, error) {
	s.calls.Add(1)
	return s.Snapshot.Scan(ctx, r)
}

// response runs a document and gives its whole answer.
func (a *api) response(query string, vars map[string]any) *graphql.Response {
	a.t.Helper()
	ctx := access.With(context.Background(), access.System())
	v, err := a.store.View(ctx)
	if err != nil {
		a.t.Fatal(err)
	}
	ctx, end := model.WithView(ctx, v)
	defer end()
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := a.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: vars})
	if len(errs) > 0 {
		return &graphql.Response{Errors: errs}
	}
	next, ctx := a.exec.DispatchOperation(ctx, op)
	return next(ctx)
}

// do runs a document that must succeed, and gives its data.
func (a *api) do(query string, vars map[string]any) map[string]any {
	a.t.Helper()
	r := a.response(query, vars)
	if len(r.Errors) > 0 {
		a.t.Fatalf("%s\n%v", query, r.Errors)
	}
	var data map[string]any
	if err := json.Unmarshal(r.Data, &data); err != nil {
		a.t.Fatal(err)
	}
	return data
}
