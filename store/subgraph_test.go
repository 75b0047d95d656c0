package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// around is the subgraph that a look at all relations gives, one relation after the other.
func (l *look) around(seeds []ID, hops, maxNodes int) *Subgraph {
	var out Subgraph
	for _, id := range seeds {
		if !slices.Contains(out.Nodes, id) {
			out.Nodes = append(out.Nodes, id)
		}
	}
	// leadsTo are the things one step from another by a relation.
	leadsTo := func(r *Relation, from ID) (to []ID) {
		for _, end := range ends(r) {
			if len(l.pairs(r, from, end)) > 0 {
				to = append(to, end)
			}
		}
		return to
	}
	partOf := func(r *Relation, id ID) bool { return r.ID == id || slices.Contains(ends(r), id) }
	add := func(r *Relation) bool {
		nodes := slices.Clone(out.Nodes)
		for _, id := range ends(r) {
			if id != r.ID && !slices.Contains(nodes, id) {
				nodes = append(nodes, id)
			}
		}
		known := slices.Contains(out.Relations, r.ID)
		if len(nodes) > maxNodes || !known && len(out.Relations) == 4*maxNodes {
			out.Truncated = true
			return false
		}
		out.Nodes = nodes
		if !known {
			out.Relations = append(out.Relations, r.ID)
		}
		return true
	}
	seen, layer := slices.Clone(out.Nodes), slices.Clone(out.Nodes)
	var cut []ID
	for range hops {
		var next []ID
		for _, id := range layer {
			for _, r := range l.relations {
				to := leadsTo(r, id)
				if !partOf(r, id) || len(to) == 0 {
					continue
				}
				if !add(r) {
					cut = append(cut, id)
					continue
				}
				for _, end := range to {
					if !slices.Contains(seen, end) {
						seen, next = append(seen, end), append(next, end)
					}
				}
			}
		}
		layer = next
	}
	rest := layer
	for _, id := range slices.Concat(out.Nodes, out.Relations) {
		if !slices.Contains(seen, id) {
			rest = append(rest, id)
		}
	}
	cut = append(cut, rest...)
	there := slices.Concat(out.Nodes, out.Relations)
	for _, id := range rest {
		for _, r := range l.relations {
			among := func(end ID) bool {
				return end == r.ID || slices.Contains(there, end)
			}
			if len(leadsTo(r, id)) > 0 && !slices.ContainsFunc(ends(r), func(e ID) bool { return !among(e) }) {
				add(r)
			}
		}
	}
	for _, id := range out.Nodes {
		if slices.Contains(cut, id) {
			out.Frontier = append(out.Frontier, id)
		}
	}
	return &out
}

// A subgraph is what going from relation to relation gives, and keeps to its budget.
func TestSubgraphIsThatOfAllRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newWeb(t)
		v := g.state(t)
		for range 3 {
			q := SubgraphQuery{Via: g.anyVia(t), Hops: rapid.IntRange(0, 4).Draw(t, "hops")}
			var ids []ID
			for range rapid.IntRange(1, 3).Draw(t, "seeds") {
				key := g.thing(t, "seed")
				q.Seeds, ids = append(q.Seeds, ref(key)), append(ids, g.idIn(v, key))
			}
			q.MaxNodes = len(q.Seeds) + rapid.IntRange(0, 8).Draw(t, "nodes beyond")
			got, err := v.Subgraph(g.ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			want := g.look(v, q.Via).around(ids, q.Hops, q.MaxNodes)
			if a, b := fmt.Sprintf("%+v", *got), fmt.Sprintf("%+v", *want); a != b {
				t.Fatalf("%+v via %+v\n got %s\nwant %s", q, q.Via, a, b)
			}
			all, err := v.Relations(g.ctx, got.Relations)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range all {
				for _, p := range r.Participants {
					if !slices.Contains(got.Nodes, p.Thing) {
						t.Fatalf("%v takes part in %v and is no node", p.Thing, r.ID)
					}
				}
			}
		}
	})
}

func TestSubgraphWithinBounds(t *testing.T) {
	w := newWorld(t)
	for i := range 100 {
		w.do(relation("acts", keyed(fmt.Sprint("act-", i)), fill("actor", "france"), fill("target", "mali"), spell(fmt.Sprint(i)), claimed(says("", Asserts, "rfi"))))
	}
	q := SubgraphQuery{Seeds: []Ref{ref("france")}, Hops: 1, MaxNodes: 500}
	s, err := w.view().subgraph(w.ctx, q, 64)
	if err != nil || !s.Truncated || len(s.Relations) != 64 || len(s.Frontier) != 2 {
		t.Errorf("64 relations read: %+v, %v", s, err)
	}
	q.MaxNodes = 3 // room for both, but not for so many relations
	s, err = w.view().Subgraph(w.ctx, q)
	if err != nil || !s.Truncated || len(s.Relations) != 12 {
		t.Errorf("relations for 3 nodes: %+v, %v", s, err)
	}
}

func TestSubgraphOfBadInput(t *testing.T) {
	w := newWorld(t)
	good := SubgraphQuery{Seeds: []Ref{ref("france"), ref("mali")}, Hops: 1, MaxNodes: 500}
	for name, c := range map[string]struct {
		change func(*SubgraphQuery)
		says   string
	}{
		"no seeds":       {func(q *SubgraphQuery) { q.Seeds = nil }, "1 to 20"},
		"too many seeds": {func(q *SubgraphQuery) { q.Seeds = make([]Ref, 21) }, "1 to 20"},
		"unknown seed":   {func(q *SubgraphQuery) { q.Seeds[1] = ref("malli") }, `"mali"`},
		"too many hops":  {func(q *SubgraphQuery) { q.Hops = 5 }, "0 to 4"},
		"negative hops":  {func(q *SubgraphQuery) { q.Hops = -1 }, "0 to 4"},
		"no room":        {func(q *SubgraphQuery) { q.MaxNodes = 1 }, "number of seeds"},
		"too much room":  {func(q *SubgraphQuery) { q.MaxNodes = 2001 }, "2000"},
		"unknown type":   {func(q *SubgraphQuery) { q.Via = &Via{Types: []string{"act"}} }, `"acts"`},
	} {
		q := good
		q.Seeds = slices.Clone(good.Seeds)
		c.change(&q)
		if _, err := w.view().Subgraph(w.ctx, q); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, should say %q", name, err, c.says)
		}
	}
}
