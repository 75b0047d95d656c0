package graph_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"demarche/graph/model"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// broken is an engine that panics when it reads, if it is told to.
type broken struct {
	kv.Engine
	now   atomic.Bool
	whole atomic.Int64 // so many snapshots first do not
}

type brokenSnapshot struct{ kv.Snapshot }

func (b *broken) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := b.Engine.Snapshot(ctx)
	if b.now.Load() && b.whole.Add(-1) < 0 {
		panic("secret of the engine")
	}
	return &brokenSnapshot{s}, err
}

func (b *broken) Commit(ctx context.Context, at kv.Snapshot, w []kv.Write, g [][]byte) error {
	return b.Engine.Commit(ctx, at.(*brokenSnapshot).Snapshot, w, g)
}

// A subscription reads in a goroutine of its own. A panic there ends it with an
// error, and not the server.
func TestPanicInASubscription(t *testing.T) {
	engine := &broken{Engine: memkv.New()}
	a := newAPIOn(t, engine)
	first := a.do("{ meta { head } }", nil)["meta"].(map[string]any)["head"].(string)
	a.do(`mutation { commit(input: {idempotencyKey: "panic", operations: [
	  {putKind: {key: "thing-of-tests", labels: [{text: "thing", lang: "en"}]}}]}) { userErrors { message } } }`, nil)
	ctx, end := model.WithFeed(t.Context())
	defer end()
	engine.whole.Store(1) // the one in which the subscription begins
	engine.now.Store(true)
	changes, err := model.Subscribe(ctx, a.store, nil, &first)
	if err != nil {
		t.Fatal(err)
	}
	if change, open := <-changes; open {
		t.Errorf("got %v", change)
	}
	if cause := context.Cause(ctx); cause == nil || !strings.Contains(cause.Error(), "secret of the engine") || !strings.Contains(cause.Error(), "panic_test.go") {
		t.Errorf("the subscription ended with %v", cause)
	}
	engine.now.Store(false)
	a.do("{ meta { head } }", nil)
}
