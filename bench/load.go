package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"unicode"

	"demarche/store"
)

const (
	perCommit = 40 // operations: their writes fit into one commit
	inFlight  = 64 // commits, so that one sync serves many
)

// load reads a file of events into a store: a kind and a source, a relation type
// for each name, an entity for each actor, a relation with a claim for each event.
func load(ctx context.Context, s *store.Store, file string) error {
	events, err := readEvents(file)
	if err != nil {
		return err
	}
	var types, relations []store.Operation
	seen := map[string]bool{}
	for _, e := range events {
		if key := slug(e.relation); !seen["type "+key] {
			seen["type "+key] = true
			types = append(types, eventType(e.relation))
		}
		relations = append(relations, eventRelation(e))
	}
	var entities []store.Operation
	for _, a := range byDegree(events) {
		entities = append(entities, store.Operation{PutEntity: &store.PutEntity{Target: store.Target{Key: slug(a)}, Kind: "actor",
			Names: store.Some([]store.NameInput{{Text: a, Lang: "en"}})}})
	}
	first := []store.Operation{
		{PutKind: &store.PutKind{Key: "actor", Labels: english("actor")}},
		{PutSource: &store.PutSource{Target: store.Target{Key: "events"}, Genre: "dataset"}},
	}
	for part, ops := range [][]store.Operation{first, types, entities, relations} {
		if err := commitAll(ctx, s, fmt.Sprint("load ", part), ops); err != nil {
			return err
		}
	}
	return nil
}

func english(s string) []store.Text { return []store.Text{{Text: s, Lang: "en"}} }

func eventType(name string) store.Operation {
	return store.Operation{PutRelationType: &store.PutRelationType{Key: slug(name), Labels: english(name), Aspect: store.Event,
		Templates: english("{actor}: " + name + ": {target}"),
		Roles: []store.RoleInput{
			{Key: "actor", Position: store.Subject, Required: true, Kinds: []string{"actor"}},
			{Key: "target", Position: store.Object, Required: true, Kinds: []string{"actor"}},
		}}}
}

func eventRelation(e event) store.Operation {
	return store.Operation{PutRelation: &store.PutRelation{
		Type: slug(e.relation),
		Participants: store.Some([]store.ParticipantInput{
			{Role: "actor", Ref: store.Ref{Key: slug(e.subject)}}, {Role: "target", Ref: store.Ref{Key: slug(e.object)}},
		}),
		Time:   store.Some(&store.DateInput{EDTF: e.date}),
		Claims: []store.AddClaim{{Evidence: []store.EvidenceInput{{Source: store.Ref{Key: "events"}}}}},
	}}
}

// slug is a key for a name: its letters and digits, and, as names differ in other
// signs too, a few digits of a hash.
func slug(name string) string {
	var key []rune
	dash := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			dash = len(key) > 0
			continue
		}
		if dash {
			key = append(key, '-')
			dash = false
		}
		key = append(key, unicode.ToLower(r))
	}
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%.30s-%x", "x"[:max(0, 1-len(key))]+string(key), sum[:4])
}

// commitAll commits operations in parts, many at a time.
func commitAll(ctx context.Context, s *store.Store, name string, ops []store.Operation) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, inFlight)
	var all sync.WaitGroup
	for at := 0; at < len(ops) && ctx.Err() == nil; at += perCommit {
		part := ops[at:min(at+perCommit, len(ops))]
		key := fmt.Sprintf("%s, from %d", name, at)
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := commitPart(ctx, s, key, part); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func commitPart(ctx context.Context, s *store.Store, key string, ops []store.Operation) error {
	r, err := s.Commit(ctx, store.CommitInput{IdempotencyKey: key, Operations: ops})
	if err != nil {
		return err
	}
	defer r.View.Close()
	if len(r.Errors) > 0 {
		return fmt.Errorf("%s: refused: %v: %s", key, r.Errors[0].Path, r.Errors[0].Message)
	}
	return nil
}
