// Package memkv is a kv.Engine in memory, for tests and trials: nothing is
// durable, everything else is as the contract says.
//
// The keys are in a copy-on-write B-tree, so that a snapshot is a pointer.
// Any write is a change: a key that was put again with the same value, or
// deleted while absent, counts as changed.
package memkv

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/google/btree"

	"demarche/store/kv"
)

var _ kv.Engine = (*Engine)(nil)

type tree = btree.BTreeG[kv.Pair]

func newTree() *tree {
	return btree.NewG(32, func(a, b kv.Pair) bool { return bytes.Compare(a.Key, b.Key) < 0 })
}

// Engine is a kv.Engine in memory.
type Engine struct {
	mu      sync.Mutex
	closed  bool
	tree    *tree  // never changed once it is here, so that snapshots share it
	version uint64 // counts commits
	changed map[string]uint64
	open    int // snapshots; without any, nobody asks what changed
}

// New gives an empty engine.
func New() *Engine { return &Engine{tree: newTree(), changed: make(map[string]uint64)} }

// Close implements kv.Engine.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	e.tree, e.changed = nil, nil
	return nil
}

// ready runs under mu.
func (e *Engine) ready(ctx context.Context) error {
	if e.closed {
		return kv.ErrClosed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// Snapshot implements kv.Engine.
func (e *Engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	e.open++
	return &snapshot{engine: e, tree: e.tree, version: e.version}, nil
}

func (e *Engine) release() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open--
	if e.open == 0 {
		clear(e.changed)
	}
}

// Commit implements kv.Engine.
func (e *Engine) Commit(ctx context.Context, at kv.Snapshot, writes []kv.Write, guards [][]byte) error {
	snap, ok := at.(*snapshot)
	if !ok || snap.engine != e {
		return fmt.Errorf("%w: the snapshot is not one of this engine", kv.ErrEngine)
	}
	if err := kv.CheckWrites(writes); err != nil {
		return err
	}
	if err := kv.CheckKeys(guards); err != nil {
		return err
	}
	// A snapshot that stays open for the call keeps what changed since.
	snap.mu.RLock()
	defer snap.mu.RUnlock()
	if snap.closed {
		return kv.ErrClosed
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.ready(ctx); err != nil {
		return err
	}
	if e.conflicts(snap.version, writes, guards) {
		return kv.ErrConflict
	}
	if len(writes) > 0 {
		e.apply(writes)
	}
	return nil
}

func (e *Engine) conflicts(version uint64, writes []kv.Write, guards [][]byte) bool {
	for _, w := range writes {
		if e.changed[string(w.Key)] > version {
			return true
		}
	}
	for _, g := range guards {
		if e.changed[string(g)] > version {
			return true
		}
	}
	return false
}

// apply puts a changed copy in the tree's place; it runs under mu.
func (e *Engine) apply(writes []kv.Write) {
	next := e.tree.Clone()
	e.version++
	for _, w := range writes {
		if w.Delete {
			next.Delete(kv.Pair{Key: w.Key})
		} else {
			next.ReplaceOrInsert(copyOf(kv.Pair{Key: w.Key, Value: w.Value}))
		}
		if e.open > 0 {
			e.changed[string(w.Key)] = e.version
		}
	}
	e.tree = next
}

// copyOf makes slices that are not nil.
func copyOf(p kv.Pair) kv.Pair {
	return kv.Pair{Key: append([]byte{}, p.Key...), Value: append([]byte{}, p.Value...)}
}

// loadPart is how many pairs of a Load become visible at once.
const loadPart = 1000

// Load implements kv.Engine. Pairs that were put before an error stay. The
// bytes of a pair are free when yield returns.
func (e *Engine) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	if err := e.load(ctx, nil); err != nil {
		return err
	}
	var part []kv.Write
	for p := range pairs {
		if err := kv.CheckPair(p.Key, p.Value); err != nil {
			return err
		}
		part = append(part, kv.Write{Key: slices.Clone(p.Key), Value: slices.Clone(p.Value)})
		if len(part) < loadPart {
			continue
		}
		if err := e.load(ctx, part); err != nil {
			return err
		}
		part = part[:0]
	}
	return e.load(ctx, part)
}

func (e *Engine) load(ctx context.Context, part []kv.Write) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.ready(ctx); err != nil {
		return err
	}
	if len(part) > 0 {
		e.apply(part)
	}
	return nil
}
