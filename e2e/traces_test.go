package e2e

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// receiver takes traces as a collector does, by OTLP over HTTP.
type receiver struct {
	mu      sync.Mutex
	spans   []*tracepb.Span
	service string
}

func (c *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		in = z
	}
	body, err := io.ReadAll(in)
	sent := new(collector.ExportTraceServiceRequest)
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, sent) != nil {
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range sent.GetResourceSpans() {
		for _, a := range resource.GetResource().GetAttributes() {
			if a.GetKey() == "service.name" {
				c.service = a.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
}

// Traces go on where the client's began, down to the calls of the engine, and none is
// lost when the server stops.
func TestTraces(t *testing.T) {
	t.Parallel()
	const traceID, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	ctx := bounded(t)
	received := new(receiver)
	otlp := httptest.NewServer(received)
	defer otlp.Close()
	s := serving(ctx, t, launch(ctx, t, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + otlp.URL, "OTEL_SERVICE_NAME=archive"}, serveArgs(t.TempDir(), "--empty")...))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.api, strings.NewReader(`{"query":"query Head { entities { totalCount } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Traceparent", "00-"+traceID+"-"+parent+"-01")
	a, err := send(req)
	if err != nil || len(a.Errors) > 0 {
		t.Fatalf("%+v %v", a, err)
	}
	s.stop(ctx, t)
	received.mu.Lock()
	defer received.mu.Unlock()
	if received.service != "archive" {
		t.Errorf("traces of service %q", received.service)
	}
	var operation string
	for _, span := range received.spans {
		if span.GetName() == "query Head" && hex.EncodeToString(span.GetTraceId()) == traceID && hex.EncodeToString(span.GetParentSpanId()) == parent {
			operation = string(span.GetSpanId())
		}
	}
	calls := 0
	for _, span := range received.spans {
		if strings.HasPrefix(span.GetName(), "engine ") && string(span.GetParentSpanId()) == operation {
			calls++
		}
	}
	if operation == "" || calls == 0 {
		t.Errorf("operation %q with %d calls of the engine among %d spans", operation, calls, len(received.spans))
	}
}
