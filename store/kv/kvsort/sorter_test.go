package kvsort

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"demarche/store/kv"
)

// Pairs come out in order of their keys, each key once with what was added last, through
// files or not.
func TestSorted(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		s := New(dir)
		s.size = rapid.IntRange(1, 200).Draw(t, "block")
		want := map[string]string{}
		key := rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 10)
		for i := range rapid.IntRange(0, 60).Draw(t, "pairs") {
			k := string(key.Draw(t, "key"))
			v := fmt.Sprint(i)
			want[k] = v
			s.Add(kv.Pair{Key: []byte(k), Value: []byte(v)})
		}
		keys := slices.Sorted(maps.Keys(want))
		n := 0
		for p, err := range s.Sorted() {
			if err != nil {
				t.Fatal(err)
			}
			if n >= len(keys) || string(p.Key) != keys[n] || string(p.Value) != want[keys[n]] {
				t.Fatalf("pair %d is %q", n, p.Key)
			}
			n++
		}
		if n != len(keys) {
			t.Fatalf("%d pairs, want %d", n, len(keys))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

// A sorter that cannot write says so in the end, and can be closed at any time.
func TestNoRoom(t *testing.T) {
	s := New(t.TempDir() + "/missing")
	for range 10 {
		s.Add(kv.Pair{Key: []byte("k"), Value: make([]byte, blockSize/2)})
	}
	var failed error
	for _, err := range s.Sorted() {
		failed = err
	}
	if failed == nil {
		t.Error("no error")
	}
	for _, s := range []*Sorter{s, New(t.TempDir())} {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
