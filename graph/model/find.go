package model

import (
	"context"

	"demarche/store"
)

// maxNodes is how many ids `nodes` takes.
const maxNodes = store.MaxPage

// Nodes finds what ids name, nil where there is nothing.
func Nodes(ctx context.Context, ids []string) ([]Node, error) {
	if len(ids) > maxNodes {
		return nil, &store.InputError{Code: store.CodeInvalidValue, Message: "`nodes` takes at most 100 ids; ask several times"}
	}
	v := ViewOf(ctx)
	refs := make([]store.Ref, len(ids))
	for i, id := range ids {
		if id == "" {
			return nil, &store.InputError{Code: store.CodeInvalidValue, Message: "an id is empty"}
		}
		refs[i].ID = id
	}
	found, err := v.Resolve(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := make([]Node, len(found))
	for i, t := range Things(v, found) {
		switch {
		case t != nil:
			out[i] = t
		case found[i].Class() == store.ClassKind:
			if out[i], err = kindOf(v, found[i]); err != nil {
				return nil, err
			}
		case found[i].Class() == store.ClassRelationType:
			out[i] = typeList(v, found[i:i+1])[0]
		}
	}
	return out, nil
}

// Find finds a thing of one class; nil if there is none, or it is of another class.
func Find[T any](ctx context.Context, ref store.Ref) (*T, error) {
	v := ViewOf(ctx)
	ids, err := v.Resolve(ctx, []store.Ref{ref})
	if err != nil || ids[0] == 0 {
		return nil, err
	}
	t, _ := Things(v, ids)[0].(any).(*T)
	return t, nil
}
