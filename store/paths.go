package store

import (
	"context"
	"errors"
	"time"
)

// The bounds of a search for paths that are published.
const (
	MaxHops  = 6
	MaxPaths = 20
)

// PathQuery asks for the shortest chains between two things.
type PathQuery struct {
	From, To Ref
	Via      *Via
	MaxHops  int // steps of the longest chain, 1 to MaxHops
	Limit    int // how many chains, 1 to MaxPaths
}

// Paths is the answer: chains in order, and whether they are surely the first ones.
type Paths struct {
	Chains   []Chain
	Complete bool
}

// Chain is a simple chain: no thing twice, and no relation twice, neither as what
// connects nor as what is connected.
type Chain []Step

// Step is one step of a chain, in one of three forms: from a participant to another
// one by a relation; from a participant to the relation itself, whose OtherRole is
// nil; from a relation to a participant, whose Role is nil. A chain that enters a relation
// leaves it by another one.
type Step struct {
	From, Relation, To ID
	Role, OtherRole    *Role
}

// bounds are what a search may take. What is over ends it, without an error.
type bounds struct {
	time    time.Duration // half of what the request has left, if that is less
	fillers int           // participants read, of all relations
	visits  int           // steps looked at while chains are listed
	chunk   int           // relations of a thing read at first: most things have few
}

// searchBounds keep a search to some 50 MB: 100,000 relations of two.
var searchBounds = bounds{time: 2 * time.Second, fillers: 200_000, visits: 2_000_000, chunk: firstChunk}

// errBound ends a search whose bounds are reached; it never leaves it.
var errBound = errors.New("store: a bound of the search is reached")

// Paths finds the shortest simple chains between two things: shorter ones first,
// those of one length step by step by relation, in order of time, then by thing.
//
// It searches from both ends, hop by hop: the relations of all things of a hop
// are read together, nearly always in one engine call, and standings are read for whole batches
// of chains. It is bounded in time, width and memory; Complete tells that no bound
// cut it, so that the chains are exactly the first Limit of all. A
// reference that leads nowhere, or both to the same thing, is an *InputError.
func (v *View) Paths(ctx context.Context, q PathQuery) (*Paths, error) {
	return v.paths(ctx, q, searchBounds)
}

func (v *View) paths(ctx context.Context, q PathQuery, b bounds) (*Paths, error) {
	if q.MaxHops < 1 || q.MaxHops > MaxHops {
		return nil, invalid("`maxHops` is 1 to %d, not %d", MaxHops, q.MaxHops)
	}
	if q.Limit < 1 || q.Limit > MaxPaths {
		return nil, invalid("`limit` is 1 to %d, not %d", MaxPaths, q.Limit)
	}
	ends, err := v.things(ctx, []Ref{q.From, q.To})
	if err != nil {
		return nil, err
	}
	if ends[0] == ends[1] {
		return nil, invalid("`from` and `to` are the same thing; for what a thing is connected with, ask for its `neighbors`")
	}
	x, err := v.compileVia(ctx, q.Via)
	if err != nil {
		return nil, err
	}
	if at, ok := ctx.Deadline(); ok {
		b.time = min(b.time, time.Until(at)/2)
	}
	within, cancel := context.WithTimeoutCause(ctx, b.time, errBound)
	defer cancel()
	s := newSearch(v, x, b, ends[0], ends[1])
	found, err := s.run(within, q.MaxHops, q.Limit)
	out := &Paths{Complete: err == nil}
	if err != nil && (ctx.Err() != nil || !errors.Is(err, errBound) && !errors.Is(err, context.DeadlineExceeded)) {
		return nil, err
	}
	for _, c := range found {
		out.Chains = append(out.Chains, v.chain(ends[0], c))
	}
	return out, nil
}

// things resolves refs that must lead to things.
func (v *View) things(ctx context.Context, refs []Ref) ([]ID, error) {
	ids, err := v.Resolve(ctx, refs)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if c := id.Class(); id == 0 || c == ClassKind || c == ClassRelationType {
			return nil, v.notFound(ctx, refs[i])
		}
	}
	return ids, nil
}

func (v *View) chain(from ID, steps []step) Chain {
	out := make(Chain, len(steps))
	for i, s := range steps {
		out[i] = Step{From: from, Relation: s.link.relation, To: s.to, Role: v.roleAt(s.link.typ, s.role), OtherRole: v.roleAt(s.link.typ, s.other)}
		from = s.to
	}
	return out
}

// roleAt is a role of a type, nil for noRole.
func (v *View) roleAt(typ ID, role int16) *Role {
	if role == noRole {
		return nil
	}
	return &v.ontology.Type(typ).Roles[role]
}

// run looks for ever longer chains until there are enough of them. errBound tells
// that there may be others before or after those found.
func (s *search) run(ctx context.Context, maxHops, limit int) ([][]step, error) {
	c := &chains{s: s, limit: limit, admitted: map[ID]bool{}}
	for length := 1; length <= maxHops && len(c.found) < limit; length++ {
		cut := s.reach(ctx, length)
		if cut != nil && (ctx.Err() != nil || !errors.Is(cut, errBound)) {
			return c.found, cut
		}
		if err := c.list(ctx, length); err != nil { // also of what was read before a cut
			return c.found, err
		}
		if cut != nil {
			return c.found, cut
		}
	}
	return c.found, nil
}
