package kvtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"demarche/store/kv"
)

func testDeleteAbsent(f *fixture) {
	f.commit(del("absent"))
	f.commit(put("a", "1"), del("b"), del(""))
	f.wantKeys("keys", f.scan(f.snapshot(), everything())[0], "a")
}

func testLastWriteWins(f *fixture) {
	f.commit(put("kept", "1"), put("kept", "2"), put("gone", "1"), del("gone"),
		del("back"), put("back", "1"), put("long", "a longer value"), put("long", "x"), del("x"), put("x", ""))
	s := f.snapshot()
	got := f.get(s, "kept", "gone", "back", "long", "x")
	for i, want := range [][]byte{[]byte("2"), nil, []byte("1"), []byte("x"), {}} {
		f.same("value", got[i], want)
	}
	f.wantKeys("keys", f.scan(s, everything())[0], "back", "kept", "long", "x")
}

func testRecreate(f *fixture) {
	var states []kv.Snapshot
	for i := range 6 {
		if i%2 == 0 {
			f.commit(put("key", strconv.Itoa(i)))
		} else {
			f.commit(del("key"))
		}
		states = append(states, f.snapshot())
	}
	for i, s := range states {
		var want []byte
		if i%2 == 0 {
			want = []byte(strconv.Itoa(i))
		}
		f.same("value", f.get(s, "key")[0], want)
		if n := len(f.scan(s, everything())[0].Pairs); n != 1-i%2 {
			f.Errorf("state %d: %d keys", i, n)
		}
	}
}

func testTwoCreators(f *fixture) {
	const creators = 8
	at := make([]kv.Snapshot, creators)
	for i := range at {
		at[i] = f.snapshot()
	}
	errs := make([]error, creators)
	var wg sync.WaitGroup
	for i := range creators {
		wg.Go(func() { errs[i] = f.Commit(f.Context(), at[i], []kv.Write{put("key", strconv.Itoa(i))}, nil) })
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			f.Errorf("both %d and %d created the key", winner, i)
		case err == nil:
			winner = i
		default:
			f.wantErr("loser", err, kv.ErrConflict)
		}
	}
	f.expect("key", []byte(strconv.Itoa(winner)))
}

func testGuards(f *fixture) {
	f.commit(put("changed", "1"), put("deleted", "1"), put("same", "1"))
	old := f.snapshot()
	f.commit(put("changed", "2"), put("created", "2"), del("deleted"))
	for _, key := range []string{"changed", "created", "deleted"} {
		err := f.Commit(f.Context(), old, []kv.Write{put("new", "1")}, byteSlices([]string{"same", key}))
		f.wantErr("guard of "+key, err, kv.ErrConflict)
		err = f.Commit(f.Context(), old, []kv.Write{put("new", "1"), put(key, "3")}, nil)
		f.wantErr("write of "+key, err, kv.ErrConflict)
		err = f.Commit(f.Context(), old, []kv.Write{put("new", "1"), del(key)}, nil)
		f.wantErr("delete of "+key, err, kv.ErrConflict)
	}
	f.expect("new", nil)
	guards := byteSlices([]string{"same", "absent", "same", ""})
	if err := f.Commit(f.Context(), old, []kv.Write{put("new", "1")}, guards); err != nil {
		f.Errorf("guards that hold: %v", err)
	}
	f.expect("new", []byte("1"))
	f.expect("changed", []byte("2"))
	// A guard is not a write: it does not stop others.
	if err := f.Commit(f.Context(), old, []kv.Write{put("same", "2")}, nil); err != nil {
		f.Errorf("write of a key that was guarded: %v", err)
	}
}

func testOnlyGuards(f *fixture) {
	old := f.snapshot()
	if err := f.Commit(f.Context(), old, nil, byteSlices([]string{"key"})); err != nil {
		f.Errorf("guard that holds: %v", err)
	}
	f.commit(put("key", "1"))
	f.wantErr("guard", f.Commit(f.Context(), old, nil, byteSlices([]string{"key"})), kv.ErrConflict)
}

