package model

import (
	"context"
	"sync"
	"time"

	"demarche/store"
)

// SearchConnection is the hits of a search. Each part is read when a selection
// first needs it.
type SearchConnection struct {
	view    *store.View
	query   *store.SearchQuery
	page    func() (*searchPage, error)
	counts  func() ([]int, error)
	matches func() ([][]store.Match, error) // of the page's hits
}

// searchPage is a page and its things.
type searchPage struct {
	store.Page
	things []Thing
}

// SearchEdge is a hit.
type SearchEdge struct {
	Cursor  string
	Node    Thing
	Score   float64
	matches func() ([]store.Match, error)
}

// Match is a text in which words were found.
type Match struct {
	Field     store.MatchField
	NameKind  *store.NameKind
	Lang      *string
	Fragments []store.Fragment
}

// Search finds things by their texts.
func Search(ctx context.Context, what store.SearchArgs, args store.PageArgs, asOf *time.Time) (*SearchConnection, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	q, err := v.Search(ctx, what)
	if err != nil {
		return nil, err
	}
	if err := q.Check(args); err != nil {
		return nil, err
	}
	c := &SearchConnection{view: v, query: q}
	c.page = sync.OnceValues(func() (*searchPage, error) {
		pages, err := q.Pages(ctx, args)
		if err != nil {
			return nil, err
		}
		return &searchPage{pages[0], Things(ctx, v, pages[0].IDs)}, nil
	})
	c.counts = sync.OnceValues(func() ([]int, error) { return q.Counts(ctx) })
	c.matches = sync.OnceValues(func() ([][]store.Match, error) {
		p, err := c.page()
		if err != nil {
			return nil, err
		}
		return q.Matches(ctx, p.IDs)
	})
	return c, nil
}

// Edges is the page's hits.
func (c *SearchConnection) Edges() ([]*SearchEdge, error) {
	p, err := c.page()
	if err != nil {
		return nil, err
	}
	out := make([]*SearchEdge, len(p.IDs))
	for i, id := range p.IDs {
		out[i] = &SearchEdge{p.Cursors[i], p.things[i], c.query.Scores[id], func() ([]store.Match, error) {
			all, err := c.matches()
			if err != nil {
				return nil, err
			}
			return all[i], nil
		}}
	}
	return out, nil
}

// Nodes is the page's things.
func (c *SearchConnection) Nodes() ([]Thing, error) {
	p, err := c.page()
	if err != nil {
		return nil, err
	}
	return p.things, nil
}

// PageInfo is where the page lies among the hits.
func (c *SearchConnection) PageInfo() (*PageInfo, error) {
	p, err := c.page()
	if err != nil {
		return nil, err
	}
	return pageInfo(&p.Page), nil
}

// TotalCount is the exact number of hits.
func (c *SearchConnection) TotalCount() (int, error) {
	counts, err := c.counts()
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

// Partial tells whether nothing has all the words.
func (c *SearchConnection) Partial() bool { return c.query.Partial }

// Facets breaks all hits down.
func (c *SearchConnection) Facets(ctx context.Context, by []store.FacetKey, top int) ([]*Facet, error) {
	all, err := facets(ctx, c.view, c.query.Query, by, top)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Matches says why it is a hit.
func (e *SearchEdge) Matches() ([]*Match, error) {
	list, err := e.matches()
	if err != nil {
		return nil, err
	}
	out := make([]*Match, len(list))
	for i, m := range list {
		out[i] = &Match{Field: m.Field, Lang: orNull(m.Lang), Fragments: m.Fragments}
		if m.NameKind != "" {
			out[i].NameKind = &m.NameKind
		}
	}
	return out, nil
}

// Suggest is the names that go on from what was typed.
func Suggest(ctx context.Context, what store.SearchArgs, first int, asOf *time.Time) ([]*SearchEdge, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	found, err := v.Suggest(ctx, what, first)
	if err != nil {
		return nil, err
	}
	ids := make([]store.ID, len(found))
	for i, s := range found {
		ids[i] = s.ID
	}
	out := make([]*SearchEdge, len(found))
	for i, t := range Things(ctx, v, ids) {
		s := found[i]
		out[i] = &SearchEdge{s.Cursor, t, s.Score, func() ([]store.Match, error) { return []store.Match{s.Match}, nil }}
	}
	return out, nil
}
