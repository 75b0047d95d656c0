package httpapi

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

// costKey is where prepare notes what an operation costs.
const costKey = "demarche.cost"

// cheap is the part of guard.Limits.MaxCost below which an operation is run at
// once: it holds little memory, and commits have to wait for the disk together.
const cheap = 100

// place waits until an operation may run without more in memory than
// Config.MaxRunningCost allows. Waiting is part of its time. It returns false if
// that was up, or the client gone; otherwise leave has to be
// called, and may be again.
func (h *Handler) place(ctx context.Context, oc *graphql.OperationContext) (leave func(), ok bool) {
	cost, _ := oc.Stats.GetExtension(costKey).(int)
	if cost < h.cfg.Limits.MaxCost/cheap {
		return func() {}, true
	}
	weight := min(int64(cost), h.cfg.MaxRunningCost)
	if h.running.Acquire(ctx, weight) != nil {
		return nil, false
	}
	return sync.OnceFunc(func() { h.running.Release(weight) }), true
}
