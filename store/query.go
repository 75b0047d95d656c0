package store

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// OrderDirection is ascending or descending.
type OrderDirection string

// The directions.
const (
	Ascending  OrderDirection = "ASC"
	Descending OrderDirection = "DESC"
)

// The fields that lists can be ordered by. Ties are broken by id; what has no
// value for a field comes last in both directions.
type (
	EntityOrderField   string
	RelationOrderField string
	ClaimOrderField    string
)

// The order fields.
const (
	EntityByLabel    EntityOrderField   = "LABEL"
	EntityByKind     EntityOrderField   = "KIND"
	EntityByRecorded EntityOrderField   = "RECORDED"
	RelationByTime   RelationOrderField = "TIME"
	RelationByType   RelationOrderField = "TYPE"
	RelationByRecord RelationOrderField = "RECORDED"
	RelationByClaims RelationOrderField = "CLAIM_COUNT"
	ClaimBySaidAt    ClaimOrderField    = "SAID_AT"
	ClaimByConfid    ClaimOrderField    = "CONFIDENCE"
	ClaimByRecorded  ClaimOrderField    = "RECORDED"
	ClaimByLocator   ClaimOrderField    = "LOCATOR"
)

// EntityOrder is one criterion of an order.
type EntityOrder struct {
	Field     EntityOrderField
	Direction OrderDirection
}

// RelationOrder is one criterion of an order.
type RelationOrder struct {
	Field     RelationOrderField
	Direction OrderDirection
}

// ClaimOrder is one criterion of an order.
type ClaimOrder struct {
	Field     ClaimOrderField
	Direction OrderDirection
}

// Query is a filtered list of things of one class, compiled against a View. The
// same Query gives pages and counts, for one list or for many at once.
type Query struct {
	v     *View
	lists []list
	pick  picker
	class string // what its members are, in the plural; see facetKeys
	// window is the time that the filter narrows the lists to; nil: none.
	window *window

	mu  sync.Mutex // guards all
	all [][]ID     // the members of each list, once read; see members
}

// members reads the lists to their end, filtered: once for all that is asked of the
// whole lists, such as their size and facets.
func (q *Query) members(ctx context.Context) ([][]ID, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.all != nil {
		return q.all, nil
	}
	all := make([][]ID, len(q.lists))
	err := q.v.each(ctx, q.lists, q.pick, func(i int, es []entry) {
		for _, e := range es {
			all[i] = append(all[i], e.id)
		}
	})
	if err != nil {
		return nil, err
	}
	q.all = all
	return all, nil
}

// Check tells whether the arguments of a page are good for the query, reading nothing.
func (q *Query) Check(args PageArgs) error {
	order := ""
	if len(q.lists) > 0 {
		order = q.lists[0].orderName()
	}
	_, err := args.check(order)
	return err
}

// Pages reads one page of each list of the query.
func (q *Query) Pages(ctx context.Context, args PageArgs) ([]Page, error) {
	return q.v.pages(ctx, q.lists, q.pick, args)
}

// Counts gives the exact size of each list of the query.
func (q *Query) Counts(ctx context.Context) ([]int, error) {
	if q.pick == nil && !slices.ContainsFunc(q.lists, func(l list) bool { return l.sift != nil }) {
		return q.v.counts(ctx, q.lists, nil)
	}
	all, err := q.members(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(all))
	for i, ids := range all {
		out[i] = len(ids)
	}
	return out, nil
}

// maxRoleRanges is how many (type, role) ranges are merged to find the relations of
// a thing before sifting all that it has is cheaper: a seek costs as much as some ten entries.
const maxRoleRanges = 8

// RelationsOf lists the relations in which each thing plays one of the roles
// (none: any).
func (v *View) RelationsOf(ctx context.Context, things []ID, as []string, filter *RelationFilter, order []*RelationOrder) (*Query, error) {
	f, err := v.compileRelations(ctx, filter)
	if err != nil {
		return nil, err
	}
	var roles map[ID][]uint8
	if as != nil {
		if roles, err = v.ontology.rolesNamed(as); err != nil {
			return nil, err
		}
	}
	q := &Query{v: v, window: f.window()}
	for _, t := range things {
		q.lists = append(q.lists, v.listOf(t, roles, f, -1))
	}
	if f.needsRecords() {
		q.pick = v.pickRelations(f)
	}
	q.sortBy("relations", criteria(order), string(RelationByTime), true, v.placeRelations)
	return q, nil
}

