package model

import (
	"context"
	"slices"
	"sync"
	"time"

	"demarche/graph/document"
	"demarche/store"
)

// Subgraph is a part of the graph around some things.
type Subgraph struct {
	view  *store.View
	found *store.Subgraph
	// One group each for all that is asked of them.
	nodes    func() []Thing
	by       func() []*Relation
	frontier func() []Thing
}

// FindSubgraph follows relations from some things, the seeds of q.
func FindSubgraph(ctx context.Context, seeds []*store.Ref, q store.SubgraphQuery, asOf *time.Time) (*Subgraph, error) {
	for _, r := range seeds {
		q.Seeds = append(q.Seeds, *r)
	}
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	found, err := v.Subgraph(ctx, q)
	if err != nil {
		return nil, err
	}
	return &Subgraph{v, found,
		sync.OnceValue(func() []Thing { return Things(ctx, v, found.Nodes) }),
		sync.OnceValue(func() []*Relation { return listOf(ctx, v, found.Relations, wrapRelation) }),
		sync.OnceValue(func() []Thing { return Things(ctx, v, found.Frontier) }),
	}, nil
}

// Nodes is the seeds and what relations led to.
func (s *Subgraph) Nodes() []Thing { return s.nodes() }

// Relations is the relations among the nodes.
func (s *Subgraph) Relations() []*Relation { return s.by() }

// Truncated tells that a budget left something out.
func (s *Subgraph) Truncated() bool { return s.found.Truncated }

// Frontier is the nodes to go on from.
func (s *Subgraph) Frontier() []Thing { return s.frontier() }

// Document is the subgraph as a file. Engine calls as for the labels of all of it,
// and a few.
func (s *Subgraph) Document(format document.Format, langs []string) (string, error) {
	if err := store.CheckLangs(langs); err != nil {
		return "", err
	}
	g := &document.Graph{}
	for _, t := range s.nodes() {
		d, err := s.thing(t, langs)
		if err != nil {
			return "", err
		}
		g.Things = append(g.Things, d)
	}
	key := map[store.ID]string{}
	for i, id := range s.found.Nodes {
		key[id] = g.Things[i].Key
	}
	for _, r := range s.by() {
		d, err := s.thing(r, langs)
		if err != nil {
			return "", err
		}
		rec, t, err := r.storeType()
		if err != nil {
			return "", err
		}
		x := document.Relation{Thing: d, Symmetric: t.Symmetric}
		for _, p := range rec.Participants {
			role := &t.Roles[p.Role]
			f := document.Role{Key: role.Key, Of: key[p.Thing], Rank: rank[role.Position]}
			if !slices.Contains(x.Roles, f) { // one filler under two mentions
				x.Roles = append(x.Roles, f)
			}
		}
		g.Relations = append(g.Relations, x)
	}
	return document.Write(g, format)
}

var rank = map[store.RolePosition]int{store.Subject: 0, store.Object: 1, store.Other: 2}

// labelled is what all things have.
type labelled interface {
	Key() (string, error)
	Label([]string) (*store.Label, error)
}

func (s *Subgraph) thing(t Thing, langs []string) (d document.Thing, err error) {
	l := t.(labelled)
	if d.Key, err = l.Key(); err != nil {
		return d, err
	}
	label, err := l.Label(langs)
	if err != nil {
		return d, err
	}
	d.Label, d.Lang = label.Text, label.Lang
	if d.Lang == "und" {
		d.Lang = ""
	}
	switch x := t.(type) {
	case *Entity:
		d.Class = "entity"
		kind, err := x.Kind()
		if err != nil {
			return d, err
		}
		d.Kind = kind.Key()
	case *Relation:
		d.Class = "relation"
		return d, s.relation(x, &d)
	case *Claim:
		d.Class = "claim"
	case *Source:
		d.Class = "source"
	}
	return d, nil
}

// relation adds what only relations have.
func (s *Subgraph) relation(r *Relation, d *document.Thing) error {
	rec, t, err := r.storeType()
	if err != nil {
		return err
	}
	d.Kind = t.Key()
	if span := timeSpan(rec.Time, t.Aspect, nil); span != nil && span.Edtf() != nil {
		d.EDTF = *span.Edtf()
	}
	standings, err := loaded(r.group, "standings of a document", func() ([]store.Standing, error) {
		return s.view.Standings(r.group.ctx, r.group.ids, nil)
	})
	if err != nil {
		return err
	}
	d.Standing = string(standings[r.at])
	return nil
}
