package badgerkv

import (
	"slices"
	"sync/atomic"

	"demarche/store/kv"
)

// request is one Commit, or one part of a Load, on its way to the committer.
// Its keys are Badger's.
type request struct {
	writes []kv.Write
	guards [][]byte
	at     uint64 // timestamp of the snapshot
	blind  bool   // a part of a Load: nothing to check
	size   int64  // bytes, at least as many as Badger will count

	taken  atomic.Bool // by the committer, or withdrawn by the caller
	result chan error  // buffered: the committer never waits for a caller
}

// overhead is more than Badger counts for an entry besides its key and value.
const overhead = 32

func newRequest(at uint64, writes []kv.Write, guards [][]byte) *request {
	r := &request{at: at, result: make(chan error, 1), writes: make([]kv.Write, 0, len(writes))}
	for _, w := range writes {
		if w.Delete {
			w.Value = nil
		}
		r.add(w)
	}
	for _, g := range guards {
		r.guards = append(r.guards, badgerKey(g))
	}
	return r
}

// add copies the key; the value stays the caller's until the result is there.
func (r *request) add(w kv.Write) {
	w.Key = badgerKey(w.Key)
	r.writes = append(r.writes, w)
	r.size += int64(len(w.Key) + len(w.Value) + overhead)
}

// newPart begins a part of a Load.
func newPart() *request { return &request{blind: true, result: make(chan error, 1)} }

// addPair copies both the key and the value of p.
func (r *request) addPair(p kv.Pair) {
	r.add(kv.Write{Key: p.Key, Value: slices.Clone(p.Value)})
}

// full tells that the next pair may be one too many for a transaction.
func (r *request) full(room budget) bool {
	return int64(len(r.writes)) >= room.entries || r.size+kv.MaxKey+kv.MaxValue+2*overhead > room.bytes
}

// take is true for the one who decides over the request: the committer, by
// taking it, or the caller, by withdrawing it.
func (r *request) take() bool { return r.taken.CompareAndSwap(false, true) }
