package store

import (
	"fmt"
	"slices"
	"strconv"
)

// ownOntology makes the plan's ontology one that it may change.
func (p *plan) ownOntology() *Ontology {
	if !p.ontologyOwned {
		p.v.ontology, p.ontologyOwned = p.v.ontology.clone(), true
	}
	return p.v.ontology
}

func (p *plan) putKind(in *PutKind) error {
	o := p.v.ontology
	codes, err := p.checkTerm(in.Key, in.Labels, in.Codes)
	if err != nil {
		return err
	}
	is := &Kind{Record: Record{ID: kindID(in.Key), Given: in.Key}, Labels: in.Labels, Codes: codes}
	for i, key := range in.Parents {
		k, err := o.KindNamed(key)
		if err != nil {
			return p.field(err, "parents", strconv.Itoa(i))
		}
		if k.ID == is.ID || o.isUnder(k.ID, is.ID) {
			return p.field(invalid("%q is below %q already; a kind is not below itself", key, in.Key), "parents", strconv.Itoa(i))
		}
		is.Parents = append(is.Parents, k.ID)
	}
	return p.storeTerm(orNil(o.Kind(is.ID)), is, func(o *Ontology) { o.addKind(is) })
}

// storeTerm stores a member of the ontology, if it differs.
func (p *plan) storeTerm(was, is thing, add func(*Ontology)) error {
	op, err := p.store(was, is, nil)
	if err != nil || op == Unchanged {
		return err
	}
	add(p.ownOntology())
	return nil
}

// checkTerm checks what kinds and types have in common, and completes the codes.
func (p *plan) checkTerm(key string, labels []Text, codes []Code) ([]Code, error) {
	if err := p.field(checkKey(key), "key"); err != nil {
		return nil, err
	}
	if len(labels) == 0 {
		return nil, p.field(invalid("at least one label"), "labels")
	}
	if err := p.field(checkTexts("labels", labels, maxNameLen), "labels"); err != nil {
		return nil, err
	}
	codes, err := checkCodes(codes)
	return codes, p.field(err, "codes")
}

func (p *plan) putRelationType(in *PutRelationType) error {
	o := p.v.ontology
	codes, err := p.checkTerm(in.Key, in.Labels, in.Codes)
	if err != nil {
		return err
	}
	for name, texts := range map[string][]Text{"inverseLabels": in.InverseLabels, "templates": in.Templates} {
		if err := p.field(checkTexts(name, texts, maxNameLen), name); err != nil {
			return err
		}
	}
	if in.Aspect != Event && in.Aspect != State {
		return p.field(invalid("a type is an EVENT or a STATE"), "aspect")
	}
	is := &RelationType{Record: Record{ID: relationTypeID(in.Key), Given: in.Key}, Labels: in.Labels,
		InverseLabels: in.InverseLabels, Templates: in.Templates, Symmetric: in.Symmetric, Aspect: in.Aspect,
		SpeechAct: in.SpeechAct, Codes: codes}
	for i, key := range in.Parents {
		t, err := o.TypeNamed(key)
		if err != nil {
			return p.field(err, "parents", strconv.Itoa(i))
		}
		if t.ID == is.ID || o.isUnder(t.ID, is.ID) {
			return p.field(invalid("%q is below %q already; a type is not below itself", key, in.Key), "parents", strconv.Itoa(i))
		}
		is.Parents = append(is.Parents, t.ID)
	}
	was := o.Type(is.ID)
	if was != nil && was.Aspect != is.Aspect {
		return p.field(invalid("%q is a type of %s relations, and those are there; put a new type", in.Key, was.Aspect), "aspect")
	}
	if was != nil && was.Symmetric != is.Symmetric {
		return p.field(invalid("whether %q is symmetric is settled with its first relation; put a new type", in.Key), "symmetric")
	}
	if err := p.fillTypeRoles(is, was, in.Roles); err != nil {
		return err
	}
	if s := in.SpeechAct; s != nil {
		if n, _ := is.Role(s.ContentRole); n < 0 {
			return p.field(invalid("the content role %q is none of the roles", clip(s.ContentRole)), "speechAct", "contentRole")
		}
		if is.roleAt(Subject) < 0 {
			return p.field(invalid("a speech act needs a role in SUBJECT position: who speaks"), "roles")
		}
	}
	return p.storeTerm(orNil(was), is, func(o *Ontology) { o.addType(is) })
}

