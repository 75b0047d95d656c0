package model

import (
	"context"

	"demarche/store"
)

// Facet is the values that the members of a list have for one key.
type Facet struct {
	Key      store.FacetKey
	Distinct int
	Buckets  []*Bucket
}

// Bucket is one value; Node is nil for what is no node.
type Bucket struct {
	Value, Label    string
	Node            Node
	Count, Possible int
}

// Facets breaks the whole filtered list down.
func (c Connection[T]) Facets(ctx context.Context, by []store.FacetKey, top int) ([]*Facet, error) {
	all, err := loaded(c.all.reads, fieldKey(ctx), func() ([][]*Facet, error) {
		return facets(ctx, c.all.reads.view, c.all.query, by, top)
	})
	if err != nil {
		return nil, err
	}
	return all[c.at], nil
}

// facets breaks down every list of a query; the nodes of all buckets are one group.
func facets(ctx context.Context, view *store.View, q *store.Query, by []store.FacetKey, top int) ([][]*Facet, error) {
	found, err := q.Facets(ctx, by, top)
	if err != nil {
		return nil, err
	}
	var flat []store.Bucket
	for _, list := range found {
		for _, f := range list {
			flat = append(flat, f.Buckets...)
		}
	}
	made, err := buckets(ctx, view, flat)
	if err != nil {
		return nil, err
	}
	out := make([][]*Facet, len(found))
	for i, list := range found {
		for _, f := range list {
			n := len(f.Buckets)
			out[i] = append(out[i], &Facet{f.Key, f.Distinct, made[:n:n]})
			made = made[n:]
		}
	}
	return out, nil
}

func buckets(ctx context.Context, view *store.View, list []store.Bucket) ([]*Bucket, error) {
	ids := make([]store.ID, len(list))
	for i, b := range list {
		ids[i] = b.Node
	}
	nodes, err := nodesOf(ctx, view, ids)
	if err != nil {
		return nil, err
	}
	out := make([]*Bucket, len(list))
	for i, b := range list {
		out[i] = &Bucket{b.Value, b.Label, nodes[i], b.Count, b.Possible}
	}
	return out, nil
}
