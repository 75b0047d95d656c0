package telemetry

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"demarche/httpapi"
)

// Buckets of durations, in seconds: of what clients wait for, and of calls of the engine.
var (
	secondsOfOperations = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	secondsOfCalls      = []float64{.00001, .00003, .0001, .0003, .001, .003, .01, .03, .1, .3, 1}
)

// metrics are those that are counted as things happen. Each label has a bounded number
// of values, whatever clients send.
type metrics struct {
	registry *prometheus.Registry
	names    names

	operations  *prometheus.CounterVec
	duration    *prometheus.HistogramVec
	cost        *prometheus.HistogramVec
	running     prometheus.Gauge
	subscribers prometheus.Gauge
	events      prometheus.Counter

	requests *prometheus.CounterVec
	refused  *prometheus.CounterVec

	calls map[string]prometheus.Observer
	keys  map[string]prometheus.Counter
}

func newMetrics(version, commit string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		operations: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "demarche_operations_total",
			Help: "GraphQL operations that ended, by kind, by the client's name for them (the first 100 names; then `other`), and by outcome: OK or the code of the first error."},
			[]string{"kind", "name", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "demarche_operation_duration_seconds", Buckets: secondsOfOperations,
			Help: "How long queries and mutations took, from the parsed request to the end of execution."}, []string{"kind", "name"}),
		cost: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "demarche_operation_cost", Buckets: prometheus.ExponentialBuckets(1, 4, 9),
			Help: "Cost of operations, in fields times page sizes."}, []string{"kind"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "demarche_operations_running",
			Help: "GraphQL operations that have begun and not ended, subscriptions too."}),
		subscribers: prometheus.NewGauge(prometheus.GaugeOpts{Name: "demarche_subscriptions",
			Help: "Subscriptions that have begun and not ended."}),
		events: prometheus.NewCounter(prometheus.CounterOpts{Name: "demarche_subscription_events_total",
			Help: "Events of subscriptions that ended."}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "demarche_http_requests_total",
			Help: "HTTP requests that ended, by what they were for and by status."}, []string{"for", "status"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "demarche_refused_total",
			Help: "Requests that access rules or rate limits refused, by code."}, []string{"code"}),
		calls: map[string]prometheus.Observer{},
		keys:  map[string]prometheus.Counter{},
	}
	calls := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "demarche_engine_call_duration_seconds", Buckets: secondsOfCalls,
		Help: "How long calls of the storage engine took; a commit is durable at its end."}, []string{"call"})
	keys := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "demarche_engine_keys_total",
		Help: "Keys that calls of the storage engine asked for, found or wrote."}, []string{"call"})
	for _, call := range []string{callGet, callScan, callCommit, callLoad} {
		m.calls[call], m.keys[call] = calls.WithLabelValues(call), keys.WithLabelValues(call)
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "demarche_build_info", Help: "1, with what is running.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit}})
	build.Set(1)
	m.registry.MustRegister(m.operations, m.duration, m.cost, m.running, m.subscribers, m.events, m.requests, m.refused, calls, keys, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handler answers scrapes.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second, EnableOpenMetrics: true})
}

func (m *metrics) operation(o *httpapi.Observation) {
	kind, name := kindOf(o), m.names.label(o)
	m.operations.WithLabelValues(kind, name, o.Outcome).Inc()
	if o.Cost > 0 {
		m.cost.WithLabelValues(kind).Observe(float64(o.Cost))
	}
	switch kind {
	case "subscription":
		m.events.Add(float64(o.Events))
	case "query", "mutation":
		m.duration.WithLabelValues(kind, name).Observe(o.Duration.Seconds())
	}
}

// kindOf tells also of what was refused before its kind was known.
func kindOf(o *httpapi.Observation) string {
	if o.Kind == "" {
		return "refused"
	}
	return string(o.Kind)
}
