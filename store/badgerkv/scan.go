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
	for seek(it, r); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()[1:]
		if !within(key, r) {
			break
		}
		if r.Limit > 0 && len(page.Pairs) == r.Limit {
			page.More = true
			break
		}
		if ctx.Err() != nil {
			return kv.Page{}, context.Cause(ctx)
		}
		pair := kv.Pair{Key: append([]byte{}, key...)}
		if !r.KeysOnly {
			value, err := valueOf(item)
			if err != nil {
				return kv.Page{}, err
			}
			pair.Value = value
		}
		page.Pairs = append(page.Pairs, pair)
	}
	return page, nil
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
