package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"demarche/store/kv"
	"demarche/store/memkv"
)

// spy is an engine that notes what is read of it.
type spy struct {
	kv.Engine
	keys  []string
	calls int
}

type spySnapshot struct {
	kv.Snapshot
	spy *spy
}

func (s *spy) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	snap, err := s.Engine.Snapshot(ctx)
	return &spySnapshot{snap, s}, err
}

func (s *spy) Commit(ctx context.Context, at kv.Snapshot, w []kv.Write, g [][]byte) error {
	return s.Engine.Commit(ctx, at.(*spySnapshot).Snapshot, w, g)
}

func (s *spySnapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	s.spy.calls++
	for _, k := range keys {
		s.spy.keys = append(s.spy.keys, string(k))
	}
	return s.Snapshot.Get(ctx, keys)
}

func (s *spySnapshot) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	s.spy.calls++
	pages, err := s.Snapshot.Scan(ctx, ranges)
	for _, page := range pages {
		for _, p := range page.Pairs {
			s.spy.keys = append(s.spy.keys, string(p.Key))
		}
	}
	return pages, err
}

func (w *world) suggested(args SearchArgs, n int) string {
	w.t.Helper()
	v := w.view()
	got, err := v.Suggest(w.ctx, args, n)
	if err != nil {
		w.t.Fatalf("%+v: %v", args, err)
	}
	var out []string
	for _, s := range got {
		out = append(out, one(w, v.Entities, s.ID).Key()+": "+why(s.Match))
	}
	return strings.Join(out, "; ")
}

func TestSuggest(t *testing.T) {
	w := searchWorld(t)
	for _, c := range []struct {
		args SearchArgs
		n    int
		want string
	}{
		{SearchArgs{Text: "bam"}, 8, "bamako: NAME OFFICIAL [Bamako]; mali-state: NAME METONYM [Bamako]; bamako-airport: NAME SHORT [Bamako] airport"},
		{SearchArgs{Text: "bamako"}, 2, "bamako: NAME OFFICIAL [Bamako]; mali-state: NAME METONYM [Bamako]"},
		{SearchArgs{Text: "bam"}, 0, ""},
		{SearchArgs{Text: "b", Kinds: []string{"treaty"}}, 8, ""},
		{SearchArgs{Text: "s", Kinds: []string{"treaty"}}, 8, "sofa: NAME ACRONYM [SOFA]"},
		{SearchArgs{Text: "operation ba"}, 8, "barkhane: NAME OFFICIAL [Operation] [Barkhane]"},
		{SearchArgs{Text: "opération ba", Langs: []string{"fr"}}, 8, "barkhane: NAME OFFICIAL [opération] [Barkhane]"},
		{SearchArgs{Text: "oper ba"}, 8, ""},
		{SearchArgs{Text: "the c"}, 8, "colonels: NAME EPITHET the [colonels]"},
		{SearchArgs{Text: "les col"}, 8, "colonels: NAME EPITHET the [colonels]"},
		{SearchArgs{Text: "MAÏ"}, 8, "spokesman: NAME SHORT Abdoulaye [Maïga]"},
		{SearchArgs{Text: "spokesman"}, 8, ""},
		{SearchArgs{Text: "a"}, 2, "african-union: NAME ACRONYM [AU]; spokesman: NAME SHORT [Abdoulaye] Maïga"},
		{SearchArgs{Text: "Q965"}, 8, ""},
	} {
		if got := w.suggested(c.args, c.n); got != c.want {
			t.Errorf("%+v:\n  got  %s\n  want %s", c.args, got, c.want)
		}
	}
}

// Suggest reads entries of the index and of the relations of things, no records, in two calls,
// and a bounded number of them.
func TestSuggestReadsTheIndexAlone(t *testing.T) {
	s := &spy{Engine: memkv.New()}
	w := emptyWorld(t, s)
	w.do(testOntology()...)
	w.do(testCast()...)
	w.searchCast()
	for i := range 12 {
		var ops []Operation
		for j := range 160 {
			ops = append(ops, named(fmt.Sprintf("z%d-%d", i, j), "place", fmt.Sprintf("z%d", 1000*i+j), fmt.Sprintf("zz%d", 1000*i+j)))
		}
		w.do(ops[:80]...)
		w.do(ops[80:]...)
	}
	for _, args := range []SearchArgs{{Text: "bam"}, {Text: "operation ba", Kinds: []string{"actor"}, Langs: []string{"en"}}, {Text: "z"}, {Text: "nothing"}} {
		v := w.view()
		s.keys, s.calls = nil, 0
		if _, err := v.Suggest(w.ctx, args, 8); err != nil {
			t.Fatal(err)
		}
		words := 0
		for _, k := range s.keys {
			switch space(k[3]) {
			case spaceWord:
				words++
			case spaceOf:
			default:
				t.Errorf("%+v reads a key of space %c", args, k[3])
			}
		}
		if s.calls > 2 || words > maxSuggested*2 {
			t.Errorf("%+v: %d engine calls, %d entries of the index", args, s.calls, words)
		}
	}
}
