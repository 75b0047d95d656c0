package kvtest

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"demarche/store/kv"
)

// Bench measures the engine that open gives, on a hundred thousand keys of 18
// bytes with values of 100: 10 000 prefixes of 10 keys each.
func Bench(b *testing.B, open func(b *testing.B) kv.Engine) {
	e := open(b)
	b.Cleanup(func() { _ = e.Close() })
	if err := e.Load(b.Context(), benchPairs); err != nil {
		b.Fatal(err)
	}
	b.Run("Get1", func(b *testing.B) { benchGet(b, e, 1) })
	b.Run("Get20", func(b *testing.B) { benchGet(b, e, 20) })
	b.Run("Scan20x10", func(b *testing.B) { benchScan(b, e, false) })
	b.Run("Scan20x10Reverse", func(b *testing.B) { benchScan(b, e, true) })
	b.Run("Snapshot", func(b *testing.B) { benchSnapshot(b, e) })
	b.Run("CommitSerial", func(b *testing.B) { benchCommit(b, e, 1) })
	b.Run("Commit64", func(b *testing.B) { benchCommit(b, e, 64) })
	b.Run("Load", func(b *testing.B) {
		for b.Loop() {
			if err := e.Load(b.Context(), benchPairs); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)*benchPrefixes*benchPerPrefix/b.Elapsed().Seconds(), "pairs/s")
	})
}

const benchPrefixes, benchPerPrefix = 10_000, 10

// benchPrefix spreads the prefixes over the key space, as hashes do.
func benchPrefix(i int) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(i)*0x9E3779B97F4A7C15)
}

func benchKey(i, j int) []byte {
	return append(binary.BigEndian.AppendUint16(benchPrefix(i), uint16(j)), "12345678"...)
}

func benchPairs(yield func(kv.Pair) bool) {
	value := make([]byte, 100)
	for i := range benchPrefixes {
		for j := range benchPerPrefix {
			if !yield(kv.Pair{Key: benchKey(i, j), Value: value}) {
				return
			}
		}
	}
}

func benchGet(b *testing.B, e kv.Engine, n int) {
	s, err := e.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	keys := make([][]byte, n)
	b.ReportAllocs()
	for b.Loop() {
		for i := range keys {
			keys[i] = benchKey(rand.IntN(benchPrefixes), rand.IntN(benchPerPrefix))
		}
		if _, err := s.Get(b.Context(), keys); err != nil {
			b.Fatal(err)
		}
	}
}

func benchScan(b *testing.B, e kv.Engine, reverse bool) {
	s, err := e.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ranges := make([]kv.Range, 20)
	b.ReportAllocs()
	for b.Loop() {
		for i := range ranges {
			start := benchPrefix(rand.IntN(benchPrefixes))
			end := binary.BigEndian.AppendUint64(nil, binary.BigEndian.Uint64(start)+1)
			ranges[i] = kv.Range{Start: start, End: end, Reverse: reverse}
		}
		if _, err := s.Scan(b.Context(), ranges); err != nil {
			b.Fatal(err)
		}
	}
}

func benchSnapshot(b *testing.B, e kv.Engine) {
	b.ReportAllocs()
	for b.Loop() {
		s, err := e.Snapshot(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// benchCommit commits six small keys of its own at a time, each at a new snapshot.
func benchCommit(b *testing.B, e kv.Engine, goroutines int) {
	var left atomic.Int64
	left.Store(int64(b.N))
	errs := make([]error, goroutines)
	var wg sync.WaitGroup
	b.ResetTimer()
	for g := range goroutines {
		wg.Go(func() {
			for n := left.Add(-1); n >= 0 && errs[g] == nil; n = left.Add(-1) {
				errs[g] = commitSix(b, e, uint64(n))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

func commitSix(b *testing.B, e kv.Engine, n uint64) error {
	s, err := e.Snapshot(b.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	writes := make([]kv.Write, 6)
	for i := range writes {
		key := binary.BigEndian.AppendUint64([]byte{'c', byte(i)}, n*0x9E3779B97F4A7C15)
		writes[i] = kv.Write{Key: key, Value: key}
	}
	return e.Commit(b.Context(), s, writes, nil)
}
