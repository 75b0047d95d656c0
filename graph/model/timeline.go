package model

import (
	"context"

	"demarche/edtf"
	"demarche/store"
)

// TimelineConnection is the relations of an entity in order of time.
type TimelineConnection struct{ Connection[Relation] }

// Edges is the page's members with their cursors.
func (c TimelineConnection) Edges() ([]*RelationEdge, error) {
	return edgesAs(c.edges, func(e Edge[Relation]) *RelationEdge { return &RelationEdge{e} })
}

// Timeline lists the relations in which the entity plays a role, by time.
func (e *Entity) Timeline(ctx context.Context, filter *store.RelationFilter, first *int, after *string) (*TimelineConnection, error) {
	list, err := loaded(e.group, fieldKey(ctx), func() ([]*TimelineConnection, error) {
		view := e.group.view
		q, err := view.RelationsOf(ctx, e.group.ids, nil, filter, nil)
		if err != nil {
			return nil, err
		}
		all, err := newConnections(ctx, view, q, store.PageArgs{First: first, After: after}, wrapRelation)
		if err != nil {
			return nil, err
		}
		out := make([]*TimelineConnection, len(e.group.ids))
		for i := range out {
			out[i] = &TimelineConnection{Connection[Relation]{all, i}}
		}
		return out, nil
	})
	return pick(list, e.at, err)
}

// Histogram counts the whole filtered list by units of time.
func (c TimelineConnection) Histogram(ctx context.Context, bucket string) ([]*Bucket, error) {
	all, err := loaded(c.all.reads, fieldKey(ctx), func() ([][]*Bucket, error) {
		found, err := c.all.query.Histogram(ctx, precisionNamed(bucket))
		if err != nil {
			return nil, err
		}
		out := make([][]*Bucket, len(found))
		for i, list := range found {
			if out[i], err = buckets(c.all.reads.ctx, c.all.reads.view, list); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return all[c.at], nil
}

// precisionNamed is the inverse of edtf.Precision.String.
func precisionNamed(name string) edtf.Precision {
	for p := edtf.Unknown; p <= edtf.Century; p++ {
		if p.String() == name {
			return p
		}
	}
	return edtf.Unknown
}
