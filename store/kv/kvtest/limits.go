package kvtest

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"demarche/store/kv"
)

// fill makes n writes whose keys and values are of size bytes together.
func fill(n, size int) []kv.Write {
	writes := make([]kv.Write, n)
	for i := range writes {
		share := size / (n - i)
		size -= share
		key := fmt.Appendf(nil, "%06d", i)
		writes[i] = kv.Write{Key: key, Value: bytes.Repeat([]byte{'v'}, share-len(key))}
	}
	return writes
}

func testLimitsTaken(f *fixture) {
	key := strings.Repeat("k", kv.MaxKey)
	value := strings.Repeat("v", kv.MaxValue)
	f.commit(put(key, value))
	f.expect(key, []byte(value))
	for _, writes := range [][]kv.Write{
		fill(40, kv.MaxCommit),
		fill(kv.MaxCommitKeys, kv.MaxCommit),
		fill(kv.MaxCommitKeys, 7*kv.MaxCommitKeys),
	} {
		f.commit(writes...)
		keys := make([]string, len(writes))
		for i, w := range writes {
			keys[i] = string(w.Key)
		}
		for i, v := range f.get(f.snapshot(), keys...) {
			f.same(keys[i], v, writes[i].Value)
		}
	}
	s := f.snapshot()
	if err := f.Commit(f.Context(), s, nil, [][]byte{[]byte(key)}); err != nil {
		f.Errorf("guard of the longest key: %v", err)
	}
	deletes := fill(kv.MaxCommitKeys, 6*kv.MaxCommitKeys)
	for i := range deletes {
		deletes[i].Delete = true
	}
	f.commit(append(deletes[1:], del(key))...)
	f.wantKeys("left after deleting", f.scan(f.snapshot(), everything())[0], "000000")
	// The value of a delete is not written and does not count.
	f.commit(kv.Write{Key: []byte("000000"), Value: make([]byte, kv.MaxCommit+1), Delete: true})
}

func testBeyondLimits(f *fixture) {
	f.commit(put("there", "before"))
	longKey := make([]byte, kv.MaxKey+1)
	for _, c := range []struct {
		what   string
		writes []kv.Write
	}{
		{"MaxKey", []kv.Write{{Key: longKey}}},
		{"MaxKey of a delete", []kv.Write{{Key: longKey, Delete: true}}},
		{"MaxValue", []kv.Write{{Key: []byte("k"), Value: make([]byte, kv.MaxValue+1)}}},
		{"MaxCommit", fill(40, kv.MaxCommit+1)},
		{"MaxCommitKeys", fill(kv.MaxCommitKeys+1, 7*(kv.MaxCommitKeys+1))},
	} {
		s := f.snapshot()
		writes := append([]kv.Write{put("there", "after")}, c.writes...)
		f.wantErr(c.what, f.Commit(f.Context(), s, writes, nil), kv.ErrTooLarge)
		f.wantErr(c.what+" alone", f.Commit(f.Context(), s, c.writes, nil), kv.ErrTooLarge)
	}
	s := f.snapshot()
	f.wantErr("guard", f.Commit(f.Context(), s, []kv.Write{put("there", "after")}, [][]byte{longKey}), kv.ErrTooLarge)
	_, err := s.Get(f.Context(), [][]byte{longKey})
	f.wantErr("Get", err, kv.ErrTooLarge)
	f.wantKeys("keys", f.scan(f.snapshot(), everything())[0], "there")
	f.expect("there", []byte("before"))
}

func testBeyondLimitsOfLoad(f *fixture) {
	for _, p := range []kv.Pair{
		{Key: make([]byte, kv.MaxKey+1)},
		{Key: []byte("k"), Value: make([]byte, kv.MaxValue+1)},
	} {
		f.wantErr("Load", f.Load(context.Background(), seq(p)), kv.ErrTooLarge)
	}
	f.wantKeys("keys", f.scan(f.snapshot(), everything())[0])
	at := kv.Pair{Key: make([]byte, kv.MaxKey), Value: make([]byte, kv.MaxValue)}
	if err := f.Load(f.Context(), seq(at)); err != nil {
		f.Errorf("Load at the limits: %v", err)
	}
	f.expect(string(at.Key), at.Value)
}
