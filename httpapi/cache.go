package httpapi

import (
	"container/list"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// treeFactor estimates the memory of a validated document from its text.
	treeFactor = 40
	// maxCachedText keeps documents out of the caches that few clients send
	// twice and that would push out many others.
	maxCachedText = 32 << 10
	// entryBytes is what an entry takes besides its key and value, about.
	entryBytes = 200
)

// recent keeps the values used last. It is bounded by memory and not by number,
// since clients choose the size of an entry. A value in it is shared by
// requests and must not be changed.
type recent[V any] struct {
	mu    sync.Mutex
	max   int
	used  int
	byKey map[string]*list.Element
	order *list.List // of *entry[V], the last used first
}

type entry[V any] struct {
	key    string
	value  V
	weight int
}

func newRecent[V any](maxBytes int) *recent[V] {
	return &recent[V]{max: maxBytes, byKey: make(map[string]*list.Element), order: list.New()}
}

func (r *recent[V]) get(key string) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.byKey[key]
	if !ok {
		return value, false
	}
	r.order.MoveToFront(e)
	return e.Value.(*entry[V]).value, true
}

// add keeps what is not there yet. The weight is in bytes.
func (r *recent[V]) add(key string, value V, weight int) {
	if weight > r.max {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.byKey[key]; ok {
		return
	}
	r.byKey[key] = r.order.PushFront(&entry[V]{key, value, weight})
	r.used += weight
	for r.used > r.max {
		last := r.order.Remove(r.order.Back()).(*entry[V])
		delete(r.byKey, last.key)
		r.used -= last.weight
	}
}

// documents are validated documents by their text.
type documents struct{ *recent[*ast.QueryDocument] }

func (d documents) add(text string, doc *ast.QueryDocument) {
	if len(text) <= maxCachedText {
		d.recent.add(text, doc, len(text)*treeFactor)
	}
}
