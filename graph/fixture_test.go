package graph_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"demarche/access"
	"demarche/store"
)

// star is a graph for measuring: one hub that accuses n others, each of which
// accuses n/2 more; every accusation is claimed by a source.
//
//	hub ──accuses──▶ a0 … an ──accuses──▶ b0 … bn
func star(t testing.TB, s *store.Store, n int) {
	t.Helper()
	en := func(s string) []store.Text { return []store.Text{{Text: s, Lang: "en"}} }
	ops := []store.Operation{
		{PutKind: &store.PutKind{Key: "actor", Labels: en("actor")}},
		{PutRelationType: &store.PutRelationType{Key: "accuses", Labels: en("accuses"), Aspect: store.Event,
			Templates: en("{accuser} accuses {accused}"),
			Roles: []store.RoleInput{
				{Key: "accuser", Position: store.Subject, Required: true, Kinds: []string{"actor"}},
				{Key: "accused", Position: store.Object, Required: true, Kinds: []string{"actor"}},
			}}},
		{PutSource: &store.PutSource{Target: store.Target{Key: "paper"}, Genre: "news-article"}},
		actor("hub"),
	}
	for i := range n {
		ops = append(ops, actor(fmt.Sprintf("a%d", i)), actor(fmt.Sprintf("b%d", i)))
	}
	for i := range n {
		ops = append(ops, accusation("hub", fmt.Sprintf("a%d", i), i))
		for j := range n / 2 {
			ops = append(ops, accusation(fmt.Sprintf("a%d", i), fmt.Sprintf("b%d", (i+j)%n), j))
		}
	}
	commitAll(t, s, ops)
}

func actor(key string) store.Operation {
	return store.Operation{PutEntity: &store.PutEntity{Target: store.Target{Key: key}, Kind: "actor",
		Names: store.Some([]store.NameInput{{Text: "Actor " + key, Lang: "en"}})}}
}

func accusation(who, whom string, day int) store.Operation {
	return store.Operation{PutRelation: &store.PutRelation{
		Type: "accuses",
		Participants: store.Some([]store.ParticipantInput{
			{Role: "accuser", Ref: store.Ref{Key: who}}, {Role: "accused", Ref: store.Ref{Key: whom}},
		}),
		Time:   store.Some(&store.DateInput{EDTF: fmt.Sprintf("2022-%02d-%02d", 1+day/28%12, 1+day%28)}),
		Claims: []store.AddClaim{{Evidence: []store.EvidenceInput{{Source: store.Ref{Key: "paper"}, Paragraph: fmt.Sprint(day)}}}},
	}}
}

var commits atomic.Int64 // makes idempotency keys

// commitAll commits operations in parts that fit.
func commitAll(t testing.TB, s *store.Store, ops []store.Operation) {
	t.Helper()
	for len(ops) > 0 {
		n := min(40, len(ops))
		r, err := s.Commit(t.Context(), store.CommitInput{IdempotencyKey: fmt.Sprintf("part %d", commits.Add(1)), By: access.System(), Operations: ops[:n]})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Errors) > 0 {
			t.Fatalf("%v: %v", r.Errors[0].Path, r.Errors[0].Message)
		}
		r.View.Close()
		ops = ops[n:]
	}
}
