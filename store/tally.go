package store

import (
	"context"
	"sync"
)

// tally counts the things of each kind or type, once for all of them and once for
// a View, however many of its members are asked.
type tally struct {
	mu     sync.Mutex // guards direct
	direct map[ID]int // nil: not counted yet
}

func (t *tally) count(ctx context.Context, v *View, s space, members []ID) (map[ID]int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.direct != nil {
		return t.direct, nil
	}
	n, err := v.counts(ctx, v.listsOf(s, members), nil)
	if err != nil {
		return nil, err
	}
	t.direct = map[ID]int{}
	for i, id := range members {
		t.direct[id] = n[i]
	}
	return t.direct, nil
}

// EntityCount is how many entities are of a kind or one below it.
func (v *View) EntityCount(ctx context.Context, kind ID) (int, error) {
	ids := make([]ID, 0, len(v.ontology.kinds))
	for id := range v.ontology.kinds {
		ids = append(ids, id)
	}
	direct, err := v.kindTally.count(ctx, v, spaceKind, ids)
	return v.ontology.sumBelow(kind, direct), err
}

// RelationCount is how many relations are of a type or one below it.
func (v *View) RelationCount(ctx context.Context, typ ID) (int, error) {
	ids := make([]ID, 0, len(v.ontology.types))
	for id := range v.ontology.types {
		ids = append(ids, id)
	}
	direct, err := v.typeTally.count(ctx, v, spaceType, ids)
	return v.ontology.sumBelow(typ, direct), err
}

func (o *Ontology) sumBelow(id ID, direct map[ID]int) (n int) {
	for _, below := range o.andBelow(id) {
		n += direct[below]
	}
	return n
}
