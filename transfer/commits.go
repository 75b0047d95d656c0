package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"demarche/intake"
	"demarche/store"
	"demarche/store/kv"
)

// sender makes one commit, as Store.Commit does.
type sender func(context.Context, store.CommitInput) (*store.Result, error)

// commits sends what is read, one commit after the other.
func (im *session) commits(send sender) error {
	for {
		in, ok := im.next()
		if !ok {
			return im.failed
		}
		for try := &in; try != nil; {
			r, err := inParts(im.ctx, *try, send)
			if err != nil {
				return err
			}
			if try, err = im.report(*try, r); err != nil {
				return err
			}
		}
	}
}

// inParts sends a commit, and one that is too large in halves. Their keys follow from what
// is in them, since the whole one's does not say how far it was cut.
func inParts(ctx context.Context, in store.CommitInput, send sender) (*store.Result, error) {
	r, err := send(ctx, in)
	n := len(in.Operations)
	if err != nil || len(r.Errors) == 0 || r.Errors[0].Code != store.CodeTooLarge {
		return r, err
	}
	if n == 1 {
		r.Errors[0].Path = []string{"operations", "0"}
		return r, nil
	}
	whole := &store.Result{Replayed: true}
	for from, to := 0, n/2; from < n; from, to = to, n {
		part := in
		part.Operations = in.Operations[from:to]
		b, err := json.Marshal(part.Operations)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		part.IdempotencyKey = "import:" + hex.EncodeToString(sum[:20])
		if r, err = inParts(ctx, part, send); err != nil {
			return nil, err
		}
		whole.Changes, whole.Replayed = append(whole.Changes, r.Changes...), whole.Replayed && r.Replayed
		for _, e := range r.Errors {
			if at, ok := operationOf(e.Path, len(part.Operations)); ok {
				e.Path = append([]string{"operations", strconv.Itoa(from + at)}, e.Path[2:]...)
			}
			whole.Errors = append(whole.Errors, e)
		}
		if len(whole.Errors) > 0 {
			return whole, nil
		}
	}
	return whole, nil
}

// local commits to the store of a directory. A dry run works out what commits would do.
func (im *session) local(s *store.Store) error {
	v, err := s.View(im.ctx)
	if err != nil {
		return err
	}
	empty := v.Head().Number == 0
	v.Close()
	rows := im.onlyRows()
	if empty && rows {
		return errEmpty
	}
	im.need = func(b *intake.Batch) error { return presentIn(im.ctx, s, b) }
	switch {
	case im.cfg.DryRun && rows:
		return im.loadInto(s, func(kv.Pair) error { return nil })
	case im.cfg.DryRun:
		r, err := s.Rehearse(im.ctx)
		if err != nil {
			return err
		}
		defer r.Close()
		return im.commits(r.Commit)
	}
	return im.commits(func(ctx context.Context, in store.CommitInput) (*store.Result, error) {
		r, err := s.Commit(ctx, in)
		if err == nil && r.View != nil {
			r.View.Close()
		}
		return r, err
	})
}

// onlyRows tells that nothing is read but rows of events.
func (im *session) onlyRows() bool {
	for _, f := range im.files {
		if f.format == intake.Operations {
			return false
		}
	}
	return true
}

// presentIn leaves out of a batch what a store has.
func presentIn(ctx context.Context, s *store.Store, b *intake.Batch) error {
	return present(b, func(ask []needed) (map[needed]bool, error) {
		v, err := s.View(ctx)
		if err != nil {
			return nil, err
		}
		defer v.Close()
		out := map[needed]bool{}
		var things []needed
		var refs []store.Ref
		for _, n := range ask {
			switch n.class {
			case store.ClassKind:
				_, err := v.Ontology().KindNamed(n.key)
				out[n] = err == nil
			case store.ClassRelationType:
				_, err := v.Ontology().TypeNamed(n.key)
				out[n] = err == nil
			default:
				things, refs = append(things, n), append(refs, store.Ref{Key: n.key})
			}
		}
		ids, err := v.Resolve(ctx, refs)
		if err != nil {
			return nil, err
		}
		for i, n := range things {
			out[n] = ids[i] != 0
		}
		return out, nil
	})
}
