package model

import (
	"context"
	"encoding/json"
	"slices"

	"demarche/store"
)

// Relation is a proposition.
type Relation struct{ Base }

func (r *Relation) record() (*store.Relation, error) {
	rec, err := record(r.Base, r.group.view.Relations)
	if err == nil && rec == nil {
		err = store.ErrDamaged
	}
	return rec, err
}

func (r *Relation) storeType() (*store.Relation, *store.RelationType, error) {
	rec, err := r.record()
	if err != nil {
		return nil, nil, err
	}
	t := r.group.view.Ontology().Type(rec.Type)
	if t == nil {
		return nil, nil, store.ErrDamaged
	}
	return rec, t, nil
}

// Type is the relation's type.
func (r *Relation) Type() (*RelationType, error) {
	_, t, err := r.storeType()
	if err != nil {
		return nil, err
	}
	return &RelationType{r.group.view, t}, nil
}

// Participant is one filled role.
type Participant struct {
	Role    *Role
	Node    Thing
	Mention *string
}

// Participants is the filled roles, or those of the roles asked for.
func (r *Relation) Participants(roles []string) ([]*Participant, error) {
	all, err := r.fillers()
	if err != nil {
		return nil, err
	}
	out := []*Participant{}
	for _, p := range all[r.at] {
		if roles == nil || slices.Contains(roles, p.Role.role.Key) {
			out = append(out, p)
		}
	}
	return out, nil
}

func (r *Relation) fillers() ([][]*Participant, error) {
	return loaded(r.group, "participants", func() ([][]*Participant, error) {
		var ids []store.ID
		var all []*Participant
		out := make([][]*Participant, len(r.group.ids))
		for i := range r.group.ids {
			rec, t, err := (&Relation{Base{r.group, i}}).storeType()
			if err != nil {
				return nil, err
			}
			for _, p := range rec.Participants {
				m := &Participant{Role: &Role{r.group.view, &t.Roles[p.Role]}, Mention: orNull(p.Mention)}
				ids, all = append(ids, p.Thing), append(all, m)
				out[i] = append(out[i], m)
			}
		}
		for i, t := range Things(r.group.ctx, r.group.view, ids) {
			all[i].Node = t
		}
		return out, nil
	})
}

func (r *Relation) filler(pos store.RolePosition) (Thing, error) {
	all, err := loaded(r.group, pos, func() ([]Thing, error) {
		ids := make([]store.ID, len(r.group.ids))
		for i := range ids {
			rec, t, err := (&Relation{Base{r.group, i}}).storeType()
			if err != nil {
				return nil, err
			}
			ids[i] = t.Filler(rec, pos)
		}
		return Things(r.group.ctx, r.group.view, ids), nil
	})
	if err != nil {
		return nil, err
	}
	return all[r.at], nil
}

// Subject is the first filler of the role in SUBJECT position.
func (r *Relation) Subject() (Thing, error) { return r.filler(store.Subject) }

// Object is the first filler of the role in OBJECT position.
func (r *Relation) Object() (Thing, error) { return r.filler(store.Object) }

// Time is when it held or happened; nil if undated.
func (r *Relation) Time() (*TimeSpan, error) {
	_, t, err := r.storeType()
	if err != nil {
		return nil, err
	}
	anchors, err := loaded(r.group, "anchors", func() ([]Thing, error) {
		ids := make([]store.ID, len(r.group.ids))
		for i := range ids {
			rec, err := (&Relation{Base{r.group, i}}).record()
			if err != nil {
				return nil, err
			}
			if rec.Time != nil {
				ids[i] = rec.Time.Anchor
			}
		}
		return Things(r.group.ctx, r.group.view, ids), nil
	})
	if err != nil {
		return nil, err
	}
	rec, err := r.record()
	if err != nil {
		return nil, err
	}
	return timeSpan(rec.Time, t.Aspect, anchors[r.at]), nil
}

// MergedInto is what it was merged into; nil while it stands for itself.
func (r *Relation) MergedInto() (*Relation, error) {
	return linked(r.group, r.at, "mergedInto", wrapRelation, r.group.survivor)
}

// Spell tells two spells of the same state apart.
func (r *Relation) Spell() (*string, error) {
	rec, err := r.record()
	if err != nil {
		return nil, err
	}
	return orNull(rec.Spell), nil
}

// Quantities is the editors' figures.
func (r *Relation) Quantities() ([]*Quantity, error) {
	rec, err := r.record()
	if err != nil {
		return nil, err
	}
	return quantities(rec.Quantities), nil
}

// Quantity is a figure.
type Quantity struct {
	Key      string
	Value    float64
	Min, Max *float64
	Unit     *string
}

func quantities(list []store.Quantity) []*Quantity {
	out := make([]*Quantity, len(list))
	for i, q := range list {
		out[i] = &Quantity{q.Key, q.Value, q.Min, q.Max, orNull(q.Unit)}
	}
	return out
}

// Place is where it happened; nil if not known.
func (r *Relation) Place() (*Entity, error) {
	return linked(r.group, r.at, "place", wrapEntity, func(i int) (store.ID, error) {
		rec, err := (&Relation{Base{r.group, i}}).record()
		if err != nil {
			return 0, err
		}
		return rec.Place, nil
	})
}

// linked is the thing that a field of each member of a group leads to.
func linked[T any](g *group, at int, name string, wrap func(Base) *T, id func(i int) (store.ID, error)) (*T, error) {
	all, err := loaded(g, name, func() ([]*T, error) {
		ids := make([]store.ID, len(g.ids))
		for i := range ids {
			var err error
			if ids[i], err = id(i); err != nil {
				return nil, err
			}
		}
		return listOf(g.ctx, g.view, ids, wrap), nil
	})
	return pick(all, at, err)
}

// Claims lists the claims on the relation.
func (r *Relation) Claims(ctx context.Context, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	return claimsField(ctx, r.Base, r.group.view.ClaimsOn, filter, orderBy, store.PageArgs{First: first, After: after, Last: last, Before: before})
}

// Standing is what the current claims amount to.
func (r *Relation) Standing(counting *store.ClaimFilter) (store.Standing, error) {
	key := "standing"
	if counting != nil { // the filter itself tells it from other standings; see group.ctx
		b, err := json.Marshal(counting)
		if err != nil {
			return "", err
		}
		key += string(b)
	}
	all, err := loaded(r.group, key, func() ([]store.Standing, error) {
		return r.group.view.Standings(r.group.ctx, r.group.ids, counting)
	})
	if err != nil {
		return "", err
	}
	return all[r.at], nil
}
