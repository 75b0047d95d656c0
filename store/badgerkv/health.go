package badgerkv

import "sync/atomic"

// health is why the engine refuses writes now, or nothing.
type health struct{ why atomic.Pointer[error] }

func (h *health) set(err error) {
	if err == nil {
		h.why.Store(nil)
		return
	}
	h.why.Store(&err)
}

// Health tells whether commits are taken: nil, or an error that wraps kv.ErrFull (there
// is no room; commits are taken again when there is) or kv.ErrStopped (writing failed,
// and is not taken up before the engine is opened again). Reads go on in both cases. It
// costs nothing.
func (e *Engine) Health() error {
	if why := e.health.why.Load(); why != nil {
		return *why
	}
	return nil
}
