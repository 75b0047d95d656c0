package model

import (
	"context"
	"slices"
	"strings"

	"demarche/store"
)

// Entity is who or what.
type Entity struct{ Base }

func (e *Entity) record() (*store.Entity, error) {
	r, err := record(e.Base, e.group.view.Entities)
	if err == nil && r == nil {
		err = store.ErrDamaged
	}
	return r, err
}

// Label needs no more than the record.
func (e *Entity) Label(langs []string) (*store.Label, error) {
	if err := store.CheckLangs(langs); err != nil {
		return nil, err
	}
	r, err := e.record()
	if err != nil {
		return nil, err
	}
	l := r.Label(langs)
	return &l, nil
}

// Name is the text of Label.
func (e *Entity) Name(langs []string) (string, error) {
	l, err := e.Label(langs)
	if err != nil {
		return "", err
	}
	return l.Text, nil
}

// Description is the best text for the languages; nil if there is none.
func (e *Entity) Description(langs []string) (*store.Label, error) {
	if err := store.CheckLangs(langs); err != nil {
		return nil, err
	}
	r, err := e.record()
	if err != nil {
		return nil, err
	}
	return bestText(r.Description, langs), nil
}

func bestText(texts []store.Text, langs []string) *store.Label {
	l, ok := store.PickText(texts, langs)
	if !ok {
		return nil
	}
	return &l
}

// Kind is what sort of entity it is.
func (e *Entity) Kind() (*Kind, error) {
	r, err := e.record()
	if err != nil {
		return nil, err
	}
	return kindOf(e.group.view, r.Kind)
}

// NameRecord is one name of an entity.
type NameRecord struct {
	Text    string
	Lang    *string
	Kind    store.NameKind
	Time    *TimeSpan
	Sources []*Source
}

// Names is the names of the kinds and in the languages asked for; none given: all.
func (e *Entity) Names(kinds []store.NameKind, langs []string) ([]*NameRecord, error) {
	if err := store.CheckLangs(langs); err != nil {
		return nil, err
	}
	all, err := loaded(e.group, "names", func() ([][]*NameRecord, error) { return e.allNames() })
	if err != nil {
		return nil, err
	}
	out := []*NameRecord{}
	for _, n := range all[e.at] {
		if kinds != nil && !slices.Contains(kinds, n.Kind) {
			continue
		}
		if langs != nil && !slices.ContainsFunc(langs, func(l string) bool { return n.Lang != nil && strings.EqualFold(l, *n.Lang) }) {
			continue
		}
		out = append(out, n)
	}
	return out, nil
}

func (e *Entity) allNames() ([][]*NameRecord, error) {
	out := make([][]*NameRecord, len(e.group.ids))
	var sources []store.ID
	var of []*NameRecord
	for i := range e.group.ids {
		r, err := (&Entity{Base{e.group, i}}).record()
		if err != nil {
			return nil, err
		}
		for _, n := range r.Names {
			m := &NameRecord{Text: n.Text, Lang: orNull(n.Lang), Kind: n.Kind, Sources: []*Source{}}
			if n.Time != "" {
				m.Time = timeSpan(&store.Time{EDTF: n.Time}, store.State, nil)
			}
			if n.Source != 0 {
				sources, of = append(sources, n.Source), append(of, m)
			}
			out[i] = append(out[i], m)
		}
	}
	for i, s := range Sources(e.group.ctx, e.group.view, sources) {
		of[i].Sources = []*Source{s}
	}
	return out, nil
}

// ExternalIds is the codes in the schemes asked for; none given: all.
func (e *Entity) ExternalIds(schemes []string) ([]*Code, error) {
	r, err := e.record()
	if err != nil {
		return nil, err
	}
	out := []*Code{}
	for _, c := range codes(r.Codes) {
		if schemes == nil || slices.Contains(schemes, c.Scheme) {
			out = append(out, c)
		}
	}
	return out, nil
}

// Point is where it lies; nil if not known.
func (e *Entity) Point() (*GeoPoint, error) {
	r, err := e.record()
	if err != nil || r.Point == nil {
		return nil, err
	}
	return &GeoPoint{r.Point.Lat, r.Point.Lon, r.Point.RadiusKM}, nil
}

// MergedInto is what it was merged into; nil while it stands for itself.
func (e *Entity) MergedInto() (*Entity, error) {
	return linked(e.group, e.at, "mergedInto", wrapEntity, e.group.survivor)
}

// GeoPoint is a place on the globe.
type GeoPoint struct {
	Lat, Lon float64
	RadiusKm *float64
}

// ClaimsMade lists the claims that the entity made.
func (e *Entity) ClaimsMade(ctx context.Context, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	return claimsField(ctx, e.Base, e.group.view.ClaimsBy, filter, orderBy, store.PageArgs{First: first, After: after, Last: last, Before: before})
}

type claimLister func(context.Context, []store.ID, *store.ClaimFilter, []*store.ClaimOrder) (*store.Query, error)

func claimsField(ctx context.Context, b Base, list claimLister, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, args store.PageArgs) (*ClaimConnection, error) {
	all, err := loaded(b.group, fieldKey(ctx), func() ([]*ClaimConnection, error) {
		q, err := list(ctx, b.group.ids, filter, orderBy)
		if err != nil {
			return nil, err
		}
		return claimConnections(ctx, b.group.view, q, len(b.group.ids), args)
	})
	return pick(all, b.at, err)
}
