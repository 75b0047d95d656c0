package store

import (
	"bytes"
	"context"
	"maps"
	"slices"
)

// The bounds of a subgraph that are published.
const (
	MaxSeeds         = 20
	MaxSubgraphHops  = 4
	MaxSubgraphNodes = 2000
)

const (
	relationsPerNode = 4       // so many relations at most for each node of the budget
	subgraphLinks    = 100_000 // relations read of things, at most
	standingsAtOnce  = 4096    // relations whose standings one call reads
)

// SubgraphQuery asks for what lies around some things.
type SubgraphQuery struct {
	Seeds    []Ref // 1 to MaxSeeds
	Via      *Via
	Hops     int // 0 to MaxSubgraphHops
	MaxNodes int // from the number of seeds to MaxSubgraphNodes
}

// Subgraph is a part of the graph: relations, and everything that takes part in them.
type Subgraph struct {
	Nodes     []ID // the seeds, then in order of discovery; a relation too, if it fills a role
	Relations []ID // in order of discovery; all their participants are Nodes
	// Frontier is the nodes whose relations were not followed, or not all of them.
	Frontier []ID
	// Truncated: a budget left something out.
	Truncated bool
}

// Subgraph follows relations from some things, hop by hop, in the steps of Paths. A relation comes
// with all its participants or, where they do not fit into the budget, not at all.
// In the end it adds the relations among what it found.
// Engine calls depend on the hops; all of them read bounded chunks.
func (v *View) Subgraph(ctx context.Context, q SubgraphQuery) (*Subgraph, error) {
	return v.subgraph(ctx, q, subgraphLinks)
}

func (v *View) subgraph(ctx context.Context, q SubgraphQuery, maxLinks int) (*Subgraph, error) {
	switch {
	case len(q.Seeds) < 1 || len(q.Seeds) > MaxSeeds:
		return nil, invalid("`seeds` holds 1 to %d things, not %d", MaxSeeds, len(q.Seeds))
	case q.Hops < 0 || q.Hops > MaxSubgraphHops:
		return nil, invalid("`hops` is 0 to %d, not %d", MaxSubgraphHops, q.Hops)
	case q.MaxNodes < len(q.Seeds) || q.MaxNodes > MaxSubgraphNodes:
		return nil, invalid("`maxNodes` is from the number of seeds to %d, not %d", MaxSubgraphNodes, q.MaxNodes)
	}
	seeds, err := v.things(ctx, q.Seeds)
	if err != nil {
		return nil, err
	}
	x, err := v.compileVia(ctx, q.Via)
	if err != nil {
		return nil, err
	}
	p := &part{v: v, x: x, maxNodes: q.MaxNodes, left: maxLinks, nodes: map[ID]bool{}, relations: map[ID]bool{}, queued: map[ID]bool{}, cut: map[ID]bool{}}
	var layer []ID
	for _, id := range seeds {
		if !p.queued[id] {
			p.queued[id] = true
			layer = append(layer, id)
			p.addNode(id)
		}
	}
	for range q.Hops {
		if layer, err = p.follow(ctx, layer, true); err != nil {
			return nil, err
		}
	}
	rest := layer
	for _, id := range slices.Concat(p.out.Nodes, p.out.Relations) {
		if !p.queued[id] {
			p.queued[id] = true
			rest = append(rest, id)
		}
	}
	for _, id := range rest {
		p.cut[id] = true
	}
	p.among = maps.Clone(p.relations)
	if _, err := p.follow(ctx, rest, false); err != nil {
		return nil, err
	}
	for _, id := range p.out.Nodes {
		if p.cut[id] {
			p.out.Frontier = append(p.out.Frontier, id)
		}
	}
	return &p.out, nil
}

// part is a subgraph as it grows.
type part struct {
	v         *View
	x         *via
	maxNodes  int
	left      int // links that may still be read
	out       Subgraph
	nodes     map[ID]bool
	relations map[ID]bool
	among     map[ID]bool // relations, when only those among what is there are added
	queued    map[ID]bool // followed, or in the layer that is next
	cut       map[ID]bool // not followed, or not by all relations
}

// lead is a link to follow from a thing.
type lead struct {
	from ID
	link *link
}

func (p *part) addNode(id ID) {
	p.nodes[id] = true
	p.out.Nodes = append(p.out.Nodes, id)
}

