package telemetry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"time"

	"demarche/httpapi"
)

// slow logs an operation that took too long: enough to find it and to see why, and nothing
// that only its client should know, unless the operator asks for it. A subscription takes
// as long as its client likes.
func (t *Telemetry) slow(ctx context.Context, o *httpapi.Observation, c *calls) {
	if t.cfg.SlowQuery == 0 || o.Duration < t.cfg.SlowQuery || o.Kind == "subscription" {
		return
	}
	hash := sha256.Sum256([]byte(o.Query))
	attrs := []slog.Attr{
		slog.String("operation", o.Name), slog.String("kind", kindOf(o)), slog.String("sha256", hex.EncodeToString(hash[:])),
		slog.String("outcome", o.Outcome), slog.Duration("took", o.Duration), slog.Int("cost", o.Cost),
		slog.Int64("engine calls", c.n.Load()), slog.Int64("engine keys", c.keys.Load()), slog.Duration("in the engine", time.Duration(c.time.Load())),
	}
	if t.cfg.SlowQueryText {
		attrs = append(attrs, slog.String("query", o.Query), slog.Any("variables", o.Variables))
	}
	t.logger.LogAttrs(ctx, slog.LevelWarn, "slow operation", attrs...)
}
