package store

import (
	"encoding/json"
	"fmt"
)

// facetsAsked is a question for facets of a list of the whole graph, as it is after a
// commit. Start pages ask the same ones again and again, and each reads all that there is.
type facetsAsked struct {
	commit uint64
	list   [32]byte // digest of its class and filter
	by     string
	top    int
}

// asked names the question; ok is false if its answer is not kept: it is about lists of
// single things, or not about the present.
func (q *Query) asked(by []FacetKey, top int) (k facetsAsked, ok bool) {
	if q.filter == nil || !q.v.store.cache.serves(q.v) {
		return k, false
	}
	filter, err := json.Marshal(q.filter)
	if err != nil {
		return k, false
	}
	return facetsAsked{q.v.head.Number, digest(q.class, string(filter)), fmt.Sprint(by), top}, true
}

// weightOfFacets is what an answer takes in memory, in bytes and roughly.
func weightOfFacets(_ facetsAsked, facets []Facet) uint32 {
	n := uint32(entryWeight)
	for _, f := range facets {
		for _, b := range f.Buckets {
			n += 64 + uint32(len(b.Value)+len(b.Label))
		}
	}
	return n
}