// A key that changed and changed back did change.
func testChangedAndBack(f *fixture) {
	f.commit(put("value", "1"))
	old := f.snapshot()
	f.commit(put("value", "2"))
	f.commit(put("value", "1"))
	f.commit(put("absent", "1"))
	f.commit(del("absent"))
	for _, key := range []string{"value", "absent"} {
		f.wantErr(key, f.Commit(f.Context(), old, []kv.Write{put(key, "3")}, nil), kv.ErrConflict)
	}
}

func testRefusedWritesNothing(f *fixture) {
	old := f.snapshot()
	f.commit(put("m", "1"))
	writes := []kv.Write{put("a", "x"), put("m", "x"), put("z", "x")}
	f.wantErr("commit", f.Commit(f.Context(), old, writes, nil), kv.ErrConflict)
	f.wantKeys("keys", f.scan(f.snapshot(), everything())[0], "m")
}

// However old the snapshot, keys that nobody touched can be written at it.
func testOldSnapshot(f *fixture) {
	f.commit(put("mine", "1"), put("theirs", "1"))
	old := f.snapshot()
	for i := range 50 {
		f.commit(put("theirs", strconv.Itoa(i)), put("other"+strconv.Itoa(i), ""))
	}
	f.same("theirs", f.get(old, "theirs")[0], []byte("1"))
	if err := f.Commit(f.Context(), old, []kv.Write{put("mine", "2")}, nil); err != nil {
		f.Errorf("first: %v", err)
	}
	f.wantErr("second", f.Commit(f.Context(), old, []kv.Write{put("mine", "3")}, nil), kv.ErrConflict)
	f.expect("mine", []byte("2"))
}

type foreignSnapshot struct{ kv.Snapshot }

func testForeignSnapshot(f *fixture) {
	writes := []kv.Write{put("key", "1")}
	f.wantErr("foreign", f.Commit(f.Context(), foreignSnapshot{f.snapshot()}, writes, nil), kv.ErrEngine)
	f.wantErr("nil", f.Commit(f.Context(), nil, writes, nil), kv.ErrEngine)
	f.expect("key", nil)
}

// increment adds one to a decimal counter.
func increment(ctx context.Context, s kv.Snapshot, key string) (kv.Write, error) {
	values, err := s.Get(ctx, byteSlices([]string{key}))
	if err != nil {
		return kv.Write{}, err
	}
	n := 0
	if values[0] != nil {
		if n, err = strconv.Atoi(string(values[0])); err != nil {
			return kv.Write{}, err
		}
	}
	return put(key, strconv.Itoa(n+1)), nil
}

func testLostUpdates(f *fixture) {
	const goroutines, rounds, counters = 8, 25, 3
	errs := make([]error, goroutines)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range rounds {
				errs[g] = errors.Join(errs[g], f.retry(f.Context(), func(s kv.Snapshot) ([]kv.Write, [][]byte, error) {
					one, err := increment(f.Context(), s, "counter"+strconv.Itoa((g+i)%counters))
					if err != nil {
						return nil, nil, err
					}
					all, err := increment(f.Context(), s, "all")
					return []kv.Write{one, all}, nil, err
				}))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		f.Fatal(err)
	}
	f.expect("all", []byte(strconv.Itoa(goroutines*rounds)))
	sum := 0
	for _, v := range f.get(f.snapshot(), "counter0", "counter1", "counter2") {
		n, err := strconv.Atoi(string(v))
		if err != nil {
			f.Fatal(err)
		}
		sum += n
	}
	if sum != goroutines*rounds {
		f.Errorf("the counters sum up to %d; want %d", sum, goroutines*rounds)
	}
}

// Two writers that each guard what the other one writes: never both.
func testWriteSkew(f *fixture) {
	for i := range 30 {
		names := [2]string{fmt.Sprintf("left%d", i), fmt.Sprintf("right%d", i)}
		at := [2]kv.Snapshot{f.snapshot(), f.snapshot()}
		var errs [2]error
		var wg sync.WaitGroup
		for me := range 2 {
			wg.Go(func() {
				guard := byteSlices([]string{names[1-me]})
				errs[me] = f.Commit(f.Context(), at[me], []kv.Write{put(names[me], "on duty")}, guard)
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			f.Fatalf("of two commits that exclude each other: %v, %v", errs[0], errs[1])
		}
		f.wantErr("the other one", errors.Join(errs[:]...), kv.ErrConflict)
	}
}
