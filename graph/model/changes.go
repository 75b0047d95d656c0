package model

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"demarche/store"
)

// Change is what a commit did to one thing.
type Change struct {
	all *changes
	at  int
}

// changes are those that were read together.
type changes struct {
	view  *store.View
	list  []store.LoggedChange
	nodes func() ([]Node, error)
	diffs func() ([][]store.FieldDiff, error)
}

// ChangeEdge is a change and its place in the log.
type ChangeEdge struct {
	Cursor string
	Node   *Change
}

// ChangeConnection is a page of the log.
type ChangeConnection struct {
	Edges    []*ChangeEdge
	Nodes    []*Change
	PageInfo *PageInfo
}

func changeEdges(ctx context.Context, v *store.View, list []store.LoggedChange) []*ChangeEdge {
	all := &changes{view: v, list: list}
	all.nodes = sync.OnceValues(func() ([]Node, error) {
		ids := make([]store.ID, len(list))
		for i, c := range list {
			ids[i] = c.Thing
		}
		return nodesOf(ctx, v, ids)
	})
	all.diffs = sync.OnceValues(func() ([][]store.FieldDiff, error) { return v.Diffs(ctx, list) })
	out := make([]*ChangeEdge, len(list))
	for i := range list {
		out[i] = &ChangeEdge{list[i].Cursor(), &Change{all, i}}
	}
	return out
}

// Changes is a page of the log.
func Changes(ctx context.Context, filter *store.ChangeFilter, args store.PageArgs, asOf *time.Time) (*ChangeConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	page, err := v.Changes(ctx, filter, args)
	if err != nil {
		return nil, err
	}
	out := &ChangeConnection{
		Edges:    changeEdges(ctx, v, page.Changes),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious},
	}
	for _, e := range out.Edges {
		out.Nodes = append(out.Nodes, e.Node)
	}
	if n := len(page.Cursors); n > 0 {
		out.PageInfo.StartCursor, out.PageInfo.EndCursor = &page.Cursors[0], &page.Cursors[n-1]
	}
	return out, nil
}

func (c *Change) change() store.LoggedChange { return c.all.list[c.at] }

// Op is what was done.
func (c *Change) Op() store.ChangeOp { return c.change().Op }

// Node is the thing, as it is in the state that the change is read in.
func (c *Change) Node() (Node, error) {
	nodes, err := c.all.nodes()
	if err != nil {
		return nil, err
	}
	return nodes[c.at], nil
}

// Commit is the commit that the change is of.
func (c *Change) Commit() *Commit { return CommitOf(c.change().Commit) }

// CommitOf shows an entry of the log.
func CommitOf(c *store.Commit) *Commit {
	return &Commit{ID: store.CommitID(c.Number), At: Micros(c.At), By: c.By, Message: orNull(c.Message)}
}

// Reason is why, where somebody had to say so.
func (c *Change) Reason() *string { return orNull(c.change().Reason) }

// Diff is what became different.
func (c *Change) Diff() ([]*store.FieldDiff, error) {
	all, err := c.all.diffs()
	if err != nil {
		return nil, err
	}
	out := make([]*store.FieldDiff, len(all[c.at]))
	for i := range out {
		out[i] = &all[c.at][i]
	}
	return out, nil
}

// Subscribe follows the log until ctx is done. Each change is sent when the one
// before it has been answered; see Answered.
func Subscribe(ctx context.Context, s *store.Store, filter *store.ChangeFilter, after *string) (<-chan *ChangeEdge, error) {
	scope := scopeOf(ctx)
	feed, err := s.Feed(ctx, filter, after)
	if err != nil {
		return nil, err
	}
	out := make(chan *ChangeEdge)
	scope.feeds.Go(func() {
		defer close(out)
		defer func() { // no caller recovers in a goroutine of ours
			if v := recover(); v != nil {
				scope.fail(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			}
		}()
		err := feed.Run(ctx, func(v *store.View, list []store.LoggedChange) error {
			for _, e := range changeEdges(ctx, v, list) {
				select {
				case out <- e:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
				select { // v must stay open until the edge has been executed
				case <-scope.answered:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		})
		if ctx.Err() == nil {
			scope.fail(err)
		}
	})
	return out, nil
}
