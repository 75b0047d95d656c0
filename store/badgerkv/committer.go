package badgerkv

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

// committer is the only writer of the database; its fields belong to its goroutine.
type committer struct {
	db      *badger.DB
	horizon *horizon
	queue   *queue
	counts  *counters
	stopped *atomic.Pointer[error]
	space   *space
	mark    *marker
	witness []byte // Badger's key, or nil
	kept    []byte // its value in the last finished commit that wrote it
	recent  recent

	room   budget
	last   uint64 // timestamp of the last finished commit
	failed error  // set once: after a fault nothing more is written
	done   chan struct{}
}

// Stats counts since Open.
type Stats struct {
	Commits      uint64 // commits, and parts of loads, that were written
	Transactions uint64 // what they were merged into; each cost one sync
	Conflicts    uint64 // commits refused with kv.ErrConflict
}

type counters struct{ commits, transactions, conflicts atomic.Uint64 }

// Stats gives the engine's counters. They stay readable after Close.
func (e *Engine) Stats() Stats {
	return Stats{
		Commits:      e.counts.commits.Load(),
		Transactions: e.counts.transactions.Load(),
		Conflicts:    e.counts.conflicts.Load(),
	}
}

func newCommitter(e *Engine, o Options) *committer {
	c := &committer{
		db:      e.db,
		horizon: &e.horizon,
		queue:   &e.queue,
		counts:  &e.counts,
		stopped: &e.stopped,
		recent:  newRecent(e.horizon.last),
		room:    room(e.db),
		last:    e.horizon.last,
		space:   e.space,
		mark:    e.mark,
		done:    make(chan struct{}),
	}
	if o.Witness.Key != nil {
		c.witness = badgerKey(o.Witness.Key)
	}
	return c
}

// room is Badger's limit, less the entry that ends a transaction and headKey.
func room(db *badger.DB) budget {
	return budget{entries: db.MaxBatchCount() - 3, bytes: db.MaxBatchSize() - 1<<10}
}

func (c *committer) run() {
	defer close(c.done)
	for {
		batch := c.queue.next(c.room)
		if batch == nil {
			return
		}
		c.commit(batch)
	}
}

// commit answers every request of batch, after the disk did: a verdict rests on
// the requests before it being written.
func (c *committer) commit(batch []*request) {
	var verdicts []error
	if err := c.space.check(); err != nil && c.failed == nil {
		for _, r := range batch {
			r.result <- err
		}
		return
	}
	if c.failed == nil {
		if verdicts, c.failed = c.write(batch); c.failed != nil {
			c.failed = fmt.Errorf("%w: %w", kv.ErrStopped, c.failed)
			c.stopped.Store(&c.failed)
		}
	}
	for i, r := range batch {
		if c.failed != nil {
			r.result <- c.failed
			continue
		}
		r.result <- verdicts[i]
	}
}

// write commits what does not conflict, in one transaction.
//
// Any error is final. After a failed sync Badger would go on with a log whose
// end may be lost, and acknowledge commits behind it.
func (c *committer) write(batch []*request) (verdicts []error, fatal error) {
	verdicts = c.check(batch)
	txn := c.db.NewTransactionAt(c.last, true)
	defer txn.Discard()
	empty, accepted, refused, kept := true, 0, 0, c.kept
	for i, r := range batch {
		if verdicts[i] != nil {
			refused++
			continue
		}
		accepted++
		empty = empty && len(r.writes) == 0
		for _, w := range r.writes {
			if err := put(txn, w); err != nil {
				return nil, fault("writing", err)
			}
			if bytes.Equal(w.Key, c.witness) {
				kept = bytes.Clone(w.Value)
			}
		}
	}
	c.counts.conflicts.Add(uint64(refused))
	if empty {
		return verdicts, nil
	}
	ts := c.last + 1
	if err := txn.Set(headKey, []byte{1}); err != nil {
		return nil, fault("writing", err)
	}
	if err := txn.CommitAt(ts, nil); err != nil {
		return nil, fault("committing", err)
	}
	if err := c.mark.write(mark{ts, time.Now(), kept}); err != nil {
		return nil, fault("remembering the commit", err)
	}
	c.kept = kept
	c.remember(ts, batch, verdicts)
	c.last = ts
	c.horizon.finish(ts)
	c.counts.commits.Add(uint64(accepted))
	c.counts.transactions.Add(1)
	return verdicts, nil
}

func put(txn *badger.Txn, w kv.Write) error {
	if w.Delete {
		return txn.Delete(w.Key)
	}
	return txn.Set(w.Key, w.Value)
}

func (c *committer) remember(ts uint64, batch []*request, verdicts []error) {
	for i, r := range batch {
		switch {
		case verdicts[i] != nil:
		case r.blind: // too many keys to remember
			c.recent = newRecent(ts)
		default:
			c.recent.add(ts, r)
		}
	}
}
