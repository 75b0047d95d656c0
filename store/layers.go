package store

import (
	"maps"
	"slices"
)

// late is things that the target's side expanded, and how far what leads to them is.
// The relations themselves, which lead to their participants, become vertices only when
// that matters: nearly all of them are in no other relation.
type late struct {
	things []int32
	dist   int8
}

// settle ends a layer, or what was read of it: it finds the next one and, from
// the target's side, how far that is and the steps from it.
func (s *search) settle(i int) {
	side := &s.sides[i]
	layer := slices.DeleteFunc(slices.Clone(side.layer), func(at int32) bool { return !s.vertices[at].expanded })
	side.layer = side.layer[:0:0]
	s.expect(layer)
	for _, at := range layer {
		id := s.vertices[at].id
		for _, l := range s.vertices[at].links {
			l.neighbors(id, func(to ID) bool {
				if i == ofStart || to != l.relation {
					s.meet(i, l, at, to, int8(side.depth))
				}
				return true
			})
		}
	}
	if i == ofTarget && len(layer) > 0 && s.x.direction == Any {
		s.late = append(s.late, late{layer, int8(side.depth)})
	}
	side.open, side.links, side.chunk, side.whole = slices.Clone(side.layer), 0, 0, false
	side.ended = len(side.layer) == 0 && (i == ofStart || len(s.late) == 0)
}

// register makes vertices of the relations by which the target's side expanded things.
func (s *search) register() {
	pending := s.late
	s.late = nil
	side := &s.sides[ofTarget]
	known := len(side.layer)
	for _, p := range pending {
		for _, at := range p.things {
			for _, l := range s.vertices[at].links {
				if l.relation != s.vertices[at].id {
					s.meet(ofTarget, l, at, l.relation, p.dist)
				}
			}
		}
	}
	side.open = append(side.open, side.layer[known:]...)
	side.ended = len(side.layer) == 0
}

// meet notes that a thing is one step from one that a side expanded.
func (s *search) meet(i int, l *link, at int32, to ID, dist int8) {
	from, end := s.vertices[at].id, to
	if i == ofTarget {
		from, end = end, from
	}
	role, other, ok := s.x.step(l, from, end)
	if !ok {
		return
	}
	n := s.vertex(to)
	x := &s.vertices[n]
	if to == l.relation {
		x.own = l
	}
	if !x.seen[i] {
		x.seen[i] = true
		s.sides[i].layer = append(s.sides[i].layer, n)
		if i == ofTarget {
			x.dist = dist
		}
	}
	if i == ofTarget {
		s.back = append(s.back, backStep{step{l, end, role, other}, x.first})
		x.first = int32(len(s.back) - 1)
	}
}

// expect makes room for what a layer leads to.
func (s *search) expect(layer []int32) {
	n := 0
	for _, at := range layer {
		for _, l := range s.vertices[at].links {
			n += len(l.fillers) - 1
		}
	}
	s.vertices, s.back = slices.Grow(s.vertices, n), slices.Grow(s.back, n)
	if n > len(s.at) {
		larger := make(map[ID]int32, n+len(s.at))
		maps.Copy(larger, s.at)
		s.at = larger
	}
}
