package model

import (
	"context"
	"sync"
	"time"

	"demarche/store"
)

// connections is the pages that one field has for the members of a group. Pages
// and counts are each read when a selection first needs them, for all at once.
type connections[T any] struct {
	query  *store.Query
	reads  *group // what else is read once for all of them: facets, histograms
	pages  func() ([]store.Page, error)
	nodes  func() ([][]*T, error)
	counts func() ([]int, error)
}

// Connection is one of them.
type Connection[T any] struct {
	all *connections[T]
	at  int
}

// Edge is a node and its cursor.
type Edge[T any] struct {
	Cursor string
	Node   *T
}

// PageInfo is Relay's.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       *string
}

func newConnections[T any](ctx context.Context, view *store.View, q *store.Query, args store.PageArgs, wrap func(Base) *T) (*connections[T], error) {
	if err := q.Check(args); err != nil { // also where only totalCount is asked for
		return nil, err
	}
	c := &connections[T]{query: q, reads: newGroup(ctx, view, nil)}
	c.pages = sync.OnceValues(func() ([]store.Page, error) { return q.Pages(ctx, args) })
	c.counts = sync.OnceValues(func() ([]int, error) { return q.Counts(ctx) })
	c.nodes = sync.OnceValues(func() ([][]*T, error) {
		pages, err := c.pages()
		if err != nil {
			return nil, err
		}
		var ids []store.ID
		for _, p := range pages {
			ids = append(ids, p.IDs...)
		}
		all := listOf(ctx, view, ids, wrap)
		out := make([][]*T, len(pages))
		for i, p := range pages {
			out[i], all = all[:len(p.IDs):len(p.IDs)], all[len(p.IDs):]
		}
		return out, nil
	})
	return c, nil
}

// Nodes is the page's members.
func (c Connection[T]) Nodes() ([]*T, error) {
	nodes, err := c.all.nodes()
	if err != nil {
		return nil, err
	}
	return nodes[c.at], nil
}

func (c Connection[T]) edges() ([]Edge[T], error) {
	nodes, err := c.Nodes()
	if err != nil {
		return nil, err
	}
	pages, err := c.all.pages()
	if err != nil {
		return nil, err
	}
	out := make([]Edge[T], len(nodes))
	for i := range nodes {
		out[i] = Edge[T]{pages[c.at].Cursors[i], nodes[i]}
	}
	return out, nil
}

// PageInfo is where the page lies in its list.
func (c Connection[T]) PageInfo() (*PageInfo, error) {
	pages, err := c.all.pages()
	if err != nil {
		return nil, err
	}
	return pageInfo(&pages[c.at]), nil
}

func pageInfo(p *store.Page) *PageInfo {
	info := &PageInfo{HasNextPage: p.HasNext, HasPreviousPage: p.HasPrevious}
	if n := len(p.Cursors); n > 0 {
		info.StartCursor, info.EndCursor = &p.Cursors[0], &p.Cursors[n-1]
	}
	return info
}

// TotalCount is the exact size of the whole filtered list.
func (c Connection[T]) TotalCount() (int, error) {
	counts, err := c.all.counts()
	if err != nil {
		return 0, err
	}
	return counts[c.at], nil
}

// The connections and edges of the schema.
type (
	// EntityConnection is a list of entities.
	EntityConnection struct{ Connection[Entity] }
	// RelationConnection is a list of relations.
	RelationConnection struct{ Connection[Relation] }
	// ClaimConnection is a list of claims.
	ClaimConnection struct{ Connection[Claim] }
	// EntityEdge is an edge of an EntityConnection.
	EntityEdge struct{ Edge[Entity] }
	// RelationEdge is an edge of a RelationConnection.
	RelationEdge struct{ Edge[Relation] }
	// ClaimEdge is an edge of a ClaimConnection.
	ClaimEdge struct{ Edge[Claim] }
)

// Edges is the page's members with their cursors.
func (c EntityConnection) Edges() ([]*EntityEdge, error) {
	return edgesAs(c.edges, func(e Edge[Entity]) *EntityEdge { return &EntityEdge{e} })
}

// Edges is the page's members with their cursors.
func (c RelationConnection) Edges() ([]*RelationEdge, error) {
	return edgesAs(c.edges, func(e Edge[Relation]) *RelationEdge { return &RelationEdge{e} })
}

// Edges is the page's members with their cursors.
func (c ClaimConnection) Edges() ([]*ClaimEdge, error) {
	return edgesAs(c.edges, func(e Edge[Claim]) *ClaimEdge { return &ClaimEdge{e} })
}

func edgesAs[T, E any](edges func() ([]Edge[T], error), as func(Edge[T]) *E) ([]*E, error) {
	list, err := edges()
	if err != nil {
		return nil, err
	}
	out := make([]*E, len(list))
	for i, e := range list {
		out[i] = as(e)
	}
	return out, nil
}

func relationConnections(ctx context.Context, view *store.View, q *store.Query, n int, args store.PageArgs) ([]*RelationConnection, error) {
	all, err := newConnections(ctx, view, q, args, wrapRelation)
	if err != nil {
		return nil, err
	}
	out := make([]*RelationConnection, n)
	for i := range out {
		out[i] = &RelationConnection{Connection[Relation]{all, i}}
	}
	return out, nil
}

func claimConnections(ctx context.Context, view *store.View, q *store.Query, n int, args store.PageArgs) ([]*ClaimConnection, error) {
	all, err := newConnections(ctx, view, q, args, wrapClaim)
	if err != nil {
		return nil, err
	}
	out := make([]*ClaimConnection, n)
	for i := range out {
		out[i] = &ClaimConnection{Connection[Claim]{all, i}}
	}
	return out, nil
}

// FindEntities is a list over the whole graph.
func FindEntities(ctx context.Context, filter *store.EntityFilter, order []*store.EntityOrder, args store.PageArgs, asOf *time.Time) (*EntityConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	q, err := v.FindEntities(ctx, filter, order)
	if err != nil {
		return nil, err
	}
	all, err := newConnections(ctx, v, q, args, wrapEntity)
	if err != nil {
		return nil, err
	}
	return &EntityConnection{Connection[Entity]{all, 0}}, nil
}

// FindRelations is a list over the whole graph.
func FindRelations(ctx context.Context, filter *store.RelationFilter, order []*store.RelationOrder, args store.PageArgs, asOf *time.Time) (*RelationConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	q, err := v.FindRelations(ctx, filter, order)
	if err != nil {
		return nil, err
	}
	list, err := relationConnections(ctx, v, q, 1, args)
	return pick(list, 0, err)
}

// FindClaims is a list over the whole graph.
func FindClaims(ctx context.Context, filter *store.ClaimFilter, order []*store.ClaimOrder, args store.PageArgs, asOf *time.Time) (*ClaimConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	q, err := v.FindClaims(ctx, filter, order)
	if err != nil {
		return nil, err
	}
	list, err := claimConnections(ctx, v, q, 1, args)
	return pick(list, 0, err)
}
