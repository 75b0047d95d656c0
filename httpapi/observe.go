package httpapi

import (
	"context"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// OutcomeOK is the outcome of an operation without errors.
const OutcomeOK = "OK"

// Observation is what came of one operation, for metrics, traces and logs.
type Observation struct {
	// Name is the client's own name for it, at most guard.Limits.MaxName bytes.
	// Name and Kind are empty where the document was refused.
	Name string
	Kind ast.Operation
	// Query and Variables are as they were sent. They may hold what nobody else
	// should see.
	Query     string
	Variables map[string]any
	// Cost is that of the guard, which measures before execution; 0 where it did not come to that.
	Cost int
	// Outcome is OutcomeOK or the code of the first error, one of a closed list.
	Outcome string
	// Events counts the answers: those of a subscription, or one.
	Events int
	// Duration is from the parsed request to the end of execution; of a
	// subscription, to its end.
	Duration time.Duration
}

// observed is an operation under observation. A nil one notes nothing.
type observed struct {
	Observation
	began time.Time
	end   func(*Observation)
}

type observedKey struct{}

// observe begins an observation, if anybody wants it. The function that it returns ends it.
func (h *Handler) observe(ctx context.Context, p *params) (context.Context, func()) {
	if h.cfg.Observe == nil {
		return ctx, func() {}
	}
	o := &observed{began: time.Now(), Observation: Observation{Query: p.query, Variables: p.variables}}
	ctx, o.end = h.cfg.Observe(ctx)
	return context.WithValue(ctx, observedKey{}, o), func() {
		if o.Outcome == "" {
			o.Outcome = CodeCancelled // nothing was answered
		}
		o.Duration = time.Since(o.began)
		o.end(&o.Observation)
	}
}

func observing(ctx context.Context) *observed {
	o, _ := ctx.Value(observedKey{}).(*observed)
	return o
}

// named notes the text of a document that the request only named.
func (o *observed) named(p *params) {
	if o != nil {
		o.Query = p.query
	}
}

// prepared notes what is known before execution.
func (o *observed) prepared(op *ast.OperationDefinition, cost int) {
	if o != nil {
		o.Name, o.Kind, o.Cost = op.Name, op.Operation, cost
	}
}

// refused notes why an operation is not executed.
func (o *observed) refused(errs gqlerror.List) {
	if o != nil && len(errs) > 0 {
		o.Outcome = codeOf(errs[0])
	}
}

// noting is emit that also notes what is emitted.
func (o *observed) noting(emit func(*answer) bool) func(*answer) bool {
	if o == nil {
		return emit
	}
	return func(a *answer) bool {
		switch {
		case len(a.errs) > 0:
			o.refused(a.errs)
		case o.Outcome == "":
			o.Outcome = OutcomeOK
		}
		o.Events++
		return emit(a)
	}
}

// codeOf is the code of an error that is shown to clients.
func codeOf(err *gqlerror.Error) string {
	if code, ok := err.Extensions["code"].(string); ok && code != "" {
		return code
	}
	return CodeInternal
}
