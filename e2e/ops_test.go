package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// opsOf is the second address of a server, as http://HOST:PORT.
func opsOf(ctx context.Context, t *testing.T, s *server) string {
	t.Helper()
	r, err := s.log.await(ctx, "metrics and health")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(r["metrics"].(string), "/metrics")
}

// scrape reads the metrics as Prometheus does.
func scrape(ctx context.Context, t *testing.T, ops string) map[string]*dto.MetricFamily {
	t.Helper()
	status, body := get(ctx, t, ops+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// value is that of the metric of a family that has all these labels, "name=value".
func value(families map[string]*dto.MetricFamily, family string, labels ...string) (float64, bool) {
	for _, m := range families[family].GetMetric() {
		has := map[string]bool{}
		for _, l := range m.GetLabel() {
			has[l.GetName()+"="+l.GetValue()] = true
		}
		all := true
		for _, l := range labels {
			all = all && has[l]
		}
		if all {
			return m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount()), true
		}
	}
	return 0, false
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--ops-listen=127.0.0.1:0")
	s.mustCommit(ctx, t, "kinds", putKind("Place"), putEntity("bamako", "Place"))
	for range 3 {
		s.ask(ctx, t, `query Places { entities { nodes { name } } }`, nil, new(any))
	}
	if _, err := post(ctx, s.api, `query Places { nothing }`, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := commit(ctx, s.api, "bad", putEntity("gao", "Nowhere")); err == nil {
		t.Fatal("a bad commit was taken")
	}
	ops := opsOf(ctx, t, s)
	families := scrape(ctx, t, ops)
	for _, want := range []struct {
		family string
		labels []string
		value  float64
	}{
		{"demarche_operations_total", []string{"kind=query", "name=Places", "outcome=OK"}, 3},
		{"demarche_operations_total", []string{"kind=refused", "outcome=GRAPHQL_VALIDATION_FAILED"}, 1},
		{"demarche_operation_duration_seconds", []string{"name=Places"}, 3},
		{"demarche_operation_cost", []string{"kind=query"}, 3},
		{"demarche_commits_total", []string{"outcome=applied"}, 1},
		{"demarche_commits_total", []string{"outcome=refused"}, 1},
		{"demarche_commit_operations_total", nil, 2},
		{"demarche_commit_batches_total", nil, 1},
		{"demarche_http_requests_total", []string{"for=graphql", "status=200"}, 6},
		{"demarche_operations_running", nil, 0},
		{"demarche_subscriptions", nil, 0},
		{"demarche_writable", nil, 1},
		{"demarche_build_info", nil, 1},
	} {
		if got, ok := value(families, want.family, want.labels...); !ok || got != want.value {
			t.Errorf("%s%v is %v (there: %v), not %v", want.family, want.labels, got, ok, want.value)
		}
	}
	for _, family := range []string{"demarche_engine_call_duration_seconds", "demarche_engine_keys_total", "demarche_engine_syncs_total",
		"demarche_cache_requests_total", "demarche_cache_bytes", "demarche_engine_table_bytes", "go_goroutines", "process_open_fds"} {
		if len(families[family].GetMetric()) == 0 {
			t.Errorf("%s is missing", family)
		}
	}
	s.stop(ctx, t)
}

// Whoever sends operations of ever new names makes no more metrics of them.
func TestMetricsAreBounded(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--ops-listen=127.0.0.1:0")
	for i := range 150 {
		s.ask(ctx, t, "query N"+strings.Repeat("x", i+1)+" { __typename }", nil, new(any))
	}
	n := 0
	for _, m := range scrape(ctx, t, opsOf(ctx, t, s))["demarche_operations_total"].GetMetric() {
		n++
		for _, l := range m.GetLabel() {
			if len(l.GetValue()) > 64 {
				t.Errorf("a label has %d bytes", len(l.GetValue()))
			}
		}
	}
	if n > 102 {
		t.Errorf("%d series of operations", n)
	}
}

// Profiles and metrics are not for clients.
func TestOperatorsPagesAreNotOnTheAPI(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--no-playground", "--ops-listen=127.0.0.1:0", "--pprof")
	ops := opsOf(ctx, t, s)
	for _, page := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/cmdline"} {
		if status, _ := get(ctx, t, ops+page); status != http.StatusOK {
			t.Errorf("status %d for %s on the second address", status, page)
		}
		if status, _ := get(ctx, t, strings.TrimSuffix(s.home, "/")+page); status != http.StatusNotFound {
			t.Errorf("status %d for %s beside the API", status, page)
		}
	}
	plain := serve(ctx, t, t.TempDir(), "--empty", "--ops-listen=127.0.0.1:0")
	if status, _ := get(ctx, t, opsOf(ctx, t, plain)+"/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("status %d for profiles that nobody asked for", status)
	}
}

// A server that stops says so before it stops, and still finishes what it has begun.
func TestReadyUntilDraining(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--ops-listen=127.0.0.1:0", "--drain=60s")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))
	ops := opsOf(ctx, t, s)
	for _, url := range []string{ops, strings.TrimSuffix(s.home, "/")} {
		for _, page := range []string{"/healthz", "/readyz", "/readyz?for=reads"} {
			if status, body := get(ctx, t, url+page); status != http.StatusOK {
				t.Errorf("%s: status %d: %s", page, status, body)
			}
		}
	}
	half := beginCommit(t, s, "half", putEntity("gao", "Place"))
	s.terminate(t)
	if _, err := s.log.await(ctx, "stopping"); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"/readyz", "/readyz?for=reads"} {
		if status, body := get(ctx, t, ops+page); status != http.StatusServiceUnavailable || !strings.Contains(body, "draining") {
			t.Errorf("%s: status %d while draining: %s", page, status, body)
		}
	}
	if status, _ := get(ctx, t, ops+"/healthz"); status != http.StatusOK {
		t.Errorf("status %d of /healthz while draining", status)
	}
	if a, err := half.finish(); err != nil || a.status != http.StatusOK {
		t.Errorf("a request in flight was cut off: %+v %v", a, err)
	}
	if code := s.exitCode(ctx, t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// With a delay, the API itself still answers while it says that it is not ready.
func TestDrainDelay(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--drain-delay=10m")
	s.terminate(t)
	if _, err := s.log.await(ctx, "draining"); err != nil {
		t.Fatal(err)
	}
	if status, body := get(ctx, t, strings.TrimSuffix(s.home, "/")+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "draining") {
		t.Errorf("status %d: %s", status, body)
	}
	s.ask(ctx, t, "{ __typename }", nil, new(any))
	s.kill()
	serve(ctx, t, t.TempDir(), "--empty", "--drain-delay=1ms").stop(ctx, t)
}

func TestRequestIDsAreReturnedAndLogged(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty", "--access-log", "--slow-query=1ns")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.api, strings.NewReader(`{"query":"query Head { meta { head } }","variables":{"secret":"hidden"}}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Request-Id", "from-a-proxy")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("X-Request-Id"); got != "from-a-proxy" {
		t.Errorf("answered with id %q", got)
	}
	r, err := s.log.await(ctx, "request")
	if err != nil {
		t.Fatal(err)
	}
	if r["request"] != "from-a-proxy" || r["status"] != float64(http.StatusOK) || r["method"] != "POST" || r["path"] != "/graphql" {
		t.Errorf("logged %v", r)
	}
	slow, err := s.log.await(ctx, "slow operation")
	if err != nil {
		t.Fatal(err)
	}
	if calls, ok := slow["engine calls"].(float64); slow["operation"] != "Head" || slow["request"] != "from-a-proxy" || slow["outcome"] != "OK" || !ok || calls < 1 || slow["sha256"] == "" {
		t.Errorf("logged %v", slow)
	}
	if s.logged("hidden") || s.logged("meta {") {
		t.Errorf("the log holds what was sent:\n%s", s.log.text())
	}
	asked := serve(ctx, t, t.TempDir(), "--empty", "--slow-query=1ns", "--slow-query-text")
	asked.ask(ctx, t, "query Head($n: Int) { meta { head } entities(first: $n) { totalCount } }", object{"n": 7}, new(any))
	slow, err = asked.log.await(ctx, "slow operation")
	if err != nil {
		t.Fatal(err)
	}
	if vars, _ := slow["variables"].(map[string]any); vars["n"] != float64(7) || !strings.Contains(slow["query"].(string), "entities") {
		t.Errorf("logged %v", slow)
	}
}

func TestQuietByDefault(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty")
	s.ask(ctx, t, "{ meta { head } }", nil, new(any))
	s.stop(ctx, t)
	if s.logged(`"msg":"request"`) || s.logged("metrics and health") {
		t.Errorf("logged:\n%s", s.log.text())
	}
}
