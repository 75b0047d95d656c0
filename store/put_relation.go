package store

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
)

// fingerprint is the content that makes two relations one: type, fillers and
// spell, and for an EVENT its time.
type fingerprint = [32]byte

func (v *View) fingerprintOf(r *Relation) fingerprint {
	t := v.ontology.Type(r.Type)
	parts := []string{"relation", r.Type.String(), r.Spell}
	var fillers []string
	for _, p := range r.Participants {
		role := int(p.Role)
		if t != nil && t.Symmetric && t.Roles[p.Role].Position != Other {
			role = -1 // either side of a symmetric relation is the same
		}
		fillers = append(fillers, strconv.Itoa(role)+" "+p.Thing.String())
	}
	sort.Strings(fillers)
	parts = append(parts, fillers...)
	if t != nil && t.Aspect == Event && !r.TimeOfClaims && r.Time != nil {
		given := *r.Time
		given.Moved = nil
		parts = append(parts, string(encode(&given)))
	}
	return digest(parts...)
}

// maxVariants bounds how many contents of before merges are tried.
const maxVariants = 64

// relationWith finds the relation with a content: also one that was put before its
// fillers were merged into others.
func (p *plan) relationWith(r *Relation) (*Relation, error) {
	var ids []ID
	var keys [][]byte
	wanted := map[fingerprint]bool{}
	for _, v := range p.variants(r) {
		fp := p.v.fingerprintOf(v)
		wanted[fp] = true
		ids, keys = append(ids, naturalID(ClassRelation, fp, 0)), append(keys, keyOfContent(fp))
	}
	values, err := p.d.Get(p.ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, b := range values {
		id, err := recordedID(b)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	found, err := p.v.Relations(p.ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		if r != nil && wanted[p.v.fingerprintOf(r)] {
			return r, nil
		}
	}
	return nil, nil
}

// variants is the relation itself, and with each filler as one of those that were
// merged into it.
func (p *plan) variants(r *Relation) []*Relation {
	out := []*Relation{r}
	for i, f := range r.Participants {
		for _, id := range p.v.merges.absorbed[f.Thing] {
			for _, v := range out {
				if len(out) >= maxVariants {
					return out
				}
				other := *v
				other.Participants = slices.Clone(v.Participants)
				other.Participants[i].Thing = id
				out = append(out, &other)
			}
		}
	}
	return out
}

func (p *plan) putRelation(in *PutRelation) error {
	id, err := p.target(&in.Target, ClassRelation)
	if err != nil {
		return err
	}
	var was *Relation
	is := &Relation{}
	if id != 0 {
		found, err := p.v.Relations(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		was = found[0]
		*is = *was
	}
	if err := p.fillRelation(is, in, was == nil); err != nil {
		return err
	}
	if was, err = p.identifyRelation(was, is, in); err != nil {
		return err
	}
	if err := p.field(p.bind(in.Local, is.ID), "local"); err != nil {
		return err
	}
	op, err := p.store(orNil(was), is, &in.Target)
	if err != nil {
		return err
	}
	if op != Unchanged {
		p.dirty = append(p.dirty, is.ID)
	}
	if op == Updated {
		if err := p.moveDependents(is.ID); err != nil {
			return err
		}
	}
	for i := range in.Claims {
		err := p.under(func() error { return p.addClaim(&in.Claims[i], is.ID) }, "claims", strconv.Itoa(i))
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) fillRelation(r *Relation, in *PutRelation, isNew bool) error {
	if in.Type == "" && isNew {
		return p.field(invalid("a new relation needs its `type`, as in \"denounces\""), "type")
	}
	if in.Type != "" {
		t, err := p.v.ontology.TypeNamed(in.Type)
		if err != nil {
			return p.field(err, "type")
		}
		if !isNew && t.ID != r.Type && !in.Participants.Set {
			return p.field(invalid("another type has other roles: give the `participants` too"), "type")
		}
		if !isNew && t.ID != r.Type && r.Time != nil && r.Time.Anchor != 0 {
			moved := *r.Time // the aspect of the new type may read the offset differently
			if err := p.move(&moved, t.Aspect); err != nil {
				return err
			}
			r.Time = &moved
		}
		r.Type = t.ID
	}
	if in.Participants.Set || isNew {
		if err := p.fillRoles(r, in.Participants.Value); err != nil {
			return err
		}
	}
	if in.Time.Set {
		t, err := p.time(in.Time.Value, p.v.aspect(r.Type), r.ID, "time")
		if err != nil {
			return err
		}
		r.setTime(t)
	}
	if in.Spell.Set {
		if err := p.field(checkOptional("spell", in.Spell.Value, maxKeyLen), "spell"); err != nil {
			return err
		}
		r.Spell = in.Spell.Value
	}
	if in.Place.Set {
		r.Place = 0
		if in.Place.Value != nil {
			id, err := p.resolve(in.Place.Value, []string{"place"}, ClassEntity)
			if err != nil {
				return err
			}
			r.Place = id
		}
	}
	if in.Quantities.Set {
		if err := p.field(checkQuantities(in.Quantities.Value), "quantities"); err != nil {
			return err
		}
		r.Quantities = in.Quantities.Value
	}
	return nil
}

// setTime gives the relation the editors' time; without one, a time of its claims stays.
func (r *Relation) setTime(t *Time) {
	if t != nil || !r.TimeOfClaims {
		r.Time, r.TimeOfClaims = t, false
	}
}

// fillRoles resolves participants and holds them against the type's roles.
func (p *plan) fillRoles(r *Relation, in []ParticipantInput) error {
	t := p.v.ontology.Type(r.Type)
	if len(in) > maxParticipants {
		return p.field(invalid("%d participants; at most %d", len(in), maxParticipants), "participants")
	}
	stored := r.Participants
	r.Participants = nil
	filled := make([]int, len(t.Roles))
	for i, f := range in {
		at := strconv.Itoa(i)
		n, role := t.Role(f.Role)
		if role == nil {
			var keys []string
			for _, r := range t.Roles {
				keys = append(keys, r.Key)
			}
			return p.field(unknownKey(fmt.Sprintf("role of %q", t.Given), f.Role, keys), "participants", at, "role")
		}
		if err := p.field(checkOptional("mention", f.Mention, maxNameLen), "participants", at, "mention"); err != nil {
			return err
		}
		id, err := p.resolve(&in[i].Ref, []string{"participants", at, "ref"}, ClassEntity, ClassRelation, ClassClaim, ClassSource)
		if err != nil {
			return err
		}
		if err := p.fits(role, id, at); err != nil {
			return err
		}
		filled[n]++
		part := Participant{uint8(n), id, f.Mention}
		for _, s := range stored { // the same filler, put before it was merged into another
			if int(s.Role) == n && p.v.merges.survivor(s.Thing) == id {
				part.Thing = s.Thing
			}
		}
		if !slices.Contains(r.Participants, part) {
			r.Participants = append(r.Participants, part)
		}
	}
	for n, role := range t.Roles {
		violation := ""
		switch {
		case role.Required && filled[n] == 0:
			violation = "must be filled"
		case !role.Many && filled[n] > 1:
			violation = "is filled once at most"
		default:
			continue
		}
		return p.field(&InputError{Code: CodeOntologyViolation, Message: fmt.Sprintf("the role %q of %q %s", role.Key, t.Given, violation)}, "participants")
	}
	return nil
}

// fits holds one filler against its role.
func (p *plan) fits(role *Role, id ID, at string) error {
	if len(role.Kinds) == 0 && len(role.RelationTypes) == 0 {
		return nil
	}
	o := p.v.ontology
	var class ID
	var allowed []ID
	switch id.Class() {
	case ClassEntity:
		found, err := p.v.Entities(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		class, allowed = found[0].Kind, role.Kinds
	case ClassRelation:
		found, err := p.v.Relations(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		class, allowed = found[0].Type, role.RelationTypes
	}
	if slices.ContainsFunc(allowed, func(a ID) bool { return o.isUnder(class, a) }) {
		return nil
	}
	var want []string
	for _, a := range append(slices.Clone(role.Kinds), role.RelationTypes...) {
		want = append(want, o.keyOf(a))
	}
	what := id.Class().String()
	if k := o.keyOf(class); k != "" {
		what += fmt.Sprintf(" of %q", k)
	}
	return p.field(&InputError{Code: CodeOntologyViolation, Suggestions: want,
		Message: fmt.Sprintf("the role %q takes %s, not %s", role.Key, quoteList(want), what)}, "participants", at, "ref")
}

// identifyRelation settles which relation a put means, by content where no target
// says it, and refuses to make two of one content.
func (p *plan) identifyRelation(was, is *Relation, in *PutRelation) (*Relation, error) {
	fp := p.v.fingerprintOf(is)
	same, err := p.relationWith(is)
	if err != nil {
		return nil, err
	}
	switch {
	case was != nil:
		if same != nil && same.ID != was.ID && p.v.fingerprintOf(was) != fp {
			return nil, p.field(duplicate("another relation has this content already", same.ID))
		}
		return was, nil
	case same != nil:
		if in.Key != "" && same.Given != "" {
			return nil, p.field(duplicate(fmt.Sprintf("this relation is there already, with the key %q", same.Given), same.ID), "key")
		}
		filled := *is
		*is = *same
		if in.Key != "" {
			is.Given = in.Key
		}
		if in.Time.Set {
			if t := filled.Time; t != nil && t.Anchor != 0 { // now that it is known whose time it is
				if err := p.noCircle(same.ID, t.Anchor, "time"); err != nil {
					return nil, err
				}
			}
			is.setTime(filled.Time)
		}
		if in.Place.Set {
			is.Place = filled.Place
		}
		if in.Quantities.Set {
			is.Quantities = filled.Quantities
		}
		return same, nil
	}
	is.Given = in.Key
	is.ID, err = p.newID(ClassRelation, fp)
	return nil, err
}
