package model

import (
	"context"
	"time"

	"demarche/store"
)

// maxNodes is how many ids `nodes` takes.
const maxNodes = store.MaxPage

// Nodes finds what ids name, nil where there is nothing. Each is read in the state
// that its id says.
func Nodes(ctx context.Context, ids []string) ([]Node, error) {
	if len(ids) > maxNodes {
		return nil, &store.InputError{Code: store.CodeInvalidValue, Message: "`nodes` takes at most 100 ids; ask several times"}
	}
	byState := map[uint64][]int{}
	for i, text := range ids {
		if text == "" {
			return nil, &store.InputError{Code: store.CodeInvalidValue, Message: "an id is empty"}
		}
		_, asOf, err := store.ParseText(text)
		if err != nil {
			return nil, &store.InputError{Code: store.CodeInvalidValue, Message: err.Error()}
		}
		byState[asOf] = append(byState[asOf], i)
	}
	out := make([]Node, len(ids))
	for asOf, at := range byState {
		v, err := viewAtCommit(ctx, asOf)
		if err != nil {
			return nil, err
		}
		refs := make([]store.Ref, len(at))
		for i, n := range at {
			refs[i].ID = ids[n]
		}
		found, err := v.Resolve(ctx, refs)
		if err != nil {
			return nil, err
		}
		nodes, err := nodesOf(ctx, v, found)
		if err != nil {
			return nil, err
		}
		for i, n := range at {
			out[n] = nodes[i]
		}
	}
	return out, nil
}

// nodesOf makes things and members of the ontology, nil where an id is zero.
func nodesOf(ctx context.Context, v *store.View, ids []store.ID) (out []Node, err error) {
	out = make([]Node, len(ids))
	for i, t := range Things(ctx, v, ids) {
		switch {
		case t != nil:
			out[i] = t
		case ids[i].Class() == store.ClassKind:
			if out[i], err = kindOf(v, ids[i]); err != nil {
				return nil, err
			}
		case ids[i].Class() == store.ClassRelationType:
			out[i] = typeList(v, ids[i:i+1])[0]
		}
	}
	return out, nil
}

// Find finds a thing of one class; nil if there is none, or it is of another class.
func Find[T any](ctx context.Context, ref store.Ref, asOf *time.Time) (*T, error) {
	v, err := ViewAsOf(ctx, asOf)
	if err != nil {
		return nil, err
	}
	ids, err := v.Resolve(ctx, []store.Ref{ref})
	if err != nil || ids[0] == 0 {
		return nil, err
	}
	t, _ := Things(ctx, v, ids)[0].(any).(*T)
	return t, nil
}
