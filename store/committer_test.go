package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/store/memkv"
)

func TestConcurrentCommits(t *testing.T) {
	engine, err := badgerkv.Open(t.TempDir(), badgerkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	w := emptyWorld(t, engine)
	w.do(kind("state"))
	const writers, each = 64, 10
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for j := range each {
				key := fmt.Sprintf("e%d-%d", i, j)
				r, err := w.s.Commit(t.Context(), CommitInput{IdempotencyKey: key, By: curator, Operations: []Operation{entity(key, "state", key)}})
				if err != nil || len(r.Errors) > 0 {
					t.Errorf("%s: %v, %+v", key, err, r)
					return
				}
				if found, err := r.View.Resolve(t.Context(), []Ref{{Key: key}}); err != nil || found[0] == 0 {
					t.Errorf("%s is acknowledged and not to be seen: %v", key, err)
				}
				r.View.Close()
			}
		})
	}
	all.Wait()
	const commits = 1 + writers*each
	v := w.view()
	equal(t, "commits", v.Head().Number, commits)
	numbers := make([]uint64, commits)
	for i := range numbers {
		numbers[i] = uint64(i + 1)
	}
	log, err := v.Commits(t.Context(), numbers)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range log {
		if c == nil || i > 0 && c.At <= log[i-1].At {
			t.Fatalf("commit %d: %+v after %+v", i+1, c, log[max(0, i-1)])
		}
	}
	if s := engine.Stats(); s.Commits >= commits {
		t.Errorf("%d commits of the engine for %d: nothing was merged", s.Commits, commits)
	}
}

// More commits than the queue holds, all of which change the ontology, while the
// store is closed: everybody gets an answer.
func TestCloseUnderLoad(t *testing.T) {
	w := emptyWorld(t, memkv.New())
	var all sync.WaitGroup
	var mu sync.Mutex
	done := uint64(0)
	for i := range 500 {
		all.Go(func() {
			r, err := w.s.Commit(context.Background(), CommitInput{IdempotencyKey: fmt.Sprint(i), By: curator, Operations: []Operation{kind(fmt.Sprintf("kind-%d", i))}})
			switch {
			case err == nil:
				r.View.Close()
				mu.Lock()
				done++
				mu.Unlock()
			case !errors.Is(err, ErrClosed):
				t.Error(err)
			}
			if i == 200 {
				_ = w.s.Close()
			}
		})
	}
	all.Wait()
	equal(t, "acknowledged and written", w.view().Head().Number, done)
}

// failing is an engine whose commits can be held up and made to fail.
type failing struct {
	kv.Engine
	fails   atomic.Bool
	entered chan struct{} // a failing commit is under way
	resume  chan struct{} // and may end
}

var errDisk = errors.New("the disk is full")

func (f *failing) Commit(ctx context.Context, at kv.Snapshot, writes []kv.Write, guards [][]byte) error {
	if !f.fails.Load() {
		return f.Engine.Commit(ctx, at, writes, guards)
	}
	f.entered <- struct{}{}
	<-f.resume
	return errDisk
}

// When the engine refuses a batch, nobody in it is told of success, not even a
// retry that met its first try in the same batch, and nothing of it is remembered.
func TestFailingEngine(t *testing.T) {
	f := &failing{Engine: memkv.New(), entered: make(chan struct{}), resume: make(chan struct{})}
	w := emptyWorld(t, f)
	w.do(kind("state"))
	f.fails.Store(true)
	in := func(key, kindKey string) CommitInput {
		return CommitInput{IdempotencyKey: key, By: curator, Operations: []Operation{kind(kindKey)}}
	}
	answers := make(chan error, 10)
	send := func(c CommitInput) {
		go func() {
			r, err := w.s.Commit(context.Background(), c)
			if err == nil {
				r.View.Close()
			}
			answers <- err
		}()
	}
	send(in("first", "held"))
	<-f.entered
	for range 4 {
		send(in("again", "wrong"))
	}
	send(in("more", "more"))
	for len(w.s.requests) < 5 { // until they wait together for the next batch
		runtime.Gosched()
	}
	f.resume <- struct{}{}
	<-f.entered
	f.resume <- struct{}{}
	for range 6 {
		if err := <-answers; !errors.Is(err, errDisk) {
			t.Errorf("answered %v, want the engine's failure", err)
		}
	}
	f.fails.Store(false)
	w.do(kind("right"))
	if _, err := w.view().Ontology().KindNamed("wrong"); err == nil {
		t.Error("a kind that was never written is remembered")
	}
	w.do(kind("below", "right"))
}

// meddled is an engine that another process writes to before a commit.
type meddled struct {
	kv.Engine
	before func()
}

func (m *meddled) Commit(ctx context.Context, at kv.Snapshot, writes []kv.Write, guards [][]byte) error {
	if m.before != nil {
		m.before()
	}
	return m.Engine.Commit(ctx, at, writes, guards)
}

