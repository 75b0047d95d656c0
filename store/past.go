package store

import (
	"bytes"
	"context"

	"demarche/store/kv"
)

// past is the state after a commit, read from both planes of a later snapshot:
// the one layer through which every past state is read, whatever its keys mean.
//
// It sees what the commit or an earlier one wrote and no commit up to it ended.
// For one key that is one value at most: in plane C, or in plane H. A Get costs
// one engine call, and one more for the keys that changed since; a Scan costs one, and
// more where much of what it reads does not belong to that state.
type past struct {
	base   kv.Snapshot
	number uint64
}

var _ kv.Snapshot = (*past)(nil)

// Close does nothing: the base stays its owner's.
func (p *past) Close() {}

// current tells keys that have a history from those of the log, which have none.
func current(k []byte) bool { return len(k) > 3 && k[2] == planeCurrent }

func (p *past) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	return valuesAt(ctx, p.base, keys, func(int) uint64 { return p.number })
}

// valuesAt reads keys, each as it was after a commit of its own: one engine call,
// and one more for those that changed since.
func valuesAt(ctx context.Context, base kv.Snapshot, keys [][]byte, number func(i int) uint64) ([][]byte, error) {
	out, err := base.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	var ranges []kv.Range
	var at []int
	for i, k := range keys {
		if !current(k) {
			continue
		}
		if out[i] != nil {
			from, _, err := recordedValue(out[i])
			if err != nil {
				return nil, err
			}
			if from <= number(i) {
				continue
			}
			out[i] = nil
		}
		r := historyOf(k)
		r.Start, r.Limit = historyKey(k, number(i)+1), 1
		ranges, at = append(ranges, r), append(at, i)
	}
	if len(ranges) == 0 {
		return out, nil
	}
	pages, err := base.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	for i, page := range pages {
		for _, pair := range page.Pairs {
			from, _, err := recordedValue(pair.Value)
			if err != nil {
				return nil, err
			}
			if from <= number(at[i]) {
				out[at[i]] = pair.Value
			}
		}
	}
	return out, nil
}

// historyOf is the range of the values that a key of plane C had, oldest first.
func historyOf(current []byte) kv.Range {
	h := bytes.Clone(current)
	h[2] = planeHistory
	return key(h).under()
}

func (p *past) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	merges := make([]*pastRange, len(ranges))
	for i, r := range ranges {
		merges[i] = newPastRange(r, p.number)
	}
	for round := 0; ; round++ {
		var ask []kv.Range
		var of []*pastSide
		for _, m := range merges {
			for _, side := range m.needs() {
				ask, of = append(ask, side.next(m.want.Limit, round)), append(of, side)
			}
		}
		if len(ask) == 0 {
			break
		}
		pages, err := p.base.Scan(ctx, ask)
		if err != nil {
			return nil, err
		}
		for i, page := range pages {
			if err := of[i].feed(page); err != nil {
				return nil, err
			}
		}
		for _, m := range merges {
			m.merge()
		}
	}
	out := make([]kv.Page, len(ranges))
	for i, m := range merges {
		out[i] = m.page()
	}
	return out, nil
}

// pastRange merges what both planes have of one range. A range of the log has
// one side, and all of it is seen.
type pastRange struct {
	want  kv.Range
	sides []*pastSide
	out   []kv.Pair
}

// pastSide is what one plane has of a range; buffer holds what belongs to the state.
type pastSide struct {
	rng     kv.Range
	visible func(kv.Pair) (kv.Pair, bool, error)
	buffer  []kv.Pair
	ended   bool
}

func newPastRange(r kv.Range, number uint64) *pastRange {
	m := &pastRange{want: r}
	rng := r
	rng.KeysOnly, rng.Count = false, false // the values say when they were written
	if !current(r.Start) {
		m.sides = []*pastSide{{rng: rng, visible: func(p kv.Pair) (kv.Pair, bool, error) { return p, true, nil }}}
		return m
	}
	now := &pastSide{rng: rng, visible: func(p kv.Pair) (kv.Pair, bool, error) {
		from, _, err := recordedValue(p.Value)
		return p, from <= number, err
	}}
	then := &pastSide{rng: rng}
	// Behind every key stands the commit that ended its value, 8 bytes: what begins
	// or ends in the middle of them is cut off by visible.
	then.rng.Start = bytes.Clone(r.Start)
	then.rng.End = append(bytes.Clone(r.End), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	then.rng.Start[2], then.rng.End[2] = planeHistory, planeHistory
	then.visible = func(p kv.Pair) (kv.Pair, bool, error) {
		from, _, err := recordedValue(p.Value)
		if err != nil || len(p.Key) < 12 {
			return p, false, errBadKey
		}
		k := bytes.Clone(p.Key[:len(p.Key)-8])
		k[2] = planeCurrent
		until := bigEndian(p.Key[len(p.Key)-8:])
		seen := from <= number && number < until && bytes.Compare(k, r.Start) >= 0 && bytes.Compare(k, r.End) < 0
		return kv.Pair{Key: k, Value: p.Value}, seen, nil
	}
	m.sides = []*pastSide{now, then}
	return m
}

// full tells that one pair more is known than the limit allows, so that a page
// can tell whether there is more.
func (m *pastRange) full() bool { return m.want.Limit > 0 && len(m.out) > m.want.Limit }

// needs is the sides that must be read before the merge can go on.
func (m *pastRange) needs() (sides []*pastSide) {
	if m.full() {
		return nil
	}
	for _, s := range m.sides {
		if len(s.buffer) == 0 && !s.ended {
			sides = append(sides, s)
		}
	}
	return sides
}

// next is what to read of a side in a round: ever more, since much may be hidden.
func (s *pastSide) next(limit, round int) kv.Range {
	r := s.rng
	if limit > 0 {
		r.Limit = min((limit+1)<<min(2*round, 12), max(limit+1, 4096))
	}
	return r
}

func (s *pastSide) feed(page kv.Page) error {
	s.ended = !page.More
	for _, p := range page.Pairs {
		q, ok, err := s.visible(p)
		if err != nil {
			return err
		}
		if ok {
			s.buffer = append(s.buffer, q)
		}
	}
	if n := len(page.Pairs); n > 0 {
		if last := page.Pairs[n-1].Key; s.rng.Reverse {
			s.rng.End = last
		} else {
			s.rng.Start = append(bytes.Clone(last), 0)
		}
	}
	return nil
}

// merge moves pairs to out in order, as far as every side that has not ended
// shows what it has next.
func (m *pastRange) merge() {
	for !m.full() {
		var best *pastSide
		for _, s := range m.sides {
			if len(s.buffer) == 0 {
				if !s.ended {
					return
				}
				continue
			}
			if best == nil || bytes.Compare(s.buffer[0].Key, best.buffer[0].Key) < 0 != m.want.Reverse {
				best = s
			}
		}
		if best == nil {
			return
		}
		m.out, best.buffer = append(m.out, best.buffer[0]), best.buffer[1:]
	}
}

func (m *pastRange) page() kv.Page {
	page := kv.Page{Pairs: m.out}
	if m.full() {
		page.Pairs, page.More = m.out[:m.want.Limit], true
	}
	if m.want.Count {
		return kv.Page{Count: len(page.Pairs), More: page.More}
	}
	if m.want.KeysOnly {
		for i := range page.Pairs {
			page.Pairs[i].Value = nil
		}
	}
	return page
}
