package store

import (
	"context"
	"slices"
)

// facts is what the facets of some things are read from: each sort of record is
// read once, and only if a key needs it.
type facts struct {
	v         *View
	entities  map[ID]*Entity
	relations map[ID]*Relation
	claims    map[ID]*Claim
	sources   map[ID]*Source
	on        map[ID][]claimSummary // of relations
	roots     map[ID][]string       // CAMEO roots of types, as far as asked
}

// readFacts costs up to seven engine calls, whatever the number of things.
func (v *View) readFacts(ctx context.Context, ids []ID, by []FacetKey) (f *facts, err error) {
	need := func(keys ...FacetKey) bool {
		return slices.ContainsFunc(keys, func(k FacetKey) bool { return slices.Contains(by, k) })
	}
	f = &facts{v: v, on: map[ID][]claimSummary{}, roots: map[ID][]string{}}
	if f.claims, err = byID(ctx, v.Claims, ids); err != nil {
		return nil, err
	}
	listed := ofClass(ClassRelation, ids)
	about := slices.Clone(listed) // what they are, or are claims on
	for _, c := range f.claims {
		about = append(about, c.Relation)
	}
	switch {
	case need(FacetType, FacetPlace, FacetCameoRoot):
		f.relations, err = byID(ctx, v.Relations, about)
	case need(FacetKind, FacetYear, FacetMonth):
		f.relations, err = byID(ctx, v.Relations, listed)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case need(FacetStanding):
		err = f.readClaimsOn(ctx, about)
	case need(FacetStance, FacetClaimStatus, FacetClaimant, FacetSource, FacetPublisher, FacetLang):
		err = f.readClaimsOn(ctx, listed)
	}
	if err != nil {
		return nil, err
	}
	if need(FacetClaimant, FacetSource, FacetPublisher, FacetLang) {
		if err := f.readClaimsOf(ctx, listed); err != nil {
			return nil, err
		}
	}
	if err := f.readSources(ctx, ids, need(FacetPublisher, FacetLang)); err != nil {
		return nil, err
	}
	return f, f.readEntities(ctx, ids, need(FacetKind))
}

func byID[T any](ctx context.Context, read func(context.Context, []ID) ([]*T, error), ids []ID) (map[ID]*T, error) {
	records, err := read(ctx, ids)
	out := make(map[ID]*T, len(ids))
	for i, r := range records {
		if r != nil {
			out[ids[i]] = r
		}
	}
	return out, err
}

func ofClass(c Class, ids []ID) []ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id ID) bool { return id.Class() != c })
}

// readClaimsOn reads what indexes say of the claims on relations.
func (f *facts) readClaimsOn(ctx context.Context, relations []ID) error {
	slices.Sort(relations)
	relations = slices.Compact(relations)
	if len(relations) == 0 {
		return nil
	}
	on, err := f.v.claimsOn(ctx, relations)
	for i := range on {
		f.on[relations[i]] = on[i]
	}
	return err
}

// readClaimsOf reads the records of the current claims on relations.
func (f *facts) readClaimsOf(ctx context.Context, relations []ID) error {
	var ids []ID
	for _, r := range relations {
		for _, c := range f.on[r] {
			if c.status == Current {
				ids = append(ids, c.id)
			}
		}
	}
	more, err := byID(ctx, f.v.Claims, ids)
	for id, c := range more {
		f.claims[id] = c
	}
	return err
}

func (f *facts) readSources(ctx context.Context, ids []ID, ofEvidence bool) (err error) {
	ids = slices.Clone(ids)
	if ofEvidence {
		for _, c := range f.claims {
			for _, e := range c.Evidence {
				ids = append(ids, e.Source)
			}
		}
	}
	f.sources, err = byID(ctx, f.v.Sources, ids)
	return err
}

func (f *facts) readEntities(ctx context.Context, ids []ID, kinds bool) (err error) {
	ids = slices.Clone(ids)
	if kinds {
		for _, c := range f.claims {
			ids = append(ids, c.Claimant)
		}
		for _, r := range f.relations {
			for _, p := range r.Participants {
				ids = append(ids, p.Thing)
			}
		}
	}
	f.entities, err = byID(ctx, f.v.Entities, ids)
	return err
}

