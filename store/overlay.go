package store

import (
	"bytes"
	"context"
	"slices"
	"sort"

	"demarche/store/kv"
)

// overlay is a snapshot with writes on top that the engine does not have yet:
// what a commit reads of its own work, and of the commits merged before it.
// It is used by one goroutine.
type overlay struct {
	base   kv.Snapshot
	writes map[string][]byte // nil: deleted
}

// uncommitted marks it, and what is made of it, as a state that there may never be.
func (*overlay) uncommitted() {}

func newOverlay(base kv.Snapshot) *overlay {
	return &overlay{base: base, writes: map[string][]byte{}}
}

func (o *overlay) put(k key, v []byte) { o.writes[string(k)] = v }

func (o *overlay) Close() {}

func (o *overlay) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	out := make([][]byte, len(keys))
	var missing [][]byte
	var at []int
	for i, k := range keys {
		if v, ok := o.writes[string(k)]; ok {
			out[i] = v
			continue
		}
		missing, at = append(missing, k), append(at, i)
	}
	if len(missing) == 0 {
		return out, ctx.Err()
	}
	got, err := o.base.Get(ctx, missing)
	if err != nil {
		return nil, err
	}
	for i, v := range got {
		out[at[i]] = v
	}
	return out, nil
}

func (o *overlay) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	mine := make([][]string, len(ranges))
	ask := slices.Clone(ranges)
	for i, r := range ranges {
		ask[i].Count = false // writes may hide pairs, or add some
		ask[i].KeysOnly = r.KeysOnly || r.Count
		for k := range o.writes {
			if k >= string(r.Start) && k < string(r.End) {
				mine[i] = append(mine[i], k)
			}
		}
		if r.Limit > 0 { // as many more as writes may hide
			ask[i].Limit = r.Limit + len(mine[i])
		}
	}
	pages, err := o.base.Scan(ctx, ask)
	if err != nil {
		return nil, err
	}
	for i, r := range ranges {
		if len(mine[i]) > 0 {
			pages[i] = o.merge(r, mine[i], pages[i])
		} else if r.Limit > 0 && len(pages[i].Pairs) > r.Limit {
			pages[i] = kv.Page{Pairs: pages[i].Pairs[:r.Limit], More: true}
		}
		if r.Count {
			pages[i] = kv.Page{Count: len(pages[i].Pairs), More: pages[i].More}
		}
	}
	return pages, nil
}

func (o *overlay) merge(r kv.Range, mine []string, page kv.Page) kv.Page {
	pairs := slices.DeleteFunc(page.Pairs, func(p kv.Pair) bool {
		_, written := o.writes[string(p.Key)]
		return written
	})
	for _, k := range mine {
		if v := o.writes[k]; v != nil {
			p := kv.Pair{Key: []byte(k), Value: v}
			if r.KeysOnly {
				p.Value = nil
			}
			pairs = append(pairs, p)
		}
	}
	sort.Slice(pairs, func(a, b int) bool {
		c := bytes.Compare(pairs[a].Key, pairs[b].Key)
		return c < 0 != r.Reverse && c != 0
	})
	// If the base has more, it gave at least Limit pairs that no write hides: what
	// stands behind them is cut off here and asked for again.
	out := kv.Page{Pairs: pairs, More: page.More}
	if r.Limit > 0 && len(out.Pairs) > r.Limit {
		out.Pairs, out.More = out.Pairs[:r.Limit], true
	}
	return out
}

var _ kv.Snapshot = (*overlay)(nil)
