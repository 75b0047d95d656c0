package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"demarche/store/kv"
)

// One goroutine applies commits, one after the other in order of arrival, and
// hands all that came in meanwhile to the engine at once: commits are numbered
// without gaps, and share one sync.

// request is a commit that waits; done gets its one answer.
type request struct {
	ctx  context.Context
	in   CommitInput
	body [32]byte
	done chan answer
}

type answer struct {
	result *Result
	err    error
}

// Commit writes all operations or nothing, and returns when that is durable.
// Expected failures are in Result.Errors; an error is a fault or a done context,
// after which the commit may still have happened: ask again with the same key.
func (s *Store) Commit(ctx context.Context, in CommitInput) (*Result, error) {
	body, errs := checkInput(&in)
	if len(errs) > 0 {
		return &Result{Errors: errs}, nil
	}
	if in.DryRun {
		return s.dryRun(ctx, in, body)
	}
	r := &request{ctx, in, body, make(chan answer, 1)}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return nil, ErrClosed
	}
	select {
	case s.requests <- r:
		s.mu.RUnlock()
	case <-ctx.Done():
		s.mu.RUnlock()
		return nil, context.Cause(ctx)
	}
	select {
	case a := <-r.done:
		if a.err != nil || len(a.result.Errors) > 0 {
			return a.result, a.err
		}
		v, err := s.View(ctx)
		a.result.View = v
		return a.result, err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (s *Store) dryRun(ctx context.Context, in CommitInput, body [32]byte) (*Result, error) {
	snap, err := s.engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.plan(ctx, snap, in, body)
	if err != nil {
		snap.Close()
		return nil, err
	}
	if len(p.result.Errors) > 0 {
		snap.Close()
		return p.result, nil
	}
	p.result.Commit = nil
	p.result.View = p.v
	p.result.View.release = snap.Close
	return p.result, nil
}

const maxMerged = 64 // commits handed over together

func (s *Store) run() {
	defer close(s.stopped)
	for r := range s.requests {
		batch := []*request{r}
	more:
		for len(batch) < maxMerged {
			select {
			case r, ok := <-s.requests:
				if !ok {
					break more
				}
				batch = append(batch, r)
			default:
				break more
			}
		}
		for len(batch) > 0 {
			batch = batch[s.apply(batch):]
		}
	}
}

// apply plans requests one on top of the other until the engine's limit, commits
// them together and answers them. It gives how many it answered, at least one.
func (s *Store) apply(batch []*request) int {
	for {
		n, err := s.tryApply(batch)
		if !errors.Is(err, kv.ErrConflict) {
			return n
		}
		// Another process wrote to the same engine: plan again on what is there now.
	}
}

func (s *Store) tryApply(batch []*request) (int, error) {
	ctx := context.WithoutCancel(batch[0].ctx) // the work of several clients: none of them may cancel it
	snap, err := s.engine.Snapshot(ctx)
	if err != nil {
		s.counts.failed.Add(uint64(len(batch)))
		return fail(batch, err), nil
	}
	defer snap.Close()
	merged := newOverlay(snap)
	var writes []kv.Write
	var planned []*plan
	n, bytes := 0, 0
	for ; n < len(batch); n++ {
		if cause := context.Cause(batch[n].ctx); cause != nil {
			planned = append(planned, &plan{err: cause})
			continue
		}
		p := s.planOrFault(context.WithoutCancel(batch[n].ctx), merged, batch[n])
		size := sizeOf(p.writes)
		if len(writes) > 0 && (len(writes)+len(p.writes) > kv.MaxCommitKeys || bytes+size > kv.MaxCommit) {
			break
		}
		for _, w := range p.writes {
			merged.put(w.Key, w.Value)
		}
		writes, bytes = append(writes, p.writes...), bytes+size
		planned = append(planned, p)
	}
	if len(writes) > 0 {
		if err := s.engine.Commit(ctx, snap, writes, [][]byte{keyHeadOfLog()}); err != nil {
			if errors.Is(err, kv.ErrConflict) {
				return 0, err
			}
			for _, p := range planned { // also those without writes: they may replay one that has some
				if p.err == nil {
					p.err = err
				}
			}
		}
	}
	last := uint64(0)
	for _, p := range planned {
		if p.err == nil && p.writes != nil {
			last = p.number
		}
	}
	if last > 0 {
		s.counts.batches.Add(1)
		s.cache.forget(last, writes)
		s.grown.announce(last)
	}
	for i, p := range planned {
		s.counts.answered(batch[i], p)
		batch[i].done <- answer{p.result, p.err}
	}
	return n, nil
}

// planOrFault keeps a fault of one commit, even a panic, from the others and from
// the committer itself.
func (s *Store) planOrFault(ctx context.Context, base kv.Snapshot, r *request) (p *plan) {
	defer func() {
		if v := recover(); v != nil {
			p = &plan{err: fmt.Errorf("store: planning a commit panicked: %v\n%s", v, debug.Stack())}
		}
	}()
	p, err := s.plan(ctx, base, r.in, r.body)
	if err != nil {
		return &plan{err: err}
	}
	return p
}

func fail(batch []*request, err error) int {
	for _, r := range batch {
		r.done <- answer{nil, err}
	}
	return len(batch)
}

func sizeOf(writes []kv.Write) (size int) {
	for _, w := range writes {
		size += len(w.Key) + len(w.Value)
	}
	return size
}

func tooLargeThing() UserError {
	return UserError{
		InputError: InputError{Code: CodeTooLarge, Message: fmt.Sprintf(
			"one thing of this commit takes more than %d bytes: leave out names, texts or quotes", kv.MaxValue)},
		Path: []string{"operations"},
	}
}

func tooLarge(keys, size int) UserError {
	return UserError{
		InputError: InputError{Code: CodeTooLarge, Message: fmt.Sprintf(
			"this commit writes %d keys and %d bytes; at most %d and %d fit into one: split it", keys, size, kv.MaxCommitKeys, kv.MaxCommit)},
		Path: []string{"operations"},
	}
}
