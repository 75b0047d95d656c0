package httpapi

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// answer is one result of an operation.
type answer struct {
	errs       gqlerror.List
	data       []byte
	extensions map[string]any
	// executed is false if the operation was refused before it ran; data is
	// then left out of the answer, as the specification demands.
	executed bool
	// stopped is set if the time was up.
	stopped bool
}

func refused(errs gqlerror.List) *answer { return &answer{errs: errs} }

// run executes a prepared operation and hands its answers to emit until there
// are no more or emit returns false: one for a query or mutation, one for each
// event of a subscription.
func (h *Handler) run(ctx context.Context, oc *graphql.OperationContext, emit func(*answer) bool) {
	op, emit := oc.Operation, observing(ctx).noting(emit)
	ctx = graphql.WithOperationContext(ctx, oc)
	leave := func() {}
	if op.Operation != ast.Subscription {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, h.cfg.Timeout, errTimeout)
		defer cancel()
		var ok bool
		if leave, ok = h.place(ctx, oc); !ok {
			emit(h.unanswered(ctx, op))
			return
		}
		defer leave()
	}
	listening, executing := ctx, false
	defer func() {
		if v := recover(); v != nil {
			err := h.present(ctx, h.recovered(ctx, v))
			emit(&answer{errs: gqlerror.List{err}, executed: executing})
		}
	}()
	if h.cfg.Operation != nil {
		inner, done, err := h.cfg.Operation(ctx, op)
		if done != nil {
			defer done()
		}
		if err != nil {
			emit(refused(gqlerror.List{h.present(ctx, err)}))
			return
		}
		if inner != nil {
			ctx = inner
		}
	}
	executing = true
	next, inner := h.exec.DispatchOperation(ctx, oc)
	if op.Operation != ast.Subscription {
		a := h.finish(inner, op, next(inner))
		leave() // what it read is bytes now: a slow client holds up nobody
		emit(a)
		return
	}
	for {
		resp := next(inner)
		if resp == nil {
			break
		}
		a := event(resp)
		if a.executed && h.cfg.Event != nil {
			h.cfg.Event(ctx)
		}
		if !emit(a) {
			return
		}
	}
	if ctx.Err() != nil && listening.Err() == nil {
		emit(refused(gqlerror.List{h.present(ctx, context.Cause(ctx))}))
	}
}

// event is one answer of a subscription. One that could not start has no data:
// the operation is refused then, and no event came to pass.
func event(resp *graphql.Response) *answer {
	return &answer{errs: slices.Clone(resp.Errors), data: resp.Data, extensions: resp.Extensions, executed: resp.Data != nil}
}

// finish is the answer of a query or mutation. gqlgen answers nothing at all
// when the context ended before it began.
func (h *Handler) finish(ctx context.Context, op *ast.OperationDefinition, resp *graphql.Response) *answer {
	if resp == nil || len(resp.Errors) > 0 && timedOut(ctx) {
		// What is missing is then no property of the data: one error says so
		// better than an error for each field.
		return h.unanswered(ctx, op)
	}
	// The slice is the executor's own.
	return &answer{errs: slices.Clone(resp.Errors), data: resp.Data, extensions: resp.Extensions, executed: true}
}

func (h *Handler) unanswered(ctx context.Context, op *ast.OperationDefinition) *answer {
	if timedOut(ctx) {
		return &answer{errs: gqlerror.List{h.timedOut(op)}, executed: true, stopped: true}
	}
	return &answer{errs: gqlerror.List{coded(CodeCancelled, "The operation was cancelled.")}, executed: true, stopped: true}
}
