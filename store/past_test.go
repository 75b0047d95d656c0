package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"demarche/store/kv"
)

// A past snapshot answers what a snapshot taken then would have answered.
func TestPastSnapshot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		m := newModel(w)
		states := map[uint64]map[string]string{2: w.dump(planeCurrent)}
		for range rapid.IntRange(1, 10).Draw(t, "commits") {
			m.randomCommit(t)
			states[w.view().Head().Number] = w.dump(planeCurrent)
		}
		v := w.view()
		for n, want := range states {
			then, err := v.AtCommit(w.ctx, n)
			if err != nil {
				t.Fatalf("AtCommit(%d): %v", n, err)
			}
			checkPast(t, w.ctx, then.snap, want, allKeys(states))
		}
	})
}

func allKeys(states map[uint64]map[string]string) []string {
	all := map[string]bool{}
	for _, s := range states {
		for k := range s {
			all[k] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func checkPast(t *rapid.T, ctx context.Context, snap kv.Snapshot, want map[string]string, keys []string) {
	t.Helper()
	raw := make([][]byte, len(keys))
	for i, k := range keys {
		raw[i] = []byte(k)
	}
	values, err := snap.Get(ctx, raw)
	if err != nil {
		t.Fatalf("Get: %v", err)
	}
	for i, k := range keys {
		if is, ok := want[k]; ok != (values[i] != nil) || is != string(values[i]) {
			t.Fatalf("Get % x: % x, then it was % x", k, values[i], is)
		}
	}
	then := slices.Sorted(maps.Keys(want))
	for range 8 {
		a := rapid.SampledFrom(keys).Draw(t, "start")
		// Ranges lie within one partition and plane, as all of the store's do.
		r := kv.Range{Start: []byte(a)[:rapid.IntRange(4, len(a)).Draw(t, "cut")],
			Limit: rapid.IntRange(0, 3).Draw(t, "limit"), Reverse: rapid.Bool().Draw(t, "reverse"), KeysOnly: rapid.Bool().Draw(t, "keys only")}
		r.End = successor(r.Start)
		if rapid.Bool().Draw(t, "on") {
			r.End, r.Start = successor([]byte(a)[:4]), append([]byte(a), 0)
		}
		var fit []string
		for _, k := range then {
			if k >= string(r.Start) && k < string(r.End) {
				fit = append(fit, k)
			}
		}
		if r.Reverse {
			slices.Reverse(fit)
		}
		more := r.Limit > 0 && len(fit) > r.Limit
		if more {
			fit = fit[:r.Limit]
		}
		pages, err := snap.Scan(ctx, []kv.Range{r})
		if err != nil {
			t.Fatalf("Scan: %v", err)
		}
		got := pages[0]
		if len(got.Pairs) != len(fit) || got.More != more {
			t.Fatalf("Scan %+v: %d pairs, more %v; want %d, %v", r, len(got.Pairs), got.More, len(fit), more)
		}
		for i, p := range got.Pairs {
			if string(p.Key) != fit[i] || !r.KeysOnly && string(p.Value) != want[fit[i]] || r.KeysOnly && p.Value != nil {
				t.Fatalf("Scan %+v: pair %d is % x = % x", r, i, p.Key, p.Value)
			}
		}
	}
}
