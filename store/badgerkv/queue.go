package badgerkv

import "sync"

// queue holds the requests that wait for the committer. It is as long as there
// are calls under way, so it needs no bound.
type queue struct {
	mu      sync.Mutex
	filled  sync.Cond
	waiting []*request
	closed  bool
}

func (q *queue) init() { q.filled.L = &q.mu }

func (q *queue) push(requests ...*request) {
	q.mu.Lock()
	q.waiting = append(q.waiting, requests...)
	q.mu.Unlock()
	q.filled.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.filled.Signal()
}

// next waits for requests and takes from the front as many as fit into one
// transaction, at least one; nil when the queue is closed and empty.
func (q *queue) next(limit budget) []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.waiting) == 0 {
			if q.closed {
				return nil
			}
			q.filled.Wait()
		}
		var batch []*request
		n := 0
		for _, r := range q.waiting {
			if len(batch) > 0 && !limit.spend(r) {
				break
			}
			n++
			if r.take() {
				if len(batch) == 0 {
					limit.spend(r)
				}
				batch = append(batch, r)
			}
		}
		clear(q.waiting[:n]) // for the garbage collector
		q.waiting = q.waiting[n:]
		if len(batch) > 0 {
			return batch
		}
	}
}

// budget is what one transaction of Badger has room for.
type budget struct{ entries, bytes int64 }

// spend tells whether r fits, and takes its share if it does.
func (b *budget) spend(r *request) bool {
	entries := int64(len(r.writes))
	if entries > b.entries || r.size > b.bytes {
		return false
	}
	b.entries -= entries
	b.bytes -= r.size
	return true
}
