package gate

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"

	"golang.org/x/time/rate"

	"demarche/access"
)

// audit writes down who was refused what, from where and why, but never credentials. A flood
// of refusals is counted whole and written in part.
type audit struct {
	rules   *rules
	logger  *slog.Logger
	counted func(code string)
	writing *rate.Limiter
	left    atomic.Int64 // out, since the last entry
}

const (
	entriesPerSecond = 20
	entriesAtOnce    = 100
)

func newAudit(r *rules, logger *slog.Logger, counted func(string)) *audit {
	return &audit{rules: r, logger: logger, counted: counted, writing: rate.NewLimiter(entriesPerSecond, entriesAtOnce)}
}

type requestKey struct{}

// coded is an error whose code clients branch on.
type coded interface {
	error
	Code() string
}

func codeOf(err error) string {
	var c coded
	if errors.As(err, &c) {
		return c.Code()
	}
	return ""
}

// refused is told of every refusal. what is the operation, if it is known.
func (a *audit) refused(ctx context.Context, err error, what ...slog.Attr) {
	code := codeOf(err)
	if a.counted != nil {
		a.counted(code)
	}
	if !a.writing.Allow() {
		a.left.Add(1)
		return
	}
	p := access.From(ctx)
	attrs := append([]slog.Attr{slog.String("code", code), slog.String("why", err.Error())}, what...)
	if p.Authenticated() {
		attrs = append(attrs, slog.String("who", p.Name), slog.String("credentials", p.ID), slog.String("role", p.Role.String()))
	}
	if r, ok := ctx.Value(requestKey{}).(*http.Request); ok {
		attrs = append(attrs, slog.String("from", a.rules.client(r).String()), slog.String("method", r.Method), slog.String("path", r.URL.Path))
		if origin := r.Header.Get("Origin"); origin != "" {
			attrs = append(attrs, slog.String("origin", clip(origin)))
		}
	}
	if n := a.left.Swap(0); n > 0 {
		attrs = append(attrs, slog.Int64("not written", n))
	}
	a.logger.LogAttrs(ctx, slog.LevelWarn, "refused", attrs...)
}

func clip(s string) string { return s[:min(len(s), 200)] }
