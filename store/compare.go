package store

import (
	"bytes"
	"context"
	"slices"
)

// Verdict is what two sets of claims make of one relation.
type Verdict string

// ConflictOn says what they contradict each other about.
type ConflictOn string

// The verdicts, and what a conflict may be on. Participants are not among the
// latter: who takes part is what a relation is, so that another participant makes
// another relation.
const (
	Agree     Verdict = "AGREE"
	Conflict  Verdict = "CONFLICT"
	LeftOnly  Verdict = "LEFT_ONLY"
	RightOnly Verdict = "RIGHT_ONLY"

	OnStance   ConflictOn = "STANCE"
	OnTime     ConflictOn = "TIME"
	OnQuantity ConflictOn = "QUANTITY"
)

var allVerdicts = []Verdict{Agree, Conflict, LeftOnly, RightOnly}

// MaxCompared is how many claims of a side a comparison lists; its verdict is on all.
const MaxCompared = 100

// Comparison is one relation as two sets of claims see it.
type Comparison struct {
	Relation    ID
	Left, Right []ID // claims, by when they were said, then by id; the first MaxCompared
	Verdict     Verdict
	ConflictOn  []ConflictOn // empty unless the verdict is Conflict
}

// Comparisons is two sets of claims held against each other. Its Query lists the
// relations that have one of the verdicts asked for, by time.
type Comparisons struct {
	*Query
	of    map[ID]*Comparison
	count map[Verdict]int
}

// Of is the comparison of a relation of the list.
func (c *Comparisons) Of(relation ID) *Comparison { return c.of[relation] }

// Verdicts counts all relations by verdict, also those that were not asked for; a
// bucket for each verdict, in the order of the enumeration.
func (c *Comparisons) Verdicts() []Bucket {
	out := make([]Bucket, len(allVerdicts))
	for i, d := range allVerdicts {
		out[i] = Bucket{Value: string(d), Label: string(d), Count: c.count[d], Possible: c.count[d]}
	}
	return out
}

// Compare holds the claims that left takes against those that right takes, relation
// by relation: CURRENT claims, unless a filter names a status. A claim that both
// take stands on both sides. about narrows the relations, verdicts (nil: all) the
// list. Nothing is decided: a conflict is shown with the claims that make it. It reads
// the claims of both sides whole, from the narrowest index that each filter allows.
func (v *View) Compare(ctx context.Context, left, right *ClaimFilter, about *RelationFilter, verdicts []Verdict) (*Comparisons, error) {
	l, err := v.claimsAbout(ctx, left, about)
	if err != nil {
		return nil, err
	}
	r, err := v.claimsAbout(ctx, right, about)
	if err != nil {
		return nil, err
	}
	var ids []ID
	for _, side := range []map[ID][]*Claim{l, r} {
		for id := range side {
			ids = append(ids, id)
		}
	}
	relations, err := byID(ctx, v.Relations, ids)
	if err != nil {
		return nil, err
	}
	c := &Comparisons{of: map[ID]*Comparison{}, count: map[Verdict]int{}}
	listed := []ID{} // not nil: none is a list, too
	for id, relation := range relations {
		is := compareClaims(id, l[id], r[id], v.aspect(relation.Type))
		c.count[is.Verdict]++
		if verdicts == nil || slices.Contains(verdicts, is.Verdict) {
			c.of[id] = is
			listed = append(listed, id)
		}
	}
	c.Query = &Query{v: v, lists: []list{{fixed: listed}}}
	c.sortBy("comparisons", nil, string(RelationByTime), v.placeRelations, v.timesOfRelations)
	return c, nil
}

// claimsAbout are the claims that a filter takes, by relation.
func (v *View) claimsAbout(ctx context.Context, filter *ClaimFilter, about *RelationFilter) (map[ID][]*Claim, error) {
	both := &ClaimFilter{Relation: about, Status: currentUnlessAsked(filter).Status}
	if filter != nil {
		both.And = []*ClaimFilter{filter}
	}
	q, err := v.FindClaims(ctx, both, nil)
	if err != nil {
		return nil, err
	}
	var ids []ID
	err = v.each(ctx, q.lists, q.pick, func(_ int, es []entry) {
		for _, e := range es {
			ids = append(ids, e.id)
		}
	})
	if err != nil {
		return nil, err
	}
	claims, err := v.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[ID][]*Claim{}
	for _, c := range claims {
		out[c.Relation] = append(out[c.Relation], c)
	}
	return out, nil
}

func compareClaims(relation ID, left, right []*Claim, a Aspect) *Comparison {
	c := &Comparison{Relation: relation, Left: bySaidAt(left), Right: bySaidAt(right)}
	switch {
	case len(right) == 0:
		c.Verdict = LeftOnly
		return c
	case len(left) == 0:
		c.Verdict = RightOnly
		return c
	}
	if opposed(left, right) {
		c.ConflictOn = append(c.ConflictOn, OnStance)
	}
	if neverAtOnce(left, right, a) {
		c.ConflictOn = append(c.ConflictOn, OnTime)
	}
	if figuresDiffer(left, right) {
		c.ConflictOn = append(c.ConflictOn, OnQuantity)
	}
	if c.Verdict = Agree; c.ConflictOn != nil {
		c.Verdict = Conflict
	}
	return c
}

func bySaidAt(claims []*Claim) []ID {
	sorted := slices.Clone(claims)
	slices.SortFunc(sorted, func(a, b *Claim) int {
		return bytes.Compare(key(nil).time(eventSortTime(a.SaidAt)).id(a.ID), key(nil).time(eventSortTime(b.SaidAt)).id(b.ID))
	})
	return mapIDs(sorted[:min(MaxCompared, len(sorted))], func(c *Claim) ID { return c.ID })
}
