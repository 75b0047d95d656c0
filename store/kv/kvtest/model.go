package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"demarche/store/kv"
)

// testModel compares random histories with a map that is copied for each
// snapshot. All runs share the engine: each clears it first.
func testModel(f *fixture) {
	rapid.Check(f.T, func(t *rapid.T) {
		m := &model{engine: f.Engine, versions: make(map[string]int)}
		m.clear(t)
		t.Repeat(map[string]func(*rapid.T){
			"snapshot": m.snapshot,
			"commit":   m.commit,
			"load":     m.load,
			"get":      m.get,
			"scan":     m.scan,
			"close":    m.closeOne,
		})
		for len(m.states) > 0 {
			m.closeOne(t)
		}
	})
}

type model struct {
	engine   kv.Engine
	now      map[string]string
	clock    int
	versions map[string]int // clock of a key's last change
	states   []state
}

// state is a snapshot and what it must hold.
type state struct {
	snapshot kv.Snapshot
	want     map[string]string
	clock    int
}

// A small alphabet, so that keys meet and are prefixes of each other.
var (
	aKey = rapid.Custom(func(t *rapid.T) []byte {
		return rapid.SliceOfN(rapid.SampledFrom([]byte{0, 'a', 'b', 0xff}), 0, 3).Draw(t, "key")
	})
	aValue = rapid.SliceOfN(rapid.Byte(), 0, 4)
	aWrite = rapid.Custom(func(t *rapid.T) kv.Write {
		return kv.Write{Key: aKey.Draw(t, "key"), Value: aValue.Draw(t, "value"), Delete: rapid.Bool().Draw(t, "delete")}
	})
	aRange = rapid.Custom(func(t *rapid.T) kv.Range {
		return kv.Range{
			Start: aKey.Draw(t, "start"), End: aKey.Draw(t, "end"), Limit: rapid.IntRange(0, 4).Draw(t, "limit"),
			Reverse: rapid.Bool().Draw(t, "reverse"), KeysOnly: rapid.Bool().Draw(t, "keys only"),
		}
	})
)

func (m *model) clear(t *rapid.T) {
	m.now = make(map[string]string)
	m.snapshot(t)
	defer m.closeOne(t)
	s := m.states[0].snapshot
	pages, err := s.Scan(context.Background(), []kv.Range{everything()})
	if err != nil {
		t.Fatal(err)
	}
	var writes []kv.Write
	for _, p := range pages[0].Pairs {
		writes = append(writes, kv.Write{Key: p.Key, Delete: true})
	}
	if err := m.engine.Commit(context.Background(), s, writes, nil); err != nil {
		t.Fatal(err)
	}
}

func (m *model) snapshot(t *rapid.T) {
	s, err := m.engine.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	m.states = append(m.states, state{s, maps.Clone(m.now), m.clock})
}

// pick draws one of the open snapshots, old ones too.
func (m *model) pick(t *rapid.T) state {
	if len(m.states) == 0 {
		m.snapshot(t)
	}
	return m.states[rapid.IntRange(0, len(m.states)-1).Draw(t, "state")]
}

func (m *model) closeOne(t *rapid.T) {
	if len(m.states) == 0 {
		t.Skip("no snapshot is open")
	}
	i := rapid.IntRange(0, len(m.states)-1).Draw(t, "state")
	m.states[i].snapshot.Close()
	m.states = slices.Delete(m.states, i, i+1)
}

func (m *model) commit(t *rapid.T) {
	at := m.pick(t)
	writes := rapid.SliceOfN(aWrite, 0, 5).Draw(t, "writes")
	guards := rapid.SliceOfN(aKey, 0, 2).Draw(t, "guards")
	var want error
	for _, key := range slices.Concat(guards, keysWritten(writes)) {
		if m.versions[string(key)] > at.clock {
			want = kv.ErrConflict
		}
	}
	err := m.engine.Commit(context.Background(), at.snapshot, writes, guards)
	if !errors.Is(err, want) {
		t.Fatalf("Commit: %v; want %v", err, want)
	}
	if err == nil {
		m.apply(writes)
	}
}

func keysWritten(writes []kv.Write) [][]byte {
	keys := make([][]byte, len(writes))
	for i, w := range writes {
		keys[i] = w.Key
	}
	return keys
}

func (m *model) apply(writes []kv.Write) {
	m.clock++
	for _, w := range writes {
		key := string(w.Key)
		m.versions[key] = m.clock
		if w.Delete {
			delete(m.now, key)
		} else {
			m.now[key] = string(w.Value)
		}
	}
}

func (m *model) load(t *rapid.T) {
	var pairs []kv.Pair
	var writes []kv.Write
	for _, key := range rapid.SliceOfNDistinct(aKey, 0, 8, func(k []byte) string { return string(k) }).Draw(t, "keys") {
		p := kv.Pair{Key: key, Value: aValue.Draw(t, "value")}
		pairs = append(pairs, p)
		writes = append(writes, kv.Write{Key: p.Key, Value: p.Value})
	}
	if err := m.engine.Load(context.Background(), seq(pairs...)); err != nil {
		t.Fatal(err)
	}
	m.apply(writes)
}

func (m *model) get(t *rapid.T) {
	at := m.pick(t)
	keys := rapid.SliceOfN(aKey, 0, 5).Draw(t, "keys")
	got, err := at.snapshot.Get(context.Background(), keys)
	if err != nil || len(got) != len(keys) {
		t.Fatalf("Get gave %d values for %d keys, %v", len(got), len(keys), err)
	}
	for i, key := range keys {
		want, ok := at.want[string(key)]
		if string(got[i]) != want || (got[i] != nil) != ok {
			t.Fatalf("%q: %s; want %q, %v", key, show(got[i]), want, ok)
		}
	}
}

func (m *model) scan(t *rapid.T) {
	at := m.pick(t)
	ranges := rapid.SliceOfN(aRange, 0, 5).Draw(t, "ranges")
	got, err := at.snapshot.Scan(context.Background(), ranges)
	if err != nil || len(got) != len(ranges) {
		t.Fatalf("Scan gave %d pages for %d ranges, %v", len(got), len(ranges), err)
	}
	for i, r := range ranges {
		if want := expected(at.want, r); !samePage(got[i], want) {
			t.Fatalf("%+v: %s; want %s", r, describe(got[i]), describe(want))
		}
	}
}

// expected scans the slow and simple way.
func expected(state map[string]string, r kv.Range) kv.Page {
	var page kv.Page
	for _, key := range slices.Sorted(maps.Keys(state)) {
		if key < string(r.Start) || key >= string(r.End) {
			continue
		}
		pair := kv.Pair{Key: []byte(key)}
		if !r.KeysOnly {
			pair.Value = []byte(state[key])
		}
		page.Pairs = append(page.Pairs, pair)
	}
	if r.Reverse {
		slices.Reverse(page.Pairs)
	}
	if r.Limit > 0 && len(page.Pairs) > r.Limit {
		page.Pairs, page.More = page.Pairs[:r.Limit], true
	}
	return page
}

func samePage(a, b kv.Page) bool {
	return a.More == b.More && slices.EqualFunc(a.Pairs, b.Pairs, func(p, q kv.Pair) bool {
		return bytes.Equal(p.Key, q.Key) && bytes.Equal(p.Value, q.Value) && (p.Value == nil) == (q.Value == nil)
	})
}

func describe(p kv.Page) string {
	var b bytes.Buffer
	for _, pair := range p.Pairs {
		fmt.Fprintf(&b, "%q=%s ", pair.Key, show(pair.Value))
	}
	fmt.Fprintf(&b, "more %v", p.More)
	return b.String()
}
