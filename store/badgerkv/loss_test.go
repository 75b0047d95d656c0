package badgerkv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4/y"

	"demarche/e2e/faults"
	"demarche/store/kv"
)

// appendTransaction appends one to a log, as Badger writes it.
func appendTransaction(log []byte, ts uint64, key, value string) []byte {
	entry := func(meta byte, key []byte, value string) {
		from := len(log)
		log = append(log, meta, 0)
		log = binary.AppendUvarint(log, uint64(len(key)))
		log = binary.AppendUvarint(log, uint64(len(value)))
		log = append(append(append(log, 0), key...), value...)
		log = binary.BigEndian.AppendUint32(log, crc32.Checksum(log[from:], y.CastagnoliCrcTable))
	}
	entry(inTxn, y.KeyWithTs(badgerKey([]byte(key)), ts), value)
	entry(inTxn, y.KeyWithTs(headKey, ts), "\x01")
	entry(endsTxn, y.KeyWithTs(txnEnd, ts), fmt.Sprint(ts))
	return log
}

// transactions are where those of a log end.
func transactions(log []byte) (ends []int) {
	w, at := &wal{}, walHeader
	for {
		n, ts := w.transaction(log[at:], func(_, _ []byte) {})
		if n == 0 {
			return ends
		}
		w.last, at = ts, at+n
		ends = append(ends, at)
	}
}

// copied is a copy of the image, its log, and what of that is used.
func (im *image) copied(t *testing.T) (dir, log string, used []byte) {
	t.Helper()
	dir = t.TempDir()
	copyDir(t, im.dir, dir)
	log = filepath.Join(dir, filepath.Base(im.file(t, "*.mem")))
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	ends := transactions(b)
	return dir, log, b[:ends[len(ends)-1]]
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (im *image) opens(t *testing.T, dir string) {
	t.Helper()
	e, err := Open(dir, smallOptions())
	if err != nil {
		t.Fatal(err)
	}
	im.check(t, e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// What a killed process had not finished writing was not acknowledged, and is dropped.
func TestTornLogIsRecovered(t *testing.T) {
	im := killed(t)
	tries := faults.Try(t, faults.Process, "killed while writing a transaction to the log")
	whole := len(appendTransaction(nil, 301, "new", "value"))
	for cut := 1; cut < whole; cut += 7 {
		dir, log, used := im.copied(t)
		torn := appendTransaction(used, 301, "new", "value")[:len(used)+cut]
		write(t, log, append(torn, make([]byte, 1000)...))
		im.opens(t, dir)
		tries.Came("what was acknowledged is there")
	}
	// A disk may have written the end of the transaction only.
	dir, log, used := im.copied(t)
	torn := appendTransaction(used, 301, "new", "value")
	clear(torn[len(used) : len(used)+10])
	write(t, log, torn)
	im.opens(t, dir)
	tries.Came("what was acknowledged is there")
	// Whole, it counts as written.
	dir, log, used = im.copied(t)
	write(t, log, appendTransaction(used, 301, "new", "value"))
	im.want["new"] = "value"
	im.opens(t, dir)
}

// A table is written before MANIFEST names it.
func TestUnnamedTables(t *testing.T) {
	im := killed(t)
	later := t.TempDir()
	copyDir(t, im.dir, later)
	im.opens(t, later) // moves the log into a table
	known := map[string]bool{}
	for _, name := range tablesIn(t, im.dir) {
		known[name] = true
	}
	tries := faults.Try(t, faults.Process, "killed between writing a table and naming it in MANIFEST")
	for _, name := range tablesIn(t, later) {
		if known[name] {
			continue
		}
		b, err := os.ReadFile(filepath.Join(later, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []int{0, len(b) / 2, len(b)} {
			dir, _, _ := im.copied(t)
			write(t, filepath.Join(dir, name), b[:part])
			im.opens(t, dir)
			tries.Came("what was acknowledged is there")
		}
	}
	// Without the log nothing else holds what is in it.
	dir, log, _ := im.copied(t)
	if err := errors.Join(os.RemoveAll(dir), os.CopyFS(dir, os.DirFS(later)), os.Remove(filepath.Join(dir, "MANIFEST"))); err != nil {
		t.Fatal(err)
	}
	copyFileTo(t, filepath.Join(im.dir, "MANIFEST"), filepath.Join(dir, "MANIFEST"))
	if _, err := Open(dir, smallOptions()); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "MANIFEST") {
		t.Errorf("without %s: %v", filepath.Base(log), err)
	}
}

func copyFileTo(t *testing.T, from, to string) {
	t.Helper()
	if err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
}

func tablesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

// Lost commits are refused until somebody accepts the loss; then all before them is there.
func TestLossIsRefusedUntilAccepted(t *testing.T) {
	im := killed(t)
	half := func(used []byte) int { return transactions(used)[29] } // where the 270th transaction ends
	for _, loss := range []struct {
		fault string
		make  func(t *testing.T, dir, log string, used []byte)
		says  string
		kept  string
	}{
		{"the end of the log lost", func(t *testing.T, _, log string, used []byte) { write(t, log, used[:half(used)]) }, "kept 270 of 300", "270"},
		{"the log lost", func(t *testing.T, _, log string, _ []byte) {
			if err := os.Remove(log); err != nil {
				t.Fatal(err)
			}
		}, "kept 240 of 300", "240"},
		{"a log between others lost", func(t *testing.T, _, log string, used []byte) {
			write(t, log, append(used[:walHeader:walHeader], used[half(used):]...))
		}, "kept 240 of 300", "240"},
		{"the middle of the log damaged, and ACKNOWLEDGED as old as what is whole", func(t *testing.T, dir, log string, used []byte) {
			used[half(used)+10]++
			write(t, log, used)
			if err := createMark(dir, mark{270, time.Now(), nil}); err != nil {
				t.Fatal(err)
			}
		}, "damaged behind transaction 270, and goes up to 300", "270"},
		{"ACKNOWLEDGED lost", func(t *testing.T, dir, _ string, _ []byte) {
			if err := os.Remove(filepath.Join(dir, markName)); err != nil {
				t.Fatal(err)
			}
		}, markName, "300"},
	} {
		t.Run(loss.fault, func(t *testing.T) {
			dir, log, used := im.copied(t)
			loss.make(t, dir, log, used)
			if _, err := Open(dir, smallOptions()); !errors.Is(err, ErrLost) || !strings.Contains(err.Error(), loss.says) {
				t.Fatalf("%v; want it to say %q", err, loss.says)
			}
			accepting := smallOptions()
			accepting.AcceptLoss = true
			for range 2 { // accepting twice changes nothing, and once is enough
				e, err := Open(dir, accepting)
				if err != nil {
					t.Fatal(err)
				}
				s := snapshotOf(t, e)
				got, err := s.Get(t.Context(), [][]byte{counted.Key})
				if err != nil || string(got[0]) != loss.kept {
					t.Fatalf("count %s, %v; want %s", got[0], err, loss.kept)
				}
				s.Close()
				if err := e.Close(); err != nil {
					t.Fatal(err)
				}
				accepting.AcceptLoss = false
			}
			e := open(t, dir)
			if err := e.Commit(t.Context(), snapshotOf(t, e), []kv.Write{{Key: []byte("after")}}, nil); err != nil {
				t.Fatal(err)
			}
			faults.Try(t, faults.Files, loss.fault).Came("refused; accepted, all before it is there")
		})
	}
}
