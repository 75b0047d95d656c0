package badgerkv

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"demarche/e2e/faults"
	"demarche/store/kv"
)

// small makes databases of some hundred kilobytes with all that large ones have.
func small(o badger.Options) badger.Options {
	return o.WithMemTableSize(256 << 10).WithValueThreshold(16 << 10).WithValueLogFileSize(1 << 20).
		WithBlockCacheSize(1 << 20).WithBaseTableSize(32 << 10).
		WithNumLevelZeroTables(50).WithNumLevelZeroTablesStall(100) // compaction is asked for
}

var counted = Witness{
	Key:     []byte("count"),
	Missing: func(kept, acknowledged []byte) string { return fmt.Sprintf("kept %s of %s", kept, acknowledged) },
}

func smallOptions() Options { return Options{tune: small, Witness: counted} }

// image is a directory as a killed process left it, and what was acknowledged there.
type image struct {
	dir  string
	want map[string]string
	log  int // bytes of the log that hold something

	files map[string]uint32 // checksums
}

// killed makes an image: tables on two levels, a MANIFEST of many records, and a log
// with the last 60 transactions.
func killed(t testing.TB) *image {
	t.Helper()
	im := &image{dir: t.TempDir(), want: map[string]string{}}
	live, rng, n := t.TempDir(), rand.New(rand.NewPCG(1, 2)), 0
	for session := range 5 {
		e, err := Open(live, smallOptions())
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			n++
			writes := []kv.Write{{Key: counted.Key, Value: fmt.Append(nil, n)}}
			for range 5 {
				key := fmt.Sprintf("key %03d", rng.IntN(300))
				if rng.IntN(6) == 0 {
					writes = append(writes, kv.Write{Key: []byte(key), Delete: true})
					delete(im.want, key)
					continue
				}
				value := fmt.Sprintf("%d of %d: %x", n, session, rng.Uint64())
				writes = append(writes, kv.Write{Key: []byte(key), Value: []byte(value)})
				im.want[key] = value
			}
			s, err := e.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Commit(t.Context(), s, writes, nil); err != nil {
				t.Fatal(err)
			}
			s.Close()
		}
		if session == 2 {
			if err := e.db.Flatten(1); err != nil {
				t.Fatal(err)
			}
		}
		if session == 4 {
			copyDir(t, live, im.dir)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	im.want[string(counted.Key)] = fmt.Sprint(n)
	log, err := os.ReadFile(im.file(t, "*.mem"))
	if err != nil {
		t.Fatal(err)
	}
	im.files = contents(t, im.dir)
	im.log = len(bytes.TrimRight(log, "\x00"))
	return im
}

func copyDir(t testing.TB, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// file is the first that fits a pattern, with its path.
func (im *image) file(t testing.TB, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(im.dir, pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v, %v", pattern, names, err)
	}
	return names[0]
}

// after opens a copy of the image with a change in one file, and says what came of it.
func (im *image) after(t *testing.T, name string, change func(b []byte) []byte) string {
	t.Helper()
	dir := t.TempDir()
	copyDir(t, im.dir, dir)
	path := filepath.Join(dir, name)
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b := change(slices.Clone(was)); b == nil {
		err = os.Remove(path)
	} else {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	e, err := Open(dir, smallOptions())
	if err == nil {
		im.check(t, e)
		if err := e.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
		return "harmless"
	}
	if !errors.Is(err, kv.ErrEngine) || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrLost) && !errors.Is(err, ErrForeign) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: no clear refusal: %v", name, err)
	}
	// What was refused was left alone.
	if err := os.WriteFile(path, was, 0o600); err != nil {
		t.Fatal(err)
	}
	if now := contents(t, dir); !maps.Equal(now, im.files) {
		t.Fatalf("%s: the refusal (%v) changed the directory", name, err)
	}
	return "refused"
}

// contents are the checksums of all files.
func contents(t testing.TB, dir string) map[string]uint32 {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]uint32{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = crc32.ChecksumIEEE(b)
	}
	return out
}

