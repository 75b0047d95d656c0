package store

import (
	"bytes"
	"context"
	"slices"
)

// Neighbor is another participant of a relation in which a thing plays a role: one
// for each pair of roles and each participant.
type Neighbor struct {
	Thing, Relation ID
	Role, OtherRole *Role // of the thing, and of its neighbour
}

// NeighborPage is one page of a thing's neighbours, in order of the relations' time;
// those by one relation by role, other role and id.
type NeighborPage struct {
	Neighbors []Neighbor
	Cursors   []string
	HasNext   bool
	// HasPrevious tells that the page does not begin at the start.
	HasPrevious bool
}

// NeighborQuery is the neighbours of several things, compiled against a View.
type NeighborQuery struct {
	v      *View
	things []ID
	x      *via
	kinds  map[ID]bool // nil: also what is no entity
}

// NeighborsOf lists the things that relations connect each thing with. What takes
// part in a relation together is neighbours; a relation's own participants are not
// its neighbours, as they are its participants. With kinds, only entities of those or below.
func (v *View) NeighborsOf(ctx context.Context, things []ID, in *Via, kinds []string) (*NeighborQuery, error) {
	x, err := v.compileVia(ctx, in)
	if err != nil {
		return nil, err
	}
	q := &NeighborQuery{v: v, things: things, x: x}
	q.kinds, err = idsOf(kinds, v.ontology.KindsUnder, func(k *Kind) ID { return k.ID })
	return q, err
}

const neighborOrder = "neighbors"

// Check tells whether the arguments of a page are good, reading nothing.
func (q *NeighborQuery) Check(args PageArgs) error {
	_, err := q.limits(args)
	return err
}

func (q *NeighborQuery) limits(args PageArgs) (limits, error) {
	l, err := args.check(neighborOrder)
	if err == nil && l.after != nil && len(l.after) <= pairSize+8 {
		err = invalid("%q is not a cursor of this list", clip(*args.After))
	}
	return l, err
}

// A neighbour's place in its list is that of the relation, then the pair of roles
// and the id: 10 bytes.
const pairSize = 1 + 1 + 8

type neighbor struct {
	place       []byte
	link        *link
	thing       ID
	role, other uint8
}

// Pages reads one page of each list: First and After of args. Engine calls as for any
// filtered list, and one for standings in each round.
func (q *NeighborQuery) Pages(ctx context.Context, args PageArgs) ([]NeighborPage, error) {
	l, err := q.limits(args)
	if err != nil {
		return nil, err
	}
	got := make([][]neighbor, len(q.things))
	more := func(i int) bool { return len(got[i]) <= l.n }
	give := func(i int, n neighbor) { got[i] = append(got[i], n) }
	if err := q.each(ctx, l.after, func(round int) int { return chunkOf(l.n, round, true) }, more, give); err != nil {
		return nil, err
	}
	out := make([]NeighborPage, len(q.things))
	for i, list := range got {
		p := &out[i]
		p.HasNext, p.HasPrevious = len(list) > l.n, l.after != nil
		for _, n := range list[:min(len(list), l.n)] {
			roles := q.v.ontology.Type(n.link.typ).Roles
			p.Neighbors = append(p.Neighbors, Neighbor{n.thing, n.link.relation, &roles[n.role], &roles[n.other]})
			p.Cursors = append(p.Cursors, makeCursor(neighborOrder, n.place))
		}
	}
	return out, nil
}

// Counts gives the exact number of neighbours in each list; it reads all of them.
func (q *NeighborQuery) Counts(ctx context.Context) ([]int, error) {
	out := make([]int, len(q.things))
	err := q.each(ctx, nil, func(int) int { return 4096 }, func(int) bool { return true }, func(i int, _ neighbor) { out[i]++ })
	return out, err
}

// each gives the neighbours of all things behind a place, in order, reading on for
// those things of which more are wanted.
func (q *NeighborQuery) each(ctx context.Context, after []byte, chunk func(round int) int, more func(int) bool, give func(int, neighbor)) error {
	var from []byte
	if after != nil {
		// The page may have ended within a relation, which must be read again: all but
		// the last byte of its place stands before it, and behind nearly all others.
		from = after[:len(after)-pairSize-1]
	}
	walks := make([]*walk, len(q.things))
	for i, id := range q.things {
		walks[i] = newWalk(q.v.prefixes(spaceOf, id), false, false, false, from, nil).withValues()
	}
	for round := 0; ; round++ {
		var open []*walk
		var at []int
		for i, w := range walks {
			if !w.ended() && more(i) {
				open, at = append(open, w), append(at, i)
			}
		}
		if len(open) == 0 {
			return nil
		}
		got, err := q.v.readLinks(ctx, open, chunk(round))
		if err != nil {
			return err
		}
		if err := q.take(ctx, at, got, after, give); err != nil {
			return err
		}
	}
}

// take gives the neighbours by links, as far as all conditions take them.
func (q *NeighborQuery) take(ctx context.Context, at []int, got [][]*link, after []byte, give func(int, neighbor)) error {
	var links []*link
	var of []int
	for i, list := range got {
		for _, l := range list {
			links, of = append(links, l), append(of, at[i])
		}
	}
	ok, err := q.x.takeStanding(ctx, q.v, links)
	if err != nil {
		return err
	}
	var all []neighbor
	var to []int
	for i, l := range links {
		if ok[i] {
			for _, n := range q.x.pairs(l, q.things[of[i]]) {
				if bytes.Compare(n.place, after) > 0 {
					all, to = append(all, n), append(to, of[i])
				}
			}
		}
	}
	fits, err := q.ofKinds(ctx, all)
	if err != nil {
		return err
	}
	for i, n := range all {
		if fits == nil || fits[i] {
			give(to[i], n)
		}
	}
	return nil
}

func (q *NeighborQuery) ofKinds(ctx context.Context, all []neighbor) ([]bool, error) {
	if q.kinds == nil {
		return nil, nil
	}
	ids := make([]ID, len(all))
	for i, n := range all {
		ids[i] = n.thing
	}
	records, err := q.v.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	ok := make([]bool, len(all))
	for i, e := range records {
		ok[i] = e != nil && q.kinds[e.Kind]
	}
	return ok, nil
}

// pairs are the neighbours of a thing by a link, in order.
func (x *via) pairs(l *link, of ID) (out []neighbor) {
	rule := x.rules[l.typ]
	for _, p := range l.fillers {
		for _, q := range l.fillers {
			if p.thing == of && q.thing != of && x.passes(rule, p.role, q.role) {
				place := append(bytes.Clone(l.place), p.role, q.role)
				out = append(out, neighbor{key(place).id(q.thing), l, q.thing, p.role, q.role})
			}
		}
	}
	slices.SortFunc(out, func(a, b neighbor) int { return bytes.Compare(a.place, b.place) })
	return out
}
