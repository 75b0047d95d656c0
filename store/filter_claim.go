package store

import (
	"context"
	"slices"
	"strings"
)

type claimFilter struct {
	and, or    []*claimFilter
	not        **claimFilter
	stance     []Stance
	status     []ClaimStatus
	claimant   *entityFilter
	via        *entityFilter
	sources    map[ID]bool
	publisher  *entityFilter
	saidAt     *TimeFilter
	confidence *float64
	quote      string
	relation   *relationFilter
	inReplyTo  *claimFilter
	since      uint64
}

// compileClaims resolves a filter; nil stays nil and takes everything.
func (v *View) compileClaims(ctx context.Context, in *ClaimFilter) (f *claimFilter, err error) {
	if in == nil {
		return nil, nil
	}
	f = &claimFilter{stance: in.Stance, status: in.Status, saidAt: in.SaidAt, confidence: in.MinConfidence}
	if f.and, err = compileList(ctx, in.And, v.compileClaims); err != nil {
		return nil, err
	}
	if f.or, err = compileList(ctx, in.Or, v.compileClaims); err != nil {
		return nil, err
	}
	if in.Not != nil {
		not, err := v.compileClaims(ctx, in.Not)
		if err != nil {
			return nil, err
		}
		f.not = &not
	}
	for _, sub := range []struct {
		in  *EntityFilter
		out **entityFilter
	}{{in.Claimant, &f.claimant}, {in.Via, &f.via}, {in.Publisher, &f.publisher}} {
		if *sub.out, err = v.compileEntities(ctx, sub.in); err != nil {
			return nil, err
		}
	}
	if f.sources, err = v.resolveAll(ctx, in.Source); err != nil {
		return nil, err
	}
	if in.Quote != nil {
		if f.quote = fold(*in.Quote); f.quote == "" {
			return nil, invalid("`quote` holds no letter or digit to look for")
		}
	}
	if f.relation, err = v.compileRelations(ctx, in.Relation); err != nil {
		return nil, err
	}
	if f.inReplyTo, err = v.compileClaims(ctx, in.InReplyTo); err != nil {
		return nil, err
	}
	f.since, err = v.since(ctx, in.RecordedSince)
	return f, err
}

func (f *claimFilter) match(ctx context.Context, v *View, list []*Claim) ([]bool, error) {
	n := narrow(list)
	if f == nil {
		return n.ok, nil
	}
	n.where(f.matchRecord)
	if err := combine(ctx, v, n, f.and, f.or, f.not); err != nil {
		return nil, err
	}
	for _, sub := range []struct {
		filter *entityFilter
		who    func(*Claim) []ID
	}{
		{f.claimant, func(c *Claim) []ID { return []ID{c.Claimant} }},
		{f.via, func(c *Claim) []ID { return c.Via }},
	} {
		if sub.filter == nil {
			continue
		}
		err := n.whereAll(func(l []*Claim) ([]bool, error) { return sub.filter.matchAny(ctx, v, l, sub.who) })
		if err != nil {
			return nil, err
		}
	}
	if f.publisher != nil {
		if err := n.whereAll(func(l []*Claim) ([]bool, error) { return f.matchPublisher(ctx, v, l) }); err != nil {
			return nil, err
		}
	}
	if f.relation != nil {
		err := n.whereAll(func(l []*Claim) ([]bool, error) {
			records, err := v.Relations(ctx, mapIDs(l, func(c *Claim) ID { return c.Relation }))
			if err != nil {
				return nil, err
			}
			return f.relation.match(ctx, v, records)
		})
		if err != nil {
			return nil, err
		}
	}
	if f.inReplyTo != nil {
		err := n.whereAll(func(l []*Claim) ([]bool, error) {
			records, err := v.Claims(ctx, mapIDs(l, func(c *Claim) ID { return c.InReplyTo }))
			if err != nil {
				return nil, err
			}
			return f.inReplyTo.match(ctx, v, records)
		})
		if err != nil {
			return nil, err
		}
	}
	return n.ok, nil
}

// matchRecord is what the claim's own record answers.
func (f *claimFilter) matchRecord(c *Claim) bool {
	if f.stance != nil && !slices.Contains(f.stance, c.Stance) ||
		f.status != nil && !slices.Contains(f.status, c.Status) ||
		c.From < f.since {
		return false
	}
	if f.sources != nil && !slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return f.sources[e.Source] }) {
		return false
	}
	if f.confidence != nil && (c.Confidence == nil || *c.Confidence < *f.confidence) {
		return false
	}
	if f.quote != "" && !slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return strings.Contains(fold(e.Quote), f.quote) }) {
		return false
	}
	if f.saidAt == nil {
		return true
	}
	return f.saidAt.Match(saidBounds(c.SaidAt))
}

func (f *claimFilter) matchPublisher(ctx context.Context, v *View, list []*Claim) ([]bool, error) {
	var ids []ID
	for _, c := range list {
		for _, e := range c.Evidence {
			ids = append(ids, e.Source)
		}
	}
	sources, err := v.Sources(ctx, ids)
	if err != nil {
		return nil, err
	}
	publisher := map[ID]ID{}
	for _, s := range sources {
		if s != nil {
			publisher[s.ID] = s.Publisher
		}
	}
	return f.publisher.matchAny(ctx, v, list, func(c *Claim) (out []ID) {
		for _, e := range c.Evidence {
			out = append(out, publisher[e.Source])
		}
		return out
	})
}

// matchAny takes the claims of which one of the entities that who names fits.
func (f *entityFilter) matchAny(ctx context.Context, v *View, list []*Claim, who func(*Claim) []ID) ([]bool, error) {
	var ids []ID
	var of []int
	for i, c := range list {
		for _, id := range who(c) {
			ids, of = append(ids, id), append(of, i)
		}
	}
	entities, err := v.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	fits, err := f.match(ctx, v, entities)
	if err != nil {
		return nil, err
	}
	ok := make([]bool, len(list))
	for i := range fits {
		ok[of[i]] = ok[of[i]] || fits[i]
	}
	return ok, nil
}

func mapIDs[T any](list []*T, id func(*T) ID) []ID {
	out := make([]ID, len(list))
	for i, t := range list {
		out[i] = id(t)
	}
	return out
}
