package httpapi

import (
	"container/list"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// treeFactor estimates the memory of a validated document from its text.
	treeFactor = 40
	// maxCachedText keeps documents out of the cache that few clients send
	// twice and that would push out many others.
	maxCachedText = 32 << 10
)

// documents keeps the validated documents used last. It is bounded by memory
// and not by number, since clients choose the size of an entry. A document in
// it is shared by requests and must not be changed.
type documents struct {
	mu     sync.Mutex
	max    int
	used   int
	byText map[string]*list.Element
	order  *list.List // of *document, the last used first
}

type document struct {
	text string
	doc  *ast.QueryDocument
}

func newDocuments(maxBytes int) *documents {
	return &documents{max: maxBytes, byText: make(map[string]*list.Element), order: list.New()}
}

func (d *documents) get(text string) *ast.QueryDocument {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.byText[text]
	if !ok {
		return nil
	}
	d.order.MoveToFront(e)
	return e.Value.(*document).doc
}

func (d *documents) add(text string, doc *ast.QueryDocument) {
	size := len(text) * treeFactor
	if len(text) > maxCachedText || size > d.max {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.byText[text]; ok {
		return
	}
	d.byText[text] = d.order.PushFront(&document{text, doc})
	d.used += size
	for d.used > d.max {
		last := d.order.Remove(d.order.Back()).(*document)
		delete(d.byText, last.text)
		d.used -= len(last.text) * treeFactor
	}
}
