package store

import (
	"context"
	"sync"
)

// announcer tells those who wait that the log grew. It holds no changes: whoever
// waits reads the log at its own pace, so that a slow reader costs nobody anything.
type announcer struct {
	mu   sync.Mutex // guards the rest
	head uint64
	grew chan struct{} // closed when head grows, then replaced
}

func newAnnouncer(head uint64) *announcer {
	return &announcer{head: head, grew: make(chan struct{})}
}

func (a *announcer) announce(head uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if head > a.head {
		a.head = head
		close(a.grew)
		a.grew = make(chan struct{})
	}
}

// end wakes all who wait, for good.
func (a *announcer) end() { a.announce(1<<64 - 1) }

func (a *announcer) wait(ctx context.Context, after uint64) error {
	for {
		a.mu.Lock()
		head, grew := a.head, a.grew
		a.mu.Unlock()
		if head > after {
			return nil
		}
		select {
		case <-grew:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Feed is the log behind a place, and what comes.
type Feed struct {
	store  *Store
	filter *ChangeFilter
	from   logPlace
}

// Feed begins behind a cursor (see View.Changes; nil: with the next commit). What is
// wrong with the filter or the cursor is an *InputError.
func (s *Store) Feed(ctx context.Context, filter *ChangeFilter, after *string) (*Feed, error) {
	v, err := s.View(ctx)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	f := &Feed{s, filter, afterCommit(v.head.Number)}
	if after != nil {
		if f.from, err = v.place(*after); err != nil {
			return nil, err
		}
	}
	_, err = v.compileChanges(ctx, filter)
	return f, err
}

// Run gives the changes that are in the log, then each as it is committed, in the
// order of the log, until ctx is done or give fails; it is called once. give gets
// changes of one state, which is closed when it returns. Nothing is buffered: changes
// are read when give has taken those before.
func (f *Feed) Run(ctx context.Context, give func(*View, []LoggedChange) error) error {
	for {
		if err := f.catchUp(ctx, give); err != nil {
			return err
		}
		if err := f.store.grown.wait(ctx, f.from.number); err != nil {
			return err
		}
	}
}

// catchUp gives what the log has by now.
func (f *Feed) catchUp(ctx context.Context, give func(*View, []LoggedChange) error) error {
	v, err := f.store.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	filter, err := v.compileChanges(ctx, f.filter)
	if err != nil {
		return err
	}
	for to := afterCommit(v.head.Number); ; {
		changes, err := v.changesBetween(ctx, filter, f.from, to, MaxPage, false)
		if err != nil {
			return err
		}
		if len(changes) > 0 {
			if err := give(v, changes); err != nil {
				return err
			}
		}
		if len(changes) < MaxPage {
			f.from = to
			return nil
		}
		last := changes[len(changes)-1]
		f.from = logPlace{last.Commit.Number, uint32(last.at)}
	}
}