// values are those that a thing has for a key; some may be zero or stand twice.
func (f *facts) values(k FacetKey, id ID) []facetValue {
	if e := f.entities[id]; e != nil {
		return f.ofEntity(k, e)
	}
	if c := f.claims[id]; c != nil {
		return f.ofClaim(k, c)
	}
	if s := f.sources[id]; s != nil {
		return ofSource(k, s)
	}
	if id.Class() == ClassRelation {
		return f.ofRelation(k, id)
	}
	return nil
}

func (f *facts) ofEntity(k FacetKey, e *Entity) (out []facetValue) {
	switch k {
	case FacetKind:
		out = append(out, facetValue{id: e.Kind})
	case FacetLang:
		for _, n := range e.Names {
			out = append(out, facetValue{word: n.Lang})
		}
	}
	return out
}

func ofSource(k FacetKey, s *Source) []facetValue {
	switch k {
	case FacetPublisher:
		return []facetValue{{id: s.Publisher}}
	case FacetLang:
		return []facetValue{{word: s.Lang}}
	}
	return nil
}

// ofRelation: its own, and what its current claims have. CLAIM_STATUS alone counts
// them all: only so does it say anything.
func (f *facts) ofRelation(k FacetKey, id ID) (out []facetValue) {
	switch k {
	case FacetType, FacetPlace, FacetCameoRoot, FacetStanding:
		return f.ofProposition(k, id)
	case FacetKind:
		if r := f.relations[id]; r != nil {
			for _, p := range r.Participants {
				if e := f.entities[p.Thing]; e != nil {
					out = append(out, facetValue{id: e.Kind})
				}
			}
		}
		return out
	}
	for _, c := range f.on[id] {
		switch {
		case k == FacetClaimStatus:
			out = append(out, facetValue{word: string(c.status)})
		case c.status != Current:
		case k == FacetStance:
			out = append(out, facetValue{word: string(c.stance)})
		case f.claims[c.id] != nil:
			out = append(out, f.ofClaim(k, f.claims[c.id])...)
		}
	}
	return out
}

// ofProposition is what a relation has, and the claims on it have through it.
func (f *facts) ofProposition(k FacetKey, relation ID) (out []facetValue) {
	if k == FacetStanding {
		return []facetValue{{word: string(standingOf(f.on[relation]))}}
	}
	r := f.relations[relation]
	if r == nil {
		return nil
	}
	switch k {
	case FacetType:
		out = append(out, facetValue{id: r.Type})
	case FacetPlace:
		out = append(out, facetValue{id: r.Place})
	case FacetCameoRoot:
		if _, known := f.roots[r.Type]; !known {
			f.roots[r.Type] = f.v.ontology.cameoRoots(r.Type)
		}
		for _, root := range f.roots[r.Type] {
			out = append(out, facetValue{word: root})
		}
	}
	return out
}

func (f *facts) ofClaim(k FacetKey, c *Claim) []facetValue {
	switch k {
	case FacetStance:
		return []facetValue{{word: string(c.Stance)}}
	case FacetClaimStatus:
		return []facetValue{{word: string(c.Status)}}
	case FacetClaimant:
		return []facetValue{{id: c.Claimant}}
	case FacetKind:
		if e := f.entities[c.Claimant]; e != nil {
			return []facetValue{{id: e.Kind}}
		}
		return nil
	case FacetSource, FacetPublisher, FacetLang:
		return f.ofEvidence(k, c)
	}
	return f.ofProposition(k, c.Relation)
}

func (f *facts) ofEvidence(k FacetKey, c *Claim) (out []facetValue) {
	for _, e := range c.Evidence {
		s := f.sources[e.Source]
		switch {
		case k == FacetSource:
			out = append(out, facetValue{id: e.Source})
		case k == FacetPublisher && s != nil:
			out = append(out, facetValue{id: s.Publisher})
		case k == FacetLang && e.Lang != "":
			out = append(out, facetValue{word: e.Lang})
		case k == FacetLang && e.Quote != "" && s != nil: // a quote without one has its source's
			out = append(out, facetValue{word: s.Lang})
		}
	}
	return out
}

// time is when a relation held, a claim was made, a source was published; ok is
// false for things that have no time.
func (f *facts) time(id ID) (b Bounds, dated, ok bool) {
	if r := f.relations[id]; r != nil {
		b, dated = f.v.RelationBounds(r)
		return b, dated, true
	}
	if c := f.claims[id]; c != nil {
		b, dated = saidBounds(c.SaidAt)
		return b, dated, true
	}
	if s := f.sources[id]; s != nil {
		b, dated = saidBounds(s.PublishedAt)
		return b, dated, true
	}
	return b, false, false
}
