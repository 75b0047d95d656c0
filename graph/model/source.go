package model

import (
	"context"

	"demarche/store"
)

// Source is what was read.
type Source struct{ Base }

func (s *Source) record() (*store.Source, error) {
	r, err := record(s.Base, s.group.view.Sources)
	if err == nil && r == nil {
		err = store.ErrDamaged
	}
	return r, err
}

// Genre is what sort of source it is.
func (s *Source) Genre() (string, error) {
	return of(s.record, func(r *store.Source) string { return r.Genre })
}

func (s *Source) link(id func(*store.Source) store.ID) func(int) (store.ID, error) {
	return func(i int) (store.ID, error) { return of((&Source{Base{s.group, i}}).record, id) }
}

// Publisher is who published it.
func (s *Source) Publisher() (*Entity, error) {
	return linked(s.group, s.at, "publisher", wrapEntity, s.link(func(r *store.Source) store.ID { return r.Publisher }))
}

// Agency is the news agency behind the text.
func (s *Source) Agency() (*Entity, error) {
	return linked(s.group, s.at, "agency", wrapEntity, s.link(func(r *store.Source) store.ID { return r.Agency }))
}

// Authors is who wrote it.
func (s *Source) Authors() ([]*Entity, error) {
	return of(s.record, func(r *store.Source) []*Entity { return Entities(s.group.ctx, s.group.view, r.Authors) })
}

// URL is where it was published.
func (s *Source) URL() (*string, error) {
	return of(s.record, func(r *store.Source) *string { return orNull(r.URL) })
}

// Lang is its language.
func (s *Source) Lang() (*string, error) {
	return of(s.record, func(r *store.Source) *string { return orNull(r.Lang) })
}

// PublishedAt is when it was published.
func (s *Source) PublishedAt() (*FuzzyDate, error) {
	return of(s.record, func(r *store.Source) *FuzzyDate { return dateOf(r.PublishedAt) })
}

// Reliability is the editors' Admiralty letter.
func (s *Source) Reliability() (*string, error) {
	return of(s.record, func(r *store.Source) *string { return orNull(r.Reliability) })
}

// Claims lists the claims that rest on the source.
func (s *Source) Claims(ctx context.Context, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	return claimsField(ctx, s.Base, s.group.view.ClaimsFrom, filter, orderBy, store.PageArgs{First: first, After: after, Last: last, Before: before})
}

// Snapshots is the versions that were read, as the evidence of claims names them.
func (s *Source) Snapshots() ([]*Snapshot, error) {
	all, err := loaded(s.group, "snapshots", func() ([][]*Snapshot, error) {
		found, err := s.group.view.SnapshotsOf(s.group.ctx, s.group.ids)
		if err != nil {
			return nil, err
		}
		out := make([][]*Snapshot, len(found))
		for i, list := range found {
			for _, x := range list {
				out[i] = append(out[i], snapshot(&x))
			}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return all[s.at], nil
}
