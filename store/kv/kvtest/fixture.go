package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"demarche/store/kv"
)

// fixture is an engine under test, with calls that end the test on an error.
type fixture struct {
	*testing.T
	kv.Engine
}

func (f *fixture) snapshot() kv.Snapshot {
	f.Helper()
	s, err := f.Engine.Snapshot(f.Context())
	if err != nil {
		f.Fatalf("Snapshot: %v", err)
	}
	f.Cleanup(s.Close)
	return s
}

// commit writes at a snapshot of its own.
func (f *fixture) commit(writes ...kv.Write) {
	f.Helper()
	s := f.snapshot()
	defer s.Close()
	if err := f.Commit(f.Context(), s, writes, nil); err != nil {
		f.Fatalf("Commit: %v", err)
	}
}

func (f *fixture) get(s kv.Snapshot, keys ...string) [][]byte {
	f.Helper()
	values, err := s.Get(f.Context(), byteSlices(keys))
	if err != nil {
		f.Fatalf("Get: %v", err)
	}
	if len(values) != len(keys) {
		f.Fatalf("Get gave %d values for %d keys", len(values), len(keys))
	}
	return values
}

func (f *fixture) scan(s kv.Snapshot, ranges ...kv.Range) []kv.Page {
	f.Helper()
	pages, err := s.Scan(f.Context(), ranges)
	if err != nil {
		f.Fatalf("Scan: %v", err)
	}
	if len(pages) != len(ranges) {
		f.Fatalf("Scan gave %d pages for %d ranges", len(pages), len(ranges))
	}
	return pages
}

// expect compares the value of key in a new snapshot; nil is absent.
func (f *fixture) expect(key string, want []byte) {
	f.Helper()
	s := f.snapshot()
	defer s.Close()
	f.same(fmt.Sprintf("value of %q", key), f.get(s, key)[0], want)
}

func (f *fixture) same(what string, got, want []byte) {
	f.Helper()
	if !bytes.Equal(got, want) || (got == nil) != (want == nil) {
		f.Errorf("%s: %s; want %s", what, show(got), show(want))
	}
}

func (f *fixture) wantErr(what string, got, want error) {
	f.Helper()
	if !errors.Is(got, want) {
		f.Errorf("%s: %v; want %v", what, got, want)
	}
}

func show(b []byte) string {
	switch {
	case b == nil:
		return "absent"
	case len(b) > 40:
		return fmt.Sprintf("%q… (%d bytes)", b[:40], len(b))
	}
	return fmt.Sprintf("%q", b)
}

func put(key, value string) kv.Write {
	return kv.Write{Key: []byte(key), Value: []byte(value)}
}

func del(key string) kv.Write { return kv.Write{Key: []byte(key), Delete: true} }

func byteSlices(keys []string) [][]byte {
	out := make([][]byte, len(keys))
	for i, k := range keys {
		out[i] = []byte(k)
	}
	return out
}

// top is above all keys.
var top = bytes.Repeat([]byte{0xff}, kv.MaxKey+1)

func everything() kv.Range { return kv.Range{End: top} }

func between(start, end string) kv.Range {
	return kv.Range{Start: []byte(start), End: []byte(end)}
}

func keysOf(p kv.Page) []string {
	var keys []string
	for _, pair := range p.Pairs {
		keys = append(keys, string(pair.Key))
	}
	return keys
}

func (f *fixture) wantKeys(what string, p kv.Page, want ...string) {
	f.Helper()
	if got := keysOf(p); !slices.Equal(got, want) {
		f.Errorf("%s: %q; want %q", what, got, want)
	}
}

func seq(pairs ...kv.Pair) iter.Seq[kv.Pair] { return slices.Values(pairs) }

// retry commits what change makes of a snapshot until no other commit interferes.
func (f *fixture) retry(ctx context.Context, change func(kv.Snapshot) ([]kv.Write, [][]byte, error)) error {
	for {
		err := f.try(ctx, change)
		if !errors.Is(err, kv.ErrConflict) {
			return err
		}
	}
}

func (f *fixture) try(ctx context.Context, change func(kv.Snapshot) ([]kv.Write, [][]byte, error)) error {
	s, err := f.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	writes, guards, err := change(s)
	if err != nil {
		return err
	}
	return f.Commit(ctx, s, writes, guards)
}
