package store

import (
	"bytes"
	"context"
	"slices"

	"demarche/store/kv"
)

// entry is one member of an ordered list: its place (what stands behind the
// prefix in the index, ending with the id), its id and, where the walk was asked
// for it, what the index says of it.
type entry struct {
	place []byte
	id    ID
	value []byte
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
	afterPhase, beforePhase := w.phaseOf(after), w.phaseOf(before)
	for i, p := range w.phases {
		switch {
		case after == nil || i > afterPhase:
		case i < afterPhase:
			p = nothing
		case p.reverse:
			p = p.below(after)
		default:
			p = p.above(after)
		}
		switch {
		case before == nil || i < beforePhase:
		case i > beforePhase:
			p = nothing
		case p.reverse:
			p = p.above(before)
		default:
			p = p.below(before)
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

// withValues has the walk read what the index says of its members.
func (w *walk) withValues() *walk {
	for _, p := range w.phases {
		for _, s := range p.sources {
			s.rng.KeysOnly = false
		}
	}
	return w
}

// nothing is a phase that holds nothing.
var nothing = phase{to: []byte{}}

// phaseOf tells which phase a place lies in: the dated come before the undated.
func (w *walk) phaseOf(place []byte) int {
	if len(w.phases) == 2 && len(place) > 0 && place[0] == timeUndated {
		return 1
	}
	return 0
}

// below keeps what has smaller bytes than place.
func (p phase) below(place []byte) phase {
	if p.to == nil || bytes.Compare(place, p.to) < 0 {
		p.to = place
	}
	return p
}

// above keeps what has greater bytes than place.
func (p phase) above(place []byte) phase {
	if next := append(bytes.Clone(place), 0); bytes.Compare(next, p.from) > 0 {
		p.from = next
	}
	return p
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
		pair := best.buffer[0]
		best.buffer = best.buffer[1:]
		if bytes.Equal(place, w.last) { // the same member from two prefixes
			continue
		}
		w.last = place
		out = append(out, entry{place, lastID(pair.Key), pair.Value})
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
