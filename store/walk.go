package store

import (
	"bytes"
	"context"
	"slices"

	"demarche/store/kv"
)

// entry is one member of an ordered list: its place (what stands behind the
// prefix in the index, ending with the id) and its id.
type entry struct {
	place []byte
	id    ID
}

// walk goes through one or several index prefixes as one ordered list, each
// member once. The undated come last in both directions. A walk asks for ranges
// and is fed pages, so that many walks share an engine call.
type walk struct {
	phases []phase
	last   []byte // place of the member given last
}

// phase is a part of every prefix that is read in one direction.
type phase struct {
	from, to []byte // bounds behind the prefix; nil to: the prefix's end
	reverse  bool
	sources  []*source
}

type source struct {
	prefix []byte
	buffer []kv.Pair
	rng    kv.Range
	asked  bool
	done   bool // nothing more behind the buffer
}

// newWalk walks prefixes in ascending or descending order, backward from the end
// if asked, only behind `after` and before `before` (both in list order; nil: none).
func newWalk(prefixes []key, desc, timed, backward bool, after, before []byte) *walk {
	w := &walk{}
	switch {
	case !desc:
		w.phases = []phase{{}}
	case timed:
		w.phases = []phase{{to: []byte{timeUndated}, reverse: true}, {from: []byte{timeUndated}, reverse: true}}
	default:
		w.phases = []phase{{reverse: true}}
	}
	for i, p := range w.phases {
		if after != nil {
			p = p.behind(after)
		}
		if before != nil {
			p = p.before(before)
		}
		p.reverse = p.reverse != backward
		p.open(prefixes)
		w.phases[i] = p
	}
	if backward {
		slices.Reverse(w.phases)
	}
	return w
}

// behind cuts what is not behind place in list order.
func (p phase) behind(place []byte) phase {
	if p.reverse {
		if p.isAfterPhase(place) { // the cursor lies in a later phase: nothing of this one is left
			return phase{from: p.from, to: p.from, reverse: true}
		}
		if p.to == nil || bytes.Compare(place, p.to) < 0 {
			p.to = place
		}
		return p
	}
	if next := append(bytes.Clone(place), 0); bytes.Compare(next, p.from) > 0 {
		p.from = next
	}
	return p
}

// before cuts what is not before place in list order.
func (p phase) before(place []byte) phase {
	if p.reverse {
		if !p.isAfterPhase(place) {
			if next := append(bytes.Clone(place), 0); bytes.Compare(next, p.from) > 0 {
				if p.to != nil && bytes.Compare(next, p.to) > 0 {
					return phase{from: p.from, to: p.from, reverse: true}
				}
				p.from = next
			}
		}
		return p
	}
	if p.to == nil || bytes.Compare(place, p.to) < 0 {
		p.to = place
	}
	return p
}

// isAfterPhase tells, in a descending timed list, whether place is undated while
// the phase is that of the dated.
func (p phase) isAfterPhase(place []byte) bool {
	return p.to != nil && len(p.to) == 1 && p.to[0] == timeUndated && place[0] == timeUndated
}

func (p *phase) open(prefixes []key) {
	for _, prefix := range prefixes {
		s := &source{prefix: prefix}
		s.rng = kv.Range{Start: append(bytes.Clone(prefix), p.from...), End: successor(prefix), Reverse: p.reverse, KeysOnly: true}
		if p.to != nil {
			s.rng.End = append(bytes.Clone(prefix), p.to...)
		}
		s.done = bytes.Compare(s.rng.Start, s.rng.End) >= 0
		p.sources = append(p.sources, s)
	}
}

// need is what the walk must read before it can go on. All phases are asked for
// at first, so that a page that ends in a later one costs no further call.
func (w *walk) need(chunk int) (ranges []kv.Range, sources []*source) {
	for i, p := range w.phases {
		for _, s := range p.sources {
			if len(s.buffer) == 0 && !s.done && (i == 0 || !s.asked) {
				s.asked, s.rng.Limit = true, chunk
				ranges, sources = append(ranges, s.rng), append(sources, s)
			}
		}
	}
	return ranges, sources
}

// ended drops the phases that are read and given whole, and tells whether none is left.
func (w *walk) ended() bool {
	for len(w.phases) > 0 {
		for _, s := range w.phases[0].sources {
			if len(s.buffer) > 0 || !s.done {
				return false
			}
		}
		w.phases = w.phases[1:]
	}
	return true
}

func (s *source) feed(page kv.Page) {
	s.buffer, s.done = page.Pairs, !page.More
	if n := len(page.Pairs); n > 0 {
		last := page.Pairs[n-1].Key
		if s.rng.Reverse {
			s.rng.End = last
		} else {
			s.rng.Start = append(bytes.Clone(last), 0)
		}
	}
}

// take gives, in order, up to max members that what was read allows to give.
func (w *walk) take(max int) (out []entry) {
	for len(out) < max && !w.ended() {
		var best *source
		for _, s := range w.phases[0].sources {
			if len(s.buffer) == 0 {
				if !s.done {
					return out
				}
				continue
			}
			if best == nil {
				best = s
				continue
			}
			c := bytes.Compare(s.place(), best.place())
			if c < 0 != w.phases[0].reverse && c != 0 {
				best = s
			}
		}
		place := best.place()
		id := lastID(best.buffer[0].Key)
		best.buffer = best.buffer[1:]
		if bytes.Equal(place, w.last) { // the same member from two prefixes
			continue
		}
		w.last = place
		out = append(out, entry{place, id})
	}
	return out
}

func (s *source) place() []byte { return s.buffer[0].Key[len(s.prefix):] }

// walkAll reads on for every walk that wants more, in one engine call.
func walkAll(ctx context.Context, snap kv.Snapshot, walks []*walk, chunk int) error {
	var ranges []kv.Range
	var sources []*source
	for _, w := range walks {
		r, s := w.need(chunk)
		ranges, sources = append(ranges, r...), append(sources, s...)
	}
	if len(ranges) == 0 {
		return ctx.Err()
	}
	pages, err := snap.Scan(ctx, ranges)
	if err != nil {
		return err
	}
	for i, p := range pages {
		sources[i].feed(p)
	}
	return nil
}
