package store

import (
	"fmt"
	"slices"
	"strconv"
)

// addClaim adds a claim on a relation (zero: the one that the input names), or
// finds the claim of the same content.
func (p *plan) addClaim(in *AddClaim, on ID) error {
	if in.Local != "" {
		if _, bound := p.locals[in.Local]; !bound {
			p.locals[in.Local] = 0
		}
	}
	is := &Claim{Relation: on, Stance: in.Stance, Status: Current}
	if err := p.fillClaim(is, in, on != 0); err != nil {
		return err
	}
	id, err := p.claimWith(is)
	if err != nil {
		return err
	}
	is.ID = id
	return p.identifyClaim(is, in)
}

// claimWith is the id of the claim of a content: also of one that was made before
// its relation or claimant were merged into others.
func (p *plan) claimWith(c *Claim) (ID, error) {
	var ids []ID
	content := *c
	content.Record = Record{}
	if content.Time != nil {
		t := *content.Time
		t.Moved = nil
		content.Time = &t
	}
	for _, content.Relation = range p.v.merges.each(c.Relation) {
		for _, content.Claimant = range p.v.merges.each(c.Claimant) {
			ids = append(ids, naturalID(ClassClaim, contentOfClaim(&content), 0))
		}
	}
	if len(ids) > 1 {
		found, err := p.v.Exist(p.ctx, ids)
		if err != nil {
			return 0, err
		}
		if i := slices.Index(found, true); i >= 0 {
			return ids[i], nil
		}
	}
	return ids[0], nil
}

// contentOfClaim is what makes two claims one.
func contentOfClaim(c *Claim) [32]byte { return digest("claim", string(encode(c))) }

func (p *plan) identifyClaim(is *Claim, in *AddClaim) error {
	if in.Key != "" {
		if err := p.field(checkKey(in.Key), "key"); err != nil {
			return err
		}
		ids, err := p.v.Resolve(p.ctx, []Ref{{Key: in.Key}})
		if err != nil {
			return err
		}
		if ids[0] != 0 && ids[0] != is.ID {
			return p.field(duplicate(fmt.Sprintf("the key %q belongs to another thing; a claim is not changed but retracted, and a new one added", in.Key), ids[0]), "key")
		}
		is.Given = in.Key
	}
	found, err := p.v.Claims(p.ctx, []ID{is.ID})
	if err != nil {
		return err
	}
	if err := p.field(p.bind(in.Local, is.ID), "local"); err != nil {
		return err
	}
	if was := found[0]; was != nil { // also if it is no longer current: saying it again does not bring it back
		p.changed(was.ID, Unchanged, in.Local)
		return nil
	}
	if _, err := p.store(nil, is, &Target{Local: in.Local}); err != nil {
		return err
	}
	p.dirty = append(p.dirty, is.Relation)
	return nil
}

func (p *plan) fillClaim(c *Claim, in *AddClaim, inRelation bool) (err error) {
	if c.Stance == "" {
		c.Stance = Asserts
	}
	switch {
	case inRelation && in.Relation != nil:
		return p.field(invalid("inside putRelation a claim is on that relation; leave `relation` out"), "relation")
	case !inRelation && in.Relation == nil:
		return p.field(invalid("say which relation the claim is on"), "relation")
	case !inRelation:
		if c.Relation, err = p.resolve(in.Relation, []string{"relation"}, ClassRelation); err != nil {
			return err
		}
	}
	if in.Claimant != nil {
		if c.Claimant, err = p.resolve(in.Claimant, []string{"claimant"}, ClassEntity); err != nil {
			return err
		}
	}
	if len(in.Via) > maxEvidence {
		return p.field(invalid("%d in `via`; at most %d", len(in.Via), maxEvidence), "via")
	}
	if c.Via, err = p.resolveAll(in.Via, "via", ClassEntity); err != nil {
		return err
	}
	if err := p.field(checkEDTF("saidAt", in.SaidAt), "saidAt"); err != nil {
		return err
	}
	c.SaidAt = in.SaidAt
	if c.Time, err = p.time(in.Time, Event, 0, "time"); err != nil {
		return err
	}
	if err := p.field(checkQuantities(in.Quantities), "quantities"); err != nil {
		return err
	}
	c.Quantities = in.Quantities
	if err := p.judgement(c, in); err != nil {
		return err
	}
	if in.InReplyTo != nil {
		if c.InReplyTo, err = p.resolve(in.InReplyTo, []string{"inReplyTo"}, ClassClaim); err != nil {
			return err
		}
	}
	if len(in.Evidence) == 0 {
		return p.field(&InputError{Code: CodeMissingEvidence, Message: "a claim needs evidence: at least one source that shows that the claimant took this stance"}, "evidence")
	}
	c.Evidence, err = p.evidence(in.Evidence, "evidence")
	return err
}

