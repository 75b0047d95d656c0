package store

import (
	"encoding/binary"
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// Every past state is in planes C and H: what began by a commit and had not ended by then.

// asOf rebuilds plane C as it was after commit n.
func asOf(t tester, current, history map[string]string, n uint64) map[string]string {
	t.Helper()
	out := map[string]string{}
	add := func(key, value string, until uint64) {
		from, _, err := recordedValue([]byte(value))
		if err != nil || from >= until {
			t.Fatalf("% x: from %d until %d: %v", key, from, until, err)
		}
		if from > n || until <= n {
			return
		}
		if _, twice := out[key]; twice {
			t.Fatalf("% x has two values after commit %d", key, n)
		}
		out[key] = value
	}
	for k, v := range current {
		add(k, v, 1<<63)
	}
	for k, v := range history {
		now := []byte(k[:len(k)-8])
		now[2] = planeCurrent
		add(string(now), v, binary.BigEndian.Uint64([]byte(k[len(k)-8:])))
	}
	return out
}

func TestHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		states := map[uint64]map[string]string{w.view().Head().Number: w.dump(planeCurrent)}
		m := newModel(w)
		for range rapid.IntRange(1, 12).Draw(t, "commits") {
			m.randomCommit(t)
			states[w.view().Head().Number] = w.dump(planeCurrent)
		}
		current, history := w.dump(planeCurrent), w.dump(planeHistory)
		for n, want := range states {
			if got := asOf(t, current, history, n); !maps.Equal(got, want) {
				t.Fatalf("the state after commit %d is not what it was then: %d keys, then %d", n, len(got), len(want))
			}
		}
		if first := asOf(t, current, history, 0); len(first) > 0 {
			t.Fatalf("before the first commit there were %d keys", len(first))
		}
	})
}
