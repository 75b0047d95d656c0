package model

import (
	"context"
	"time"

	"demarche/store"
)

// Claim is somebody's stance on a relation.
type Claim struct{ Base }

func (c *Claim) record() (*store.Claim, error) {
	r, err := record(c.Base, c.group.view.Claims)
	if err == nil && r == nil {
		err = store.ErrDamaged
	}
	return r, err
}

// of reads one field of the record.
func of[R, F any](record func() (*R, error), field func(*R) F) (F, error) {
	r, err := record()
	if err != nil {
		var none F
		return none, err
	}
	return field(r), nil
}

// link leads from each claim of the group to one thing.
func (c *Claim) link(name string, id func(*store.Claim) store.ID) func(int) (store.ID, error) {
	return func(i int) (store.ID, error) {
		return of((&Claim{Base{c.group, i}}).record, id)
	}
}

// Relation is what the claim is about.
func (c *Claim) Relation() (*Relation, error) {
	return linked(c.group, c.at, "relation", wrapRelation, c.link("relation", func(r *store.Claim) store.ID { return r.Relation }))
}

// Claimant is who took the stance; nil: the source, in its own voice.
func (c *Claim) Claimant() (*Entity, error) {
	return linked(c.group, c.at, "claimant", wrapEntity, c.link("claimant", func(r *store.Claim) store.ID { return r.Claimant }))
}

// InReplyTo is the claim that this one answers.
func (c *Claim) InReplyTo() (*Claim, error) {
	return linked(c.group, c.at, "inReplyTo", wrapClaim, c.link("inReplyTo", func(r *store.Claim) store.ID { return r.InReplyTo }))
}

// DerivedFrom is the speech act that made the claim.
func (c *Claim) DerivedFrom() (*Relation, error) {
	return linked(c.group, c.at, "derivedFrom", wrapRelation, c.link("derivedFrom", func(r *store.Claim) store.ID { return r.DerivedFrom }))
}

// Stance is what the claimant does with the relation.
func (c *Claim) Stance() (store.Stance, error) {
	return of(c.record, func(r *store.Claim) store.Stance { return r.Stance })
}

// Status tells whether the claim still stands.
func (c *Claim) Status() (store.ClaimStatus, error) {
	return of(c.record, func(r *store.Claim) store.ClaimStatus { return r.Status })
}

// SaidAt is when the stance was taken.
func (c *Claim) SaidAt() (*FuzzyDate, error) {
	return of(c.record, func(r *store.Claim) *FuzzyDate { return dateOf(r.SaidAt) })
}

// Time is the time that the claimant gives.
func (c *Claim) Time() (*TimeSpan, error) {
	return of(c.record, func(r *store.Claim) *TimeSpan {
		if r.Time == nil {
			return nil
		}
		return timeSpan(r.Time, store.Event, Things(c.group.ctx, c.group.view, []store.ID{r.Time.Anchor})[0])
	})
}

// Quantities is the figures that the claimant gives.
func (c *Claim) Quantities() ([]*Quantity, error) {
	return of(c.record, func(r *store.Claim) []*Quantity { return quantities(r.Quantities) })
}

// Note is why it was coded so.
func (c *Claim) Note() (*store.Label, error) {
	return of(c.record, func(r *store.Claim) *store.Label {
		if r.Note == nil {
			return nil
		}
		return &store.Label{Text: r.Note.Text, Lang: r.Note.Lang}
	})
}

// Confidence is how sure the attribution is.
func (c *Claim) Confidence() (*float64, error) {
	return of(c.record, func(r *store.Claim) *float64 { return r.Confidence })
}

// Credibility is the editors' judgement of the content.
func (c *Claim) Credibility() (*int, error) {
	return of(c.record, func(r *store.Claim) *int { return r.Credibility })
}

// Via is who relayed the claim, outermost first.
func (c *Claim) Via() ([]*Entity, error) {
	all, err := loaded(c.group, "via", func() ([][]*Entity, error) {
		var ids []store.ID
		n := make([]int, len(c.group.ids))
		for i := range c.group.ids {
			r, err := (&Claim{Base{c.group, i}}).record()
			if err != nil {
				return nil, err
			}
			ids, n[i] = append(ids, r.Via...), len(r.Via)
		}
		flat := Entities(c.group.ctx, c.group.view, ids)
		out := make([][]*Entity, len(n))
		for i := range n {
			out[i], flat = flat[:n[i]:n[i]], flat[n[i]:]
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return all[c.at], nil
}

// Replies lists the claims that answer this one.
func (c *Claim) Replies(ctx context.Context, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	return claimsField(ctx, c.Base, c.group.view.Replies, filter, orderBy, store.PageArgs{First: first, After: after, Last: last, Before: before})
}

// Evidence is where a source shows the claim.
type Evidence struct {
	Source   *Source
	Snapshot *Snapshot
	Quote    *string
	Lang     *string
	Locator  *QuoteLocator
}

// Snapshot is the version of a source that was read.
type Snapshot struct {
	URL         *string
	ContentHash *string
	TakenAt     time.Time
}

// QuoteLocator finds a quote again.
type QuoteLocator struct {
	Exact, Prefix, Suffix     *string
	Start, End                *int
	Page, Paragraph, Timecode *string
}

// Evidence is where sources show that the stance was taken.
func (c *Claim) Evidence() ([]*Evidence, error) {
	all, err := loaded(c.group, "evidence", func() ([][]*Evidence, error) {
		var ids []store.ID
		var flat []*Evidence
		out := make([][]*Evidence, len(c.group.ids))
		for i := range c.group.ids {
			r, err := (&Claim{Base{c.group, i}}).record()
			if err != nil {
				return nil, err
			}
			for _, e := range r.Evidence {
				m := evidence(e)
				ids, flat = append(ids, e.Source), append(flat, m)
				out[i] = append(out[i], m)
			}
		}
		for i, s := range Sources(c.group.ctx, c.group.view, ids) {
			flat[i].Source = s
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return all[c.at], nil
}

func evidence(e store.Evidence) *Evidence {
	out := &Evidence{Quote: orNull(e.Quote), Lang: orNull(e.Lang), Snapshot: snapshot(e.Snapshot)}
	l := e.Locator
	if e.Quote != "" || l != (store.QuoteLocator{}) {
		out.Locator = &QuoteLocator{
			Exact: orNull(e.Quote), Prefix: orNull(l.Prefix), Suffix: orNull(l.Suffix), Start: l.Start, End: l.End,
			Page: orNull(l.Page), Paragraph: orNull(l.Paragraph), Timecode: orNull(l.Timecode),
		}
	}
	return out
}

func snapshot(s *store.Snapshot) *Snapshot {
	if s == nil {
		return nil
	}
	return &Snapshot{orNull(s.URL), orNull(s.ContentHash), Micros(s.TakenAt)}
}
