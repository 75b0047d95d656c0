package kvtest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"demarche/store/kv"
)

func testSnapshotStays(f *fixture) {
	f.commit(put("changed", "1"), put("deleted", "1"))
	old := f.snapshot()
	f.commit(put("changed", "2"), put("created", "2"), del("deleted"))
	f.wantKeys("old keys", f.scan(old, everything())[0], "changed", "deleted")
	r := everything()
	r.Reverse = true
	f.wantKeys("old keys, reverse", f.scan(old, r)[0], "deleted", "changed")
	got := f.get(old, "changed", "deleted", "created")
	for i, want := range [][]byte{[]byte("1"), []byte("1"), nil} {
		f.same("old value", got[i], want)
	}
	f.wantKeys("new keys", f.scan(f.snapshot(), everything())[0], "changed", "created")
}

// Writers move all keys to the same next value; whoever reads sees one value
// everywhere, twice the same, and never an older one than was acknowledged.
func testIsolation(f *fixture) {
	const keys, writers, readers, rounds = 5, 3, 3, 40
	names := make([]string, keys)
	for i := range names {
		names[i] = fmt.Sprintf("key%d", i)
	}
	setAll := func(s kv.Snapshot) ([]kv.Write, [][]byte, error) {
		next, err := increment(f.Context(), s, names[0])
		writes := make([]kv.Write, keys)
		for i, name := range names {
			writes[i] = put(name, string(next.Value))
		}
		return writes, nil, err
	}
	if err := f.retry(f.Context(), setAll); err != nil {
		f.Fatal(err)
	}
	errs := make([]error, writers+readers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for range rounds {
				errs[i] = errors.Join(errs[i], f.retry(f.Context(), setAll))
			}
		})
	}
	for i := range readers {
		wg.Go(func() { errs[writers+i] = f.watch(names, rounds) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		f.Fatal(err)
	}
	f.expect(names[0], []byte(strconv.Itoa(writers*rounds+1)))
}

func (f *fixture) watch(names []string, rounds int) error {
	last := 0
	for range rounds {
		s, err := f.Engine.Snapshot(f.Context())
		if err != nil {
			return err
		}
		n, err := f.uniform(s, names)
		if err == nil && n < last {
			err = fmt.Errorf("a later snapshot holds %d, an earlier one %d", n, last)
		}
		s.Close()
		if err != nil {
			return err
		}
		last = n
	}
	return nil
}

// uniform gives the value that all keys have, by Get and by Scan.
func (f *fixture) uniform(s kv.Snapshot, names []string) (int, error) {
	values, err := s.Get(f.Context(), byteSlices(names))
	if err != nil {
		return 0, err
	}
	pages, err := s.Scan(f.Context(), []kv.Range{everything()})
	if err != nil {
		return 0, err
	}
	for _, p := range pages[0].Pairs {
		values = append(values, p.Value)
	}
	if len(values) != 2*len(names) {
		return 0, fmt.Errorf("%d values of %d keys", len(values), len(names))
	}
	for _, v := range values {
		if !bytes.Equal(v, values[0]) {
			return 0, fmt.Errorf("values of one snapshot differ: %q", values)
		}
	}
	return strconv.Atoi(string(values[0]))
}

func testConcurrentReads(f *fixture) {
	var want []string
	for i := range 50 {
		want = append(want, fmt.Sprintf("key%02d", i))
		f.commit(put(want[i], want[i]))
	}
	s := f.snapshot()
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for g := range errs {
		wg.Go(func() {
			for range 20 {
				errs[g] = errors.Join(errs[g], f.readAll(s, want))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) readAll(s kv.Snapshot, want []string) error {
	values, err := s.Get(f.Context(), byteSlices(want))
	if err != nil {
		return err
	}
	back := everything()
	back.Reverse = true
	pages, err := s.Scan(f.Context(), []kv.Range{back, everything()})
	if err != nil {
		return err
	}
	n := len(want)
	if len(pages[0].Pairs) != n || len(pages[1].Pairs) != n {
		return fmt.Errorf("%d and %d keys; want %d", len(pages[0].Pairs), len(pages[1].Pairs), n)
	}
	for i, w := range want {
		if string(values[i]) != w || string(pages[1].Pairs[i].Key) != w || string(pages[0].Pairs[n-1-i].Value) != w {
			return fmt.Errorf("%s: %q, %q", w, values[i], pages[1].Pairs[i].Key)
		}
	}
	return nil
}
