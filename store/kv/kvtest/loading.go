package kvtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"demarche/store/kv"
)

func testLoad(f *fixture) {
	const n = 5*kv.MaxCommitKeys + 7
	f.commit(put(loaded(1), "before"), put("other", "1"))
	old := f.snapshot()
	order := rand.New(rand.NewPCG(1, 2)).Perm(n) // any order will do, always the same one
	err := f.Load(f.Context(), func(yield func(kv.Pair) bool) {
		for _, i := range order {
			if !yield(kv.Pair{Key: []byte(loaded(i)), Value: fmt.Appendf(nil, "value %d", i)}) {
				return
			}
		}
	})
	if err != nil {
		f.Fatalf("Load: %v", err)
	}
	f.wantKeys("old snapshot", f.scan(old, everything())[0], loaded(1), "other")
	f.same("old value", f.get(old, loaded(1))[0], []byte("before"))
	page := f.scan(f.snapshot(), between("load", "loae"))[0]
	if len(page.Pairs) != n {
		f.Fatalf("%d pairs; want %d", len(page.Pairs), n)
	}
	for i, p := range page.Pairs {
		if string(p.Key) != loaded(i) || string(p.Value) != fmt.Sprintf("value %d", i) {
			f.Fatalf("pair %d is %q, %q", i, p.Key, p.Value)
		}
	}
	f.expect("other", []byte("1"))
}

func loaded(i int) string { return fmt.Sprintf("load%06d", i) }

// A load changes keys, as a commit does.
func testLoadConflicts(f *fixture) {
	old := f.snapshot()
	if err := f.Load(f.Context(), seq(kv.Pair{Key: []byte("key")})); err != nil {
		f.Fatal(err)
	}
	f.wantErr("write", f.Commit(f.Context(), old, []kv.Write{put("key", "1")}, nil), kv.ErrConflict)
	f.expect("key", []byte{})
}

// What is loaded may be read from the engine on the way, and commits go on.
func testLoadFromItself(f *fixture) {
	const n = 2500
	err := f.Load(f.Context(), func(yield func(kv.Pair) bool) {
		for i := range n {
			if i%500 == 0 {
				f.commit(put(fmt.Sprint("commit", i), "x"))
			}
			if !yield(kv.Pair{Key: []byte(loaded(i)), Value: f.get(f.snapshot(), "commit0")[0]}) {
				return
			}
		}
	})
	if err != nil {
		f.Fatal(err)
	}
	if got := len(f.scan(f.snapshot(), everything())[0].Pairs); got != n+5 {
		f.Errorf("%d keys; want %d", got, n+5)
	}
}

// A load that is cancelled on its way ends, with the cause.
func testLoadCancelled(f *fixture) {
	ctx, cancel := context.WithCancelCause(f.Context())
	cause := errors.New("enough")
	yielded := 0
	err := f.Load(ctx, func(yield func(kv.Pair) bool) {
		for i := range 1 << 20 {
			if i == 10 {
				cancel(cause)
			}
			yielded++
			if !yield(kv.Pair{Key: []byte(loaded(i)), Value: make([]byte, 1<<10)}) {
				return
			}
		}
	})
	f.wantErr("Load", err, cause)
	if yielded == 1<<20 {
		f.Error("all pairs were asked for")
	}
}
