package badgerkv

// recent remembers who last changed a key, for the last commits only: nearly
// all snapshots that are committed at are so young that the answer needs no
// look into Badger.
type recent struct {
	floor   uint64            // changes after floor are all known
	changes map[string]uint64 // key → timestamp of its last change
	log     []change          // oldest first; may name a key more than once
	bytes   int
}

type change struct {
	key string
	ts  uint64
}

// What is remembered at most, some 10 MB with Go's overhead for short keys.
const (
	recentKeys  = 1 << 16
	recentBytes = 4 << 20
)

func newRecent(floor uint64) recent {
	return recent{floor: floor, changes: make(map[string]uint64)}
}

// add takes the requests of a transaction one by one, transactions in order.
func (r *recent) add(ts uint64, req *request) {
	for _, w := range req.writes {
		key := string(w.Key)
		r.changes[key] = ts
		r.log = append(r.log, change{key, ts})
		r.bytes += len(key)
	}
	n := 0
	for len(r.log)-n > recentKeys || r.bytes > recentBytes {
		r.forget(r.log[n])
		n++
	}
	clear(r.log[:n]) // for the garbage collector
	r.log = r.log[n:]
}

// forget raises the floor: half of a transaction's changes are of no use.
func (r *recent) forget(c change) {
	if r.changes[c.key] == c.ts {
		delete(r.changes, c.key)
	}
	r.bytes -= len(c.key)
	r.floor = c.ts
}
