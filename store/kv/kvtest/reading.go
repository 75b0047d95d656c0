package kvtest

import (
	"bytes"
	"slices"
	"strings"

	"demarche/store/kv"
)

// oddKeys are ordinary keys, in order.
func oddKeys() []string {
	return []string{
		"", "\x00", "\x00\x00", "\x00\x01", "\x00\xff", "\x01", "\x01\x00", "!", "!badger!", "!badger!txn",
		"A", "AB", "Z", "a", "a\x00", "a\x00b", "aa", "ab", "a\xff", "b",
		strings.Repeat("k", kv.MaxKey-1), strings.Repeat("k", kv.MaxKey),
		"\xc3\xa9", "\xff", "\xff\x00", "\xff\xff", strings.Repeat("\xff", kv.MaxKey),
	}
}

func testKeys(f *fixture) {
	keys := oddKeys()
	for i := len(keys) - 1; i >= 0; i-- { // not in their order
		f.commit(put(keys[i], "value of "+keys[i]))
	}
	s := f.snapshot()
	for i, v := range f.get(s, keys...) {
		f.same("value", v, []byte("value of "+keys[i]))
	}
	f.wantKeys("forward", f.scan(s, everything())[0], keys...)
	back := slices.Clone(keys)
	slices.Reverse(back)
	r := everything()
	r.Reverse = true
	f.wantKeys("reverse", f.scan(s, r)[0], back...)
	for _, p := range f.scan(s, everything())[0].Pairs {
		f.same("scanned value", p.Value, append([]byte("value of "), p.Key...))
	}
	// Every key is both a start, which is inside, and an end, which is not.
	for i := range keys {
		for j := i; j < len(keys); j++ {
			r := between(keys[i], keys[j])
			f.wantKeys("range", f.scan(s, r)[0], keys[i:j]...)
			r.Reverse = true
			f.wantKeys("reverse range", f.scan(s, r)[0], back[len(keys)-j:len(keys)-i]...)
		}
	}
}

func testEmptyValue(f *fixture) {
	f.commit(put("empty", ""), kv.Write{Key: []byte("nil")}, put("full", "x"))
	s := f.snapshot()
	got := f.get(s, "empty", "nil", "absent", "full")
	f.same("empty value", got[0], []byte{})
	f.same("nil value", got[1], []byte{})
	f.same("absent", got[2], nil)
	f.same("full", got[3], []byte("x"))
	for _, p := range f.scan(s, between("empty", "f"))[0].Pairs {
		f.same("scanned empty value", p.Value, []byte{})
	}
}

func testGetOrder(f *fixture) {
	f.commit(put("a", "1"), put("b", "2"), put("c", "3"))
	got := f.get(f.snapshot(), "c", "x", "a", "c", "b", "A")
	want := [][]byte{[]byte("3"), nil, []byte("1"), []byte("3"), []byte("2"), nil}
	for i := range want {
		f.same("value", got[i], want[i])
	}
}

func (f *fixture) letters(keys string) {
	f.Helper()
	for _, k := range keys {
		f.commit(put(string(k), "value"))
	}
}

func testRanges(f *fixture) {
	f.letters("bdfh")
	s := f.snapshot()
	for _, c := range []struct{ start, end, want string }{
		{"", "", ""}, {"", "a", ""}, {"", "b", ""}, {"", "b\x00", "b"}, {"a", "i", "bdfh"},
		{"b", "h", "bdf"}, {"c", "g", "df"}, {"d", "d", ""}, {"d", "d\x00", "d"}, {"e", "d", ""},
		{"h", "i", "h"}, {"h\x00", "z", ""}, {"z", "\xff", ""}, {"i", "a", ""}, {"c", "c\xff", ""},
	} {
		r := between(c.start, c.end)
		forward := keysOf(f.scan(s, r)[0])
		r.Reverse = true
		back := keysOf(f.scan(s, r)[0])
		slices.Reverse(back)
		for _, got := range [][]string{forward, back} {
			if strings.Join(got, "") != c.want {
				f.Errorf("[%q, %q): %q; want %q", c.start, c.end, got, c.want)
			}
		}
		r.Count = true
		for r.Limit = range 4 {
			p, want := f.scan(s, r)[0], len(c.want)
			if r.Limit > 0 {
				want = min(want, r.Limit)
			}
			if p.Count != want || p.More != (want < len(c.want)) || p.Pairs != nil {
				f.Errorf("[%q, %q) counted to %d: %+v; want %d", c.start, c.end, r.Limit, p, want)
			}
		}
	}
}

