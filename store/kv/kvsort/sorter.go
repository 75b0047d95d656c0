// Package kvsort puts more pairs in order than memory holds: blocks of them are sorted and
// written to files, and merged when they are read.
package kvsort

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"os"
	"slices"

	"demarche/store/kv"
)

// blockSize is how many bytes of keys and values are sorted at once. Two such blocks are
// in memory: one fills, one is sorted and written.
const blockSize = 16 << 20

// Sorter takes pairs in any order and gives them by key. It is used by one goroutine.
type Sorter struct {
	dir     string
	size    int // of a block
	block   *block
	sorting chan *block
	spare   chan *block
	done    chan struct{}
	files   []*os.File
	err     error // of the sorting goroutine; read after done
}

// New makes a sorter whose files are in a directory.
func New(dir string) *Sorter {
	s := &Sorter{dir: dir, size: blockSize, block: &block{}, sorting: make(chan *block), spare: make(chan *block, 1), done: make(chan struct{})}
	s.spare <- &block{}
	go s.run(s.sorting) // its own copy: end clears the field
	return s
}

// Add copies a pair.
func (s *Sorter) Add(p kv.Pair) {
	if len(s.block.bytes)+len(p.Key)+len(p.Value) > s.size && len(s.block.entries) > 0 {
		s.sorting <- s.block
		s.block = <-s.spare
	}
	s.block.add(p)
}

func (s *Sorter) run(sorting <-chan *block) {
	defer close(s.done)
	for b := range sorting {
		if s.err == nil {
			b.sort()
			s.err = s.spill(b)
		}
		b.bytes, b.entries = b.bytes[:0], b.entries[:0]
		s.spare <- b
	}
}

// end waits until all blocks that were full are sorted.
func (s *Sorter) end() {
	if s.sorting != nil {
		close(s.sorting)
		s.sorting = nil
	}
	<-s.done
}

// Close removes the files, if their directory is still there.
func (s *Sorter) Close() error {
	s.end()
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
		if err := os.Remove(f.Name()); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	s.files = nil
	return errors.Join(errs...)
}

// block is pairs one behind the other, and where they are.
type block struct {
	bytes   []byte
	entries []entry
}

// entry is a pair of a block, with the first bytes of its key: they settle most
// comparisons without a look at the key.
type entry struct {
	head  uint64
	at    uint32
	key   uint16
	value uint32
}

func (b *block) add(p kv.Pair) {
	at := len(b.bytes)
	b.bytes = append(append(b.bytes, p.Key...), p.Value...)
	b.entries = append(b.entries, entry{headOf(p.Key), uint32(at), uint16(len(p.Key)), uint32(len(p.Value))})
}

func headOf(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var first [8]byte
	copy(first[:], key)
	return binary.BigEndian.Uint64(first[:])
}

func (b *block) keyOf(e entry) []byte { return b.bytes[e.at : e.at+uint32(e.key)] }

func (b *block) sort() {
	slices.SortFunc(b.entries, func(x, y entry) int {
		if x.head != y.head {
			return cmp.Compare(x.head, y.head)
		}
		if c := bytes.Compare(b.keyOf(x), b.keyOf(y)); c != 0 {
			return c
		}
		return cmp.Compare(x.at, y.at)
	})
}

// spill writes a sorted block to a file.
func (s *Sorter) spill(b *block) error {
	f, err := os.CreateTemp(s.dir, "sort-*")
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	w := bufio.NewWriterSize(f, 1<<18)
	var lengths []byte
	for _, e := range b.entries {
		lengths = binary.AppendUvarint(binary.AppendUvarint(lengths[:0], uint64(e.key)), uint64(e.value))
		_, _ = w.Write(lengths) // Flush gives the error
		_, _ = w.Write(b.bytes[e.at : e.at+uint32(e.key)+e.value])
	}
	return w.Flush()
}
