package store

import (
	"slices"

	"demarche/store/kv"
)

// settle follows from what changed, in the end of a commit: the claims that
// speech acts make, and the times that relations take from their claims. Each can
// change relations again, so it goes on until nothing does.

// maxSettle bounds the chain of speech acts about speech acts about …
const maxSettle = 1000

func (p *plan) settle() error {
	for n := 0; len(p.dirty) > 0; n++ {
		if n > maxSettle {
			return p.report(invalid("the relations of this commit depend on each other in more than %d steps; split it", maxSettle))
		}
		id := p.dirty[0]
		p.dirty = slices.DeleteFunc(p.dirty, func(d ID) bool { return d == id })
		found, err := p.v.Relations(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		if found[0] == nil {
			continue
		}
		if s := p.v.merges.survivor(id); s != id { // its claims date the survivor
			p.dirty = append(p.dirty, s)
		} else if err := p.timeFromClaims(found[0]); err != nil {
			return err
		}
		if err := p.derive(found[0]); err != nil {
			return err
		}
	}
	return nil
}

// claimsStoredOn reads the claims that were made on relations themselves, in order
// of their ids; those on relations that were merged into them are not among them.
func (p *plan) claimsStoredOn(relations ...ID) ([]*Claim, error) {
	var ranges []kv.Range
	for _, id := range relations {
		r := ofThing(spaceClaimsOn, id).under()
		r.KeysOnly = true
		ranges = append(ranges, r)
	}
	pages, err := p.d.Scan(p.ctx, ranges)
	if err != nil {
		return nil, err
	}
	var ids []ID
	for _, page := range pages {
		for _, pair := range page.Pairs {
			ids = append(ids, lastID(pair.Key))
		}
	}
	return p.v.Claims(p.ctx, ids)
}

func isFor(c *Claim) bool {
	return c.Status == Current && (c.Stance == Asserts || c.Stance == Supports)
}

// timeFromClaims gives a relation without a time of its editors the time that all
// current claims for it agree on, if any gives one.
func (p *plan) timeFromClaims(r *Relation) error {
	if r.Time != nil && !r.TimeOfClaims {
		return nil
	}
	claims, err := p.claimsStoredOn(p.v.merges.each(r.ID)...)
	if err != nil {
		return err
	}
	var agreed *Time
	for _, c := range claims {
		if !isFor(c) || c.Time == nil {
			continue
		}
		if agreed != nil && string(encode(agreed)) != string(encode(c.Time)) {
			agreed = nil
			break
		}
		agreed = c.Time
	}
	if agreed != nil && agreed.Anchor != 0 {
		switch wrong, err := p.circle(r.ID, agreed.Anchor); {
		case err != nil:
			return err
		case wrong != nil: // a date relative to this one says nothing about it
			agreed = nil
		}
	}
	is := *r
	is.Time, is.TimeOfClaims = agreed, agreed != nil
	if agreed != nil && agreed.Anchor != 0 {
		t := *agreed
		is.Time = &t
		if err := p.move(&t, p.v.aspect(r.Type)); err != nil {
			return err
		}
	}
	op, err := p.store(r, &is, nil)
	if err != nil || op == Unchanged {
		return err
	}
	*r = is
	return p.moveDependents(r.ID)
}

// derive brings the claims that a speech act makes in line with it: one for each
// relation in its content role and each subject, resting on the evidence of the
// claims that the speech act took place; none while nobody says that it did. It
// follows from what is stored, whatever was merged, so that merges derive nothing.
func (p *plan) derive(r *Relation) error {
	t := p.v.ontology.Type(r.Type)
	if t == nil || t.SpeechAct == nil && p.ops[r.ID] == Created { // nothing can follow from it, or have followed
		return nil
	}
	pages, err := p.d.Scan(p.ctx, []kv.Range{ofThing(spaceDerived, r.ID).under()})
	if err != nil {
		return err
	}
	var ids []ID
	for _, pair := range pages[0].Pairs {
		ids = append(ids, lastID(pair.Key))
	}
	have, err := p.v.Claims(p.ctx, ids)
	if err != nil {
		return err
	}
	wanted := map[ID]*Claim{}
	if t.SpeechAct != nil {
		claims, err := p.claimsStoredOn(r.ID)
		if err != nil {
			return err
		}
		grounded, err := p.grounded(claims, map[ID]bool{r.ID: true})
		if err != nil {
			return err
		}
		wanted = wantedClaims(r, t, grounded)
	}
	for _, was := range have {
		if wanted[was.ID] == nil && was.Status == Current {
			is := *was
			is.Status, is.Reason = Withdrawn, "nobody says any more that the speech act took place, or it changed"
			if err := p.storeDerived(was, &is); err != nil {
				return err
			}
		}
	}
	for id, is := range wanted {
		var was *Claim
		for _, h := range have {
			if h.ID == id {
				was = h
				is.Record = was.Record
			}
		}
		if err := p.storeDerived(was, is); err != nil {
			return err
		}
	}
	return nil
}

// grounded keeps the claims for a speech act that rest, through other speech acts
// or not, on one that somebody entered. Without it, speech acts about each other
// would be evidence of one another for ever. seen is the speech acts asked about.
func (p *plan) grounded(claims []*Claim, seen map[ID]bool) (out []*Claim, err error) {
	for _, c := range claims {
		if !isFor(c) {
			continue
		}
		if from := c.DerivedFrom; from != 0 {
			if seen[from] {
				continue
			}
			on, err := p.claimsStoredOn(from)
			if err != nil {
				return nil, err
			}
			seen[from] = true
			support, err := p.grounded(on, seen)
			delete(seen, from)
			if err != nil {
				return nil, err
			}
			if len(support) == 0 {
				continue
			}
		}
		out = append(out, c)
	}
	return out, nil
}

func (p *plan) storeDerived(was, is *Claim) error {
	op, err := p.store(orNil(was), is, nil)
	if err != nil || op == Unchanged {
		return err
	}
	p.dirty = append(p.dirty, is.Relation)
	return p.moveDependents(is.ID)
}

func wantedClaims(r *Relation, t *RelationType, claims []*Claim) map[ID]*Claim {
	out := map[ID]*Claim{}
	var evidence []Evidence
	var via []ID
	for _, c := range claims {
		for _, e := range c.Evidence {
			if len(evidence) < maxEvidence && !slices.ContainsFunc(evidence, func(have Evidence) bool { return sameEvidence(have, e) }) {
				evidence = append(evidence, e)
			}
		}
		for _, v := range c.Via {
			if !slices.Contains(via, v) {
				via = append(via, v)
			}
		}
	}
	if len(evidence) == 0 {
		return out
	}
	content, _ := t.Role(t.SpeechAct.ContentRole)
	subject := t.roleAt(Subject)
	said := ""
	if r.Time != nil && !r.Time.Attested {
		said = r.Time.EDTF
	}
	for _, x := range r.Participants {
		if int(x.Role) != content || x.Thing.Class() != ClassRelation {
			continue
		}
		for _, who := range r.Participants {
			if int(who.Role) != subject || who.Thing.Class() != ClassEntity {
				continue
			}
			c := &Claim{Relation: x.Thing, Stance: t.SpeechAct.Stance, Status: Current, Claimant: who.Thing,
				Via: via, SaidAt: said, DerivedFrom: r.ID, Evidence: evidence}
			c.ID = naturalID(ClassClaim, digest("derived", r.ID.String(), x.Thing.String(), who.Thing.String()), 0)
			out[c.ID] = c
		}
	}
	return out
}
