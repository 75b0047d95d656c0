package model

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"demarche/store"
)

// group is things of one class that were read together.
type group struct {
	// ctx is that of the operation which reads the group. It is kept here, not passed
	// to fields, because gqlgen resolves a method that takes a context on a goroutine
	// of its own.
	ctx  context.Context
	view *store.View
	ids  []store.ID

	mu    sync.Mutex // guards loads
	loads map[any]*load
}

// load is one read for a whole group, made by whoever needs it first.
type load struct {
	once   sync.Once
	values any
	err    error
}

func newGroup(ctx context.Context, view *store.View, ids []store.ID) *group {
	return &group{ctx: ctx, view: view, ids: ids, loads: map[any]*load{}}
}

// survivor is what the i-th member was merged into; zero if nothing.
func (g *group) survivor(i int) (store.ID, error) { return g.view.Survivor(g.ids[i]), nil }

// loaded gives what read gives for the group, reading it at most once per key.
func loaded[T any](g *group, key any, read func() ([]T, error)) ([]T, error) {
	g.mu.Lock()
	l := g.loads[key]
	if l == nil {
		l = &load{}
		g.loads[key] = l
	}
	g.mu.Unlock()
	l.once.Do(func() { l.values, l.err = read() })
	if l.err != nil {
		return nil, l.err
	}
	return l.values.([]T), nil
}

// fieldKey names the field that is being resolved: the same place in the query,
// so the same arguments, for all members of a group.
func fieldKey(ctx context.Context) any { return graphql.GetFieldContext(ctx).Field.Field }

// Things makes the things of mixed classes at one place of an answer, one group a
// class; nil where an id is zero.
func Things(ctx context.Context, view *store.View, ids []store.ID) []Thing {
	byClass := map[store.Class][]store.ID{}
	for _, id := range ids {
		byClass[id.Class()] = append(byClass[id.Class()], id)
	}
	groups := map[store.Class]*group{}
	for c, list := range byClass {
		groups[c] = newGroup(ctx, view, list)
	}
	next := map[store.Class]int{}
	out := make([]Thing, len(ids))
	for i, id := range ids {
		c := id.Class()
		base := Base{groups[c], next[c]}
		next[c]++
		switch c {
		case store.ClassEntity:
			out[i] = &Entity{base}
		case store.ClassRelation:
			out[i] = &Relation{base}
		case store.ClassClaim:
			out[i] = &Claim{base}
		case store.ClassSource:
			out[i] = &Source{base}
		}
	}
	return out
}

// listOf makes the members of one class, as one group; nil where an id is zero.
func listOf[T any](ctx context.Context, view *store.View, ids []store.ID, wrap func(Base) *T) []*T {
	g := newGroup(ctx, view, ids)
	out := make([]*T, len(ids))
	for i, id := range ids {
		if id != 0 {
			out[i] = wrap(Base{g, i})
		}
	}
	return out
}

func wrapEntity(b Base) *Entity     { return &Entity{b} }
func wrapRelation(b Base) *Relation { return &Relation{b} }
func wrapClaim(b Base) *Claim       { return &Claim{b} }
func wrapSource(b Base) *Source     { return &Source{b} }

// Entities makes entities, nil where an id is zero.
func Entities(ctx context.Context, view *store.View, ids []store.ID) []*Entity {
	return listOf(ctx, view, ids, wrapEntity)
}

// Sources makes sources, nil where an id is zero.
func Sources(ctx context.Context, view *store.View, ids []store.ID) []*Source {
	return listOf(ctx, view, ids, wrapSource)
}
