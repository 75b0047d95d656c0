package badgerkv

// Health tells whether commits are taken: nil, or an error that wraps kv.ErrFull (there
// is no room; commits are taken again when there is) or kv.ErrStopped (writing failed,
// and is not taken up before the engine is opened again). Reads go on in both cases. It
// costs a system call.
func (e *Engine) Health() error {
	if why := e.stopped.Load(); why != nil {
		return *why
	}
	return e.space.check()
}
