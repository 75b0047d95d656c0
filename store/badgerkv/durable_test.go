package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"demarche/e2e/faults"
	"demarche/store/kv"
)

func open(tb testing.TB, dir string) *Engine {
	tb.Helper()
	e, err := Open(dir, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

func snapshotOf(t *testing.T, e *Engine) kv.Snapshot {
	t.Helper()
	s, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func put1(e *Engine, at kv.Snapshot, key, value string) error {
	return e.Commit(context.Background(), at, []kv.Write{{Key: []byte(key), Value: []byte(value)}}, nil)
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	for i := range 3 {
		if err := put1(e, snapshotOf(t, e), "key", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	e = open(t, dir)
	old := snapshotOf(t, e)
	got, err := old.Get(t.Context(), [][]byte{[]byte("key")})
	if err != nil || string(got[0]) != "2" {
		t.Fatalf("after reopening: %q, %v; want 2", got, err)
	}
	if err := put1(e, old, "key", "3"); err != nil {
		t.Fatalf("first commit after reopening: %v", err)
	}
	if err := put1(e, old, "key", "4"); !errors.Is(err, kv.ErrConflict) {
		t.Fatalf("commit at a snapshot that is too old: %v", err)
	}
}

// A conflict must be found after the memory of recent changes has forgotten it,
// and a delete after compaction had a chance to drop it.
func TestConflictBeyondMemory(t *testing.T) {
	e := open(t, t.TempDir())
	if err := put1(e, snapshotOf(t, e), "deleted", "x"); err != nil {
		t.Fatal(err)
	}
	old := snapshotOf(t, e)
	del := []kv.Write{{Key: []byte("deleted"), Delete: true}, {Key: []byte("made"), Value: []byte("x")}}
	if err := e.Commit(t.Context(), snapshotOf(t, e), del, nil); err != nil {
		t.Fatal(err)
	}
	// A load empties the memory of changes, and this one fills more than a memtable.
	load := func(yield func(kv.Pair) bool) {
		for i := range 400 {
			if !yield(kv.Pair{Key: fmt.Appendf(nil, "load%d", i), Value: make([]byte, kv.MaxValue)}) {
				return
			}
		}
	}
	if err := e.Load(t.Context(), load); err != nil {
		t.Fatal(err)
	}
	if err := e.db.Flatten(2); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"deleted", "made", "load7"} {
		if err := put1(e, old, key, "y"); !errors.Is(err, kv.ErrConflict) {
			t.Errorf("%s: %v; want a conflict", key, err)
		}
	}
	if err := put1(e, old, "untouched", "y"); err != nil {
		t.Errorf("untouched: %v", err)
	}
}

func TestRecentForgets(t *testing.T) {
	r := newRecent(0)
	for ts := uint64(1); ts <= 3; ts++ {
		req := newPart()
		for i := range recentKeys / 2 {
			req.addPair(kv.Pair{Key: fmt.Appendf(nil, "%d %d", ts, i)})
		}
		r.add(ts, req)
	}
	if r.floor != 1 || len(r.log) > recentKeys || len(r.changes) != len(r.log) {
		t.Fatalf("floor %d, %d changes, %d keys", r.floor, len(r.log), len(r.changes))
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Fatalf("second Open: %v", err)
	}
	// Badger's own refusal, for a process that comes between preparing and opening.
	if _, err := openBadger(settings(dir, Options{})); !errors.Is(err, ErrInUse) {
		t.Fatalf("Badger's lock: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

// Commits that wait together share a transaction, and so a sync.
func TestCommitsShareASync(t *testing.T) {
	e := open(t, t.TempDir())
	var waiting []*request
	for i := range 64 {
		waiting = append(waiting, newRequest(0, []kv.Write{{Key: fmt.Appendf(nil, "%d", i/2)}}, nil))
	}
	e.queue.push(waiting...)
	conflicts := 0
	for _, r := range waiting {
		if err := <-r.result; errors.Is(err, kv.ErrConflict) {
			conflicts++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if conflicts != 32 {
		t.Errorf("%d conflicts; want 32", conflicts)
	}
	if got, want := e.Stats(), (Stats{Commits: 32, Transactions: 1, Conflicts: 32}); got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
}

// Together the largest commits are too much for one transaction of Badger.
func TestBatchesAreSplit(t *testing.T) {
	e := open(t, t.TempDir())
	var waiting []*request
	for c := range 5 {
		var writes []kv.Write
		for i := range kv.MaxCommit / (kv.MaxValue + 4) {
			writes = append(writes, kv.Write{Key: fmt.Appendf(nil, "%d.%02d", c, i), Value: make([]byte, kv.MaxValue)})
		}
		waiting = append(waiting, newRequest(0, writes, nil))
	}
	e.queue.push(waiting...)
	for _, r := range waiting {
		if err := <-r.result; err != nil {
			t.Fatal(err)
		}
	}
	if s := e.Stats(); s.Commits != 5 || s.Transactions != 3 {
		t.Errorf("%+v; want 5 commits in 3 transactions", s)
	}
}

// After a fault nothing more is written, and reads go on.
func TestFaultIsFinal(t *testing.T) {
	e := open(t, t.TempDir())
	at := snapshotOf(t, e)
	if err := e.Health(); err != nil {
		t.Fatalf("health before the fault: %v", err)
	}
	tooBig := newPart()
	tooBig.add(kv.Write{Value: make([]byte, 3<<20)}) // what the limits keep away
	tooBig.add(kv.Write{Key: make([]byte, 66000)})
	e.queue.push(tooBig)
	if err := <-tooBig.result; !errors.Is(err, kv.ErrEngine) || !errors.Is(err, kv.ErrStopped) {
		t.Fatalf("the fault: %v", err)
	}
	if err := put1(e, at, "key", "value"); !errors.Is(err, kv.ErrEngine) || !errors.Is(err, kv.ErrStopped) {
		t.Fatalf("a commit after the fault: %v", err)
	}
	if err := e.Health(); !errors.Is(err, kv.ErrStopped) {
		t.Fatalf("health after the fault: %v", err)
	}
	if got, err := at.Get(t.Context(), [][]byte{[]byte("key")}); err != nil || got[0] != nil {
		t.Fatalf("a read after the fault: %q, %v", got, err)
	}
}

func TestEmptyLogsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	if err := put1(e, snapshotOf(t, e), "key", "value"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"00077.mem", "000077.vlog"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := snapshotOf(t, open(t, dir)).Get(t.Context(), [][]byte{[]byte("key")})
	if err != nil || string(got[0]) != "value" {
		t.Fatalf("%q, %v", got, err)
	}
	faults.Try(t, faults.Process, "killed between emptying and removing a log").Came("repaired")
}

func TestMissingManifestIsRefused(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	if err := put1(e, snapshotOf(t, e), "key", "value"); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "MANIFEST")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, kv.ErrEngine) {
		t.Fatalf("Open: %v", err)
	}
	if tables, err := filepath.Glob(filepath.Join(dir, "*.sst")); err != nil || len(tables) == 0 {
		t.Fatalf("tables are gone: %v, %v", tables, err)
	}
}

func TestValueLogStaysEmpty(t *testing.T) {
	dir := t.TempDir()
	e := open(t, dir)
	for i := range 8 {
		if err := put1(e, snapshotOf(t, e), fmt.Sprint(i), string(make([]byte, kv.MaxValue))); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
	if err != nil {
		t.Fatal(err)
	}
	for _, log := range logs {
		if info, err := os.Stat(log); err != nil || info.Size() > 100 {
			t.Errorf("%s: %d bytes, %v", filepath.Base(log), info.Size(), err)
		}
	}
}

func TestHorizonFollowsTheOldest(t *testing.T) {
	var discarded uint64
	h := horizon{discard: func(ts uint64) { discarded = ts }}
	expect := func(want uint64) {
		t.Helper()
		if discarded != want {
			t.Errorf("discard timestamp %d; want %d", discarded, want)
		}
	}
	h.finish(5)
	a, b := h.acquire(), h.acquire()
	h.finish(6)
	c := h.acquire()
	h.finish(7)
	expect(5)
	h.release(a)
	expect(5)
	h.release(c)
	expect(5)
	h.release(b)
	expect(7)
}
