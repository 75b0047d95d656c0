package telemetry

import (
	"sync"

	"demarche/httpapi"
)

// Names of operations are the clients' own, so metrics take only so many, and none that
// is longer.
const (
	maxNames     = 100
	maxNameBytes = 64
)

// names are the operation names that metrics know. A name gets to be known by an
// operation that was executed, first come, first served: what is refused adds none.
type names struct {
	mu    sync.RWMutex
	known map[string]bool
}

func (n *names) label(o *httpapi.Observation) string {
	switch {
	case o.Name == "":
		return "unnamed"
	case len(o.Name) > maxNameBytes:
		return "other"
	}
	n.mu.RLock()
	known := n.known[o.Name]
	n.mu.RUnlock()
	if known || o.Events > 0 && n.add(o.Name) {
		return o.Name
	}
	return "other"
}

// add takes one more name, if there is room.
func (n *names) add(name string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.known) >= maxNames {
		return n.known[name]
	}
	if n.known == nil {
		n.known = map[string]bool{}
	}
	n.known[name] = true
	return true
}
