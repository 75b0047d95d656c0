package bench

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"testing"

	"demarche/serve"
)

var profiles = flag.String("profiles", "", "directory for a CPU profile of each workload, without what comes before it")

// BenchmarkAnswers drives the server within this process over eight connections, so that
// profiles show what it does:
//
//	go test ./bench -run '^$' -bench Answers -profiles /tmp/profiles
//
// DEMARCHE_BENCH_EVENTS names a file of events; without it, 5,000 are generated.
// cpu-ms/op is that of the whole process, the light client included.
func BenchmarkAnswers(b *testing.B) {
	p, s := inProcess(b)
	for _, w := range workloads(s) {
		b.Run(w.name, func(b *testing.B) {
			b.ReportAllocs()
			defer profile(b, w.name)()
			before, known := cpuTime(os.Getpid())
			if _, err := driveConns(b.Context(), dialAll(b, p.api, 8), span{requests: b.N}, w.request); err != nil {
				b.Fatal(err)
			}
			if after, _ := cpuTime(os.Getpid()); known {
				b.ReportMetric(milliseconds(after-before)/float64(b.N), "cpu-ms/op")
			}
		})
	}
}

// profile writes a CPU profile until what it returns is called. Of several runs of a
// benchmark the last and longest remains.
func profile(b *testing.B, name string) func() {
	b.Helper()
	if *profiles == "" {
		return func() {}
	}
	f, err := os.Create(filepath.Join(*profiles, name+".prof"))
	if err != nil {
		b.Fatal(err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		b.Fatal(err)
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	}
}

func dialAll(t testing.TB, api string, n int) []*conn {
	t.Helper()
	conns := make([]*conn, n)
	for i := range conns {
		c, err := dial(t.Context(), api)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.close)
		conns[i] = c
	}
	return conns
}

// inProcess loads events, serves them within this process, and checks all workloads once.
func inProcess(b *testing.B) (*process, *sample) {
	b.Helper()
	var events []event
	if file := os.Getenv("DEMARCHE_BENCH_EVENTS"); file != "" {
		var err error
		if events, err = readEvents(file); err != nil {
			b.Fatal(err)
		}
	} else {
		events = extend(nil, 5_000)
	}
	dir := b.TempDir()
	data := filepath.Join(dir, "data")
	if err := (&RunReport{}).load(b.Context(), dir, data, events); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready := make(chan net.Addr, 1)
	cfg, err := serve.Defaults()
	if err != nil {
		b.Fatal(err)
	}
	cfg.Listen, cfg.Data, cfg.Empty, cfg.Logger = "127.0.0.1:0", data, true, slog.New(slog.DiscardHandler)
	cfg.Ready = func(a net.Addr) { ready <- a }
	var served sync.WaitGroup
	served.Go(func() {
		if err := serve.Run(ctx, cfg); err != nil {
			b.Error(err)
		}
	})
	b.Cleanup(served.Wait)
	b.Cleanup(stop)
	p := &process{api: "http://" + (<-ready).String() + "/graphql"}
	c := dialAll(b, p.api, 1)[0]
	s, err := choose(c, events)
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range workloads(s) {
		if _, err := w.verify(c); err != nil {
			b.Fatal(err)
		}
	}
	return p, s
}
