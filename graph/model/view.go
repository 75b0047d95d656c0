// Package model is what the GraphQL types are bound to: things of the store as
// they stand at one place of an answer.
//
// Things that are read together form a group: the nodes of one list, or of all
// lists of one hop. Whatever a field of one of them needs is read for the whole
// group, once, so that the engine calls of a query depend on its depth, not on
// how much it finds.
package model

import (
	"context"
	"sync"
	"time"

	"demarche/store"
)

type scopeKey struct{}

// scope is what the resolvers of one operation share.
type scope struct {
	view *store.View

	mu   sync.Mutex // guards kept and past
	kept []*store.View
	past map[uint64]*store.View // states read under asOf, by number: they live as long as view

	// Of a subscription only:
	feeds    sync.WaitGroup          // what sends its events
	answered chan struct{}           // its last event has been executed
	fail     context.CancelCauseFunc // ends it with an error
}

// WithView gives the resolvers of an operation the one state that they all read.
// end closes it, and what Keep took, when the operation is over.
func WithView(ctx context.Context, v *store.View) (in context.Context, end func()) {
	s := &scope{view: v, kept: []*store.View{v}, past: map[uint64]*store.View{}}
	return context.WithValue(ctx, scopeKey{}, s), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, v := range s.kept {
			v.Close()
		}
		s.kept = nil
	}
}

// WithFeed is WithView for a subscription. It has no state of its own, which would
// pin all that was there when it began: each event brings the one that it is read in.
// A cause with which the context is cancelled is why the subscription failed.
func WithFeed(ctx context.Context) (in context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &scope{answered: make(chan struct{}, 1), fail: cancel}
	return context.WithValue(ctx, scopeKey{}, s), func() {
		cancel(nil)
		s.feeds.Wait()
	}
}

// Answered tells a subscription that its last event has been executed.
func Answered(ctx context.Context) {
	select {
	case scopeOf(ctx).answered <- struct{}{}:
	default:
	}
}

func scopeOf(ctx context.Context) *scope {
	s, ok := ctx.Value(scopeKey{}).(*scope)
	if !ok {
		panic("model: the server runs an operation without a view") // a fault of assembly, not of a request
	}
	return s
}

// ViewOf is the state that a resolver's operation reads.
func ViewOf(ctx context.Context) *store.View { return scopeOf(ctx).view }

// ViewAsOf is the state that a root field reads: that of the operation, or the one
// of an earlier instant.
func ViewAsOf(ctx context.Context, asOf *time.Time) (*store.View, error) {
	s := scopeOf(ctx)
	if asOf == nil {
		return s.view, nil
	}
	v, err := s.view.At(ctx, *asOf)
	if err != nil {
		return nil, err
	}
	return s.shared(v), nil
}

// viewAtCommit is the state after a commit, zero for that of the operation.
func viewAtCommit(ctx context.Context, number uint64) (*store.View, error) {
	s := scopeOf(ctx)
	if number == 0 {
		return s.view, nil
	}
	v, err := s.view.AtCommit(ctx, number)
	if err != nil {
		return nil, err
	}
	return s.shared(v), nil
}

// shared is the one view of a past state, so that what it counts is counted once.
func (s *scope) shared(v *store.View) *store.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.past[v.AsOf()]; have != nil {
		return have
	}
	s.past[v.AsOf()] = v
	return v
}

// Keep has a state, such as that after a commit, closed at the operation's end.
func Keep(ctx context.Context, v *store.View) {
	s := scopeOf(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, v)
}
