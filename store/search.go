package store

import (
	"bytes"
	"context"
	"slices"
)

// search is the part of the graph around two things that a search for chains has
// read. It grows from both: a chain of n steps lies in it whole once the things
// less than f steps from the start and those less than n-f from the target are
// expanded, which is to say their relations read.
type search struct {
	v        *View
	x        *via
	left     bounds
	to       int32
	at       map[ID]int32 // place in vertices
	vertices []vertex
	expanded []int32
	back     []backStep
	sides    [2]side
}

const (
	ofStart  = 0
	ofTarget = 1
)

// vertex is a thing that was seen.
type vertex struct {
	id       ID
	own      *link   // of a relation, if known
	links    []*link // what it takes part in, itself included, in order; all of it once expanded
	expanded bool
	walk     *walk   // of a thing that is not read whole yet
	picked   bool    // by the round under way
	seen     [2]bool // reached from a side
	dist     int8    // steps to the target, noDist if not known
	first    int32   // the first in back of the steps from it to what the target's side expanded
}

const (
	noDist = -1
	noStep = -1
)

// step leads to a thing by a link.
type step struct {
	link        *link
	to          ID
	role, other int16
}

// backStep is a step to a thing that the target's side expanded, listed where it starts.
type backStep struct {
	step
	next int32
}

// side is one of both ends of a search.
type side struct {
	depth int     // layers expanded whole
	layer []int32 // things that are this many steps away
	open  []int32 // those of them that are not read whole
	links int     // of the layer, as far as they are read
	chunk int     // how many are read of each thing at once
	whole bool    // the layer is read, and the next one not yet made of it
	ended bool    // there is nothing further away
}

func newSearch(v *View, x *via, b bounds, from, to ID) *search {
	s := &search{v: v, x: x, left: b, at: map[ID]int32{}}
	start := s.vertex(from)
	s.to = s.vertex(to)
	s.vertices[s.to].dist = 0
	for i, at := range []int32{start, s.to} {
		s.vertices[at].seen[i] = true
		s.sides[i].layer = []int32{at}
		s.sides[i].open = []int32{at}
	}
	return s
}

// vertex finds a thing or adds it.
func (s *search) vertex(id ID) int32 {
	at, ok := s.at[id]
	if !ok {
		at = int32(len(s.vertices))
		s.at[id] = at
		s.vertices = append(s.vertices, vertex{id: id, dist: noDist, first: noStep})
	}
	return at
}

// reach reads on until chains of a length lie in what was read. errBound tells
// that it could not.
func (s *search) reach(ctx context.Context, length int) error {
	f, b := &s.sides[ofStart], &s.sides[ofTarget]
	for !f.ended && !b.ended && f.depth+b.depth < length {
		if err := s.grow(ctx); err != nil {
			s.settle(ofStart)
			s.settle(ofTarget) // what was read whole is of use
			return err
		}
	}
	return nil
}

// uneven is how much less there must be to read on one side for it to be read alone.
const uneven = 4

// grow reads a chunk of the relations of the things of one layer: on the side that has
// less to read, or on both at once where that cannot be told, until one is done.
func (s *search) grow(ctx context.Context) error {
	cost := func(i int) int { return len(s.sides[i].open) + s.sides[i].links }
	grown := make([]*side, 0, 2)
	for i := range s.sides {
		if cost(i) <= uneven*cost(1-i) {
			grown = append(grown, &s.sides[i])
		}
	}
	var of []int32 // each once: the two sides may have met
	chunk := firstChunk
	for _, side := range grown {
		if side.whole {
			s.settle(ofStart)
		}
		if err := s.open(ctx, side); err != nil {
			return err
		}
		for _, at := range side.open {
			if x := &s.vertices[at]; !x.expanded && !x.picked {
				x.picked, of = true, append(of, at)
			}
		}
		chunk = max(chunk, side.chunk)
		side.chunk = min(chunk*4, maxChunk)
	}
	for from := 0; from < len(of); from += maxRanges {
		if err := s.read(ctx, of[from:min(from+maxRanges, len(of))], chunk); err != nil {
			return err
		}
	}
	for i := range s.sides {
		s.advance(&s.sides[i])
	}
	if s.sides[ofTarget].whole { // its distances are needed at once, the other side's next layer perhaps never
		s.settle(ofTarget)
	}
	return nil
}

