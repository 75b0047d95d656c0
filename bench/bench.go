// Package bench measures demarche as its users meet it: it loads events into a new
// store, starts the real server, drives it over HTTP, and says what an answer costs
// the server. Beside each figure stands its floor: what the same answers cost from memory.
package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"demarche/bench/floor"
)

// Config says what is measured, and on what.
type Config struct {
	Program     string        // the demarche that is started as a server
	File        string        // events; "": they are generated
	Sizes       []int         // numbers of events, a run for each; empty: those of the file
	Connections []int         // a measurement for each
	Duration    time.Duration // of each
	Requests    int           // of each, instead of Duration, unless it is 0
	Only        []string      // names of workloads; empty: all
	Progress    io.Writer     // is told what is done
}

// Run measures. It needs some 500 bytes an event in the directory for temporary files.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	var events []event
	if cfg.File != "" {
		var err error
		if events, err = readEvents(cfg.File); err != nil {
			return nil, err
		}
	}
	sizes := cfg.Sizes
	if len(sizes) == 0 {
		sizes = []int{len(events)}
	}
	report := newReport()
	for _, size := range sizes {
		r, err := cfg.measure(ctx, extend(events[:min(len(events), size)], size))
		if err != nil {
			return nil, fmt.Errorf("with %d events: %w", size, err)
		}
		report.Runs = append(report.Runs, r)
	}
	return report, nil
}

func (cfg Config) check() error {
	for _, name := range cfg.Only {
		if !slices.Contains(workloadNames, name) {
			return fmt.Errorf("--only %s is no workload; there are %v", name, workloadNames)
		}
	}
	for _, n := range cfg.Connections {
		if n < 1 || n > 1000 {
			return fmt.Errorf("--connections %d; give 1 to 1000", n)
		}
	}
	switch {
	case cfg.File == "" && len(cfg.Sizes) == 0:
		return errors.New("name a file of events, or say with --sizes how many to generate")
	case len(cfg.Connections) == 0:
		return errors.New("--connections is empty; give 1,8,64")
	case cfg.Requests < 0, cfg.Requests == 0 && cfg.Duration <= 0:
		return errors.New("--duration is too low; give at least 1s")
	}
	return nil
}

// measure loads events and drives all workloads on them.
func (cfg Config) measure(ctx context.Context, events []event) (run *RunReport, err error) {
	dir, err := os.MkdirTemp("", "demarche-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cfg.say("loading %d events", len(events))
	data := filepath.Join(dir, "data")
	run = &RunReport{Events: len(events), Actors: len(byDegree(events))}
	if err := run.load(ctx, dir, data, events); err != nil {
		return nil, err
	}
	server, err := start(ctx, cfg.Program, "serve", "--listen=127.0.0.1:0", "--log-format=json", "--empty", "--data="+data)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	c, err := dial(ctx, server.api)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if err := c.ask("{ meta { head } }", nil, &struct{}{}); err != nil {
		return nil, err
	}
	run.FirstAnswer = time.Since(server.started).Seconds()
	s, err := choose(c, events)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(workloads(s), func(w *workload) bool { return len(cfg.Only) > 0 && !slices.Contains(cfg.Only, w.name) })
	low, err := cfg.startFloor(ctx, c, filepath.Join(dir, "answers.jsonl"), all)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, low.stop()) }()
	for _, w := range all {
		for _, connections := range cfg.Connections {
			cfg.say("%s, connections: %d", w.name, connections)
			result, err := cfg.drive(ctx, server, low, w, connections)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.name, err)
			}
			run.Results = append(run.Results, *result)
		}
	}
	return run, nil
}

// startFloor asks the real server everything once, and starts one that gives the same
// answers from memory.
func (cfg Config) startFloor(ctx context.Context, c *conn, file string, all []*workload) (*process, error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := json.NewEncoder(f)
	out.SetEscapeHTML(false) // the answers stay as they were
	for _, w := range all {
		cfg.say("checking %s", w.name)
		answers, err := w.verify(c)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			if err := out.Encode(a); err != nil {
				return nil, err
			}
		}
	}
	low, err := start(ctx, cfg.Program, "bench-floor", file)
	if err != nil {
		return nil, err
	}
	if err := sameAnswers(ctx, low, file, all); err != nil {
		return nil, errors.Join(err, low.stop())
	}
	return low, nil
}

// sameAnswers asks the floor everything once too: its answers must be those that were
// recorded, to the byte.
func sameAnswers(ctx context.Context, low *process, file string, all []*workload) error {
	c, err := dial(ctx, low.api)
	if err != nil {
		return err
	}
	defer c.close()
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	recorded := json.NewDecoder(f)
	for _, w := range all {
		for _, a := range w.asks {
			var want floor.Recorded
			if err := recorded.Decode(&want); err != nil {
				return err
			}
			var got json.RawMessage
			body, err := c.post(a.body)
			if err == nil {
				err = decodeData(body, &got)
			}
			if err != nil {
				return fmt.Errorf("%s: the floor: %w", w.name, err)
			}
			if string(got) != string(want.Data) {
				return fmt.Errorf("%s: the floor answers %.300s instead of %.300s", w.name, got, want.Data)
			}
		}
	}
	return nil
}

// drive drives the real server and right after it the floor, so that both meet the
// same weather on a shared machine.
func (cfg Config) drive(ctx context.Context, server, low *process, w *workload, connections int) (*Result, error) {
	s := span{cfg.Requests, cfg.Duration}
	m, err := drive(ctx, server, connections, s, w.request)
	if err != nil {
		return nil, err
	}
	r := newResult(w, connections, m)
	if w.make == nil {
		f, err := drive(ctx, low, connections, s, w.request)
		if err != nil {
			return nil, fmt.Errorf("the floor: %w", err)
		}
		r.addFloor(f)
	}
	return r, nil
}

func (cfg Config) say(format string, args ...any) {
	if cfg.Progress != nil {
		fmt.Fprintf(cfg.Progress, format+"\n", args...)
	}
}
