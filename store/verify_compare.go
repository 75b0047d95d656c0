package store

import (
	"bytes"
	"context"
	"iter"
	"time"

	"demarche/store/kv"
)

// compare holds what was derived against what is there, both in order of keys.
func (c *checker) compare() error {
	repair := c.options.Repair && c.report.FaultCount == 0
	is, stop := iter.Pull2(c.all("comparing"))
	defer stop()
	wanted, stopWanted := iter.Pull2(c.rebuild.sorted())
	defer stopWanted()
	next := func(from func() (kv.Pair, error, bool)) (kv.Pair, bool, error) {
		for {
			p, err, more := from()
			if err != nil || !more || !isOriginal(p.Key) {
				return p, more, err
			}
		}
	}
	a, haveA, err := next(is)
	if err != nil {
		return err
	}
	b, haveB, err := next(wanted)
	if err != nil {
		return err
	}
	for haveA || haveB {
		order := 0
		switch {
		case !haveB:
			order = -1
		case !haveA:
			order = 1
		default:
			order = bytes.Compare(a.Key, b.Key)
		}
		found := Different
		switch {
		case order < 0:
			found = Extra
		case order > 0:
			found = Missing
		}
		if order != 0 || !bytes.Equal(a.Value, b.Value) {
			k := a.Key
			if order > 0 {
				k = b.Key
			}
			c.report.differs(k, found)
			if repair {
				if err := c.repair(kv.Write{Key: bytes.Clone(k), Value: bytes.Clone(b.Value), Delete: order < 0}); err != nil {
					return err
				}
			}
		}
		if order <= 0 {
			if a, haveA, err = next(is); err != nil {
				return err
			}
		}
		if order >= 0 {
			if b, haveB, err = next(wanted); err != nil {
				return err
			}
		}
	}
	return c.flush()
}

func (c *checker) repair(w kv.Write) error {
	if w.Delete {
		w.Value = nil
	}
	size := len(w.Key) + len(w.Value)
	if len(c.writes) == kv.MaxCommitKeys || c.bytes+size > kv.MaxCommit {
		if err := c.flush(); err != nil {
			return err
		}
	}
	c.writes, c.bytes = append(c.writes, w), c.bytes+size
	return nil
}

func (c *checker) flush() error {
	if len(c.writes) == 0 {
		return nil
	}
	if err := c.engine.Commit(c.ctx, c.snap, c.writes, nil); err != nil {
		return err
	}
	c.report.Repaired += uint64(len(c.writes))
	c.writes, c.bytes = nil, 0
	return nil
}

// followed is how many things are looked at in one draft.
const followed = 64

// follow works out again what commits derive from other things: claims of speech acts,
// dates that claims agree on, relative dates. A commit that changed nothing would write
// nothing, so what it writes is a difference.
func (c *checker) follow() error {
	snap, err := c.engine.Snapshot(c.ctx) // after a repair, if there was one
	if err != nil {
		return err
	}
	defer snap.Close()
	s := &Store{engine: c.engine, now: time.Now}
	var batch []ID
	done := uint64(0)
	for p, err := range c.rebuild.depend.Sorted() {
		if err != nil {
			return err
		}
		if batch = append(batch, ID(bigEndian(p.Key))); len(batch) == followed {
			if err := c.followBatch(c.ctx, s, snap, batch); err != nil {
				return err
			}
			done, batch = done+followed, batch[:0]
			c.step("following from other things", done)
		}
	}
	return c.followBatch(c.ctx, s, snap, batch)
}

func (c *checker) followBatch(ctx context.Context, s *Store, snap kv.Snapshot, batch []ID) error {
	if len(batch) == 0 {
		return nil
	}
	v, err := s.viewOf(ctx, snap)
	if err != nil {
		return err
	}
	number := v.head.Number + 1
	p := &plan{ctx: ctx, number: number, at: v.head.At + 1, d: newDraft(snap, number), v: v, result: &Result{},
		locals: map[string]ID{}, ops: map[ID]ChangeOp{}, names: map[ID]string{}, reasons: map[ID]string{}}
	v.snap, v.raw = p.d, true
	for _, id := range batch {
		if err := p.dueAgain(id); err != nil {
			return err
		}
	}
	if err := p.settle(); err != nil {
		return err
	}
	for _, id := range p.order {
		if p.ops[id] != Unchanged {
			c.report.follows(id)
		}
	}
	return nil
}

// dueAgain has what follows from other things in a thing worked out anew.
func (p *plan) dueAgain(id ID) error {
	if id.Class() == ClassClaim {
		return p.moveClaim(id)
	}
	p.dirty = append(p.dirty, id)
	found, err := p.v.Relations(p.ctx, []ID{id})
	if err != nil || found[0] == nil || found[0].Time == nil || found[0].Time.Anchor == 0 {
		return err
	}
	return p.moveRelation(id)
}
