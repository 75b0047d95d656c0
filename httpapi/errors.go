package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"demarche/httpapi/guard"
)

// Codes in extensions.code besides those of package guard.
const (
	CodeInternal      = "INTERNAL"
	CodeTimeout       = "TIMEOUT"
	CodeCancelled     = "CANCELLED"
	CodeBadRequest    = "BAD_REQUEST"
	CodeNotAllowed    = "METHOD_NOT_ALLOWED"
	CodeNeedsSocket   = "SUBSCRIPTION_NEEDS_WEBSOCKET"
	CodeTooManyActive = "TOO_MANY_OPERATIONS"

	// Of documents that are named and not sent; the words are Apollo's.
	CodePersistedNotFound  = "PERSISTED_QUERY_NOT_FOUND"
	CodePersistedNotInList = "PERSISTED_QUERY_NOT_IN_LIST"
	CodeNotInSafelist      = "QUERY_NOT_IN_SAFELIST"
)

// errTimeout is the cause of a context that ran out of its operation's time.
var errTimeout = fmt.Errorf("the operation took too long: %w", context.DeadlineExceeded)

func coded(code, format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{
		Message:    fmt.Sprintf(format, args...),
		Extensions: map[string]any{"code": code},
	}
}

func hasCode(err *gqlerror.Error) bool {
	code, ok := err.Extensions["code"].(string)
	return ok && code != ""
}

// asList makes a list of an error of package guard.
func asList(err error) gqlerror.List {
	var one *gqlerror.Error
	if errors.As(err, &one) {
		return gqlerror.List{one}
	}
	return gqlerror.List{coded(guard.CodeBadInput, "%s", guard.Clip(err.Error()))}
}

// hidden stands for an error that was logged and that clients know by id only.
type hidden struct{ id string }

func (h *hidden) Error() string { return "internal error" }

// hide logs an error under a new id.
func (h *Handler) hide(ctx context.Context, msg string, args ...any) *hidden {
	id := rand.Text()[:12]
	args = append(args, "id", id)
	if graphql.HasOperationContext(ctx) {
		oc := graphql.GetOperationContext(ctx)
		name := oc.OperationName
		if oc.Operation != nil {
			name = oc.Operation.Name // clients need not say it again
		}
		args = append(args, "operation", guard.Clip(name))
	}
	if path := graphql.GetPath(ctx); len(path) > 0 {
		args = append(args, "path", path.String())
	}
	h.cfg.Logger.ErrorContext(ctx, msg, args...)
	return &hidden{id}
}

// present decides what of an error goes to the client.
func (h *Handler) present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	var gqlErr *gqlerror.Error
	if errors.As(err, &gqlErr) {
		out.Locations = gqlErr.Locations
		out.Message = gqlErr.Message
		if gqlErr.Path != nil {
			out.Path = gqlErr.Path
		}
		if hasCode(gqlErr) {
			out.Extensions = maps.Clone(gqlErr.Extensions)
			return out
		}
	} else {
		out.Message = err.Error()
	}
	if h.cfg.ClientError != nil {
		if ext := h.cfg.ClientError(err); ext != nil {
			out.Extensions = ext
			return out
		}
	}
	var hid *hidden
	switch {
	case errors.As(err, &hid):
	case errors.Is(err, context.DeadlineExceeded):
		out.Message, out.Extensions = "This part was not finished in time.", map[string]any{"code": CodeTimeout}
		return out
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		out.Message, out.Extensions = "The operation was cancelled.", map[string]any{"code": CodeCancelled}
		return out
	default:
		hid = h.hide(ctx, "internal error", "error", err)
	}
	code, message := CodeInternal, "internal error"
	if h.cfg.Fault != nil {
		if known, says := h.cfg.Fault(err); known != "" {
			code, message = known, says
		}
	}
	out.Message = message
	out.Extensions = map[string]any{"code": code, "id": hid.id}
	if id := RequestID(ctx); id != "" {
		out.Extensions["requestId"] = id
	}
	return out
}

// recovered turns a panic into an error for present.
func (h *Handler) recovered(ctx context.Context, p any) error {
	return h.hide(ctx, "panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
}

// timedOut is the answer to an operation that was stopped.
func (h *Handler) timedOut(op *ast.OperationDefinition) *gqlerror.Error {
	hint := "Ask for less at once: smaller pages, fewer nested lists."
	if op.Operation == ast.Mutation {
		hint = "It may have been applied all the same: read before you repeat it."
	}
	return coded(CodeTimeout, "The operation was stopped after %s. %s", h.cfg.Timeout, hint)
}
