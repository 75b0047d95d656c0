package telemetry

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"demarche/store"
	"demarche/store/badgerkv"
)

// Watched is what metrics ask at each scrape.
type Watched struct {
	Store  func() store.Stats
	Engine func() badgerkv.Stats
	Disk   func() badgerkv.Storage
	// Health is nil while commits are taken.
	Health func() error
	// Connections counts the open sockets and event streams.
	Connections func() int
}

// Watch shows more in metrics: what is counted elsewhere.
func (t *Telemetry) Watch(w Watched) { t.metrics.registry.MustRegister(watching{w}) }

// watching gives the figures of one moment. It is a collector of its own, since most come
// in groups.
type watching struct{ Watched }

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("demarche_"+name, help, labels, nil)
}

var (
	commitsDesc     = described("commits_total", "Commits that were answered, by outcome: applied, replayed, refused or failed.", "outcome")
	batchesDesc     = described("commit_batches_total", "Batches of applied commits that were handed to the engine; each is durable at once.")
	appliedDesc     = described("commit_operations_total", "Operations of applied commits. An import writes one or more for each row.")
	conflictsDesc   = described("engine_conflicts_total", "Commits of the engine that met a conflict.")
	syncsDesc       = described("engine_syncs_total", "Transactions of the engine; each costs one sync of the disk.")
	cacheDesc       = described("cache_requests_total", "Look-ups in caches: decoded records, and unpacked blocks of tables.", "cache", "result")
	cacheBytesDesc  = described("cache_bytes", "What caches hold, roughly.", "cache")
	tablesDesc      = described("engine_tables", "Tables of the engine, by level.", "level")
	tableBytesDesc  = described("engine_table_bytes", "Size of the engine's tables, by level.", "level")
	writableDesc    = described("writable", "1 while commits are taken, 0 while the disk is full or after a fault of it.")
	connectionsDesc = described("connections", "Open WebSockets and event streams.")
)

// Describe implements prometheus.Collector.
func (w watching) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{commitsDesc, batchesDesc, appliedDesc, conflictsDesc, syncsDesc, cacheDesc, cacheBytesDesc,
		tablesDesc, tableBytesDesc, writableDesc, connectionsDesc} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (w watching) Collect(out chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	s := w.Store()
	count(commitsDesc, s.Applied, "applied")
	count(commitsDesc, s.Replayed, "replayed")
	count(commitsDesc, s.Refused, "refused")
	count(commitsDesc, s.Failed, "failed")
	count(batchesDesc, s.Batches)
	count(appliedDesc, s.Operations)
	count(cacheDesc, s.CacheHits, "records", "hit")
	count(cacheDesc, s.CacheMisses, "records", "miss")
	gauge(cacheBytesDesc, float64(s.CacheBytes), "records")
	e := w.Engine()
	count(conflictsDesc, e.Conflicts)
	count(syncsDesc, e.Transactions)
	d := w.Disk()
	count(cacheDesc, d.CacheHits, "blocks", "hit")
	count(cacheDesc, d.CacheMisses, "blocks", "miss")
	gauge(cacheBytesDesc, float64(d.CacheBytes), "blocks")
	for level := range d.Tables {
		gauge(tablesDesc, float64(d.Tables[level]), strconv.Itoa(level))
		gauge(tableBytesDesc, float64(d.TableBytes[level]), strconv.Itoa(level))
	}
	writable := 1.
	if w.Health() != nil {
		writable = 0
	}
	gauge(writableDesc, writable)
	gauge(connectionsDesc, float64(w.Connections()))
}
