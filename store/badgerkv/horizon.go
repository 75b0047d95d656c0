package badgerkv

import (
	"slices"
	"sync"
)

// horizon knows the last finished commit and which older states are still being
// read. Badger may forget whatever no open snapshot can see.
type horizon struct {
	discard func(ts uint64) // Badger's SetDiscardTs

	mu   sync.Mutex
	last uint64
	open []hold // ascending by ts
}

type hold struct {
	ts uint64
	n  int
}

// acquire gives the last finished commit and keeps that state until release.
func (h *horizon) acquire() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.open); n > 0 && h.open[n-1].ts == h.last {
		h.open[n-1].n++
	} else {
		h.open = append(h.open, hold{h.last, 1})
	}
	return h.last
}

func (h *horizon) release(ts uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i, found := slices.BinarySearchFunc(h.open, ts, func(o hold, ts uint64) int {
		switch {
		case o.ts < ts:
			return -1
		case o.ts > ts:
			return 1
		}
		return 0
	})
	if !found {
		return
	}
	h.open[i].n--
	h.advance()
}

// finish makes ts the state that new snapshots see.
func (h *horizon) finish(ts uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = ts
	h.advance()
}

// advance runs under mu, so that no snapshot is taken between choosing the
// discard timestamp and setting it.
func (h *horizon) advance() {
	done := 0
	for done < len(h.open) && h.open[done].n == 0 {
		done++
	}
	h.open = h.open[done:]
	oldest := h.last
	if len(h.open) > 0 {
		oldest = h.open[0].ts
	}
	h.discard(oldest)
}
