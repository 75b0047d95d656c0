package telemetry

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"demarche/httpapi"
	"demarche/store/kv"
	"demarche/store/kv/kvtest"
	"demarche/store/memkv"
)

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	spanID  = "00f067aa0ba902b7"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func plain(t testing.TB) *Telemetry {
	t.Helper()
	w, err := New(t.Context(), Config{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A watched engine is an engine like the one that is watched.
func TestWatchedEngineKeepsTheContract(t *testing.T) {
	w := plain(t)
	w.traces = tracesTo()
	kvtest.Run(t, func(t *testing.T) kv.Engine { return w.Engine(memkv.New()) })
}

// traced is an operation with one call of the engine, in a request with this traceparent.
func traced(t *testing.T, w *Telemetry, parent string, o httpapi.Observation) {
	t.Helper()
	e := w.Engine(memkv.New())
	w.HTTP("graphql", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx, end := w.Observe(r.Context())
		snap, err := e.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		if _, err := snap.Get(ctx, [][]byte{{1}, {2}}); err != nil {
			t.Fatal(err)
		}
		if _, err := snap.Get(ctx, [][]byte{make([]byte, kv.MaxKey+1)}); err == nil {
			t.Fatal("too long a key was taken")
		}
		end(&o)
	})).ServeHTTP(httptest.NewRecorder(), requestOf(parent))
}

func requestOf(parent string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
	if parent != "" {
		r.Header.Set("traceparent", parent)
	}
	return r
}

func TestTracesReachTheEngine(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	w := plain(t)
	w.traces = tracesTo(sdktrace.WithSyncer(spans))
	traced(t, w, "00-"+traceID+"-"+spanID+"-01", httpapi.Observation{Kind: "query", Name: "Places", Outcome: "OK", Events: 1, Cost: 3})
	got := spans.GetSpans()
	if len(got) != 3 {
		t.Fatalf("%d spans", len(got))
	}
	operation := got[2]
	if operation.Name != "query Places" || operation.Parent.SpanID().String() != spanID || operation.SpanContext.TraceID().String() != traceID || operation.SpanKind != trace.SpanKindServer {
		t.Errorf("the operation is %+v", operation)
	}
	for i, status := range []string{"Unset", "Error"} {
		call := got[i]
		if call.Name != "engine get" || call.Parent.SpanID() != operation.SpanContext.SpanID() || call.Status.Code.String() != status {
			t.Errorf("a call of the engine is %+v", call)
		}
	}
	numbers := map[string]int64{}
	for _, a := range operation.Attributes {
		numbers[string(a.Key)] = a.Value.AsInt64()
	}
	if numbers["demarche.cost"] != 3 || numbers["demarche.engine.calls"] != 2 {
		t.Errorf("attributes %v", operation.Attributes)
	}
}

func TestTracesThatAreNotSampled(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	w := plain(t)
	w.traces = tracesTo(sdktrace.WithSyncer(spans))
	traced(t, w, "00-"+traceID+"-"+spanID+"-00", httpapi.Observation{Kind: "query", Outcome: "OK", Events: 1})
	if got := spans.GetSpans(); len(got) != 0 {
		t.Errorf("%d spans of what the caller did not sample", len(got))
	}
}

func TestTracesFromTheEnvironment(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		on   bool
		says string
	}{
		{nil, false, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, true, ""},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, true, ""},
		{map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true, ""},
		{map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, false, ""},
		{map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, false, ""},
		{map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false, "otlp"},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, "http/protobuf"},
	} {
		for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED",
			"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
			t.Setenv(name, c.env[name])
		}
		w, err := New(t.Context(), Config{}, quiet())
		if err != nil {
			if c.says == "" || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v: %v", c.env, err)
			}
			continue
		}
		if c.says != "" || (w.traces != nil) != c.on {
			t.Errorf("%v: traces are on: %v", c.env, w.traces != nil)
		}
		w.Close(t.Context())
	}
}

func TestNamesAreBounded(t *testing.T) {
	var n names
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 200 {
				n.label(&httpapi.Observation{Name: fmt.Sprintf("Op%d", (i+g*50)%200), Events: 1})
			}
		})
	}
	wg.Wait()
	if len(n.known) != maxNames {
		t.Errorf("%d names", len(n.known))
	}
	fresh := new(names)
	for _, c := range []struct {
		o    httpapi.Observation
		want string
	}{
		{httpapi.Observation{Events: 1}, "unnamed"},
		{httpapi.Observation{Name: "Refused"}, "other"},
		{httpapi.Observation{Name: "Ran", Events: 1}, "Ran"},
		{httpapi.Observation{Name: "Ran"}, "Ran"},
		{httpapi.Observation{Name: strings.Repeat("x", 65), Events: 1}, "other"},
	} {
		if got := fresh.label(&c.o); got != c.want {
			t.Errorf("%+v is %q", c.o, got)
		}
	}
}

func TestLogNamesRequestAndTrace(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(LogHandler(slog.NewTextHandler(&out, nil))).With("a", 1).WithGroup("g")
	w := plain(t)
	w.traces = tracesTo()
	r := requestOf("00-" + traceID + "-" + spanID + "-01")
	r.Header.Set(httpapi.HeaderRequestID, "r1")
	httpapi.WithRequestID(w.HTTP("graphql", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		logger.InfoContext(r.Context(), "m")
	}))).ServeHTTP(httptest.NewRecorder(), r)
	if got := out.String(); !strings.Contains(got, "a=1") || !strings.Contains(got, "request=r1") || !strings.Contains(got, "trace_id="+traceID) {
		t.Errorf("logged %s", got)
	}
}

// BenchmarkEngineCall shows what watching costs a call: without traces, with traces that
// are not sampled, and with ones that are.
func BenchmarkEngineCall(b *testing.B) {
	sampled := trace.ContextWithSpanContext(context.Background(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}, TraceFlags: trace.FlagsSampled}))
	for _, c := range []struct {
		name   string
		ctx    context.Context
		traces *traces
	}{{"off", context.Background(), nil}, {"unsampled", context.Background(), tracesTo()}, {"sampled", sampled, tracesTo()}} {
		b.Run(c.name, func(b *testing.B) {
			w := plain(b)
			w.traces = c.traces
			ctx := context.WithValue(c.ctx, callsKey{}, new(calls))
			b.ReportAllocs()
			for b.Loop() {
				_, end := w.call(ctx, callGet)
				end(1, nil)
			}
		})
	}
}