func (p *plan) judgement(c *Claim, in *AddClaim) error {
	if in.Note != nil {
		if err := p.field(checkTexts("note", []Text{*in.Note}, maxTextLen), "note"); err != nil {
			return err
		}
	}
	if in.Confidence != nil && !(*in.Confidence >= 0 && *in.Confidence <= 1) {
		return p.field(invalid("confidence lies between 0 and 1"), "confidence")
	}
	if in.Credibility != nil {
		if *in.Credibility < 1 || *in.Credibility > 6 {
			return p.field(invalid("credibility is Admiralty 1 (confirmed) to 6 (cannot be judged)"), "credibility")
		}
		if in.Note == nil {
			return p.field(invalid("credibility is a judgement: give the reason in `note`"), "note")
		}
	}
	c.Note, c.Confidence, c.Credibility = in.Note, in.Confidence, in.Credibility
	return nil
}

func (p *plan) evidence(in []EvidenceInput, path string) ([]Evidence, error) {
	if len(in) > maxEvidence {
		return nil, p.field(invalid("%d pieces of evidence; at most %d", len(in), maxEvidence), path)
	}
	var out []Evidence
	for i, e := range in {
		at := strconv.Itoa(i)
		src, err := p.resolve(&in[i].Source, []string{path, at, "source"}, ClassSource)
		if err != nil {
			return nil, err
		}
		if err := p.field(checkEvidence(e), path, at); err != nil {
			return nil, err
		}
		out = append(out, Evidence{Source: src, Snapshot: e.Snapshot.stored(), Quote: e.Quote, Lang: e.Lang, Locator: QuoteLocator{
			e.Prefix, e.Suffix, e.Start, e.End, e.Page, e.Paragraph, e.Timecode}})
	}
	return out, nil
}

func checkEvidence(e EvidenceInput) error {
	for _, f := range []struct{ name, value string }{
		{"quote", e.Quote}, {"prefix", e.Prefix}, {"suffix", e.Suffix},
		{"page", e.Page}, {"paragraph", e.Paragraph}, {"timecode", e.Timecode},
	} {
		if err := checkOptional(f.name, f.value, maxQuoteLen); err != nil {
			return err
		}
	}
	if err := checkLang(e.Lang); err != nil {
		return err
	}
	if e.Start != nil && *e.Start < 0 || e.End != nil && (*e.End < 0 || e.Start != nil && *e.End < *e.Start) {
		return invalid("`start` and `end` count code points from 0, start first")
	}
	if s := e.Snapshot; s != nil {
		if err := checkURL(s.URL); err != nil {
			return err
		}
		return checkOptional("contentHash", s.ContentHash, 200)
	}
	return nil
}

func (p *plan) retractClaim(in *RetractClaim) error {
	id, err := p.resolve(&in.Claim, []string{"claim"}, ClassClaim)
	if err != nil {
		return err
	}
	found, err := p.v.Claims(p.ctx, []ID{id})
	if err != nil {
		return err
	}
	was, is := found[0], *found[0]
	if was.DerivedFrom != 0 {
		return p.field(invalid("this claim is derived from a speech act; retract the claims on that relation"), "claim")
	}
	is.Status = in.Status
	if is.Status == "" {
		is.Status = Retracted
	}
	if is.Status == Current {
		return p.field(invalid("a claim becomes current by being made: add it as a new claim"), "status")
	}
	if err := p.field(checkOptional("reason", in.Reason, maxTextLen), "reason"); err != nil {
		return err
	}
	is.Reason, p.reasons[id] = in.Reason, in.Reason
	more, err := p.evidence(in.Evidence, "evidence")
	if err != nil {
		return err
	}
	is.Evidence = slices.Clone(was.Evidence)
	for _, e := range more {
		if !slices.ContainsFunc(is.Evidence, func(have Evidence) bool { return sameEvidence(have, e) }) {
			is.Evidence = append(is.Evidence, e)
		}
	}
	op, err := p.store(was, &is, nil)
	if err != nil || op == Unchanged {
		return err
	}
	p.ops[id] = Retract
	p.dirty = append(p.dirty, is.Relation)
	return nil
}

func sameEvidence(a, b Evidence) bool { return string(encode(a)) == string(encode(b)) }
