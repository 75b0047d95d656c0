package model

import (
	"context"

	"demarche/store"
)

// Source is what was read.
type Source struct{ Base }

func (s *Source) record(ctx context.Context) (*store.Source, error) {
	r, err := record(ctx, s.Base, s.group.view.Sources)
	if err == nil && r == nil {
		err = store.ErrDamaged
	}
	return r, err
}

// Genre is what sort of source it is.
func (s *Source) Genre(ctx context.Context) (string, error) {
	return of(ctx, s.record, func(r *store.Source) string { return r.Genre })
}

func (s *Source) link(ctx context.Context, id func(*store.Source) store.ID) func(int) (store.ID, error) {
	return func(i int) (store.ID, error) { return of(ctx, (&Source{Base{s.group, i}}).record, id) }
}

// Publisher is who published it.
func (s *Source) Publisher(ctx context.Context) (*Entity, error) {
	return linked(s.group, s.at, "publisher", wrapEntity, s.link(ctx, func(r *store.Source) store.ID { return r.Publisher }))
}

// Agency is the news agency behind the text.
func (s *Source) Agency(ctx context.Context) (*Entity, error) {
	return linked(s.group, s.at, "agency", wrapEntity, s.link(ctx, func(r *store.Source) store.ID { return r.Agency }))
}

// Authors is who wrote it.
func (s *Source) Authors(ctx context.Context) ([]*Entity, error) {
	return of(ctx, s.record, func(r *store.Source) []*Entity { return Entities(s.group.view, r.Authors) })
}

// URL is where it was published.
func (s *Source) URL(ctx context.Context) (*string, error) {
	return of(ctx, s.record, func(r *store.Source) *string { return orNull(r.URL) })
}

// Lang is its language.
func (s *Source) Lang(ctx context.Context) (*string, error) {
	return of(ctx, s.record, func(r *store.Source) *string { return orNull(r.Lang) })
}

// PublishedAt is when it was published.
func (s *Source) PublishedAt(ctx context.Context) (*FuzzyDate, error) {
	return of(ctx, s.record, func(r *store.Source) *FuzzyDate { return dateOf(r.PublishedAt) })
}

// Reliability is the editors' Admiralty letter.
func (s *Source) Reliability(ctx context.Context) (*string, error) {
	return of(ctx, s.record, func(r *store.Source) *string { return orNull(r.Reliability) })
}

// Claims lists the claims that rest on the source.
func (s *Source) Claims(ctx context.Context, filter *store.ClaimFilter, orderBy []*store.ClaimOrder, first *int, after *string, last *int, before *string) (*ClaimConnection, error) {
	return claimsField(ctx, s.Base, s.group.view.ClaimsFrom, filter, orderBy, store.PageArgs{First: first, After: after, Last: last, Before: before})
}

// Snapshots is the versions that were read, as the evidence of claims names them.
func (s *Source) Snapshots(ctx context.Context) ([]*Snapshot, error) {
	all, err := loaded(s.group, "snapshots", func() ([][]*Snapshot, error) {
		found, err := s.group.view.SnapshotsOf(ctx, s.group.ids)
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
