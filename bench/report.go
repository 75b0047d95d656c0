package bench

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// Report is what was measured, and where.
type Report struct {
	Revision string       `json:"revision"`
	Machine  string       `json:"machine"`
	Runs     []*RunReport `json:"runs"`
}

// RunReport is what was measured on one graph.
type RunReport struct {
	Events         int      `json:"events"`
	Actors         int      `json:"actors"`
	LoadPerSecond  float64  `json:"loadPerSecond"`  // events
	DiskPerEvent   float64  `json:"diskPerEvent"`   // bytes
	FirstAnswer    float64  `json:"firstAnswer"`    // seconds from the start of the server's process
	SyncsPerSecond float64  `json:"syncsPerSecond"` // of the disk, one after the other
	Results        []Result `json:"results"`
}

// Result is one workload over some connections. What the system does not tell is -1.
type Result struct {
	Workload    string  `json:"workload"`
	What        string  `json:"what"`
	Connections int     `json:"connections"`
	Requests    int64   `json:"requests"`
	PerSecond   float64 `json:"perSecond"`
	P50         float64 `json:"p50"`      // milliseconds
	P99         float64 `json:"p99"`      // milliseconds
	CPU         float64 `json:"cpu"`      // milliseconds of the server a request
	Memory      int64   `json:"memory"`   // largest resident set of the server, bytes
	Bytes       int64   `json:"bytes"`    // of an answer, on average
	FloorCPU    float64 `json:"floorCPU"` // milliseconds of the floor a request; -1: there is no floor
}

// Ratio is the CPU of the server to that of the floor, or -1.
func (r Result) Ratio() float64 {
	if r.CPU < 0 || r.FloorCPU <= 0 {
		return -1
	}
	return r.CPU / r.FloorCPU
}

func newResult(w *workload, connections int, m measured) *Result {
	return &Result{
		Workload: w.name, What: w.what, Connections: connections, Requests: m.requests, PerSecond: m.perSecond(),
		P50: milliseconds(m.p50), P99: milliseconds(m.p99), CPU: m.cpuPerRequest(), Memory: m.memory,
		Bytes: m.bytes / m.requests, FloorCPU: -1,
	}
}

func (r *Result) addFloor(m measured) { r.FloorCPU = m.cpuPerRequest() }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func newReport() *Report { return &Report{Revision: revision(), Machine: machine()} }

// revision is that of the source which this program was built from.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, modified := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	return revision + modified
}

// machine is a line on it: cores, system, Go.
func machine() string {
	cpu := ""
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		_, rest, _ := strings.Cut(string(b), "model name")
		line, _, _ := strings.Cut(rest, "\n")
		cpu = strings.Trim(line, "\t :") + ", "
	}
	return cpu + plural(runtime.NumCPU(), "core") + ", " + runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version()
}
