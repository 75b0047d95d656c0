package model

import (
	"context"
	"sync"
	"time"

	"demarche/store"
)

// neighborPages is the pages that one field has for the members of a group, read
// for all at once when a selection first needs them.
type neighborPages struct {
	pages  func() ([]store.NeighborPage, error)
	edges  func() ([][]*NeighborEdge, error)
	counts func() ([]int, error)
}

// NeighborConnection is the neighbours of one thing.
type NeighborConnection struct {
	all *neighborPages
	at  int
}

// NeighborEdge is a neighbour and why it is one.
type NeighborEdge struct {
	Cursor          string
	Node            Thing
	Relation        *Relation
	Role, OtherRole *Role
}

// Neighbors lists what relations connect the thing with.
func (b Base) Neighbors(ctx context.Context, via *store.Via, kinds []string, first *int, after *string) (*NeighborConnection, error) {
	args := store.PageArgs{First: first, After: after}
	list, err := loaded(b.group, fieldKey(ctx), func() ([]*NeighborConnection, error) {
		q, err := b.group.view.NeighborsOf(ctx, b.group.ids, via, kinds)
		if err != nil {
			return nil, err
		}
		if err := q.Check(args); err != nil { // also where only totalCount is asked for
			return nil, err
		}
		all := &neighborPages{
			pages:  sync.OnceValues(func() ([]store.NeighborPage, error) { return q.Pages(ctx, args) }),
			counts: sync.OnceValues(func() ([]int, error) { return q.Counts(ctx) }),
		}
		all.edges = sync.OnceValues(func() ([][]*NeighborEdge, error) {
			pages, err := all.pages()
			return neighborEdges(ctx, b.group.view, pages), err
		})
		out := make([]*NeighborConnection, len(b.group.ids))
		for i := range out {
			out[i] = &NeighborConnection{all, i}
		}
		return out, nil
	})
	return pick(list, b.at, err)
}

// neighborEdges makes the things of all pages as one group, and their relations as one.
func neighborEdges(ctx context.Context, v *store.View, pages []store.NeighborPage) [][]*NeighborEdge {
	var things, relations []store.ID
	for _, p := range pages {
		for _, n := range p.Neighbors {
			things, relations = append(things, n.Thing), append(relations, n.Relation)
		}
	}
	nodes, by := Things(ctx, v, things), listOf(ctx, v, relations, wrapRelation)
	out := make([][]*NeighborEdge, len(pages))
	for i, p := range pages {
		for j, n := range p.Neighbors {
			out[i] = append(out[i], &NeighborEdge{p.Cursors[j], nodes[j], by[j], roleOf(v, n.Role), roleOf(v, n.OtherRole)})
		}
		nodes, by = nodes[len(p.Neighbors):], by[len(p.Neighbors):]
	}
	return out
}

func roleOf(v *store.View, r *store.Role) *Role {
	if r == nil {
		return nil
	}
	return &Role{v, r}
}

// Edges is the page's neighbours.
func (c *NeighborConnection) Edges() ([]*NeighborEdge, error) {
	all, err := c.all.edges()
	if err != nil {
		return nil, err
	}
	return all[c.at], nil
}

// Nodes is the page's neighbours alone.
func (c *NeighborConnection) Nodes() ([]Thing, error) {
	edges, err := c.Edges()
	out := make([]Thing, len(edges))
	for i, e := range edges {
		out[i] = e.Node
	}
	return out, err
}

// PageInfo is where the page lies in its list.
func (c *NeighborConnection) PageInfo() (*PageInfo, error) {
	pages, err := c.all.pages()
	if err != nil {
		return nil, err
	}
	p := pages[c.at]
	info := &PageInfo{HasNextPage: p.HasNext, HasPreviousPage: p.HasPrevious}
	if n := len(p.Cursors); n > 0 {
		info.StartCursor, info.EndCursor = &p.Cursors[0], &p.Cursors[n-1]
	}
	return info, nil
}

// TotalCount is the exact size of the whole list.
func (c *NeighborConnection) TotalCount() (int, error) {
	counts, err := c.all.counts()
	if err != nil {
		return 0, err
	}
	return counts[c.at], nil
}

// PathResult is chains between two things.
type PathResult struct {
	Paths    []*Path
	Complete bool
}

// Path is a chain of relations.
type Path struct {
	Length int
	Steps  []*PathStep
}

// PathStep is one step of a chain.
type PathStep struct {
	From, To        Thing
	Relation        *Relation
	Role, OtherRole *Role
}

// Paths finds the shortest chains between two things. All things of all chains are
// one group, and all relations one.
func Paths(ctx context.Context, q store.PathQuery, asOf *time.Time) (*PathResult, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	found, err := v.Paths(ctx, q)
	if err != nil {
		return nil, err
	}
	var things, relations []store.ID
	for _, c := range found.Chains {
		for _, s := range c {
			things, relations = append(things, s.From, s.To), append(relations, s.Relation)
		}
	}
	nodes, by := Things(ctx, v, things), listOf(ctx, v, relations, wrapRelation)
	out := &PathResult{Complete: found.Complete, Paths: []*Path{}}
	n := 0
	for _, c := range found.Chains {
		p := &Path{Length: len(c)}
		for _, s := range c {
			p.Steps = append(p.Steps, &PathStep{nodes[2*n], nodes[2*n+1], by[n], roleOf(v, s.Role), roleOf(v, s.OtherRole)})
			n++
		}
		out.Paths = append(out.Paths, p)
	}
	return out, nil
}
