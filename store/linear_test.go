package store

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"demarche/e2e/faults"
	"demarche/e2e/linear"
	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// Whatever several clients commit, send again, guard, read and break off at once, on
// either engine, is explained by commits one after the other.
func TestCommitsAreLinearizable(t *testing.T) {
	for round := range faults.Rounds(t, 8) {
		engine := kv.Engine(memkv.New())
		if round%2 == 0 {
			disk, err := badgerkv.Open(t.TempDir(), badgerkv.Options{})
			if err != nil {
				t.Fatal(err)
			}
			engine = disk
		}
		w := emptyWorld(t, engine)
		w.do(kind("cell"))
		h := linear.NewHistory(1)
		var clients sync.WaitGroup
		for n := range 6 {
			c := &linear.Client{Number: n, History: h, Commit: w.linearCommit, Read: w.linearRead}
			if n == 0 { // this one often goes away while it waits
				asked := 0
				c.Commit = func(x linear.Commit) linear.Committed {
					if asked++; asked%4 == 0 {
						return w.brokenOff(x)
					}
					return w.linearCommit(x)
				}
			}
			c.Seed(uint64(round))
			clients.Go(func() {
				for range 40 {
					c.Ask()
				}
				for !c.Settle() {
				}
			})
		}
		clients.Wait()
		h.Read(0, w.linearRead)
		h.Check(t)
		if h.Len() < 6*40 {
			t.Errorf("round %d: only %d requests", round, h.Len())
		}
		_ = w.s.Close()
		_ = engine.Close()
	}
}

func cellKey(n int) string { return fmt.Sprintf("cell-%d", n) }

func (w *world) linearInput(c linear.Commit) CommitInput {
	in := CommitInput{IdempotencyKey: c.RetryKey, By: curator}
	for _, x := range c.Writes {
		op := entity(cellKey(x.Cell), "cell", x.Value)
		if x.IfRevision >= 0 {
			op.PutEntity.IfRevision = &x.IfRevision
		}
		in.Operations = append(in.Operations, op)
	}
	return in
}

func (w *world) linearCommit(c linear.Commit) linear.Committed {
	return w.answer(w.s.Commit(w.ctx, w.linearInput(c)))
}

// brokenOff goes away before, while or after its commit is applied.
func (w *world) brokenOff(c linear.Commit) linear.Committed {
	ctx, cancel := context.WithCancel(w.ctx)
	go func() {
		if v, err := w.s.View(w.ctx); err == nil { // takes about as long
			v.Close()
		}
		cancel()
	}()
	r, err := w.s.Commit(ctx, w.linearInput(c))
	if err != nil {
		return linear.Committed{Unknown: true}
	}
	return w.answer(r, nil)
}

func (w *world) answer(r *Result, err error) linear.Committed {
	switch {
	case err != nil:
		w.t.Errorf("Commit: %v", err)
		return linear.Committed{Unknown: true}
	case len(r.Errors) > 0:
		for _, e := range r.Errors {
			if e.Code != CodeRevisionConflict {
				w.t.Errorf("Commit: %+v", e)
			}
		}
		return linear.Committed{Refused: true}
	}
	r.View.Close()
	out := linear.Committed{Number: int(r.Commit.Number), Replayed: r.Replayed}
	for _, c := range r.Changes {
		out.Ops = append(out.Ops, string(c.Op))
	}
	return out
}

func (w *world) linearRead() (linear.Seen, bool) {
	v, err := w.s.View(w.ctx)
	if err != nil {
		w.t.Errorf("View: %v", err)
		return linear.Seen{}, false
	}
	defer v.Close()
	seen := linear.Seen{Head: int(v.Head().Number)}
	for n := range seen.Cells {
		ids, err := v.Resolve(w.ctx, []Ref{{Key: cellKey(n)}})
		if err != nil {
			w.t.Errorf("Resolve: %v", err)
			return linear.Seen{}, false
		}
		if ids[0] == 0 {
			continue
		}
		found, err := v.Entities(w.ctx, ids)
		if err != nil || found[0] == nil {
			w.t.Errorf("Entities: %v, %v", found, err)
			return linear.Seen{}, false
		}
		seen.Cells[n] = linear.Cell{Revision: found[0].Revision, Value: found[0].Names[0].Text}
	}
	return seen, true
}
