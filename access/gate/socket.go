package gate

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"demarche/access"
)

// Init judges the payload of connection_init: `{"Authorization": "Bearer TOKEN"}`, the name in any
// case. Without it, what the request for the socket showed counts.
func (g *Gate) Init(ctx context.Context, payload map[string]any) (context.Context, error) {
	p := access.From(ctx)
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	var err error
	if credentials := authorization(payload); len(credentials) > 0 && r != nil {
		p, err = g.recognise(r, credentials)
		ctx = access.With(ctx, p)
	}
	if err == nil {
		err = p.Require(access.Reader)
	}
	if err != nil {
		g.audit.refused(ctx, err, slog.String("message", "connection_init"))
	}
	return ctx, err
}

func authorization(payload map[string]any) (out []string) {
	for name, value := range payload {
		if s, ok := value.(string); ok && strings.EqualFold(name, "authorization") {
			out = append(out, s)
		}
	}
	return out
}

// Admit judges each operation on a socket: its credentials may have ended, or it may be one
// too many.
func (g *Gate) Admit(ctx context.Context) error {
	p := access.From(ctx)
	err := p.Valid(time.Now())
	if r, ok := ctx.Value(requestKey{}).(*http.Request); ok && err == nil {
		err = g.admit(p, r)
	}
	if err != nil {
		g.audit.refused(ctx, err)
	}
	return err
}

// Refused writes down what was refused behind the gate, of the operation with a name.
func (g *Gate) Refused(ctx context.Context, err error, operation string) {
	g.audit.refused(ctx, err, slog.String("operation", clip(operation)))
}

// Lasting bounds what goes on longer than a request, by the credentials that began it.
func (*Gate) Lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	return access.From(ctx).Lasting(ctx)
}
