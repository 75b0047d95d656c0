package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
)

// chains lists the chains in what a search has read, depth first and in order, so
// that it can stop at any of them. Distances to the target keep it from going where
// no chain of the length ends. The standing of a relation is asked for only when it stands in a
// chain, for a batch of chains at once.
type chains struct {
	s        *search
	limit    int
	found    [][]step
	admitted map[ID]bool // relations whose standing was asked for

	length int
	dist   []int8 // of vertices to the target, in what was read
	path   []step
	used   []ID // things and relations of the path
	batch  [][]step
	size   int // of the next batch
	sorted map[int32][]step
}

// firstBatch is how many chains beyond the limit the first batch has; each further
// one is twice as large, up to maxBatch.
const (
	firstBatch = 12
	maxBatch   = 1024
)

// list adds the chains of a length to those found, up to the limit.
func (c *chains) list(ctx context.Context, length int) error {
	c.length, c.size = length, c.limit+firstBatch
	c.sorted = map[int32][]step{}
	if c.s.vertices[0].id.Class() == ClassRelation || length > c.s.sides[ofTarget].depth+1 {
		c.s.register()
	}
	c.measure(length)
	if d := c.dist[0]; d == noDist && length > 1 && c.s.sides[ofTarget].ended {
		return nil
	}
	c.path, c.used = c.path[:0], append(c.used[:0], c.s.vertices[0].id)
	walk := func() error { return c.walk(ctx, 0) }
	if c.s.streams(length) {
		walk = func() error { return c.stream(ctx) }
	}
	if err := walk(); err != nil && err != errEnough {
		return err
	}
	if len(c.found) == c.limit {
		return nil
	}
	return c.settle(ctx)
}

// errEnough ends the listing; it never leaves it.
var errEnough = errors.New("store: enough chains")

// measure finds how far the things read from the start are from the target, beyond
// what the target's side knows.
func (c *chains) measure(length int) {
	s := c.s
	c.dist = c.dist[:0]
	for i := range s.vertices {
		c.dist = append(c.dist, s.vertices[i].dist)
	}
	if s.sides[ofTarget].ended || s.sides[ofTarget].depth+1 >= length {
		return
	}
	for d := s.sides[ofTarget].depth + 1; d < length; d++ {
		for _, at := range s.expanded {
			if c.dist[at] == noDist && c.leadsTo(at, int8(d-1)) {
				c.dist[at] = int8(d)
			}
		}
	}
}

func (c *chains) leadsTo(at int32, dist int8) (leads bool) {
	x := &c.s.vertices[at]
	for _, l := range x.links {
		l.neighbors(x.id, func(to ID) bool {
			if n, ok := c.s.at[to]; ok && c.dist[n] == dist {
				_, _, leads = c.s.x.step(l, x.id, to)
			}
			return !leads
		})
		if leads {
			return true
		}
	}
	return false
}

