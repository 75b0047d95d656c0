package model

import (
	"context"
	"time"

	"demarche/store"
)

// Comparison is one relation as two sets of claims see it. Its Base is that of the
// relation, so that what comparisons of one page need is read at once.
type Comparison struct {
	base Base
	in   *store.Comparisons
}

func (c *Comparison) is() *store.Comparison { return c.in.Of(c.base.StoreID()) }

// Relation is what the claims are on.
func (c *Comparison) Relation() *Relation { return wrapRelation(c.base) }

// Verdict tells whether the sides contradict each other.
func (c *Comparison) Verdict() store.Verdict { return c.is().Verdict }

// ConflictOn is what they contradict each other about.
func (c *Comparison) ConflictOn() []store.ConflictOn {
	return append([]store.ConflictOn{}, c.is().ConflictOn...)
}

// Left is the claims of the left side.
func (c *Comparison) Left() ([]*Claim, error) {
	return c.side("left", func(s *store.Comparison) []store.ID { return s.Left })
}

// Right is the claims of the right side.
func (c *Comparison) Right() ([]*Claim, error) {
	return c.side("right", func(s *store.Comparison) []store.ID { return s.Right })
}

func (c *Comparison) side(name string, ids func(*store.Comparison) []store.ID) ([]*Claim, error) {
	return listed(c.base, name, func() ([][]store.ID, error) {
		out := make([][]store.ID, len(c.base.group.ids))
		for i, id := range c.base.group.ids {
			out[i] = ids(c.in.Of(id))
		}
		return out, nil
	})
}

// listed is the claims that each member of a group has in a list, all one group.
func listed(b Base, key any, lists func() ([][]store.ID, error)) ([]*Claim, error) {
	all, err := loaded(b.group, key, func() ([][]*Claim, error) {
		ids, err := lists()
		if err != nil {
			return nil, err
		}
		var flat []store.ID
		for _, list := range ids {
			flat = append(flat, list...)
		}
		claims := listOf(b.group.ctx, b.group.view, flat, wrapClaim)
		out := make([][]*Claim, len(ids))
		for i, list := range ids {
			out[i], claims = claims[:len(list):len(list)], claims[len(list):]
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return all[b.at], nil
}

// Thread is the chain of claims that led to this one, the first one first.
func (c *Claim) Thread() ([]*Claim, error) {
	return listed(c.Base, "thread", func() ([][]store.ID, error) { return c.group.view.Threads(c.group.ctx, c.group.ids) })
}

// ComparisonConnection is a list of comparisons.
type ComparisonConnection struct {
	Connection[Comparison]
	in *store.Comparisons
}

// ComparisonEdge is an edge of a ComparisonConnection.
type ComparisonEdge struct{ Edge[Comparison] }

// Edges is the page's members with their cursors.
func (c ComparisonConnection) Edges() ([]*ComparisonEdge, error) {
	return edgesAs(c.edges, func(e Edge[Comparison]) *ComparisonEdge { return &ComparisonEdge{e} })
}

// Verdicts counts all comparisons by verdict.
func (c ComparisonConnection) Verdicts() ([]*Bucket, error) {
	return buckets(c.all.reads.ctx, c.all.reads.view, c.in.Verdicts())
}

// Compare holds two sets of claims against each other.
func Compare(ctx context.Context, left, right store.ClaimFilter, about *store.RelationFilter, verdicts []store.Verdict, args store.PageArgs, asOf *time.Time) (*ComparisonConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	in, err := v.Compare(ctx, &left, &right, about, verdicts)
	if err != nil {
		return nil, err
	}
	all, err := newConnections(ctx, v, in.Query, args, func(b Base) *Comparison { return &Comparison{b, in} })
	if err != nil {
		return nil, err
	}
	return &ComparisonConnection{Connection[Comparison]{all, 0}, in}, nil
}
