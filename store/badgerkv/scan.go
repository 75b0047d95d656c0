package badgerkv

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

// Scan implements kv.Snapshot. It makes one iterator for each direction and
// visits the ranges in the order of the keys, so that neighbours share blocks.
func (s *snapshot) Scan(ctx context.Context, ranges []kv.Range) ([]kv.Page, error) {
	pages := make([]kv.Page, len(ranges))
	err := s.read(ctx, func(txn *badger.Txn) error {
		for _, reverse := range []bool{false, true} {
			if err := scan(ctx, txn, ranges, reverse, pages); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return pages, nil
}

// scan fills the pages of the ranges of one direction.
func scan(ctx context.Context, txn *badger.Txn, ranges []kv.Range, reverse bool, pages []kv.Page) error {
	todo := order(ranges, reverse)
	if len(todo) == 0 {
		return nil
	}
	it := txn.NewIterator(badger.IteratorOptions{
		Reverse: reverse,
		Prefix:  commonPrefix(ranges, todo), // leaves out the tables beyond
	})
	defer it.Close()
	for _, i := range todo {
		page, err := readPage(ctx, it, ranges[i])
		if err != nil {
			return err
		}
		pages[i] = page
	}
	return nil
}

// order gives the ranges of one direction that are not empty, in that direction.
func order(ranges []kv.Range, reverse bool) []int {
	var todo []int
	for i, r := range ranges {
		if r.Reverse == reverse && bytes.Compare(r.Start, r.End) < 0 {
			todo = append(todo, i)
		}
	}
	slices.SortFunc(todo, func(a, b int) int {
		if reverse {
			return bytes.Compare(ranges[b].End, ranges[a].End)
		}
		return cmp.Or(bytes.Compare(ranges[a].Start, ranges[b].Start), cmp.Compare(a, b))
	})
	return todo
}

// commonPrefix is what all keys of all those ranges begin with.
func commonPrefix(ranges []kv.Range, todo []int) []byte {
	prefix := ranges[todo[0]].Start
	for _, i := range todo {
		prefix = prefix[:shared(prefix, ranges[i].Start)]
		prefix = prefix[:shared(prefix, ranges[i].End)]
	}
	return badgerKey(prefix)
}

func shared(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func readPage(ctx context.Context, it *badger.Iterator, r kv.Range) (kv.Page, error) {
	var page kv.Page
	var copies arena
	n := 0
	for seek(it, r); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()[1:]
		if !within(key, r) {
			break
		}
		if r.Limit > 0 && n == r.Limit {
			page.More = true
			break
		}
		if ctx.Err() != nil {
			return kv.Page{}, context.Cause(ctx)
		}
		if n++; r.Count {
			continue
		}
		pair := kv.Pair{Key: copies.copy(key)}
		if !r.KeysOnly {
			err := item.Value(func(v []byte) error {
				pair.Value = copies.copy(v)
				return nil
			})
			if err != nil {
				return kv.Page{}, fault("reading a value", err)
			}
		}
		page.Pairs = append(page.Pairs, pair)
	}
	if r.Count {
		page.Count = n
	}
	return page, nil
}

// arena copies small byte strings into few allocations. They live and die together,
// as the pairs of a page do.
type arena struct{ free []byte }

const arenaSize = 2 << 10

// copy is never nil, also of nothing.
func (a *arena) copy(b []byte) []byte {
	if a.free == nil || len(b) > cap(a.free)-len(a.free) {
		a.free = make([]byte, 0, max(arenaSize, len(b)))
	}
	from := len(a.free)
	a.free = append(a.free, b...)
	return a.free[from:len(a.free):len(a.free)]
}

// seek goes to the first key of r in its direction.
func seek(it *badger.Iterator, r kv.Range) {
	if !r.Reverse {
		it.Seek(badgerKey(r.Start))
		return
	}
	end := badgerKey(r.End)
	it.Seek(end) // at End or before it
	if it.Valid() && bytes.Equal(it.Item().Key(), end) {
		it.Next() // End is not in the range
	}
}

// within asks only for the bound that lies ahead.
func within(key []byte, r kv.Range) bool {
	if r.Reverse {
		return bytes.Compare(key, r.Start) >= 0
	}
	return bytes.Compare(key, r.End) < 0
}