// walk lists the chains that go on from a thing.
func (c *chains) walk(ctx context.Context, at int32) error {
	x := &c.s.vertices[at]
	if !x.expanded {
		for _, st := range c.stepsFrom(at) {
			if err := c.tick(ctx); err != nil {
				return err
			}
			if c.fits(st.to) {
				if err := c.visit(ctx, st); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return c.follow(ctx, x.id, x.links)
}

// follow lists the chains that go on from a thing by links of it.
func (c *chains) follow(ctx context.Context, from ID, links []*link) error {
	for _, l := range links {
		var err error
		l.neighbors(from, func(to ID) bool {
			if to.Class() == ClassRelation && to != l.relation && len(c.s.late) > 0 {
				c.s.register() // it leads to its own participants
				c.sorted = map[int32][]step{}
				c.measure(c.length)
			}
			if err = c.tick(ctx); err == nil && c.fits(to) {
				if role, other, ok := c.s.x.step(l, from, to); ok {
					err = c.visit(ctx, step{l, to, role, other})
				}
			}
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stream lists the chains from the start while it reads its relations, and reads no
// more of them than it takes.
func (c *chains) stream(ctx context.Context) error {
	for done := 0; ; {
		x := &c.s.vertices[0]
		links := x.links[done:]
		if err := c.follow(ctx, x.id, links); err != nil {
			return err
		}
		if done += len(links); c.s.vertices[0].expanded {
			return nil
		}
		if len(c.found)+len(c.batch) >= c.limit {
			if err := c.settle(ctx); err != nil {
				return err
			}
			if len(c.found) == c.limit {
				return errEnough
			}
		}
		if err := c.s.stream(ctx); err != nil {
			return err
		}
	}
}

// tick counts a step that is looked at.
func (c *chains) tick(ctx context.Context) error {
	if c.s.left.visits--; c.s.left.visits <= 0 {
		return errBound
	}
	if c.s.left.visits%1024 == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// fits tells whether a chain of the length can have a thing next: the target at its
// end and only there, before it what is near enough to the target.
func (c *chains) fits(to ID) bool {
	left := c.length - len(c.path) - 1
	if target := c.s.vertices[c.s.to].id; left == 0 || to == target {
		return left == 0 && to == target
	}
	n, ok := c.s.at[to]
	return ok && c.dist[n] != noDist && int(c.dist[n]) <= left
}

// visit lists the chains that go on by a step.
func (c *chains) visit(ctx context.Context, st step) error {
	if ok, asked := c.admitted[st.link.relation]; asked && !ok || c.uses(st) {
		return nil
	}
	n := len(c.used)
	c.path = append(c.path, st)
	if st.link.relation != st.to && st.link.relation != c.used[n-1] {
		c.used = append(c.used, st.link.relation)
	}
	c.used = append(c.used, st.to)
	err := c.enter(ctx, st)
	c.path, c.used = c.path[:len(c.path)-1], c.used[:n]
	if err == errLost {
		err = nil
	}
	if err == nil && c.lost() {
		return errLost
	}
	return err
}

// errLost ends the listing of what goes on from a path; it never leaves it.
var errLost = errors.New("store: the path holds a relation of another standing")

// lost tells that the path itself holds a relation that was found inadmissible
// since it was entered.
func (c *chains) lost() bool {
	for _, st := range c.path {
		if ok, asked := c.admitted[st.link.relation]; asked && !ok {
			return true
		}
	}
	return false
}

// uses tells whether the path has the thing or the relation of a step already. The
// relation may be the thing that the step starts from, if it was not entered by itself.
func (c *chains) uses(st step) bool {
	last := len(c.used) - 1
	if slices.Contains(c.used[:last], st.link.relation) || slices.Contains(c.used, st.to) {
		return true
	}
	return st.link.relation == c.used[last] && len(c.path) > 0 && c.path[len(c.path)-1].link.relation == st.link.relation
}

// enter goes on from where a step leads, or takes the chain that it ends.
func (c *chains) enter(ctx context.Context, st step) error {
	if len(c.path) < c.length {
		return c.walk(ctx, c.s.at[st.to])
	}
	c.batch = append(c.batch, slices.Clone(c.path))
	if len(c.batch) < c.size {
		return nil
	}
	c.size = min(2*c.size, maxBatch)
	if err := c.settle(ctx); err != nil {
		return err
	}
	if len(c.found) == c.limit {
		return errEnough
	}
	return nil
}

// settle takes those chains of the batch whose relations all have one of the
// standings asked for: one engine call.
func (c *chains) settle(ctx context.Context) error {
	var ask []ID
	for _, chain := range c.batch {
		for _, st := range chain {
			if _, asked := c.admitted[st.link.relation]; !asked {
				c.admitted[st.link.relation] = false
				ask = append(ask, st.link.relation)
			}
		}
	}
	if len(ask) > 0 {
		standings, err := c.s.v.standings(ctx, ask, c.s.x.counting)
		if err != nil {
			return err
		}
		for i, r := range ask {
			c.admitted[r] = slices.Contains(c.s.x.standing, standings[i])
		}
	}
	for _, chain := range c.batch {
		bad := slices.ContainsFunc(chain, func(st step) bool { return !c.admitted[st.link.relation] })
		if !bad && len(c.found) < c.limit {
			c.found = append(c.found, chain)
		}
	}
	c.batch = c.batch[:0]
	return nil
}

// stepsFrom gives the steps from a thing that was not expanded to those that were
// from the target's side, in order.
func (c *chains) stepsFrom(at int32) []step {
	if list, ok := c.sorted[at]; ok {
		return list
	}
	var list []step
	for n := c.s.vertices[at].first; n != noStep; n = c.s.back[n].next {
		list = append(list, c.s.back[n].step)
	}
	slices.SortFunc(list, func(a, b step) int {
		if by := bytes.Compare(a.link.place, b.link.place); by != 0 {
			return by
		}
		return compareEnds(a, b)
	})
	c.sorted[at] = list
	return list
}

// compareEnds orders steps by one relation by where they lead, to itself last.
func compareEnds(a, b step) int {
	switch {
	case a.to == b.to:
		return 0
	case b.to == b.link.relation || a.to != a.link.relation && a.to < b.to:
		return -1
	}
	return 1
}
