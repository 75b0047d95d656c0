package store

import (
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
	// filter is what a list of the whole graph was asked for; nil for lists of single things.
	filter any
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
	q.sortBy("relations", criteria(order), string(RelationByTime), v.placeRelations, v.timesOfRelations)
	return q, nil
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
	q := &Query{v: v, lists: []list{l}, window: f.window(), filter: filter}
	if f.needsRecords() {
		q.pick = v.pickRelations(f)
	}
	q.sortBy("relations", criteria(order), string(RelationByTime), v.placeRelations, v.timesOfRelations)
	return q, nil
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
	q := &Query{v: v, filter: filter}
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
		l.disjoint = true // an entity has one kind
		for id := range v.ontology.kinds {
			if f == nil || has(f.kinds, id) {
				l.prefixes = append(l.prefixes, ofThing(spaceKind, id))
			}
		}
	}
	q.lists = []list{l}
	q.sortBy("entities", criteria(order), string(EntityByLabel), v.placeEntities, nil)
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
	q := v.listClaims([]list{from}, f, order)
	q.filter = filter
	return q, nil
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
	q.sortBy("claims", criteria(order), string(ClaimBySaidAt), v.placeClaims, v.timesOfClaims)
	return q
}
