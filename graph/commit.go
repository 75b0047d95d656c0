package graph

import (
	"context"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"demarche/access"
	"demarche/graph/model"
	"demarche/store"
)

// commitInput turns the input of `commit` into the store's, in which absent and
// null differ as they do in the input.
func commitInput(by access.Principal, in model.CommitInput) store.CommitInput {
	out := store.CommitInput{
		IdempotencyKey: in.IdempotencyKey, Message: value(in.Message.Value()), DryRun: in.DryRun, By: by,
	}
	for _, o := range in.Operations {
		out.Operations = append(out.Operations, operation(o))
	}
	return out
}

func operation(o *model.Operation) store.Operation {
	out := store.Operation{
		AddClaim: o.AddClaim.Value(), RetractClaim: o.RetractClaim.Value(),
		Merge: o.Merge.Value(), Unmerge: o.Unmerge.Value(),
		PutKind: o.PutKind.Value(), PutRelationType: o.PutRelationType.Value(),
	}
	if p := o.PutEntity.Value(); p != nil {
		out.PutEntity = putEntity(p)
	}
	if p := o.PutSource.Value(); p != nil {
		out.PutSource = putSource(p)
	}
	if p := o.PutRelation.Value(); p != nil {
		out.PutRelation = putRelation(p)
	}
	return out
}

func target(local graphql.Omittable[*string], ref graphql.Omittable[*store.Ref], key graphql.Omittable[*string], rev graphql.Omittable[*int]) store.Target {
	return store.Target{Local: value(local.Value()), Ref: ref.Value(), Key: value(key.Value()), IfRevision: rev.Value()}
}

// pointer carries "given" and "given as null" over.
func pointer[T any](o graphql.Omittable[*T]) store.Opt[*T] {
	return store.Opt[*T]{Set: o.IsSet(), Value: o.Value()}
}

// plain carries a field over of which null is the zero value.
func plain[T any](o graphql.Omittable[*T]) store.Opt[T] {
	return store.Opt[T]{Set: o.IsSet(), Value: value(o.Value())}
}

func listOf[T any](o graphql.Omittable[[]*T]) store.Opt[[]T] {
	out := store.Opt[[]T]{Set: o.IsSet()}
	for _, v := range o.Value() {
		out.Value = append(out.Value, *v)
	}
	return out
}

func putEntity(p *model.PutEntity) *store.PutEntity {
	return &store.PutEntity{
		Target: target(p.Local, p.Ref, p.Key, p.IfRevision), Kind: value(p.Kind.Value()),
		Names: listOf(p.Names), ExternalIDs: listOf(p.ExternalIds), Description: listOf(p.Description), Point: pointer(p.Point),
	}
}

func putSource(p *model.PutSource) *store.PutSource {
	return &store.PutSource{
		Target: target(p.Local, p.Ref, p.Key, p.IfRevision), Genre: value(p.Genre.Value()), Title: pointer(p.Title),
		Publisher: pointer(p.Publisher), Agency: pointer(p.Agency), Authors: listOf(p.Authors), URL: plain(p.URL),
		PublishedAt: plain(p.PublishedAt), Lang: plain(p.Lang), Reliability: plain(p.Reliability),
	}
}

func putRelation(p *model.PutRelation) *store.PutRelation {
	out := &store.PutRelation{
		Target: target(p.Local, p.Ref, p.Key, p.IfRevision), Type: value(p.Type.Value()), Participants: listOf(p.Participants),
		Time: pointer(p.Time), Spell: plain(p.Spell), Place: pointer(p.Place), Quantities: listOf(p.Quantities),
	}
	if c := p.Claim.Value(); c != nil { // first, see errorPath
		out.Claims = append(out.Claims, *c)
	}
	out.Claims = append(out.Claims, listOf(p.Claims).Value...)
	return out
}

// errorPath turns the store's path into the client's: `claim` is the first of the
// store's claims.
func errorPath(in model.CommitInput, path []string) []string {
	if len(path) < 5 || path[0] != "operations" || path[2] != "putRelation" || path[3] != "claims" {
		return path
	}
	op, err := strconv.Atoi(path[1])
	if err != nil || op >= len(in.Operations) || in.Operations[op].PutRelation.Value().Claim.Value() == nil {
		return path
	}
	at, err := strconv.Atoi(path[4])
	if err != nil {
		return path
	}
	if at == 0 {
		return slices.Concat(path[:3], []string{"claim"}, path[5:])
	}
	return slices.Concat(path[:4], []string{strconv.Itoa(at - 1)}, path[5:])
}

// payload shows what a commit did.
func payload(ctx context.Context, s *store.Store, in model.CommitInput, r *store.Result) (*model.CommitPayload, error) {
	out := &model.CommitPayload{Replayed: r.Replayed, Things: []*model.CommittedThing{}, UserErrors: []model.UserError{}}
	if r.Commit != nil {
		out.Commit = model.CommitOf(r.Commit)
	}
	if len(r.Errors) > 0 {
		now, err := s.View(ctx) // the operation's own view may be older than what refused it
		if err != nil {
			return nil, err
		}
		model.Keep(ctx, now)
		for i := range r.Errors {
			out.UserErrors = append(out.UserErrors, userError(ctx, now, in, &r.Errors[i]))
		}
		return out, nil
	}
	model.Keep(ctx, r.View)
	var ids []store.ID
	for _, c := range r.Changes {
		ids = append(ids, c.Thing)
	}
	for i, t := range model.Things(ctx, r.View, ids) {
		if t == nil { // kinds and relation types are no Things
			continue
		}
		c := r.Changes[i]
		done := &model.CommittedThing{Op: c.Op, Node: t}
		if c.Local != "" {
			done.Local = &c.Local
		}
		out.Things = append(out.Things, done)
	}
	return out, nil
}

func userError(ctx context.Context, v *store.View, in model.CommitInput, e *store.UserError) model.UserError {
	path := errorPath(in, e.Path)
	// What this refused commit itself would have made is not there to be shown.
	shown := func(ids ...store.ID) []model.Thing {
		out := []model.Thing{}
		found, err := v.Exist(ctx, ids)
		for i, t := range model.Things(ctx, v, ids) {
			if err == nil && found[i] {
				out = append(out, t)
			}
		}
		return out
	}
	switch e.Code {
	case store.CodeRevisionConflict:
		if current := shown(e.Current); len(current) > 0 {
			return &model.ConflictError{Code: e.Code, Message: e.Message, Path: path, Revision: e.Revision, Current: current[0]}
		}
	case store.CodePossibleDuplicate:
		return &model.DuplicateError{Code: e.Code, Message: e.Message, Path: path, Candidates: shown(e.Candidates...)}
	}
	suggestions := e.Suggestions
	if suggestions == nil {
		suggestions = []string{}
	}
	return &model.InputError{Code: e.Code, Message: e.Message, Path: path, Suggestions: suggestions}
}
