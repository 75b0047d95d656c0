package store

import (
	"context"
	"time"
)

// EntityFilter selects entities. Its fields are ANDed, their lists ORed; kinds
// include those below them; an unknown key is an error, not an empty result.
type EntityFilter struct {
	And, Or       []*EntityFilter
	Not           *EntityFilter
	Ref           []*Ref
	Kind          []string
	Name          *string
	Code          *CodeInput
	InRelation    *RelationFilter
	RecordedSince *time.Time
}

// RelationFilter selects relations, in the manner of EntityFilter.
type RelationFilter struct {
	And, Or       []*RelationFilter
	Not           *RelationFilter
	Ref           []*Ref
	Text          *string
	Type          []string
	Code          *CodeInput
	Roles         []*RoleFilter
	Time          *TimeFilter
	Standing      []Standing
	Counting      *ClaimFilter
	Claims        *ClaimQuantifier
	RecordedSince *time.Time
}

// RoleFilter asks for one participant that fits all its fields.
type RoleFilter struct {
	Role     *string
	Ref      []*Ref
	Entity   *EntityFilter
	Relation *RelationFilter
}

// ClaimFilter selects claims, in the manner of EntityFilter.
type ClaimFilter struct {
	And, Or       []*ClaimFilter
	Not           *ClaimFilter
	Stance        []Stance
	Status        []ClaimStatus
	Claimant      *EntityFilter
	Via           *EntityFilter
	Source        []*Ref
	Publisher     *EntityFilter
	SaidAt        *TimeFilter
	MinConfidence *float64
	Quote         *string
	Relation      *RelationFilter
	InReplyTo     *ClaimFilter
	RecordedSince *time.Time
}

// ClaimQuantifier asks about the current claims on a relation; its fields are ANDed.
type ClaimQuantifier struct {
	Some, None, Every *ClaimFilter
}

// Filters are compiled once, keys and refs resolved, then matched against whole
// lists: what costs an engine call is asked once for a list, and only for those
// members that the cheap conditions left.

// narrowing is a list and what is still selected of it.
type narrowing[T any] struct {
	all []*T
	ok  []bool
}

// narrow is a list of which all but the nil members are selected.
func narrow[T any](all []*T) *narrowing[T] {
	n := &narrowing[T]{all, make([]bool, len(all))}
	for i := range all {
		n.ok[i] = all[i] != nil
	}
	return n
}

// where keeps what a cheap condition takes.
func (n *narrowing[T]) where(cond func(*T) bool) {
	for i, t := range n.all {
		n.ok[i] = n.ok[i] && cond(t)
	}
}

// rest is what is still selected, and the places of it.
func (n *narrowing[T]) rest() (list []*T, at []int) {
	for i, t := range n.all {
		if n.ok[i] {
			list, at = append(list, t), append(at, i)
		}
	}
	return list, at
}

// whereAll keeps what a costly condition takes; it is asked once, for the rest.
func (n *narrowing[T]) whereAll(cond func([]*T) ([]bool, error)) error {
	list, at := n.rest()
	if len(list) == 0 {
		return nil
	}
	ok, err := cond(list)
	if err != nil {
		return err
	}
	for i := range at {
		n.ok[at[i]] = ok[i]
	}
	return nil
}

// matcher is a compiled filter over records of one class.
type matcher[T any] interface {
	match(ctx context.Context, v *View, list []*T) ([]bool, error)
}

// combine applies and, or, not, each only to what is left.
func combine[T any, M matcher[T]](ctx context.Context, v *View, n *narrowing[T], and, or []M, not *M) error {
	for _, f := range and {
		if err := n.whereAll(func(l []*T) ([]bool, error) { return f.match(ctx, v, l) }); err != nil {
			return err
		}
	}
	if or != nil { // one of none: nothing
		err := n.whereAll(func(l []*T) ([]bool, error) {
			any := make([]bool, len(l))
			for _, f := range or {
				ok, err := f.match(ctx, v, l)
				if err != nil {
					return nil, err
				}
				for i := range ok {
					any[i] = any[i] || ok[i]
				}
			}
			return any, nil
		})
		if err != nil {
			return err
		}
	}
	if not == nil {
		return nil
	}
	return n.whereAll(func(l []*T) ([]bool, error) {
		ok, err := (*not).match(ctx, v, l)
		for i := range ok {
			ok[i] = !ok[i]
		}
		return ok, err
	})
}

// resolveAll resolves the refs of a filter; one that leads nowhere is an error.
func (v *View) resolveAll(ctx context.Context, refs []*Ref) (map[ID]bool, error) {
	if refs == nil {
		return nil, nil
	}
	flat := make([]Ref, len(refs))
	for i, r := range refs {
		flat[i] = *r
	}
	ids, err := v.Resolve(ctx, flat)
	if err != nil {
		return nil, err
	}
	out := map[ID]bool{}
	for i, id := range ids {
		if id == 0 {
			return nil, v.notFound(ctx, flat[i])
		}
		out[id] = true
	}
	return out, nil
}

// since turns an instant into the number of the first commit at or after it.
func (v *View) since(ctx context.Context, t *time.Time) (uint64, error) {
	if t == nil {
		return 0, nil
	}
	from := keyCommitTime(max(0, t.UnixMicro()))
	r := from.under()
	r.End, r.Limit = successor(inLog(spaceCommitTime)), 1
	pages, err := v.snap.Scan(ctx, rangeList(r))
	if err != nil {
		return 0, err
	}
	if len(pages[0].Pairs) == 0 {
		return v.head.Number + 1, nil
	}
	return bigEndian(pages[0].Pairs[0].Value), nil
}

func saidBounds(s string) (Bounds, bool) {
	if s == "" {
		return Bounds{}, false
	}
	d := parseStored(s)
	return moment(d.Earliest(), d.Latest(), d.Uncertain() || d.Approximate()), true
}

// idsOf maps a list of keys to ids including those below, nil for no keys.
func idsOf[T any](keys []string, under func(string) ([]*T, error), id func(*T) ID) (map[ID]bool, error) {
	if keys == nil {
		return nil, nil
	}
	out := map[ID]bool{}
	for _, k := range keys {
		if k == "" {
			return nil, invalid("a key in a filter is empty")
		}
		list, err := under(k)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			out[id(t)] = true
		}
	}
	return out, nil
}

func has(set map[ID]bool, id ID) bool { return set == nil || set[id] }
