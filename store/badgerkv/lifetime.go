package badgerkv

import (
	"sync"

	"demarche/store/kv"
)

// lifetime counts the calls under way, so that what they use is freed after the
// last of them: Badger unmaps its tables on closing, under whoever still reads.
type lifetime struct {
	mu     sync.Mutex
	calls  int
	closed bool
	idle   func() // runs once, when closed and no call is left
}

// enter begins a call; every nil answer is followed by exactly one leave.
func (l *lifetime) enter() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return kv.ErrClosed
	}
	l.calls++
	return nil
}

func (l *lifetime) leave() {
	l.mu.Lock()
	l.calls--
	end := l.closed && l.calls == 0
	l.mu.Unlock()
	if end {
		l.idle()
	}
}

// close lets no further call in. It does not wait.
func (l *lifetime) close() {
	l.mu.Lock()
	end := !l.closed && l.calls == 0
	l.closed = true
	l.mu.Unlock()
	if end {
		l.idle()
	}
}