// listOf picks the index that has a thing's relations in the roles (nil: any) and of
// the filter's types: by role, if that is few ranges and all that the index can tell;
// else all relations of the thing, sifted. The filter's role with number known is the
// one that the thing fills.
func (v *View) listOf(t ID, roles map[ID][]uint8, f *relationFilter, known int) list {
	s := &sift{thing: t, as: roles}
	if f != nil {
		s.types, s.hull = f.types, hullOf(f.time)
		for i, r := range f.roles {
			if r.things != nil && i != known {
				s.with = append(s.with, r)
			}
		}
	}
	if s.as == nil && s.types == nil && s.with == nil && !s.hull.dated {
		return list{prefixes: v.prefixes(spaceOf, t)}
	}
	if s.with == nil && (s.as != nil || s.types != nil) {
		if prefixes := v.rolePrefixes(t, roles, s.types); len(prefixes) <= maxRoleRanges {
			return list{prefixes: prefixes}
		}
	}
	return list{prefixes: v.prefixes(spaceOf, t), sift: s}
}

// rolePrefixes is where a thing's relations of some types and in some roles are.
func (v *View) rolePrefixes(t ID, roles map[ID][]uint8, types map[ID]bool) (prefixes []key) {
	of := v.prefixes(spaceOfRole, t)
	for id, typ := range v.ontology.types {
		if !has(types, id) {
			continue
		}
		for r := range typ.Roles {
			if roles == nil || bytes.IndexByte(roles[id], byte(r)) >= 0 {
				for _, p := range of {
					prefixes = append(prefixes, bytes.Clone(p.id(id).byte(byte(r))))
				}
			}
		}
	}
	return prefixes
}

// FindRelations lists the relations of the whole graph.
func (v *View) FindRelations(ctx context.Context, filter *RelationFilter, order []*RelationOrder) (*Query, error) {
	f, err := v.compileRelations(ctx, filter)
	if err != nil {
		return nil, err
	}
	l, err := v.driveRelations(ctx, f)
	if err != nil {
		return nil, err
	}
	q := &Query{v: v, lists: []list{l}, window: f.window()}
	if f.needsRecords() {
		q.pick = v.pickRelations(f)
	}
	q.sortBy("relations", criteria(order), string(RelationByTime), true, v.placeRelations)
	return q, nil
}

// driveRelations picks what a list is read from: the narrowest that a filter's
// top conditions allow. Of several participants, that with the fewest relations.
func (v *View) driveRelations(ctx context.Context, f *relationFilter) (list, error) {
	if f != nil && f.ids != nil {
		return list{fixed: keysOfSet(f.ids)}, nil
	}
	if f != nil {
		var things []map[ID]bool
		var of []int
		for i, rf := range f.roles {
			if rf.things != nil {
				things, of = append(things, rf.things), append(of, i)
			}
		}
		if len(things) > 0 {
			i, err := v.fewest(ctx, things)
			if err != nil {
				return list{}, err
			}
			return v.listOfAny(f, of[i]), nil
		}
	}
	var prefixes []key
	for id := range v.ontology.types {
		if f == nil || has(f.types, id) {
			prefixes = append(prefixes, ofThing(spaceType, id))
		}
	}
	return list{prefixes: prefixes}, nil
}

// listOfAny is the relations of all things that a role of the filter names.
func (v *View) listOfAny(f *relationFilter, role int) (all list) {
	things := f.roles[role].things
	for t := range things {
		if len(things) == 1 {
			return v.listOf(t, f.roles[role].roles, f, role)
		}
		all.prefixes = append(all.prefixes, v.prefixes(spaceOf, t)...)
	}
	all.sift = v.listOf(0, nil, f, -1).sift // which of the things it is does not matter
	return all
}

