package bench

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "accept the report of now as the golden")

func TestPrint(t *testing.T) {
	results := func(cpu, floor float64, memory int64) []Result {
		return []Result{
			{Workload: "entity", What: "entity by key, with its name", Connections: 1, PerSecond: 7210.4, P50: 0.14, P99: 0.446, CPU: cpu, FloorCPU: floor, Memory: memory, Bytes: 50},
			{Workload: "entity", What: "entity by key, with its name", Connections: 8, PerSecond: 12345.6, P50: 0.6, P99: 5.5, CPU: cpu, FloorCPU: floor, Memory: memory + 1e6, Bytes: 50},
			{Workload: "commit", What: "commit of one relation with a claim, synced", Connections: 1, PerSecond: 560, P50: 1.4, P99: 7.1, CPU: 1.2, FloorCPU: -1, Memory: memory, Bytes: 66},
		}
	}
	r := &Report{Revision: "c0ffee", Machine: "a machine, 2 cores", Runs: []*RunReport{
		{Events: 10_000, Actors: 769, LoadPerSecond: 30_123, DiskPerEvent: 388.4, FirstAnswer: 0.123, SyncsPerSecond: 1234, Results: results(0.08, 0.06, 118e6)},
		{Events: 1_000_000, Actors: 76_923, LoadPerSecond: 28_000, DiskPerEvent: 401.6, FirstAnswer: 0.98, SyncsPerSecond: 999, Results: results(-1, -1, -1e6)},
	}}
	r.Runs[1].Results[0].Memory, r.Runs[1].Results[1].Memory, r.Runs[1].Results[2].Memory = -1, -1, -1
	var b strings.Builder
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	const file = "testdata/report.golden"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the report is (-update accepts it)\n%s", b.String())
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int{"500": 500, "10k": 10_000, "1m": 1_000_000, "100m": 100_000_000} {
		if n, err := parseSize(s); err != nil || n != want {
			t.Errorf("%s: %d, %v", s, n, err)
		}
	}
	for _, s := range []string{"", "k", "0", "-1", "1.5k", "101m", "10 k", "10K"} {
		if n, err := parseSize(s); err == nil {
			t.Errorf("%q: %d", s, n)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	good := Config{Sizes: []int{10}, Connections: []int{1}, Requests: 1}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Config){
		"name a file":   func(c *Config) { c.Sizes = nil },
		"--connections": func(c *Config) { c.Connections = []int{0} },
		"is empty":      func(c *Config) { c.Connections = nil },
		"--duration":    func(c *Config) { c.Requests = 0 },
		"no workload":   func(c *Config) { c.Only = []string{"entity", "pages"} },
	} {
		c := good
		spoil(&c)
		if err := c.check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestAnswersAreChecked: an answer without what was asked for must not be timed.
func TestAnswersAreChecked(t *testing.T) {
	s := &sample{from: "2014-01-01", to: "2014-12-31"}
	of := []subjectOf{{"accuses", "accuser", "accused", 30}}
	for _, class := range []*[]*actor{&s.busy, &s.middle, &s.quiet} {
		*class = []*actor{{"France", "france", of}, {"Mali", "mali", of}}
	}
	s.pairs = [][2]*actor{{s.busy[0], s.busy[1]}}
	all := workloads(s)
	if len(all) != len(workloadNames) {
		t.Fatalf("%d workloads, %d names", len(all), len(workloadNames))
	}
	for i, w := range all {
		if w.name != workloadNames[i] || w.what == "" {
			t.Errorf("workload %d is %q (%q), not %q", i, w.name, w.what, workloadNames[i])
		}
		if err := w.check(answer{}); err == nil {
			t.Errorf("%s takes an answer with nothing in it", w.name)
		}
	}
}