// Ranges come in any order, both directions, overlapping, twice and empty.
func testManyRanges(f *fixture) {
	f.letters("abcdefgh")
	back := func(r kv.Range) kv.Range { r.Reverse = true; return r }
	limited := func(r kv.Range, n int) kv.Range { r.Limit = n; return r }
	pages := f.scan(f.snapshot(),
		between("f", "h"), back(between("b", "e")), between("c", "g"), between("e", "c"), between("a", "c"),
		between("a", "c"), limited(between("a", "z"), 2), back(between("g", "z")), limited(back(between("a", "z")), 1),
		between("x", "z"), back(between("a", "b")), between("d", "e"))
	for i, want := range []string{"fg", "dcb", "cdef", "", "ab", "ab", "ab", "hg", "h", "", "a", "d"} {
		f.wantKeys("page", pages[i], strings.Split(want, "")...)
		if wantMore := i == 6 || i == 8; pages[i].More != wantMore {
			f.Errorf("page %d: More is %v", i, pages[i].More)
		}
	}
}

// A bound may be longer than a key: the one after the longest is.
func testLongBounds(f *fixture) {
	long := strings.Repeat("k", kv.MaxKey)
	f.commit(put(long, "1"), put("l", "2"))
	s := f.snapshot()
	f.wantKeys("after the longest key", f.scan(s, between(long+"\x00", "m"))[0], "l")
	r := between("a", long+"\x00")
	r.Reverse = true
	f.wantKeys("up to the longest key", f.scan(s, r)[0], long)
}

func testLimit(f *fixture) {
	f.letters("abcde")
	s := f.snapshot()
	for limit := range 8 {
		for _, reverse := range []bool{false, true} {
			r := between("b", "e")
			r.Limit, r.Reverse = limit, reverse
			want := []string{"b", "c", "d"}
			if reverse {
				slices.Reverse(want)
			}
			more := limit > 0 && limit < len(want)
			if more {
				want = want[:limit]
			}
			page := f.scan(s, r)[0]
			f.wantKeys("page", page, want...)
			if page.More != more {
				f.Errorf("limit %d, reverse %v: More is %v", limit, reverse, page.More)
			}
		}
	}
}

func testKeysOnly(f *fixture) {
	f.letters("abc")
	r := everything()
	r.KeysOnly = true
	pages := f.scan(f.snapshot(), r, everything())
	f.wantKeys("keys only", pages[0], "a", "b", "c")
	for i := range 3 {
		f.same("value left out", pages[0].Pairs[i].Value, nil)
		f.same("value", pages[1].Pairs[i].Value, []byte("value"))
	}
}

func testNothing(f *fixture) {
	s := f.snapshot()
	f.get(s)
	f.scan(s)
	f.wantKeys("empty engine", f.scan(s, everything())[0])
	f.commit()
	if err := f.Load(f.Context(), seq()); err != nil {
		f.Errorf("Load of nothing: %v", err)
	}
}

func testResultsOwned(f *fixture) {
	f.commit(put("a", "one"), put("b", "two"))
	s := f.snapshot()
	values, pairs := f.get(s, "a", "b"), f.scan(s, everything())[0].Pairs
	for _, v := range values {
		overwrite(v)
		_ = append(v[:cap(v)], "beyond"...)
	}
	for _, p := range pairs {
		overwrite(p.Key)
		overwrite(p.Value)
	}
	for _, s := range []kv.Snapshot{s, f.snapshot()} {
		got := f.get(s, "a", "b")
		f.same("a", got[0], []byte("one"))
		f.same("b", got[1], []byte("two"))
		f.wantKeys("keys", f.scan(s, everything())[0], "a", "b")
	}
	// Appending to one result must not reach its neighbour.
	values = f.get(s, "a", "b")
	_ = append(values[0], "xxxx"...)
	f.same("neighbour", values[1], []byte("two"))
	// Results outlive the snapshot.
	values = f.get(s, "a")
	s.Close()
	f.commit(del("a"))
	f.same("kept", values[0], []byte("one"))
}

func overwrite(b []byte) { copy(b, bytes.Repeat([]byte("#"), len(b))) }

func testArgumentsFree(f *fixture) {
	write := put("key", "value")
	f.commit(write)
	overwrite(write.Key)
	overwrite(write.Value)
	f.expect("key", []byte("value"))

	pair := kv.Pair{Key: []byte("pair"), Value: []byte("value")}
	if err := f.Load(f.Context(), seq(pair)); err != nil {
		f.Fatal(err)
	}
	overwrite(pair.Key)
	overwrite(pair.Value)
	f.expect("pair", []byte("value"))

	// A conflict is found under the key that was written, not under its later bytes.
	old, guard := f.snapshot(), [][]byte{[]byte("key")}
	again := put("key", "changed")
	f.commit(again)
	overwrite(again.Key)
	f.wantErr("guard", f.Commit(f.Context(), old, []kv.Write{put("other", "")}, guard), kv.ErrConflict)
}
