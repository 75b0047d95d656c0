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
	"strconv"
	"sync"

	"demarche/store"
)

type scopeKey struct{}

// scope is what the resolvers of one operation share.
type scope struct {
	view *store.View

	mu   sync.Mutex // guards kept
	kept []*store.View
}

// WithView gives the resolvers of an operation the one state that they all read.
// end closes it, and what Keep took, when the operation is over.
func WithView(ctx context.Context, v *store.View) (in context.Context, end func()) {
	s := &scope{view: v, kept: []*store.View{v}}
	return context.WithValue(ctx, scopeKey{}, s), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, v := range s.kept {
			v.Close()
		}
		s.kept = nil
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

// Keep has a state, such as that after a commit, closed at the operation's end.
func Keep(ctx context.Context, v *store.View) {
	s := scopeOf(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, v)
}

// CommitID is the opaque id of an entry of the log.
func CommitID(number uint64) string { return "commit-" + strconv.FormatUint(number, 36) }
