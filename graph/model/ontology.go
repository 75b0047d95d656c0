package model

import (
	"context"
	"time"

	"demarche/store"
)

// Kind is a class of entities.
type Kind struct {
	view *store.View
	kind *store.Kind
}

// RelationType is a type of relations.
type RelationType struct {
	view *store.View
	typ  *store.RelationType
}

// Role is a role of a relation type.
type Role struct {
	view *store.View
	role *store.Role
}

func kindOf(v *store.View, id store.ID) (*Kind, error) {
	k := v.Ontology().Kind(id)
	if k == nil {
		return nil, store.ErrDamaged
	}
	return &Kind{v, k}, nil
}

// Kinds is a kind and those below it; "" for all.
func Kinds(ctx context.Context, under string, asOf *time.Time) ([]*Kind, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	list, err := v.Ontology().KindsUnder(under)
	if err != nil {
		return nil, err
	}
	out := make([]*Kind, len(list))
	for i, k := range list {
		out[i] = &Kind{v, k}
	}
	return out, nil
}

// RelationTypes is a type and those below it ("" for all), of those the ones that
// carry a code, if one is asked for.
func RelationTypes(ctx context.Context, under string, code *store.CodeInput, asOf *time.Time) ([]*RelationType, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	list, err := v.Ontology().TypesUnder(under)
	if err != nil {
		return nil, err
	}
	coded := map[store.ID]bool{}
	if code != nil {
		for _, t := range v.Ontology().TypesWithCode(code.Scheme, code.Code) {
			coded[t.ID] = true
		}
	}
	out := []*RelationType{}
	for _, t := range list {
		if code == nil || coded[t.ID] {
			out = append(out, &RelationType{v, t})
		}
	}
	return out, nil
}

// IsNode marks a Node.
func (Kind) IsNode() {}

// ID is the opaque id.
func (k Kind) ID() string { return k.view.Text(k.kind.ID) }

// Key is the key that filters and commits use.
func (k Kind) Key() string { return k.kind.Key() }

// Label is the best label for the languages.
func (k Kind) Label(langs []string) (*store.Label, error) {
	l := k.kind.Label(langs)
	return &l, store.CheckLangs(langs)
}

// Parents is the kinds right above.
func (k Kind) Parents() ([]*Kind, error) { return kindList(k.view, k.kind.Parents) }

// Children is the kinds right below.
func (k Kind) Children() ([]*Kind, error) {
	return kindList(k.view, k.view.Ontology().Below(k.kind.ID))
}

func kindList(v *store.View, ids []store.ID) ([]*Kind, error) {
	out := make([]*Kind, len(ids))
	for i, id := range ids {
		var err error
		if out[i], err = kindOf(v, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Codes is the kind in other vocabularies.
func (k Kind) Codes() []*Code { return codes(k.kind.Codes) }

// EntityCount is how many entities are of the kind or one below.
func (k Kind) EntityCount(ctx context.Context) (int, error) {
	return k.view.EntityCount(ctx, k.kind.ID)
}

// IsNode marks a Node.
func (RelationType) IsNode() {}

// ID is the opaque id.
func (t RelationType) ID() string { return t.view.Text(t.typ.ID) }

// Key is the key that filters and commits use.
func (t RelationType) Key() string { return t.typ.Key() }

// Label is the best label for the languages, from the object's side if inverse.
func (t RelationType) Label(langs []string, inverse bool) (*store.Label, error) {
	l := t.typ.Label(langs, inverse)
	return &l, store.CheckLangs(langs)
}

// Parents is the types right above.
func (t RelationType) Parents() []*RelationType { return typeList(t.view, t.typ.Parents) }

// Children is the types right below.
func (t RelationType) Children() []*RelationType {
	return typeList(t.view, t.view.Ontology().Below(t.typ.ID))
}

func typeList(v *store.View, ids []store.ID) []*RelationType {
	out := make([]*RelationType, len(ids))
	for i, id := range ids {
		out[i] = &RelationType{v, v.Ontology().Type(id)}
	}
	return out
}

// Roles is the roles that a relation of the type may fill.
func (t RelationType) Roles() []*Role {
	out := make([]*Role, len(t.typ.Roles))
	for i := range t.typ.Roles {
		out[i] = &Role{t.view, &t.typ.Roles[i]}
	}
	return out
}

// Symmetric tells that subject and object may be exchanged.
func (t RelationType) Symmetric() bool { return t.typ.Symmetric }

// Aspect tells moments from stretches of time.
func (t RelationType) Aspect() store.Aspect { return t.typ.Aspect }

// SpeechAct is set for types whose relations make claims.
func (t RelationType) SpeechAct() *store.SpeechAct { return t.typ.SpeechAct }

// Codes is the type in other vocabularies.
func (t RelationType) Codes() []*Code { return codes(t.typ.Codes) }

// RelationCount is how many relations are of the type or one below.
func (t RelationType) RelationCount(ctx context.Context) (int, error) {
	return t.view.RelationCount(ctx, t.typ.ID)
}

// Key is the key that filters and commits use.
func (r Role) Key() string { return r.role.Key }

// Label is the best label for the languages.
func (r Role) Label(langs []string) (*store.Label, error) {
	l := r.role.Label(langs)
	return &l, store.CheckLangs(langs)
}

// Position marks the roles of a binary reading.
func (r Role) Position() store.RolePosition { return r.role.Position }

// Required tells that a relation must fill it.
func (r Role) Required() bool { return r.role.Required }

// Many tells that it may be filled several times.
func (r Role) Many() bool { return r.role.Many }

// Kinds is the kinds of entities that may fill it.
func (r Role) Kinds() ([]*Kind, error) { return kindList(r.view, r.role.Kinds) }

// RelationTypes is the types of relations that may fill it.
func (r Role) RelationTypes() []*RelationType { return typeList(r.view, r.role.RelationTypes) }

// Code is a code in another vocabulary.
type Code struct {
	Scheme, Code string
	Label        *string
	Match        store.CodeMatch
	URL          *string
}

func codes(list []store.Code) []*Code {
	out := make([]*Code, len(list))
	for i, c := range list {
		out[i] = &Code{c.Scheme, c.Code, orNull(c.Label), c.Match, orNull(c.URL)}
	}
	return out
}
