package store

import (
	"bytes"
	"context"
	"iter"

	"demarche/store/kv"
)

// Keys that pass from thing to thing, or belong to none, are followed by key instead of
// by thing: stable keys, codes, contents, merges, versions. What one thing gives up
// another one may take in the same commit.

const (
	endsNow byte = iota // before begins: in one commit, what is given up is free
	beginsNow
)

func (r *rebuild) begin(k key, number uint64, by ID, payload []byte) {
	r.passed.Add(kv.Pair{Key: k.num(number).byte(beginsNow).id(by), Value: payload})
}

func (r *rebuild) end(k key, number uint64, by ID) {
	r.passed.Add(kv.Pair{Key: k.num(number).byte(endsNow).id(by)})
}

// holding is a key and who has it.
type holding struct {
	r       *rebuild
	key     key
	by      ID // with from > 0
	from    uint64
	payload []byte
	freed   uint64 // the commit in which the holder gave it up
}

func (r *rebuild) passing(ctx context.Context) error {
	h := &holding{r: r}
	for p, err := range r.passed.Sorted() {
		if err != nil {
			return err
		}
		n := len(p.Key) - 17 // commit, end or begin, thing
		if !bytes.Equal(h.key, p.Key[:n]) {
			if h.settle(); ctx.Err() != nil {
				return context.Cause(ctx)
			}
			h = &holding{r: r, key: bytes.Clone(p.Key[:n])}
		}
		h.take(bigEndian(p.Key[n:]), p.Key[n+8], ID(bigEndian(p.Key[n+9:])), p.Value)
	}
	h.settle()
	return ctx.Err()
}

func (h *holding) take(number uint64, what byte, by ID, payload []byte) {
	if h.freed != 0 && h.freed < number {
		h.drop(h.freed)
	}
	switch {
	case what == endsNow:
		if h.from != 0 && h.by == by {
			h.freed = number
		}
		return
	case h.from != 0 && h.by != by && h.freed == 0:
		h.r.fault("%s belongs to %v since commit %d and to %v since commit %d", describeKey(h.key), h.by, h.from, by, number)
	case h.from != 0 && bytes.Equal(h.payload, payload):
		h.freed = 0
		return
	}
	h.drop(number)
	h.by, h.from, h.payload = by, number, bytes.Clone(payload)
}

// drop ends the value that there is.
func (h *holding) drop(number uint64) {
	if h.from != 0 {
		h.r.emit(h.key, h.from, h.payload, number)
	}
	h.from, h.freed = 0, 0
}

func (h *holding) settle() {
	if h.freed != 0 {
		h.drop(h.freed)
	}
	if h.from != 0 {
		h.r.emit(h.key, h.from, h.payload, 0)
	}
}

// linked tells of references to things that are not there, or were not yet.
func (r *rebuild) linked(ctx context.Context) error {
	next, stop := iter.Pull2(r.states.Sorted())
	defer stop()
	var at ID        // the thing that was reached
	var since uint64 // its first state
	for p, err := range r.links.Sorted() {
		if err != nil {
			return err
		}
		to, by, number := ID(bigEndian(p.Key)), ID(bigEndian(p.Key[8:])), bigEndian(p.Key[16:])
		for at < to {
			s, err, more := next()
			if err != nil {
				return err
			}
			if !more {
				at = ^ID(0)
				break
			}
			if id := ID(bigEndian(s.Key)); s.Key[16] == inRecords && id != at {
				at, since = id, bigEndian(s.Key[8:])
			}
		}
		if at != to || since > number {
			r.fault("%s %v of commit %d points at %s %v, which is not there", by.Class().noun(), by, number, to.Class().noun(), to)
		}
	}
	return ctx.Err()
}

// checkMerges holds the merges that are stored against those of the log.
func (r *rebuild) checkMerges() {
	into := map[ID]ID{}
	ofThing := map[ID][]joined{}
	says := func(thing ID, number uint64) bool {
		for _, x := range r.joins[thing] {
			if x.number == number {
				return true
			}
		}
		return false
	}
	for _, j := range r.joined {
		ofThing[j.thing] = append(ofThing[j.thing], j)
		if !says(j.thing, j.from) || j.until != 0 && !says(j.thing, j.until) {
			r.fault("%s %v: it is stored that it was merged from commit %d until %d, and the log does not say so", j.thing.Class().noun(), j.thing, j.from, j.until)
		}
		if j.into.Class() != j.thing.Class() {
			r.fault("%s %v is merged into %s", j.thing.Class().noun(), j.thing, j.into.Class())
		}
		if j.until == 0 {
			into[j.thing] = j.into
		}
	}
	for thing, list := range r.joins {
		for _, x := range list {
			is := false
			for _, j := range ofThing[thing] {
				is = is || j.from <= x.number && (j.until == 0 || j.until > x.number)
			}
			if is != (x.op == Merged) {
				r.fault("%s %v: the log says %s in commit %d, and that is not stored", thing.Class().noun(), thing, x.op, x.number)
			}
		}
	}
	for id := range into {
		steps := 0
		for at := id; at != 0; at = into[at] {
			if steps++; steps > len(into)+1 {
				r.fault("%s %v is merged into itself", id.Class().noun(), id)
				break
			}
		}
	}
}
