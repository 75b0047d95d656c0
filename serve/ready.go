package serve

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"

	"demarche/store/kv"
)

// readiness tells load balancers and orchestrators whether to send requests here.
type readiness struct {
	phase  atomic.Value // a string: why not, empty while serving
	health atomic.Pointer[func() error]
}

func newReadiness() *readiness {
	r := new(readiness)
	r.phase.Store("starting: the store is being opened")
	return r
}

// serving begins to say yes, as long as commits are taken.
func (r *readiness) serving(health func() error) {
	r.health.Store(&health)
	r.phase.Store("")
}

// draining says no for good.
func (r *readiness) draining() { r.phase.Store("draining: the server is stopping") }

// unready is why not to send requests, empty if they may come. Those that only read may
// come while nothing can be written.
func (r *readiness) unready(onlyReads bool) string {
	if why := r.phase.Load().(string); why != "" || onlyReads {
		return why
	}
	switch err := (*r.health.Load())(); {
	case err == nil:
		return ""
	case errors.Is(err, kv.ErrFull):
		return "read-only: there is no room on the disk"
	default:
		return "read-only: writing has stopped after a fault of the storage"
	}
}

// ServeHTTP answers 200, or 503 with the reason; with ?for=reads also 200 while only
// reading works.
func (r *readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if why := r.unready(req.URL.Query().Get("for") == "reads"); why != "" {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// alive answers as long as the process does.
func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, "ok")
}
