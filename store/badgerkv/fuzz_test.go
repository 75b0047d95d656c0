package badgerkv

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/table"
)

// Files of any bytes are read, or refused as damaged: they never panic, and never make the
// reader take more memory than they have bytes for.

// fuzzFile adds what a killed process left and runs read on files of any bytes.
func fuzzFile(f *testing.F, pattern, name string, read func(t *testing.T, dir string, b []byte)) {
	im := killed(f)
	paths, err := filepath.Glob(filepath.Join(im.dir, pattern))
	if err != nil || len(paths) == 0 {
		f.Fatalf("no file %s: %v", pattern, err)
	}
	for _, path := range paths[:min(3, len(paths))] {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if pattern == "*.mem" {
			b = bytes.TrimRight(b, "\x00")
			b = b[:min(len(b), 4<<10)]
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Add([]byte{})
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		read(t, dir, b)
	})
}

func FuzzReadWAL(f *testing.F) {
	fuzzFile(f, "*.mem", "00001.mem", func(t *testing.T, dir string, b []byte) {
		held := 0
		w, err := readWAL(dir, "00001.mem", func(key, value []byte) { held += len(key) + len(value) })
		if err == nil && (w.first > w.last || held > len(b)) {
			t.Errorf("%d bytes hold entries of %d, of the transactions %d to %d", len(b), held, w.first, w.last)
		}
	})
}

func FuzzReadManifest(f *testing.F) {
	fuzzFile(f, badger.ManifestFilename, badger.ManifestFilename, func(t *testing.T, dir string, b []byte) {
		m, err := readManifest(dir)
		if err == nil && (m.whole > len(b) || m.size != len(b) || len(m.tables) > len(m.named)) {
			t.Errorf("%d bytes are read as %+v", len(b), m)
		}
	})
}

func FuzzOpenTable(f *testing.F) {
	fuzzFile(f, "*.sst", filepath.Base(table.NewFilename(1, "")), func(t *testing.T, dir string, b []byte) {
		opened, err := openTable(dir, 1, options.Snappy)
		if err != nil {
			return
		}
		defer opened.close()
		if _, ts := opened.find(counted.Key); ts != 0 && int(opened.Size()) != len(b) {
			t.Errorf("a table of %d bytes has %d", len(b), opened.Size())
		}
	})
}

// A block that says that it unpacks to 4 GB is refused before room is made for it.
func TestBlocksTellNoLengthBeyondTheirs(t *testing.T) {
	huge := []byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0, 'x'}
	if _, err := unpack(nil, huge); err == nil {
		t.Error("the block is unpacked")
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = unpack(nil, huge) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