// fillTypeRoles checks roles, keeping the places of those that relations count already.
func (p *plan) fillTypeRoles(t, was *RelationType, in []RoleInput) error {
	if len(in) == 0 || len(in) > maxRoles {
		return p.field(invalid("a type has 1 to %d roles, not %d", maxRoles, len(in)), "roles")
	}
	var roles []Role
	for i, r := range in {
		role, err := p.role(t, r, strconv.Itoa(i))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(roles, func(x Role) bool { return x.Key == role.Key }) {
			return p.field(invalid("two roles %q", role.Key), "roles", strconv.Itoa(i), "key")
		}
		if role.Position != Other && slices.ContainsFunc(roles, func(x Role) bool { return x.Position == role.Position }) {
			return p.field(invalid("two roles in %s position", role.Position), "roles", strconv.Itoa(i), "position")
		}
		roles = append(roles, role)
	}
	if was != nil {
		for _, old := range was.Roles {
			at := slices.IndexFunc(roles, func(x Role) bool { return x.Key == old.Key })
			if at < 0 {
				return p.field(&InputError{Code: CodeOntologyViolation, Message: fmt.Sprintf(
					"the role %q is there and relations may fill it: roles are added, never removed", old.Key)}, "roles")
			}
			if was.Symmetric && roles[at].Position != old.Position {
				return p.field(&InputError{Code: CodeOntologyViolation, Message: fmt.Sprintf(
					"the role %q is in %s position, and relations of a symmetric type are found by that", old.Key, old.Position)}, "roles")
			}
			t.Roles = append(t.Roles, roles[at])
			roles = slices.Delete(roles, at, at+1)
		}
	}
	t.Roles = append(t.Roles, roles...)
	return nil
}

func (p *plan) role(t *RelationType, in RoleInput, at string) (Role, error) {
	r := Role{Key: in.Key, Labels: in.Labels, Position: in.Position, Required: in.Required, Many: in.Many}
	if r.Position == "" {
		r.Position = Other
	}
	if err := p.field(checkKey(in.Key), "roles", at, "key"); err != nil {
		return r, err
	}
	if err := p.field(checkTexts("labels", in.Labels, maxNameLen), "roles", at, "labels"); err != nil {
		return r, err
	}
	for i, key := range in.Kinds {
		k, err := p.v.ontology.KindNamed(key)
		if err != nil {
			return r, p.field(err, "roles", at, "kinds", strconv.Itoa(i))
		}
		r.Kinds = append(r.Kinds, k.ID)
	}
	for i, key := range in.RelationTypes {
		if key == t.Given {
			r.RelationTypes = append(r.RelationTypes, t.ID)
			continue
		}
		rt, err := p.v.ontology.TypeNamed(key)
		if err != nil {
			return r, p.field(err, "roles", at, "relationTypes", strconv.Itoa(i))
		}
		r.RelationTypes = append(r.RelationTypes, rt.ID)
	}
	return r, nil
}

// TypesWithCode lists the relation types that carry a code of another vocabulary.
func (o *Ontology) TypesWithCode(scheme, code string) (out []*RelationType) {
	all, _ := o.TypesUnder("") // never an error for the empty key
	for _, t := range all {
		if slices.ContainsFunc(t.Codes, func(c Code) bool { return c.Scheme == scheme && c.Code == code }) {
			out = append(out, t)
		}
	}
	return out
}
