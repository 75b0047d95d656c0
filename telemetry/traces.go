package telemetry

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"demarche/httpapi"
)

// traces makes a span of each operation and, below it, of each call of the engine. A nil
// one makes none and costs nothing.
type traces struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// wantsTraces reads the environment as OpenTelemetry's specification has it: traces are
// on where there is an endpoint to send them to.
func wantsTraces() (bool, error) {
	exporter := os.Getenv("OTEL_TRACES_EXPORTER")
	endpoint := cmp.Or(os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT"))
	protocol := cmp.Or(os.Getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"), os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL"))
	switch {
	case strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true"), exporter == "none", exporter == "" && endpoint == "":
		return false, nil
	case exporter != "" && exporter != "otlp":
		return false, fmt.Errorf("OTEL_TRACES_EXPORTER is %q; demarche exports by otlp, or none", exporter)
	case protocol != "" && protocol != "http/protobuf":
		return false, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q; demarche speaks http/protobuf, on port 4318 of most collectors", protocol)
	}
	return true, nil
}

// newTraces exports by OTLP over HTTP if the environment wants it; otherwise it gives nil.
func newTraces(ctx context.Context, version string) (*traces, error) {
	wanted, err := wantsTraces()
	if err != nil || !wanted {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx) // does not connect yet
	if err != nil {
		return nil, fmt.Errorf("traces cannot be exported: %w; look at the OTEL_ variables", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "demarche"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("traces cannot be described: %w; look at OTEL_RESOURCE_ATTRIBUTES", err)
	}
	return tracesTo(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about)), nil
}

// tracesTo takes the sampler from the environment, OTEL_TRACES_SAMPLER.
func tracesTo(options ...sdktrace.TracerProviderOption) *traces {
	p := sdktrace.NewTracerProvider(options...)
	return &traces{provider: p, tracer: p.Tracer("demarche")}
}

// close sends what is waiting.
func (t *traces) close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// incoming takes over the trace that a request belongs to.
func (t *traces) incoming(r *http.Request) context.Context {
	if t == nil {
		return r.Context()
	}
	return propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
}

// operation begins the span of an operation, nil if there are no traces.
func (t *traces) operation(ctx context.Context) (context.Context, trace.Span) {
	if t == nil {
		return ctx, nil
	}
	return t.tracer.Start(ctx, "GraphQL", trace.WithSpanKind(trace.SpanKindServer))
}

// ended ends it. The name of the span is one of few, as that of metrics.
func (t *traces) ended(ctx context.Context, span trace.Span, o *httpapi.Observation, name string, c *calls) {
	if span == nil {
		return
	}
	defer span.End()
	if !span.IsRecording() {
		return
	}
	span.SetName(kindOf(o) + " " + name)
	span.SetAttributes(
		attribute.String("graphql.operation.type", string(o.Kind)), attribute.String("graphql.operation.name", o.Name),
		attribute.String("demarche.outcome", o.Outcome), attribute.Int("demarche.cost", o.Cost), attribute.Int("demarche.events", o.Events),
		attribute.Int64("demarche.engine.calls", c.n.Load()), attribute.Int64("demarche.engine.keys", c.keys.Load()),
		attribute.String("http.request.header.x-request-id", httpapi.RequestID(ctx)),
	)
	if ours(o.Outcome) {
		span.SetStatus(codes.Error, o.Outcome)
	}
}

// ours tells outcomes that the server has to answer for from mistakes of clients.
func ours(outcome string) bool {
	return outcome == httpapi.CodeInternal || outcome == httpapi.CodeTimeout || strings.HasPrefix(outcome, "STORAGE_")
}

// call begins the span of a call of the engine, if it is part of a trace.
func (t *traces) call(ctx context.Context, name string) (context.Context, trace.Span) {
	if t == nil || !trace.SpanContextFromContext(ctx).IsSampled() {
		return ctx, nil
	}
	return t.tracer.Start(ctx, "engine "+name)
}

func (t *traces) called(span trace.Span, keys int, err error) {
	if span == nil {
		return
	}
	span.SetAttributes(attribute.Int("demarche.engine.keys", keys))
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	span.End()
}
