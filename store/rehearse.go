package store

import (
	"context"

	"demarche/store/kv"
)

// Rehearsal takes commits one on top of the other and writes none: what several commits
// would do, where a dry run of each alone could not see the one before. Its memory, and
// the cost of a commit, grow with what it was given. It is used by one goroutine.
type Rehearsal struct {
	store  *Store
	snap   kv.Snapshot
	merged *overlay
}

// Rehearse begins on the state of now. Close releases it.
func (s *Store) Rehearse(ctx context.Context) (*Rehearsal, error) {
	snap, err := s.engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return &Rehearsal{s, snap, newOverlay(snap)}, nil
}

// Commit works a commit out; see Store.Commit. The result has no View.
func (r *Rehearsal) Commit(ctx context.Context, in CommitInput) (*Result, error) {
	body, errs := checkInput(&in)
	if len(errs) > 0 {
		return &Result{Errors: errs}, nil
	}
	p, err := r.store.plan(ctx, r.merged, in, body)
	if err != nil {
		return nil, err
	}
	for _, w := range p.writes {
		r.merged.put(w.Key, w.Value)
	}
	return p.result, nil
}

// Close forgets it all.
func (r *Rehearsal) Close() { r.snap.Close() }