func keysOfSet(set map[ID]bool) []ID {
	out := make([]ID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	return out
}

func (v *View) pickRelations(f *relationFilter) picker {
	if f == nil {
		return nil
	}
	return func(ctx context.Context, ids []ID) ([]bool, error) {
		records, err := v.Relations(ctx, ids)
		if err != nil {
			return nil, err
		}
		return f.match(ctx, v, records)
	}
}

// FindEntities lists the entities of the whole graph.
func (v *View) FindEntities(ctx context.Context, filter *EntityFilter, order []*EntityOrder) (*Query, error) {
	f, err := v.compileEntities(ctx, filter)
	if err != nil {
		return nil, err
	}
	q := &Query{v: v}
	if f != nil {
		q.pick = func(ctx context.Context, ids []ID) ([]bool, error) {
			records, err := v.Entities(ctx, ids)
			if err != nil {
				return nil, err
			}
			return f.match(ctx, v, records)
		}
	}
	l := list{}
	switch {
	case f != nil && f.ids != nil:
		l.fixed = keysOfSet(f.ids)
	case f != nil && f.name != "":
		if l.fixed, err = v.named(ctx, f.name); err != nil {
			return nil, err
		}
	default:
		for id := range v.ontology.kinds {
			if f == nil || has(f.kinds, id) {
				l.prefixes = append(l.prefixes, ofThing(spaceKind, id))
			}
		}
	}
	q.lists = []list{l}
	q.sortBy("entities", criteria(order), string(EntityByLabel), false, v.placeEntities)
	return q, nil
}

// named is the entities that have a name, folded: never nil. One engine call.
func (v *View) named(ctx context.Context, folded string) ([]ID, error) {
	r := ofTerm(spaceName, folded).under()
	r.KeysOnly = true
	pages, err := v.snap.Scan(ctx, rangeList(r))
	if err != nil {
		return nil, err
	}
	set := map[ID]bool{}
	for _, p := range pages[0].Pairs {
		set[v.merges.survivor(lastID(p.Key))] = true
	}
	return keysOfSet(set), nil
}

// FindClaims lists the claims of the whole graph.
func (v *View) FindClaims(ctx context.Context, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	f, err := v.compileClaims(ctx, filter)
	if err != nil {
		return nil, err
	}
	from, err := v.driveClaims(ctx, f)
	if err != nil {
		return nil, err
	}
	return v.listClaims([]list{from}, f, order), nil
}

// ClaimsOn lists the claims on each relation: the CURRENT ones unless the filter
// names a status.
func (v *View) ClaimsOn(ctx context.Context, relations []ID, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	filter = currentUnlessAsked(filter)
	on, err := v.claimsOn(ctx, relations)
	if err != nil {
		return nil, err
	}
	lists := make([]list, len(relations))
	for i := range on {
		lists[i].fixed = make([]ID, len(on[i]))
		for j, c := range on[i] {
			lists[i].fixed[j] = c.id
		}
	}
	return v.claimsQuery(ctx, lists, filter, order)
}

// ClaimsBy lists the claims that each entity made.
func (v *View) ClaimsBy(ctx context.Context, entities []ID, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	return v.claimsQuery(ctx, v.listsOf(spaceClaimsBy, entities), filter, order)
}

// ClaimsFrom lists the claims that rest on each source.
func (v *View) ClaimsFrom(ctx context.Context, sources []ID, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	return v.claimsQuery(ctx, v.listsOf(spaceClaimsFrom, sources), filter, order)
}

// Replies lists the claims that answer each claim.
func (v *View) Replies(ctx context.Context, claims []ID, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	return v.claimsQuery(ctx, v.listsOf(spaceReplies, claims), filter, order)
}

func (v *View) listsOf(s space, things []ID) []list {
	out := make([]list, len(things))
	for i, id := range things {
		out[i].prefixes = v.prefixes(s, id)
	}
	return out
}

// prefixes is where an index has what belongs to a thing: under its own id, and
// under those of the things that were merged into it.
func (v *View) prefixes(s space, id ID) []key {
	ids := v.merges.each(id)
	out := make([]key, len(ids))
	for i, id := range ids {
		out[i] = ofThing(s, id)
	}
	return out
}

func (v *View) claimsQuery(ctx context.Context, lists []list, filter *ClaimFilter, order []*ClaimOrder) (*Query, error) {
	f, err := v.compileClaims(ctx, filter)
	if err != nil {
		return nil, err
	}
	return v.listClaims(lists, f, order), nil
}

func (v *View) listClaims(lists []list, f *claimFilter, order []*ClaimOrder) *Query {
	q := &Query{v: v, lists: lists, window: f.window()}
	if f != nil {
		q.pick = func(ctx context.Context, ids []ID) ([]bool, error) {
			records, err := v.Claims(ctx, ids)
			if err != nil {
				return nil, err
			}
			return f.match(ctx, v, records)
		}
	}
	q.sortBy("claims", criteria(order), string(ClaimBySaidAt), true, v.placeClaims)
	return q
}
