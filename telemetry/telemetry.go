package telemetry

import (
	"context"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel"

	"demarche/httpapi"
)

// Telemetry is all that is watched of one server. Its methods are safe for concurrent use.
type Telemetry struct {
	cfg     Config
	logger  *slog.Logger
	metrics *metrics
	traces  *traces
}

// New begins to watch. What it should do with traces is in the environment, in the
// variables of OpenTelemetry's specification: OTEL_EXPORTER_OTLP_ENDPOINT switches them on.
func New(ctx context.Context, cfg Config, logger *slog.Logger) (*Telemetry, error) {
	build := ReadBuild()
	traces, err := newTraces(ctx, build.Version)
	if err != nil {
		return nil, err
	}
	if traces != nil {
		otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { logger.Warn("traces are lost", "error", err) }))
	}
	return &Telemetry{cfg: cfg, logger: logger, metrics: newMetrics(build.Version, build.Commit), traces: traces}, nil
}

// Close sends what is waiting to be sent. It needs no more time than ctx gives.
func (t *Telemetry) Close(ctx context.Context) {
	if err := t.traces.close(ctx); err != nil {
		t.logger.Warn("some traces are lost", "error", err)
	}
}

// Metrics answers scrapes in the formats of Prometheus and OpenMetrics.
func (t *Telemetry) Metrics() http.Handler { return t.metrics.handler() }

// Observe is for httpapi.Config.
func (t *Telemetry) Observe(ctx context.Context) (context.Context, func(*httpapi.Observation)) {
	c := new(calls)
	t.metrics.running.Inc()
	ctx, span := t.traces.operation(context.WithValue(ctx, callsKey{}, c))
	return ctx, func(o *httpapi.Observation) {
		t.metrics.running.Dec()
		t.metrics.operation(o)
		t.slow(ctx, o, c)
		t.traces.ended(ctx, span, o, t.metrics.names.label(o), c)
	}
}

// Subscribed counts a subscription, until the function that it returns is called.
func (t *Telemetry) Subscribed() func() {
	t.metrics.subscribers.Inc()
	return t.metrics.subscribers.Dec
}

// Refused counts a request that access rules or rate limits refused. The code is one of
// a closed list.
func (t *Telemetry) Refused(code string) { t.metrics.refused.WithLabelValues(code).Inc() }