// advance notes how far a layer is read.
func (s *search) advance(side *side) {
	if side.whole || side.ended {
		return
	}
	side.open = slices.DeleteFunc(side.open, func(at int32) bool { return s.vertices[at].expanded })
	side.links = 0
	for _, at := range side.layer {
		side.links += len(s.vertices[at].links)
	}
	if len(side.open) == 0 {
		side.depth, side.whole = side.depth+1, true
	}
}

const (
	// firstChunk is how many relations of a thing are read at first: most have few.
	firstChunk = 64
	// maxChunk is how many relations are read of a thing, and of all things, at once.
	maxChunk = 4096
	// maxRanges is how many things one engine call reads of.
	maxRanges = 4096
)

// open begins to read what is left of a layer: a relation's own link is read with
// it, unless it is known from one of its participants.
func (s *search) open(ctx context.Context, side *side) error {
	var ids, unknown []ID
	var at []int32
	for _, n := range side.open {
		x := &s.vertices[n]
		if x.expanded || x.walk != nil {
			continue
		}
		ids, at = append(ids, x.id), append(at, n)
		if x.id.Class() == ClassRelation && x.own == nil && s.x.direction == Any {
			unknown = append(unknown, x.id)
		}
	}
	for i, w := range s.v.walksOf(ids) {
		s.vertices[at[i]].walk = w
	}
	if len(unknown) == 0 {
		return nil
	}
	links, err := s.v.linksOf(ctx, unknown)
	if err != nil {
		return err
	}
	ok, err := s.x.take(ctx, s.v, links)
	if err != nil {
		return err
	}
	for i, l := range links {
		if ok[i] {
			s.vertices[s.at[unknown[i]]].own = l
		}
	}
	return nil
}

// read adds a chunk of what things take part in, as far as type and filter allow.
func (s *search) read(ctx context.Context, of []int32, chunk int) error {
	if s.left.fillers <= 0 {
		return errBound
	}
	walks := make([]*walk, len(of))
	for i, at := range of {
		walks[i] = s.vertices[at].walk
		s.vertices[at].picked = false
	}
	got, err := s.v.readLinks(ctx, walks, min(chunk, max(firstChunk, 4*maxChunk/len(walks))))
	if err != nil {
		return err
	}
	var all []*link
	for _, links := range got {
		all = append(all, links...)
	}
	for _, l := range all {
		s.left.fillers -= len(l.fillers)
	}
	ok, err := s.x.take(ctx, s.v, all)
	if err != nil {
		return err
	}
	n := 0
	for i, links := range got {
		x := &s.vertices[of[i]]
		x.links = slices.Grow(x.links, len(links))
		for _, l := range links {
			if ok[n] {
				x.links = append(x.links, l)
			}
			n++
		}
		if x.walk.ended() {
			s.close(of[i])
		}
	}
	return nil
}

// close tells that a thing's links are all read, and puts its own among them.
func (s *search) close(at int32) {
	x := &s.vertices[at]
	x.expanded, x.walk = true, nil
	s.expanded = append(s.expanded, at)
	if x.own != nil {
		n, _ := slices.BinarySearchFunc(x.links, x.own, func(a, b *link) int { return bytes.Compare(a.place, b.place) })
		x.links = slices.Insert(x.links, n, x.own)
	}
}

// settle ends a layer, or what was read of it: it finds the next one and, from
// the target's side, how far that is and the steps from it.
func (s *search) settle(i int) {
	side := &s.sides[i]
	var next []int32
	for _, at := range side.layer {
		if !s.vertices[at].expanded {
			continue
		}
		id := s.vertices[at].id
		for _, l := range s.vertices[at].links {
			l.neighbors(id, func(to ID) bool {
				from, end := id, to
				if i == ofTarget {
					from, end = to, id
				}
				role, other, ok := s.x.step(l, from, end)
				if !ok {
					return true
				}
				n := s.vertex(to)
				x := &s.vertices[n]
				if to == l.relation {
					x.own = l
				}
				if !x.seen[i] {
					x.seen[i] = true
					next = append(next, n)
					if i == ofTarget {
						x.dist = int8(side.depth)
					}
				}
				if i == ofTarget {
					s.back = append(s.back, backStep{step{l, id, role, other}, x.first})
					x.first = int32(len(s.back) - 1)
				}
				return true
			})
		}
	}
	side.layer, side.open, side.links, side.chunk, side.whole = next, slices.Clone(next), 0, 0, false
	side.ended = len(next) == 0
}