// A batch that lost against another process is planned again on what is there now,
// and nothing of the first plan is taken for written.
func TestConflictWithAnotherProcess(t *testing.T) {
	m := &meddled{Engine: memkv.New()}
	w := emptyWorld(t, m)
	other := emptyWorld(t, m.Engine)
	calls, first := 0, make(chan struct{})
	m.before = func() {
		switch calls++; calls {
		case 1:
			close(first)
			for len(w.s.requests) < 2 { // until the two others wait for the next batch
				runtime.Gosched()
			}
		case 2:
			other.do(kind("theirs"))
		}
	}
	var all sync.WaitGroup
	commit := func(k string) func() {
		return func() {
			r, err := w.s.Commit(context.Background(), CommitInput{IdempotencyKey: k, By: curator, Operations: []Operation{kind(k)}})
			if err != nil {
				t.Error(err)
				return
			}
			equal(t, k, r.ops(), "CREATED")
			r.View.Close()
		}
	}
	all.Go(commit("one"))
	<-first // the batch of "one" is closed: what comes now goes into the next
	all.Go(commit("two"))
	all.Go(commit("three"))
	all.Wait()
	for _, v := range []*View{w.view(), other.view()} {
		for _, k := range []string{"one", "two", "three", "theirs"} {
			if _, err := v.Ontology().KindNamed(k); err != nil {
				t.Error(err)
			}
		}
	}
	equal(t, "planned again", calls, 3)
	equal(t, "commits", w.view().Head().Number, 4)
}

// An overlay reads like the base with the writes applied.
func TestOverlay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 3, -1))
		engine := memkv.New()
		merged := map[string]string{}
		var base []kv.Write
		for _, k := range keys.Draw(t, "base") {
			merged[k] = "base"
			base = append(base, kv.Write{Key: []byte(k), Value: []byte("base")})
		}
		empty, err := engine.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer empty.Close()
		if err := engine.Commit(t.Context(), empty, base, nil); err != nil {
			t.Fatal(err)
		}
		snap, err := engine.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		o := newOverlay(snap)
		for _, k := range keys.Draw(t, "put") {
			merged[k] = "put"
			o.put(key(k), []byte("put"))
		}
		for _, k := range keys.Draw(t, "deleted") {
			delete(merged, k)
			o.put(key(k), nil)
		}
		var ranges []kv.Range
		for range rapid.IntRange(1, 3).Draw(t, "ranges") {
			ranges = append(ranges, kv.Range{
				Start: []byte(rapid.StringMatching("[abc]{0,2}").Draw(t, "start")), End: []byte(rapid.StringMatching("[abcd]{0,2}").Draw(t, "end")),
				Limit: rapid.IntRange(0, 4).Draw(t, "limit"), Reverse: rapid.Bool().Draw(t, "reverse"), KeysOnly: rapid.Bool().Draw(t, "keysOnly"),
			})
		}
		// Following More, page by page, gives exactly what the range holds.
		for _, r := range ranges {
			if got, want := readOn(t, o, r), wanted(merged, r); got != want {
				t.Fatalf("range %q %q limit %d reverse %v: got %s, want %s", r.Start, r.End, r.Limit, r.Reverse, got, want)
			}
		}
		if _, err := o.Scan(t.Context(), ranges); err != nil {
			t.Fatal(err)
		}
		for _, k := range keys.Draw(t, "get") {
			got, err := o.Get(t.Context(), [][]byte{[]byte(k)})
			if v, ok := merged[k]; err != nil || (got[0] != nil) != ok || string(got[0]) != v {
				t.Fatalf("Get %q: %q, %v; want %q", k, got[0], err, v)
			}
		}
	})
}

func readOn(t *rapid.T, s kv.Snapshot, r kv.Range) string {
	var out bytes.Buffer
	for range 100 {
		pages, err := s.Scan(t.Context(), []kv.Range{r})
		if err != nil {
			t.Fatal(err)
		}
		p := pages[0]
		if r.Limit > 0 && len(p.Pairs) > r.Limit || p.More && len(p.Pairs) == 0 {
			t.Fatalf("a page of %d with limit %d, more %v", len(p.Pairs), r.Limit, p.More)
		}
		for _, x := range p.Pairs {
			fmt.Fprintf(&out, "%s=%s ", x.Key, x.Value)
		}
		if !p.More {
			return out.String()
		}
		last := p.Pairs[len(p.Pairs)-1].Key
		if r.Reverse {
			r.End = last
		} else {
			r.Start = append(slices.Clone(last), 0)
		}
	}
	t.Fatalf("the pages never end")
	return ""
}

func wanted(merged map[string]string, r kv.Range) string {
	var keys []string
	for k := range merged {
		if k >= string(r.Start) && k < string(r.End) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if r.Reverse {
		slices.Reverse(keys)
	}
	var out bytes.Buffer
	for _, k := range keys {
		if r.KeysOnly {
			fmt.Fprintf(&out, "%s= ", k)
		} else {
			fmt.Fprintf(&out, "%s=%s ", k, merged[k])
		}
	}
	return out.String()
}
