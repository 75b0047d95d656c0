package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestBench runs every workload of `demarche bench` a few times on a small graph.
func TestBench(t *testing.T) {
	ctx := bounded(t)
	temporary := t.TempDir()
	cmd := exec.CommandContext(ctx, binary, "bench", "--sizes=500", "--requests=4", "--connections=1,2", "--json")
	cmd.Env = append(cleanEnvironment(), "TMPDIR="+temporary)
	var out, progress bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &progress
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, progress.String())
	}
	var report struct {
		Runs []struct {
			Events                                   int
			LoadPerSecond, DiskPerEvent, FirstAnswer float64
			Results                                  []struct {
				Workload              string
				Connections, Requests int
				PerSecond, P50, P99   float64
				Bytes                 int
				CPU, FloorCPU         float64
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	if len(report.Runs) != 1 || report.Runs[0].Events != 500 {
		t.Fatalf("runs: %s", out.String())
	}
	run := report.Runs[0]
	if run.LoadPerSecond <= 0 || run.DiskPerEvent <= 0 || run.FirstAnswer <= 0 {
		t.Errorf("of loading: %+v", run)
	}
	var names []string
	for i, r := range run.Results {
		if i%2 == 0 {
			names = append(names, r.Workload)
		}
		if r.Connections != 1+i%2 || r.Requests != 4 || r.PerSecond <= 0 || r.P50 <= 0 || r.P99 < r.P50 || r.Bytes <= 0 {
			t.Errorf("%+v", r)
		}
		if floor := r.FloorCPU >= 0; floor && r.Workload == "commit" {
			t.Errorf("%s has a floor", r.Workload)
		}
	}
	if got := strings.Join(names, " "); got != "entity page page-quiet hops search suggest paths between commit" {
		t.Errorf("workloads: %s", got)
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBenchRefuses(t *testing.T) {
	for _, c := range []struct{ argument, want string }{
		{"--sizes=ten", "no number of events"},
		{"--only=everything", "no workload"},
		{"nowhere.tsv", "cannot read the events"},
	} {
		out, err := exec.CommandContext(bounded(t), binary, "bench", c.argument).CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v, %s", c.argument, err, out)
		}
	}
}
