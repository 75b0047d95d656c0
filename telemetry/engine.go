package telemetry

import (
	"context"
	"iter"
	"sync/atomic"
	"time"

	"demarche/store/kv"
)

// The calls of the engine, as metrics and traces name them.
const (
	callGet    = "get"
	callScan   = "scan"
	callCommit = "commit"
	callLoad   = "load"
)

var (
	_ kv.Engine   = (*engine)(nil)
	_ kv.Snapshot = (*snapshot)(nil)
)

// engine is a kv.Engine whose calls are counted and timed, and traced if traces are on.
type engine struct {
	kv.Engine
	t *Telemetry
}

type snapshot struct {
	kv.Snapshot
	t *Telemetry
}

// Engine wraps an engine so that its calls are watched.
func (t *Telemetry) Engine(e kv.Engine) kv.Engine { return &engine{e, t} }

// Snapshot implements kv.Engine. It does no I/O and is not timed.
func (e *engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := e.Engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &snapshot{s, e.t}, nil
}

// Commit implements kv.Engine.
func (e *engine) Commit(ctx context.Context, at kv.Snapshot, writes []kv.Write, guards [][]byte) error {
	if s, ok := at.(*snapshot); ok {
		at = s.Snapshot
	}
	ctx, end := e.t.call(ctx, callCommit)
	err := e.Engine.Commit(ctx, at, writes, guards)
	end(len(writes), err)
	return err
}

// Load implements kv.Engine.
func (e *engine) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	ctx, end := e.t.call(ctx, callLoad)
	n := 0
	err := e.Engine.Load(ctx, func(yield func(kv.Pair) bool) {
		for p := range pairs {
			n++
			if !yield(p) {
				return
			}
		}
	})
	end(n, err)
	return err
}

// Get implements kv.Snapshot.
func (s *snapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	ctx, end := s.t.call(ctx, callGet)
	values, err := s.Snapshot.Get(ctx, keys)
	end(len(keys), err)
	return values, err
}

// Scan implements kv.Snapshot.
func (s *snapshot) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	ctx, end := s.t.call(ctx, callScan)
	pages, err := s.Snapshot.Scan(ctx, ranges)
	found := 0
	for _, p := range pages {
		found += max(len(p.Pairs), p.Count)
	}
	end(found, err)
	return pages, err
}

// calls counts what one operation asked of the engine.
type calls struct {
	n, keys atomic.Int64
	time    atomic.Int64 // nanoseconds, of calls at the same time together
}

type callsKey struct{}

// call begins a call. The function that it returns ends it, with the number of keys it was about.
func (t *Telemetry) call(ctx context.Context, name string) (context.Context, func(keys int, err error)) {
	began := time.Now()
	ctx, span := t.traces.call(ctx, name)
	return ctx, func(keys int, err error) {
		took := time.Since(began)
		t.metrics.calls[name].Observe(took.Seconds())
		t.metrics.keys[name].Add(float64(keys))
		if c, ok := ctx.Value(callsKey{}).(*calls); ok {
			c.n.Add(1)
			c.keys.Add(int64(keys))
			c.time.Add(int64(took))
		}
		t.traces.called(span, keys, err)
	}
}
