package store

import (
	"context"
	"slices"
)

// Direction says which way a traversal goes through relations.
type Direction string

// The directions. The empty one is ANY.
const (
	Out Direction = "OUT"
	In  Direction = "IN"
	Any Direction = "ANY"
)

// Via says which relations a traversal may use, and how. Its fields are ANDed;
// types include those below them; an unknown key is an *InputError.
type Via struct {
	Types, NotTypes []string
	// Roles are the only ones to go in and out by.
	Roles []string
	// Direction OUT goes from SUBJECT to OBJECT, IN the other way; where the type is
	// symmetric, both go either way. ANY goes from any participant to any other one, and
	// into relations and out of them.
	Direction Direction
	// Filter must take the relations. Unless it says a standing at its top, that is
	// STATED, ALLEGED or CONTESTED: a denied or merely demanded link is no link.
	Filter *RelationFilter
}

// linkStandings is the standings that make a link, if a Via does not say.
var linkStandings = []Standing{StandingStated, StandingAlleged, StandingContested}

// via is a Via compiled. Types and roles are checked on links; the filter needs
// records, and the standing claims.
type via struct {
	direction Direction
	rules     map[ID]*viaRule // by relation type; others may not be used
	filter    *relationFilter // nil: takes everything
	standing  []Standing
	counting  *claimFilter
}

// viaRule is how relations of one type may be gone through.
type viaRule struct {
	allowed   []bool // by role
	position  []RolePosition
	symmetric bool
}

func (v *View) compileVia(ctx context.Context, in *Via) (*via, error) {
	if in == nil {
		in = &Via{}
	}
	x := &via{direction: in.Direction, rules: map[ID]*viaRule{}, standing: linkStandings}
	if x.direction == "" {
		x.direction = Any
	}
	id := func(t *RelationType) ID { return t.ID }
	types, err := idsOf(in.Types, v.ontology.TypesUnder, id)
	if err != nil {
		return nil, err
	}
	notTypes, err := idsOf(in.NotTypes, v.ontology.TypesUnder, id)
	if err != nil {
		return nil, err
	}
	var roles map[ID][]uint8
	if in.Roles != nil {
		if roles, err = v.ontology.rolesNamed(in.Roles); err != nil {
			return nil, err
		}
	}
	f, err := v.compileRelations(ctx, in.Filter)
	if err != nil {
		return nil, err
	}
	if f != nil {
		if f.standing != nil {
			x.standing = f.standing
		}
		x.counting = f.counting
		x.filter = f.rest()
	}
	for _, t := range v.ontology.types {
		if !has(types, t.ID) || notTypes[t.ID] || f != nil && !has(f.types, t.ID) {
			continue
		}
		rule := &viaRule{symmetric: t.Symmetric}
		for _, r := range t.Roles {
			rule.allowed = append(rule.allowed, in.Roles == nil)
			rule.position = append(rule.position, r.Position)
		}
		for _, r := range roles[t.ID] {
			rule.allowed[r] = true
		}
		x.rules[t.ID] = rule
	}
	return x, nil
}

// rest is what a via's filter asks beyond types and its own standing; nil: nothing.
func (f *relationFilter) rest() *relationFilter {
	r := *f
	r.types, r.standing, r.counting = nil, nil, nil
	if r.and == nil && r.or == nil && r.not == nil && r.ids == nil && r.roles == nil && r.time == nil &&
		r.some == nil && r.none == nil && r.every == nil && r.since == 0 {
		return nil
	}
	return &r
}

// take tells which links type and filter allow. One engine call and those of the
// filter, if there is one.
func (x *via) take(ctx context.Context, v *View, links []*link) ([]bool, error) {
	ok := make([]bool, len(links))
	var ids []ID
	var at []int
	for i, l := range links {
		if ok[i] = l != nil && x.rules[l.typ] != nil; ok[i] && x.filter != nil {
			ids, at = append(ids, l.relation), append(at, i)
		}
	}
	if len(ids) == 0 {
		return ok, nil
	}
	records, err := v.Relations(ctx, ids)
	if err != nil {
		return nil, err
	}
	fits, err := x.filter.match(ctx, v, records)
	if err != nil {
		return nil, err
	}
	for i := range fits {
		ok[at[i]] = fits[i]
	}
	return ok, nil
}

// noRole stands for the role of a relation in a step from or to itself.
const noRole = -1

// step tells whether a link leads from one thing to another, and by which roles:
// the first two that fit. A relation and its participants are neighbours by the
// relation itself, which then has no role: only if the direction is ANY.
func (x *via) step(l *link, from, to ID) (role, other int16, ok bool) {
	rule := x.rules[l.typ]
	switch {
	case rule == nil || from == to:
	case from == l.relation:
		other, ok = x.roleOf(rule, l, to)
		return noRole, other, ok
	case to == l.relation:
		role, ok = x.roleOf(rule, l, from)
		return role, noRole, ok
	default:
		for _, p := range l.fillers {
			if p.thing != from {
				continue
			}
			for _, q := range l.fillers {
				if q.thing == to && x.passes(rule, p.role, q.role) {
					return int16(p.role), int16(q.role), true
				}
			}
		}
	}
	return noRole, noRole, false
}

func (x *via) roleOf(rule *viaRule, l *link, thing ID) (int16, bool) {
	if x.direction == Any {
		for _, p := range l.fillers {
			if p.thing == thing && rule.allowed[p.role] {
				return int16(p.role), true
			}
		}
	}
	return noRole, false
}

// passes tells whether one may go in by a role and out by another.
func (x *via) passes(rule *viaRule, in, out uint8) bool {
	if !rule.allowed[in] || !rule.allowed[out] {
		return false
	}
	from, to := rule.position[in], rule.position[out]
	if x.direction == In {
		from, to = to, from
	}
	return x.direction == Any || from == Subject && to == Object || rule.symmetric && from == Object && to == Subject
}

// neighbors gives the things that may stand one step from a thing by a link, each
// once, by id; the relation itself last.
func (l *link) neighbors(of ID, give func(ID) bool) {
	for i, p := range l.fillers {
		if p.thing != of && (i == 0 || l.fillers[i-1].thing != p.thing) && !give(p.thing) {
			return
		}
	}
	if l.relation != of {
		give(l.relation)
	}
}

// takeStanding is take with the standing: one engine call more.
func (x *via) takeStanding(ctx context.Context, v *View, links []*link) ([]bool, error) {
	ok, err := x.take(ctx, v, links)
	if err != nil {
		return nil, err
	}
	var ids []ID
	var at []int
	for i, l := range links {
		if ok[i] {
			ids, at = append(ids, l.relation), append(at, i)
		}
	}
	standings, err := v.standings(ctx, ids, x.counting)
	if err != nil {
		return nil, err
	}
	for i, s := range standings {
		ok[at[i]] = slices.Contains(x.standing, s)
	}
	return ok, nil
}
