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
	late     []late // what register makes vertices of
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

// reach reads on until chains of a length lie in what was read, or all of them but
// their first steps. errBound tells that it could not.
func (s *search) reach(ctx context.Context, length int) error {
	f, b := &s.sides[ofStart], &s.sides[ofTarget]
	for !f.ended && !b.ended && f.depth+b.depth < length && !s.streams(length) {
		if err := s.grow(ctx); err != nil {
			s.settle(ofStart)
			s.settle(ofTarget) // what was read whole is of use
			f.ended, b.ended = false, false
			return err
		}
	}
	return nil
}

// streams tells that the steps from the start may be read while chains of a length are
// listed, as far as they are needed: all others are known.
func (s *search) streams(length int) bool {
	return length > 1 && s.sides[ofStart].depth == 0 && s.sides[ofTarget].depth == length-1 && s.vertices[0].id.Class() != ClassRelation
}

// stream reads the next relations of the start.
func (s *search) stream(ctx context.Context) error {
	side := &s.sides[ofStart]
	if err := s.open(ctx, side); err != nil {
		return err
	}
	err := s.read(ctx, side.open, max(side.chunk, s.left.chunk))
	side.chunk = min(max(side.chunk, s.left.chunk)*4, maxChunk)
	s.advance(side)
	return err
}

const (
	// uneven is how much less there must be to read on one side for it to be read alone.
	uneven = 4
	// seekCost is what going to a thing's relations costs, in relations read.
	seekCost = 16
)

// cost is what reading a layer takes, as far as that can be told.
func (s *search) cost(i int) int {
	side := &s.sides[i]
	n := seekCost*len(side.open) + side.links
	if side.whole { // nearly each relation leads to another thing
		n = seekCost * side.links
	}
	if i == ofTarget {
		for _, l := range s.late {
			for _, at := range l.things {
				n += seekCost * len(s.vertices[at].links)
			}
		}
	}
	return n
}

// grow reads a chunk of the relations of the things of one layer: on the side that has
// less to read, or on both at once where that cannot be told, until one is done.
func (s *search) grow(ctx context.Context) error {
	grown := make([]*side, 0, 2)
	for i := range s.sides {
		if s.cost(i) <= uneven*s.cost(1-i) {
			grown = append(grown, &s.sides[i])
		}
	}
	for _, side := range grown {
		if side.whole {
			s.settle(ofStart)
		}
		chunk := max(side.chunk, s.left.chunk)
		if side == &s.sides[ofTarget] {
			s.register()
			if len(grown) == 2 { // once it is done, the start's relations are read only as far as they are needed
				chunk *= uneven
			}
		}
		if err := s.open(ctx, side); err != nil {
			return err
		}
		side.chunk = min(4*max(side.chunk, s.left.chunk), maxChunk)
		var of []int32
		for _, at := range side.open {
			if !s.vertices[at].expanded { // by the other side, where they met
				of = append(of, at)
			}
		}
		for from := 0; from < len(of); from += maxRanges {
			if err := s.read(ctx, of[from:min(from+maxRanges, len(of))], chunk); err != nil {
				return err
			}
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
	if len(side.open) == 0 && (side == &s.sides[ofStart] || len(s.late) == 0) {
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
	}
	got, err := s.v.readLinks(ctx, walks, min(chunk, max(s.left.chunk, 4*maxChunk/len(walks))))
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
