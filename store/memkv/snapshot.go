package memkv

import (
	"bytes"
	"context"
	"sync"

	"demarche/store/kv"
)

var _ kv.Snapshot = (*snapshot)(nil)

type snapshot struct {
	engine  *Engine
	tree    *tree
	version uint64

	mu     sync.RWMutex // held for reading while a commit at the snapshot runs
	closed bool
}

// Close implements kv.Snapshot.
func (s *snapshot) Close() {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	if first {
		s.engine.release()
	}
}

func (s *snapshot) ready(ctx context.Context) error {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return kv.ErrClosed
	}
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	return s.engine.ready(ctx)
}

// Get implements kv.Snapshot.
func (s *snapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if err := kv.CheckKeys(keys); err != nil {
		return nil, err
	}
	values := make([][]byte, len(keys))
	for i, key := range keys {
		if p, ok := s.tree.Get(kv.Pair{Key: key}); ok {
			values[i] = append([]byte{}, p.Value...)
		}
	}
	return values, nil
}

// Scan implements kv.Snapshot.
func (s *snapshot) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	pages := make([]kv.Page, len(ranges))
	for i, r := range ranges {
		if bytes.Compare(r.Start, r.End) < 0 {
			s.scan(ctx, r, &pages[i])
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return pages, nil
}

func (s *snapshot) scan(ctx context.Context, r kv.Range, page *kv.Page) {
	n := 0
	add := func(p kv.Pair) bool {
		if r.Limit > 0 && n == r.Limit {
			page.More = true
			return false
		}
		if n++; r.Count {
			page.Count = n
			return ctx.Err() == nil
		}
		p = copyOf(p)
		if r.KeysOnly {
			p.Value = nil
		}
		page.Pairs = append(page.Pairs, p)
		return ctx.Err() == nil
	}
	if !r.Reverse {
		s.tree.AscendRange(kv.Pair{Key: r.Start}, kv.Pair{Key: r.End}, add)
		return
	}
	s.tree.DescendLessOrEqual(kv.Pair{Key: r.End}, func(p kv.Pair) bool {
		switch {
		case bytes.Equal(p.Key, r.End):
			return true
		case bytes.Compare(p.Key, r.Start) < 0:
			return false
		}
		return add(p)
	})
}
