package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"demarche/store/kv"
)

// Loader works out what commits write, without an engine below: for data that fill an
// empty store, many times faster than commits do. What it gives is what commits of the
// same inputs at the same times would have written, key by key; a test holds them
// against each other.
//
// It takes two sorts of commits: those of kinds and relation types alone, which are
// planned like any other; and those that put things which are all new, or known by
// content: entities, sources and relations with claims, with references by key only.
// For other operations it gives ErrNotBulk, and they go through Commit.
type Loader struct {
	ctx  context.Context
	s    *Store
	base kv.Snapshot
	over *overlay // the base with the ontology's commits on top
	v    *View    // of over: the ontology
	head Head
	emit func(kv.Pair) error

	filled  bool // the base has data of its own: what it holds is not new
	keys    map[string]loaded
	marks   map[ID]uint64 // of each thing, a second hash of its content
	retries map[string]bool
}

// loaded is a thing that the loader knows by its key.
type loaded struct {
	id   ID
	kind ID // of an entity
}

// ErrNotBulk says that a commit holds what a Loader does not take.
var ErrNotBulk = fmt.Errorf("store: this operation needs Commit: a Loader takes new things with keys, and relations found by content")

// NewLoader begins on top of what a store holds. Each pair that is to be written goes to
// emit once, in no order, and belongs to the callee for the time of the call only; the
// last is the new head, from Finish. If the store is empty but for the format, they are
// all that it will hold. If it holds data, things in it count as there, so that a dry run
// can tell what is new. The store must not change meanwhile. Close releases it.
func NewLoader(ctx context.Context, s *Store, emit func(kv.Pair) error) (*Loader, error) {
	snap, err := s.engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	l := &Loader{ctx: ctx, s: s, base: snap, over: newOverlay(snap), emit: emit,
		keys: map[string]loaded{}, marks: map[ID]uint64{}, retries: map[string]bool{}}
	if err := l.refresh(); err != nil {
		snap.Close()
		return nil, err
	}
	l.head = l.v.head
	l.filled = l.head.Number > 0
	return l, nil
}

// Close ends the loading.
func (l *Loader) Close() { l.base.Close() }

func (l *Loader) refresh() (err error) {
	l.v, err = l.s.viewOf(l.ctx, l.over)
	return err
}

// Load takes commits from next until it gives false, and reports each result in their
// order. Work is spread over the processors; next and report are called by one goroutine
// each. With errors in a result, nothing of that commit is there, as with Commit; report
// may then say what to try instead. It ends with a fault, or the error that report gives.
func (l *Loader) Load(next func() (CommitInput, bool), report func(CommitInput, *Result) (again *CommitInput, err error)) error {
	type job struct {
		in       CommitInput
		prepared chan *prepared
		done     chan struct{} // set: the ontology changes, and what follows waits for it
	}
	jobs := make(chan job, 4)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(jobs)
		for {
			in, ok := next()
			if !ok {
				return
			}
			j := job{in: in}
			if isOntology(in) {
				j.done = make(chan struct{})
			} else {
				j.prepared = make(chan *prepared, 1)
				v := l.v // safe: whoever changed it closed done before
				go func() { j.prepared <- prepare(v, j.in) }()
			}
			select {
			case jobs <- j:
			case <-stop:
				return
			}
			if j.done != nil {
				select {
				case <-j.done:
				case <-stop:
					return
				}
			}
		}
	}()
	for j := range jobs {
		var p *prepared
		if j.prepared != nil {
			p = <-j.prepared
		}
		for in := &j.in; in != nil; p = nil {
			r, err := l.commit(*in, p)
			if err != nil {
				return err
			}
			if in, err = report(*in, r); err != nil {
				return err
			}
		}
		if j.done != nil {
			close(j.done)
		}
	}
	return l.ctx.Err()
}

func (l *Loader) commit(in CommitInput, p *prepared) (*Result, error) {
	switch {
	case isOntology(in):
		return l.plan(in)
	case p == nil:
		p = prepare(l.v, in)
	}
	return l.add(in, p)
}

