package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"demarche/store/kv"
)

func numbered(n int, broken error) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		for i := range n {
			if !yield(kv.Pair{Key: fmt.Appendf(nil, "%08d", i), Value: fmt.Appendf(nil, "value %d", i)}, nil) {
				return
			}
		}
		if broken != nil {
			yield(kv.Pair{}, broken)
		}
	}
}

func buildOf(dir string, pairs iter.Seq2[kv.Pair, error]) error {
	return Build(context.Background(), dir, Options{}, func(scratch string) (iter.Seq2[kv.Pair, error], error) {
		return pairs, os.WriteFile(filepath.Join(scratch, "file"), []byte("x"), 0o600)
	})
}

// What Build made is a database like any other: it is read, and written to.
func TestBuild(t *testing.T) {
	const n = 100_000 // several buffers
	dir := filepath.Join(t.TempDir(), "data")
	for range 2 { // the second time over the first
		if err := buildOf(dir, numbered(n, nil)); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 2 {
		e, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := e.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages, err := s.Scan(t.Context(), []kv.Range{{End: []byte("~")}})
		if err != nil || len(pages[0].Pairs) != n+round {
			t.Fatalf("%d pairs, %v", len(pages[0].Pairs), err)
		}
		for i, p := range pages[0].Pairs[:n] {
			if want := fmt.Sprintf("value %d", i); i > 0 && string(p.Value) != want {
				t.Fatalf("%s: %s", p.Key, p.Value)
			}
		}
		writes := []kv.Write{{Key: []byte("more"), Value: []byte("x")}, {Key: []byte("00000000"), Value: []byte("changed")}}
		if err := e.Commit(t.Context(), s, writes, [][]byte{[]byte("00000001")}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A Build that fails leaves nothing, one that is cut off nothing that opens; neither
// touches what another process uses.
func TestBuildThatFails(t *testing.T) {
	broken := errors.New("broken")
	dir := filepath.Join(t.TempDir(), "data")
	for _, pairs := range []iter.Seq2[kv.Pair, error]{numbered(50_000, broken), numbered(0, broken)} {
		if err := buildOf(dir, pairs); !errors.Is(err, broken) {
			t.Errorf("built: %v", err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("files are left: %v, %v", left, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, unfinishedMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrUnfinished) {
		t.Errorf("opened: %v", err)
	}
	if err := buildOf(dir, numbered(10, nil)); err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	if err := buildOf(dir, numbered(10, nil)); !errors.Is(err, ErrInUse) {
		t.Errorf("built over an open database: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other := t.TempDir()
	err = Build(ctx, other, Options{}, func(string) (iter.Seq2[kv.Pair, error], error) { return numbered(100_000, nil), nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