// follow looks at the relations of things, in order, and adds what they connect; it
// gives what to follow next. Unless it is to grow, it adds only relations among what is there.
func (p *part) follow(ctx context.Context, things []ID, grow bool) (next []ID, err error) {
	leads, err := p.read(ctx, things)
	if err != nil {
		return nil, err
	}
	for len(leads) > 0 {
		var batch []lead
		var links []*link
		for len(leads) > 0 && len(batch) < standingsAtOnce {
			l := leads[0]
			leads = leads[1:]
			if p.matters(l, grow) {
				batch, links = append(batch, l), append(links, l.link)
			}
		}
		ok, err := p.x.takeStanding(ctx, p.v, links)
		if err != nil {
			return nil, err
		}
		for i, l := range batch {
			if !ok[i] {
				continue
			}
			to := p.leadsTo(l)
			if len(to) == 0 || !p.add(l, grow) || !grow {
				continue
			}
			for _, id := range to {
				if !p.queued[id] {
					p.queued[id] = true
					next = append(next, id)
				}
			}
		}
	}
	return next, nil
}

// read gives all links of things, in order of the things and then of time, as far
// as the bound goes.
func (p *part) read(ctx context.Context, things []ID) ([]lead, error) {
	own, err := p.ownLinks(ctx, things)
	if err != nil {
		return nil, err
	}
	lists := make([][]*link, len(things))
	walks := p.v.walksOf(things)
	for chunk := firstChunk; ; chunk = min(chunk*4, maxChunk) {
		var open []*walk
		var at []int
		for i, w := range walks {
			if !w.ended() {
				open, at = append(open, w), append(at, i)
			}
		}
		if len(open) == 0 {
			break
		}
		if p.left <= 0 {
			p.out.Truncated = true
			for _, i := range at {
				p.cut[things[i]] = true
			}
			break
		}
		got, err := p.v.readLinks(ctx, open, min(chunk, max(firstChunk, 4*maxChunk/len(open))))
		if err != nil {
			return nil, err
		}
		for i, links := range got {
			lists[at[i]] = append(lists[at[i]], links...)
			p.left -= len(links)
		}
	}
	var out []lead
	for i, links := range lists {
		if l := own[i]; l != nil {
			n, _ := slices.BinarySearchFunc(links, l, func(a, b *link) int { return bytes.Compare(a.place, b.place) })
			links = slices.Insert(links, n, l)
		}
		for _, l := range links {
			out = append(out, lead{things[i], l})
		}
	}
	return out, nil
}

// ownLinks are those relations among things that lead to their own participants.
func (p *part) ownLinks(ctx context.Context, things []ID) ([]*link, error) {
	if p.x.direction != Any || !slices.ContainsFunc(things, func(id ID) bool { return id.Class() == ClassRelation }) {
		return make([]*link, len(things)), nil
	}
	return p.v.linksOf(ctx, things)
}

// matters tells whether a lead may change anything, so that its standing is not asked for in vain.
func (p *part) matters(l lead, grow bool) bool {
	if p.x.rules[l.link.typ] == nil {
		return false
	}
	missing := p.missing(l.link)
	if !grow {
		return !slices.ContainsFunc(missing, func(id ID) bool { return !p.among[id] })
	}
	return len(missing) == 0 || len(p.out.Nodes) < p.maxNodes || !p.cut[l.from] || !p.out.Truncated
}

// missing is the participants that are no nodes yet, each once.
func (p *part) missing(l *link) (out []ID) {
	for i, f := range l.fillers {
		if !p.nodes[f.thing] && (i == 0 || l.fillers[i-1].thing != f.thing) {
			out = append(out, f.thing)
		}
	}
	return out
}

func (p *part) leadsTo(l lead) (out []ID) {
	l.link.neighbors(l.from, func(to ID) bool {
		if _, _, ok := p.x.step(l.link, l.from, to); ok {
			out = append(out, to)
		}
		return true
	})
	return out
}

// add adds a relation with its participants, if they fit.
func (p *part) add(l lead, grow bool) bool {
	missing := p.missing(l.link)
	isNew := !p.relations[l.link.relation]
	if len(p.out.Nodes)+len(missing) > p.maxNodes || isNew && len(p.out.Relations) >= relationsPerNode*p.maxNodes {
		p.out.Truncated = true
		p.cut[l.from] = p.cut[l.from] || grow
		return false
	}
	for _, id := range missing {
		p.addNode(id)
	}
	if isNew {
		p.relations[l.link.relation] = true
		p.out.Relations = append(p.out.Relations, l.link.relation)
	}
	return true
}