func isOntology(in CommitInput) bool {
	for _, o := range in.Operations {
		if o.ontology() == "" {
			return false
		}
	}
	return true
}

// plan makes a commit of the ontology.
func (l *Loader) plan(in CommitInput) (*Result, error) {
	body, errs := checkInput(&in)
	if len(errs) > 0 {
		return &Result{Errors: errs}, nil
	}
	if l.retries[in.IdempotencyKey] {
		return &Result{Replayed: true}, nil
	}
	l.over.put(keyHeadOfLog(), encode(&l.head))
	p, err := l.s.plan(l.ctx, l.over, in, body)
	if err != nil || len(p.result.Errors) > 0 || p.result.Replayed {
		return p.result, err
	}
	for _, w := range p.writes {
		if w.Delete {
			return nil, ErrNotBulk
		}
		if bytes.Equal(w.Key, keyHeadOfLog()) {
			continue
		}
		if w.Key[2] != planeLog {
			l.over.put(w.Key, w.Value)
		}
		if err := l.emit(kv.Pair{Key: w.Key, Value: w.Value}); err != nil {
			return nil, err
		}
	}
	l.head, l.retries[in.IdempotencyKey] = p.v.head, true
	return p.result, l.refresh()
}

// add makes a commit of what was prepared.
func (l *Loader) add(in CommitInput, p *prepared) (*Result, error) {
	if p.err != nil || len(p.result.Errors) > 0 {
		return &p.result, p.err
	}
	if replayed, err := l.replayed(in); replayed || err != nil {
		return &Result{Replayed: true}, err
	}
	if err := l.meet(p); err != nil {
		return nil, err
	}
	result := &Result{}
	l.check(p, result)
	if len(result.Errors) > 0 {
		return result, nil
	}
	c := &Commit{Number: l.head.Number + 1, At: max(l.s.now().UnixMicro(), l.head.At+1), By: in.By.Name, Message: in.Message}
	c.Retry = append(retryHash(in.IdempotencyKey), p.body[:]...)
	changes := &plan{ops: map[ID]ChangeOp{}, names: map[ID]string{}}
	number := binary.AppendUvarint(nil, c.Number)
	for i := range p.things {
		t := &p.things[i]
		if _, known := l.marks[t.id]; known {
			changes.changed(t.id, Unchanged, "")
			continue
		}
		l.marks[t.id] = t.mark
		if t.given != "" {
			l.keys[t.given] = loaded{t.id, t.kind}
		}
		changes.changed(t.id, Created, "")
		for _, e := range t.entries {
			if err := l.emit(kv.Pair{Key: e.key, Value: append(number[:len(number):len(number)], e.payload...)}); err != nil {
				return nil, err
			}
		}
	}
	for _, id := range changes.order {
		c.Changes = append(c.Changes, Change{Op: changes.ops[id], Thing: id})
	}
	result.Commit, result.Changes = c, c.Changes
	l.retries[in.IdempotencyKey] = true
	l.head = Head{c.Number, c.At}
	return result, l.log(c)
}

func (l *Loader) log(c *Commit) error {
	pairs := logPairs(c)
	if len(pairs[0].Value) > kv.MaxValue {
		return ErrNotBulk
	}
	for _, p := range pairs {
		if err := l.emit(p); err != nil {
			return err
		}
	}
	return nil
}

// Finish gives out what an empty base held, and the head: with it the store is whole.
func (l *Loader) Finish() error {
	if l.filled {
		return nil
	}
	pages, err := l.base.Scan(l.ctx, []kv.Range{{End: bytes.Repeat([]byte{0xff}, 8)}})
	if err != nil {
		return err
	}
	for _, p := range pages[0].Pairs {
		if bytes.Equal(p.Key, keyHeadOfLog()) {
			continue
		}
		if err := l.emit(p); err != nil {
			return err
		}
	}
	if l.head.Number == 0 {
		return nil
	}
	return l.emit(kv.Pair{Key: keyHeadOfLog(), Value: encode(&l.head)})
}
