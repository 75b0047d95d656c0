package kvsort

import (
	"bufio"
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"iter"

	"demarche/store/kv"
)

// Sorted gives all pairs in order of their keys; of several with one key, the one added
// last. Nothing can be added any more. A pair is good until the next one. The error, if
// any, comes last.
func (s *Sorter) Sorted() iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		s.block.sort()
		s.end()
		runs, err := s.runs()
		if err != nil {
			yield(kv.Pair{}, err)
			return
		}
		heap.Init(&runs)
		var held kv.Pair // the next to give, unless a later run has its key too
		full := false
		for len(runs) > 0 {
			r := runs[0]
			if full && !bytes.Equal(held.Key, r.pair.Key) && !yield(held, nil) {
				return
			}
			held.Key, held.Value, full = append(held.Key[:0], r.pair.Key...), append(held.Value[:0], r.pair.Value...), true
			switch err := r.next(); {
			case errors.Is(err, io.EOF):
				heap.Pop(&runs)
			case err != nil:
				yield(kv.Pair{}, err)
				return
			default:
				heap.Fix(&runs, 0)
			}
		}
		if full {
			yield(held, nil)
		}
	}
}

func (s *Sorter) runs() (out runs, err error) {
	if s.err != nil {
		return nil, s.err
	}
	for i, f := range s.files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		in := bufio.NewReaderSize(f, 1<<18)
		r := &run{order: i}
		r.read = func() (kv.Pair, error) { return readPair(in, &r.pair) }
		out = append(out, r)
	}
	last, at := s.block, 0
	out = append(out, &run{order: len(out), read: func() (kv.Pair, error) {
		if at == len(last.entries) {
			return kv.Pair{}, io.EOF
		}
		e := last.entries[at]
		at++
		return kv.Pair{Key: last.keyOf(e), Value: last.bytes[e.at+uint32(e.key) : e.at+uint32(e.key)+e.value]}, nil
	}})
	kept := out[:0]
	for _, r := range out {
		switch err := r.next(); {
		case err == nil:
			kept = append(kept, r)
		case !errors.Is(err, io.EOF):
			return nil, err
		}
	}
	return kept, nil
}

// run is a sorted sequence of pairs, and the one at its front.
type run struct {
	pair  kv.Pair
	order int // of two runs with one key, the one that was added later is the greater
	read  func() (kv.Pair, error)
}

func (r *run) next() (err error) {
	r.pair, err = r.read()
	return err
}

// readPair reads what spill wrote, into the bytes of a pair that is done with.
func readPair(in *bufio.Reader, into *kv.Pair) (p kv.Pair, err error) {
	key, err := binary.ReadUvarint(in)
	if err != nil {
		return p, err
	}
	value, err := binary.ReadUvarint(in)
	if err != nil {
		return p, io.ErrUnexpectedEOF
	}
	p.Key, p.Value = room(into.Key, int(key)), room(into.Value, int(value))
	if _, err := io.ReadFull(in, p.Key); err != nil {
		return p, io.ErrUnexpectedEOF
	}
	if _, err := io.ReadFull(in, p.Value); err != nil {
		return p, io.ErrUnexpectedEOF
	}
	return p, nil
}

func room(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, 2*n)
	}
	return b[:n]
}

// runs is a heap by the key at the front.
type runs []*run

func (h runs) Len() int { return len(h) }
func (h runs) Less(i, j int) bool {
	if c := bytes.Compare(h[i].pair.Key, h[j].pair.Key); c != 0 {
		return c < 0
	}
	return h[i].order < h[j].order
}
func (h runs) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runs) Push(x any)   { *h = append(*h, x.(*run)) }
func (h *runs) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
