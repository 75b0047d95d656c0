package store_test

import (
	"context"
	"fmt"
	"testing"

	"demarche/store"
	"demarche/store/badgerkv"
)

// press is a graph for measuring lists of the whole graph: 20,000 relations among 1,000
// actors, each said by an actor. Every tenth actor is in a tenth of what the others are.
func press(b *testing.B) *store.View {
	b.Helper()
	engine, err := badgerkv.Open(b.TempDir(), badgerkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), engine, store.Options{CacheBytes: 64 << 20})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close(); _ = engine.Close() })
	english := func(text string) []store.Text { return []store.Text{{Text: text, Lang: "en"}} }
	ops := []store.Operation{
		{PutKind: &store.PutKind{Key: "actor", Labels: english("actor")}},
		{PutSource: &store.PutSource{Target: store.Target{Key: "paper"}, Genre: "article"}},
	}
	types := []string{"accuses", "praises", "visits", "expels"}
	for _, t := range types {
		ops = append(ops, store.Operation{PutRelationType: &store.PutRelationType{Key: t, Labels: english(t), Aspect: store.Event,
			Roles: []store.RoleInput{{Key: "who", Position: store.Subject}, {Key: "whom", Position: store.Object}}}})
	}
	actor := func(n int) string { return fmt.Sprintf("actor%d", n%1000/max(1, n%10)) }
	for n := range 1000 {
		key := fmt.Sprintf("actor%d", n)
		ops = append(ops, store.Operation{PutEntity: &store.PutEntity{Target: store.Target{Key: key}, Kind: "actor",
			Names: store.Some([]store.NameInput{{Text: fmt.Sprintf("Actor n%d", n), Lang: "en", Kind: store.Official}})}})
	}
	for n := range 20_000 {
		ops = append(ops, store.Operation{PutRelation: &store.PutRelation{Type: types[n*7%len(types)],
			Participants: store.Some([]store.ParticipantInput{{Role: "who", Ref: store.Ref{Key: actor(n)}}, {Role: "whom", Ref: store.Ref{Key: actor(n*13 + 1)}}}),
			Time:         store.Some(&store.DateInput{EDTF: fmt.Sprintf("%d-%02d-%02d", 1950+n/336, 1+n/28%12, 1+n%28)}),
			Claims:       []store.AddClaim{{Claimant: &store.Ref{Key: actor(n * 3)}, Evidence: []store.EvidenceInput{{Source: store.Ref{Key: "paper"}}}}}}})
	}
	commitAll(b, s, ops)
	v, err := s.View(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(v.Close)
	return v
}

// What a page of a list costs that no participant, source or claimant narrows at its
// top, as the explorer asks for it; "all" is what reading everything costs.
func BenchmarkListsOfTheGraph(b *testing.B) {
	v := press(b)
	relations := func(f *store.RelationFilter) func(context.Context) (*store.Query, error) {
		return func(ctx context.Context) (*store.Query, error) { return v.FindRelations(ctx, f, nil) }
	}
	claims := func(f *store.ClaimFilter) func(context.Context) (*store.Query, error) {
		return func(ctx context.Context) (*store.Query, error) { return v.FindClaims(ctx, f, nil) }
	}
	text := func(s string) *store.RelationFilter { return &store.RelationFilter{Text: &s} }
	n7 := []*store.Ref{{Key: "actor7"}}
	with := &store.RelationFilter{Roles: []*store.RoleFilter{{Ref: n7}}}
	by := &store.ClaimFilter{Claimant: &store.EntityFilter{Ref: n7}}
	for _, c := range []struct {
		name string
		list func(context.Context) (*store.Query, error)
	}{
		{"all", relations(&store.RelationFilter{Standing: []store.Standing{store.StandingAlleged}})},
		{"rare words", relations(text("n7 expels"))},
		{"common words", relations(text("actor expels"))},
		{"said by one", relations(&store.RelationFilter{Claims: &store.ClaimQuantifier{Some: by}})},
		{"claims about one", claims(&store.ClaimFilter{Relation: with})},
		{"claims about or by one", claims(&store.ClaimFilter{Or: []*store.ClaimFilter{{Relation: with}, by}})},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				q, err := c.list(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				if _, err := q.Pages(b.Context(), store.PageArgs{}); err != nil {
					b.Fatal(err)
				}
				if n, err := q.Counts(b.Context()); err != nil || n[0] == 0 {
					b.Fatal(n, err)
				}
			}
		})
	}
	for _, f := range []struct {
		name   string
		filter func(n int) *store.RelationFilter
	}{
		{"facets, never asked before", func(n int) *store.RelationFilter { return &store.RelationFilter{And: make([]*store.RelationFilter, n)} }},
		{"facets, asked before", func(int) *store.RelationFilter { return nil }},
	} {
		b.Run(f.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				q, err := v.FindRelations(b.Context(), f.filter(n%500), nil)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := q.Facets(b.Context(), []store.FacetKey{store.FacetType, store.FacetStanding}, 16); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
