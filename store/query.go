package store

import (
	"bytes"
	"context"
	"strings"
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
	return q.v.counts(ctx, q.lists, q.pick)
}

// maxRoleRanges is how many (type, role) ranges are merged to find relations of
// some types before scanning all of a thing and filtering is cheaper.
const maxRoleRanges = 64

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
	q := &Query{v: v, pick: v.pickRelations(f), window: f.window()}
	for _, t := range things {
		q.lists = append(q.lists, list{prefixes: v.prefixesOf(t, roles, f)})
	}
	q.sortBy("relations", criteria(order), string(RelationByTime), true, v.placeRelations)
	return q, nil
}

// prefixesOf picks the index that has a thing's relations in the roles (nil: any),
// and, where that is not many ranges, only those of the filter's types.
func (v *View) prefixesOf(t ID, roles map[ID][]uint8, f *relationFilter) (prefixes []key) {
	var types map[ID]bool
	if f != nil {
		types = f.types
	}
	if roles == nil && types == nil {
		return v.prefixes(spaceOf, t)
	}
	of := v.prefixes(spaceOfRole, t)
	for id, typ := range v.ontology.types {
		if !has(types, id) {
			continue
		}
		for r := range typ.Roles {
			if roles == nil || strings.IndexByte(string(roles[id]), byte(r)) >= 0 {
				for _, p := range of {
					prefixes = append(prefixes, bytes.Clone(p.id(id).byte(byte(r))))
				}
			}
		}
	}
	if roles == nil && len(prefixes) > maxRoleRanges {
		return v.prefixes(spaceOf, t)
	}
	return prefixes
}

// FindRelations lists the relations of the whole graph.
func (v *View) FindRelations(ctx context.Context, filter *RelationFilter, order []*RelationOrder) (*Query, error) {
	f, err := v.compileRelations(ctx, filter)
	if err != nil {
		return nil, err
	}
	q := &Query{v: v, pick: v.pickRelations(f), lists: []list{v.driveRelations(f)}, window: f.window()}
	q.sortBy("relations", criteria(order), string(RelationByTime), true, v.placeRelations)
	return q, nil
}

// driveRelations picks what a list is read from: the narrowest that a filter's
// top conditions allow.
func (v *View) driveRelations(f *relationFilter) list {
	if f != nil && f.ids != nil {
		return list{fixed: keysOfSet(f.ids)}
	}
	if f != nil {
		for _, rf := range f.roles {
			if rf.things == nil {
				continue
			}
			var prefixes []key
			for t := range rf.things {
				prefixes = append(prefixes, v.prefixesOf(t, rf.roles, f)...)
			}
			return list{prefixes: prefixes}
		}
	}
	var prefixes []key
	for id := range v.ontology.types {
		if f == nil || has(f.types, id) {
			prefixes = append(prefixes, ofThing(spaceType, id))
		}
	}
	return list{prefixes: prefixes}
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
