package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
)

// ErrUnsound tells that a check found something that is still there.
var ErrUnsound = errors.New("the store is not whole")

// Check derives everything in a store again from its records and its log, and tells out
// what is different. With repair, indexes are made what they should be, and the store is
// checked again. It gives ErrUnsound unless the store is whole in the end.
func Check(ctx context.Context, cfg Config, repair bool, out io.Writer) error {
	if err := cfg.exists(); err != nil {
		return err
	}
	return cfg.withEngine(func(engine kv.Engine) error {
		report, err := check(ctx, cfg, engine, repair, out)
		if err == nil && report.Repaired > 0 {
			fmt.Fprintf(out, "repaired: %d index entries written or deleted; checking again\n", report.Repaired)
			report, err = check(ctx, cfg, engine, false, out)
		}
		if err != nil {
			return err
		}
		return verdict(report, repair)
	})
}

func verdict(r *store.CheckReport, repaired bool) error {
	switch {
	case r.Clean():
		return nil
	case r.FaultCount > 0:
		return fmt.Errorf("%w: %d contradictions in records or log, which nothing can derive; restore a backup", ErrUnsound, r.FaultCount)
	case r.Differences() > 0 && !repaired:
		return fmt.Errorf("%w: %d index entries differ from the records; --repair makes them anew", ErrUnsound, r.Differences())
	case r.Differences() > 0:
		return fmt.Errorf("%w: %d index entries still differ after the repair", ErrUnsound, r.Differences())
	}
	return fmt.Errorf("%w: %d things do not say what follows from others; put them again by a commit, or restore a backup", ErrUnsound, r.FollowCount)
}

func check(ctx context.Context, cfg Config, engine kv.Engine, repair bool, out io.Writer) (report *store.CheckReport, err error) {
	scratch, err := os.MkdirTemp("", "demarche-check-*")
	if err != nil {
		return nil, fmt.Errorf("cannot make a directory for sorting: %w; say where with TMPDIR", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	started := time.Now()
	logged := started
	report, err = store.Check(ctx, engine, store.CheckOptions{Scratch: scratch, Repair: repair, Progress: func(step string, keys uint64) {
		if time.Since(logged) >= logEvery {
			logged = time.Now()
			cfg.Logger.Info(step, "done", keys)
		}
	}})
	if err != nil {
		return nil, err
	}
	cfg.Logger.Info("checked", "commits", report.Commits, "things", report.Things, "keys", report.Keys, "took", time.Since(started).Round(time.Millisecond))
	tell(report, out)
	return report, nil
}

// tell writes a report for people.
func tell(r *store.CheckReport, out io.Writer) {
	if r.Clean() {
		fmt.Fprintf(out, "whole: %d commits, %d things; all %d keys are what follows from them\n", r.Commits, r.Things, r.Keys)
		return
	}
	list := func(title string, count uint64, examples []string) {
		fmt.Fprintf(out, "%s: %d\n", title, count)
		for _, e := range examples {
			fmt.Fprintf(out, "  %s\n", e)
		}
		if more := count - uint64(len(examples)); more > 0 {
			fmt.Fprintf(out, "  and %d more\n", more)
		}
	}
	if r.FaultCount > 0 {
		list("contradictions in records or log", r.FaultCount, r.Faults)
	}
	for _, x := range r.Indexes {
		c := x.Count
		list(fmt.Sprintf("%s (%d missing, %d extra, %d different)", x.Name, c[store.Missing], c[store.Extra], c[store.Different]),
			c[store.Missing]+c[store.Extra]+c[store.Different], x.Examples)
	}
	if r.FollowCount > 0 {
		list("things that do not say what follows from others", r.FollowCount, r.Follows)
	}
	if r.NotFollowed {
		fmt.Fprintln(out, "not looked at because of this: whether claims of speech acts and dates follow from what they rest on")
	}
}

// exists refuses a directory without a store.
func (c Config) exists() error {
	if entries, err := os.ReadDir(c.Data); err != nil || len(entries) == 0 {
		return fmt.Errorf("there is no store in %s; say where it is with --data", c.Data)
	}
	return nil
}

// withEngine opens the engine alone.
func (c Config) withEngine(use func(kv.Engine) error) (err error) {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	engine, err := badgerkv.Open(dir, badgerkv.Options{
		Logger: c.Logger, Witness: badgerkv.Witness{Key: store.HeadKey(), Missing: store.MissingCommits},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	return use(engine)
}