// check asks everything.
func (im *image) check(t *testing.T, e *Engine) {
	t.Helper()
	s, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pages, err := s.Scan(t.Context(), []kv.Range{{End: []byte{0xff}}, {End: []byte{0xff}, Reverse: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		got := map[string]string{}
		for _, p := range page.Pairs {
			got[string(p.Key)] = string(p.Value)
		}
		if !maps.Equal(got, im.want) {
			t.Fatalf("silently wrong: %d keys, want %d; count %s, want %s", len(got), len(im.want), got["count"], im.want["count"])
		}
	}
	for key, value := range im.want {
		got, err := s.Get(t.Context(), [][]byte{[]byte(key)})
		if err != nil || string(got[0]) != value {
			t.Fatalf("%s: %q, %v; want %q", key, got[0], err, value)
		}
	}
}

// fileKinds are all files of a directory. Of some there is little to find out.
var fileKinds = []struct {
	pattern, what string
	flips         int
}{
	{"*.sst", "a table", 40},
	{"*.mem", "the log", 40},
	{badger.ManifestFilename, "MANIFEST", 40},
	{markName, "ACKNOWLEDGED", 20},
	{"*.vlog", "the empty value log", 10},
	{badger.KeyRegistryFileName, "the empty KEYREGISTRY", 10},
	{"DISCARD", "DISCARD", 10},
	{"LOCK", "LOCK", 10},
}

// Whatever happens to a file: what is there afterwards is right, or refused.
func TestDamageIsNeverServed(t *testing.T) {
	im := killed(t)
	entries, err := os.ReadDir(im.dir)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, e := range entries {
		for i, kind := range fileKinds {
			if ok, _ := filepath.Match(kind.pattern, e.Name()); ok {
				kinds[e.Name()] = i
			}
		}
		if _, ok := kinds[e.Name()]; !ok {
			t.Errorf("nothing is tried with %s", e.Name())
		}
	}
	for i, kind := range fileKinds {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(kinds)) {
			if kinds[name] == i {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			t.Fatalf("there is no %s", kind.pattern)
		}
		flips := faults.Try(t, faults.Files, "a bit flipped in "+kind.what)
		cuts := faults.Try(t, faults.Files, kind.what+" cut off")
		missing := faults.Try(t, faults.Files, kind.what+" missing")
		zeros := faults.Try(t, faults.Files, "zeros in "+kind.what)
		h := fnv.New64a()
		fmt.Fprint(h, kind.pattern)
		rng := rand.New(rand.NewPCG(h.Sum64(), 1))
		for range faults.Rounds(t, kind.flips) {
			name := names[rng.IntN(len(names))]
			flips.Came(im.after(t, name, func(b []byte) []byte {
				at := rng.IntN(im.used(name, len(b)))
				b[at] ^= 1 << rng.IntN(8)
				return b
			}))
		}
		for range faults.Rounds(t, kind.flips/4) {
			name := names[rng.IntN(len(names))]
			cuts.Came(im.after(t, name, func(b []byte) []byte { return b[:rng.IntN(im.used(name, len(b)))] }))
			zeros.Came(im.after(t, name, func(b []byte) []byte {
				at := rng.IntN(im.used(name, len(b)))
				clear(b[at:min(at+1+rng.IntN(512), len(b))])
				return b
			}))
		}
		for _, name := range names {
			missing.Came(im.after(t, name, func([]byte) []byte { return nil }))
		}
	}
}

// used is how much of a file holds something: a log is made larger than what is in it.
func (im *image) used(name string, size int) int {
	switch filepath.Ext(name) {
	case ".mem":
		return im.log + 10
	case ".vlog":
		return min(64, size)
	}
	if name == "DISCARD" {
		return min(64, size)
	}
	return size
}
