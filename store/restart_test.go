package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"demarche/e2e/faults"
	"demarche/store/badgerkv"
	"demarche/store/kv"
)

// fewerChecks makes rapid try so many times, where one try takes long.
func fewerChecks(t *testing.T, n int) {
	t.Helper()
	was := flag.Lookup("rapid.checks").Value.String()
	if err := flag.Set("rapid.checks", fmt.Sprint(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", was) })
}

// restarting is a world on a disk, which can be stopped, and left without being stopped.
type restarting struct {
	*world
	dir     string
	made    []string // directories, to be removed
	engines []kv.Engine
}

func (r *restarting) open(dir string) {
	r.t.Helper()
	e, err := badgerkv.Open(dir, badgerkv.Options{})
	if err != nil {
		r.t.Fatalf("opening the engine: %v", err)
	}
	r.engines = append(r.engines, e)
	s, err := Open(context.Background(), e, Options{CacheBytes: 1 << 20})
	if err != nil {
		r.t.Fatalf("opening the store: %v", err)
	}
	r.dir, r.engine, r.s = dir, e, s
}

func (r *restarting) newDir() string {
	r.t.Helper()
	dir, err := os.MkdirTemp("", "restart-")
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	r.made = append(r.made, dir)
	return dir
}

// stop ends store and engine in order, which writes the memtable out as a table.
func (r *restarting) stop() {
	r.t.Helper()
	if err := r.s.Close(); err != nil {
		r.t.Fatalf("%v", err)
	}
	if err := r.engine.Close(); err != nil {
		r.t.Fatalf("%v", err)
	}
}

// crash goes on in a copy of the files as they are, which nobody stopped. The engine
// writes tables out in the background: a copy during which files changed is none that
// a crash could leave, and is made again.
func (r *restarting) crash() {
	r.t.Helper()
	dir := r.newDir()
	for files := r.files(); ; {
		for _, f := range files {
			if err := copySparse(filepath.Join(r.dir, f.Name()), filepath.Join(dir, f.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
				r.t.Fatalf("%v", err)
			}
		}
		now := r.files()
		if slices.EqualFunc(files, now, func(a, b os.FileInfo) bool {
			return a.Name() == b.Name() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
		}) {
			break
		}
		files, dir = now, r.newDir()
	}
	r.stop()
	r.open(dir)
}

func (r *restarting) files() (out []os.FileInfo) {
	r.t.Helper()
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // else it is gone by now
			out = append(out, info)
		}
	}
	return out
}

// copySparse leaves zeros out: logs are long and nearly empty.
func copySparse(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	block, zeros, at := make([]byte, 1<<16), make([]byte, 1<<16), int64(0)
	for {
		n, err := io.ReadFull(in, block)
		if string(block[:n]) != string(zeros[:n]) {
			if _, err := out.WriteAt(block[:n], at); err != nil {
				return err
			}
		}
		at += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return out.Truncate(at)
		}
		if err != nil {
			return err
		}
	}
}

// fill makes the engine write its memtable out while it runs: keys that mean nothing,
// beside those of the store.
func (r *restarting) fill() {
	r.t.Helper()
	pairs := func(yield func(kv.Pair) bool) {
		for i := range padding {
			if !yield(kv.Pair{Key: padKey(i), Value: make([]byte, kv.MaxValue)}) {
				return
			}
		}
	}
	if err := r.engine.Load(context.Background(), pairs); err != nil {
		r.t.Fatalf("%v", err)
	}
}

const padding = 300

func padKey(i int) []byte { return fmt.Appendf(nil, "\xff\xffZ%03d", i) }

// checkWhole asks the check, once the keys that fill wrote are gone.
func (r *restarting) checkWhole() {
	r.t.Helper()
	var gone []kv.Write
	for i := range padding {
		gone = append(gone, kv.Write{Key: padKey(i), Delete: true})
	}
	write(r.t, r.engine, gone...)
	if report := verify(r.t, r.engine, r.newDir(), false); !report.Clean() || report.NotFollowed {
		r.t.Fatalf("after the restarts: %s", told(report))
	}
}

// The graph on a disk is that of the naive model over stops, crashes, tables written
// out and compacted, and merges that are open meanwhile; and its past is what it was.
func TestModelOverRestarts(t *testing.T) {
	fewerChecks(t, faults.Rounds(t, 5))
	tries := faults.Try(t, faults.Process, "random commits with restarts among them, in order and not")
	rapid.Check(t, func(t *rapid.T) {
		r := &restarting{world: &world{t: t, ctx: context.Background()}}
		defer func() {
			_ = r.s.Close()
			for _, e := range r.engines {
				_ = e.Close()
			}
			for _, dir := range r.made {
				_ = os.RemoveAll(dir)
			}
		}()
		r.open(r.newDir())
		r.do(testOntology()...)
		r.do(testCast()...)
		m := newModel(r.world)
		states := map[uint64]map[string]string{}
		for range rapid.IntRange(2, 4).Draw(t, "rounds") {
			m.randomCommit(t)
			states[r.view().Head().Number] = r.dump(planeCurrent)
			var merged uint64
			if rapid.Bool().Draw(t, "merge") {
				kind := pick(t, "kind", []string{"state", "company", "treaty", "place"})
				if got := r.commit(r.input(merge(m.entityOf(t, kind).key, m.entityOf(t, kind).key))); len(got.Errors) == 0 && got.ops() == "MERGED" {
					merged = got.Commit.Number
				}
			}
			if rapid.IntRange(0, 3).Draw(t, "fill") == 0 {
				r.fill()
			}
			before := r.dump(planeCurrent, planeHistory, planeLog)
			if rapid.Bool().Draw(t, "crash") {
				r.crash()
			} else {
				r.stop()
				r.open(r.dir)
			}
			if !maps.Equal(before, r.dump(planeCurrent, planeHistory, planeLog)) {
				t.Fatalf("the store is not what it was before the restart")
			}
			if merged != 0 {
				r.do(unmerge(merged))
			}
			m.checkIndex(t)
			for range 3 {
				m.randomRead(t)
			}
		}
		r.checkWhole()
		v, keys := r.view(), allKeys(states)
		for n, want := range states {
			then, err := v.AtCommit(r.ctx, n)
			if err != nil {
				t.Fatalf("AtCommit(%d): %v", n, err)
			}
			checkPast(t, r.ctx, then.snap, want, keys)
		}
	})
	tries.Came("the graph and its past are those of the model")
}
