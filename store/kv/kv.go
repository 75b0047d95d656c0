// Package kv is the seam between the knowledge graph and the engine that keeps
// its bytes: ordered, transactional key–value, small enough for one screen.
//
// Everything that does not depend on an engine is written once, above this
// package. An engine implements Engine and Snapshot and passes kvtest.Run whole.
// The contract is shaped by what a remote engine needs: every call carries a
// whole list, so a hop through the graph is one round trip, and results are
// pages, never live iterators.
//
// The odd cases, for every engine:
//
//   - Keys are compared as bytes. An empty key, an empty value, zero and 0xff
//     bytes are ordinary. Get tells an absent key (nil) from an empty value
//     (not nil, length 0).
//   - Deleting an absent key succeeds.
//   - Returned slices belong to the caller, who may keep and change them;
//     arguments belong to the engine until the call returns.
//   - A context that is done gives its cause, and nothing is written unless the
//     write had already been handed to the disk.
//   - After Close every call gives ErrClosed.
//   - What prevents lost updates: a key that is written or guarded must be
//     unchanged since the snapshot. Phantoms are not prevented: what must be
//     unique goes through a key, never through "the scan found nothing".
package kv

import (
	"context"
	"errors"
	"iter"
)

// The closed list of what an engine may answer, besides the cause of a done
// context and faults of the machine, which wrap ErrEngine.
var (
	ErrClosed   = errors.New("kv: the engine is closed")
	ErrConflict = errors.New("kv: a key changed since the snapshot was taken")
	ErrTooLarge = errors.New("kv: the key, value or transaction is larger than an engine must take")
	ErrEngine   = errors.New("kv: the engine failed")
	// ErrFull refuses a write for want of room. Nothing was written, reads go on, and
	// the same write succeeds when there is room.
	ErrFull = errors.New("kv: there is no room for more")
	// ErrStopped comes with ErrEngine, from a write that failed and from all writes after
	// it. Whether that one was written is known when the engine was opened again.
	ErrStopped = errors.New("kv: writing has stopped")
)

// Limits that every engine must take and that callers must keep to; beyond
// them is ErrTooLarge. They are what the smallest of five engines allows.
const (
	MaxKey        = 4 << 10  // bytes of one key
	MaxValue      = 64 << 10 // bytes of one value
	MaxCommit     = 1 << 20  // bytes of all keys and values of one commit
	MaxCommitKeys = 1000     // writes of one commit
)

// Engine keeps ordered keys. All methods are safe for concurrent use.
type Engine interface {
	// Snapshot is the state after all commits acknowledged so far. It costs no
	// I/O and stays readable, unchanged, until it is closed.
	Snapshot(ctx context.Context) (Snapshot, error)

	// Commit applies all writes or none, and returns when they are durable.
	// It gives ErrConflict if a key of writes or guards changed since at.
	// A later write to the same key within writes wins. Concurrent commits share a sync.
	Commit(ctx context.Context, at Snapshot, writes []Write, guards [][]byte) error

	// Load puts pairs in any order without limit of number, not atomically, and
	// returns when all are durable. Snapshots taken meanwhile may see part of them.
	Load(ctx context.Context, pairs iter.Seq[Pair]) error

	// Close waits for commits under way. Closing twice is no error.
	Close() error
}

// Snapshot is one state of the engine. All methods are safe for concurrent use.
type Snapshot interface {
	// Get gives one value for each key, in the order of keys; nil where absent.
	Get(ctx context.Context, keys [][]byte) ([][]byte, error)

	// Scan gives one page for each range, in the order of ranges.
	Scan(ctx context.Context, ranges []Range) ([]Page, error)

	// Close releases what the snapshot holds. Closing twice is no error.
	Close()
}

// Range is the keys k with Start <= k < End. Both bounds are required (an empty
// Start is the first key); an End not above Start is an empty range.
type Range struct {
	Start, End []byte
	Limit      int  // at most so many pairs; 0 means no limit
	Reverse    bool // from the last key before End down to Start
	KeysOnly   bool // leave Pair.Value nil
	Count      bool // give only how many pairs it would be
}

// Page is what a Range held, in its direction. More tells that the limit, not
// the range, ended it. Count is the number of pairs, of a Range that asks for it.
type Page struct {
	Pairs []Pair
	Count int
	More  bool
}

// Pair is a key and its value.
type Pair struct{ Key, Value []byte }

// Write puts Value at Key, or deletes Key.
type Write struct {
	Key, Value []byte
	Delete     bool
}
