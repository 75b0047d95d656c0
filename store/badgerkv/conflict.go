package badgerkv

import (
	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

// check gives each request's verdict: kv.ErrConflict if a key that it writes or
// guards was changed since its snapshot, by a finished commit or by a request
// before it in batch.
func (c *committer) check(batch []*request) []error {
	verdicts := make([]error, len(batch))
	written := make(map[string]struct{})
	for i, r := range batch {
		if !r.blind && c.changed(r, written) {
			verdicts[i] = kv.ErrConflict
			continue
		}
		if i == len(batch)-1 {
			break // nobody is left to ask
		}
		for _, w := range r.writes {
			written[string(w.Key)] = struct{}{}
		}
	}
	return verdicts
}

func (c *committer) changed(r *request, written map[string]struct{}) bool {
	for _, w := range r.writes {
		if c.changedKey(w.Key, r.at, written) {
			return true
		}
	}
	for _, key := range r.guards {
		if c.changedKey(key, r.at, written) {
			return true
		}
	}
	return false
}

func (c *committer) changedKey(key []byte, at uint64, written map[string]struct{}) bool {
	if _, ok := written[string(key)]; ok {
		return true
	}
	if at >= c.last {
		return false
	}
	if at >= c.recent.floor {
		return c.recent.changes[string(key)] > at
	}
	return c.version(key) > at
}

// version is the timestamp of the last write to key, deletes included; zero if
// Badger holds none. It is exact for what open snapshots can tell apart: Badger
// keeps deletes above the oldest of them.
func (c *committer) version(key []byte) uint64 {
	txn := c.db.NewTransactionAt(c.last, false)
	defer txn.Discard()
	it := txn.NewKeyIterator(key, badger.IteratorOptions{})
	defer it.Close()
	it.Seek(key)
	if !it.Valid() {
		return 0
	}
	return it.Item().Version()
}
