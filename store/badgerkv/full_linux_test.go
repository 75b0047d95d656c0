package badgerkv

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"demarche/e2e/faults"
	"demarche/store/kv"
)

// filled commits until there is no room, and gives how often it did.
func filled(t *testing.T, e *Engine, from int) int {
	t.Helper()
	for i := from; ; i++ {
		s, err := e.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		writes := make([]kv.Write, 3)
		for j := range writes {
			writes[j] = kv.Write{Key: fmt.Appendf(nil, "%d.%d", i, j), Value: noise(i*3+j, 8<<10)}
		}
		err = e.Commit(t.Context(), s, writes, nil)
		s.Close()
		if errors.Is(err, kv.ErrFull) {
			return i
		}
		if err != nil {
			t.Fatal(err)
		}
		if i-from > 10_000 {
			t.Fatal("the disk is never full")
		}
	}
}

// noise does not compress.
func noise(seed, n int) []byte {
	b, x := make([]byte, n), uint64(seed)*2862933555777941757+3037000493
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(x)
	}
	return b
}

func checkFilled(t *testing.T, e *Engine, n int) {
	t.Helper()
	s := snapshotOf(t, e)
	for i := range n {
		for j := range 3 {
			got, err := s.Get(t.Context(), [][]byte{fmt.Appendf(nil, "%d.%d", i, j)})
			if err != nil || string(got[0]) != string(noise(i*3+j, 8<<10)) {
				t.Fatalf("commit %d: %d bytes, %v", i, len(got[0]), err)
			}
		}
	}
}

// A full disk is a state, not an end: commits are refused, reads go on, and commits are
// taken again when there is room.
func TestFullDisk(t *testing.T) {
	disk := faults.SmallDisk(t, 40<<20)
	dir := filepath.Join(disk.Dir, "data")
	e, err := Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	disk.Fill(16 << 20)
	if err := e.Health(); err != nil {
		t.Fatalf("health with room: %v", err)
	}
	own := faults.Try(t, faults.Machine, "the disk filled by commits")
	n := filled(t, e, 0)
	if n == 0 {
		t.Fatal("no commit found room")
	}
	if err := e.Health(); !errors.Is(err, kv.ErrFull) {
		t.Fatalf("health without room: %v", err)
	}
	checkFilled(t, e, n)
	own.Came("commits refused, reads go on")

	atRest(t, dir)
	others := faults.Try(t, faults.Machine, "the disk filled by another program, to the last byte")
	disk.Fill(0)
	if err := put1(e, snapshotOf(t, e), "key", "value"); !errors.Is(err, kv.ErrFull) {
		t.Fatalf("a commit on a full disk: %v", err)
	}
	checkFilled(t, e, n)
	if _, err := Open(filepath.Join(disk.Dir, "another"), smallOptions()); err == nil {
		t.Fatal("a store was made on a full disk")
	}
	disk.Clear()
	if err := e.Health(); err != nil {
		t.Fatalf("health with room again: %v", err)
	}
	more := filled(t, e, n)
	if more == n {
		t.Fatal("no commit found the new room")
	}
	checkFilled(t, e, more)
	others.Came("commits refused, reads go on; taken again when there is room")

	disk.Fill(8 << 20) // enough to close
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e, err = Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	checkFilled(t, e, more)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// atRest waits until what was written is in tables, but for the last log: what another
// program takes while Badger writes by itself is not kept back for that.
func atRest(t *testing.T, dir string) {
	t.Helper()
	for until := time.Now().Add(time.Minute); ; runtime.Gosched() {
		logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
		if err != nil || time.Now().After(until) {
			t.Fatalf("there are still %d logs, %v", len(logs), err)
		}
		if len(logs) == 1 {
			return
		}
	}
}

func TestNoRoomToOpen(t *testing.T) {
	disk := faults.SmallDisk(t, 16<<20)
	dir := filepath.Join(disk.Dir, "data")
	e, err := Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(put1(e, snapshotOf(t, e), "key", "value"), e.Close()); err != nil {
		t.Fatal(err)
	}
	disk.Fill(0)
	if _, err := Open(dir, smallOptions()); !errors.Is(err, kv.ErrFull) {
		t.Fatalf("opening on a full disk: %v", err)
	}
	disk.Clear()
	e, err = Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	got, err := snapshotOf(t, e).Get(t.Context(), [][]byte{[]byte("key")})
	if err != nil || string(got[0]) != "value" {
		t.Fatalf("%q, %v", got, err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	faults.Try(t, faults.Machine, "opened while the disk is full").Came("refused, opens when there is room")
}

func TestReadOnlyDirectory(t *testing.T) {
	disk := faults.SmallDisk(t, 16<<20)
	dir := filepath.Join(disk.Dir, "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	disk.ReadOnly(true)
	if _, err := Open(dir, smallOptions()); !errors.Is(err, kv.ErrEngine) {
		t.Errorf("an empty directory: %v", err)
	}
	disk.ReadOnly(false)
	e, err := Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	disk.ReadOnly(true)
	if _, err := Open(dir, smallOptions()); !errors.Is(err, kv.ErrEngine) {
		t.Errorf("a store: %v", err)
	}
	faults.Try(t, faults.Machine, "opened in a directory that may only be read").Came("refused")
}
