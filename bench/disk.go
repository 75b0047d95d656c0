package bench

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"demarche/intake"
	"demarche/transfer"
)

// load loads events into a new store, and notes how fast and how large.
func (run *RunReport) load(ctx context.Context, dir, data string, events []event) error {
	file := filepath.Join(dir, "events.tsv")
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := errors.Join(writeEvents(f, events), f.Close()); err != nil {
		return err
	}
	begun := time.Now()
	if err := loadInto(ctx, data, file); err != nil {
		return err
	}
	run.LoadPerSecond = float64(len(events)) / time.Since(begun).Seconds()
	run.DiskPerEvent = float64(onDisk(data)) / float64(len(events))
	run.SyncsPerSecond, err = syncsPerSecond(dir)
	debug.FreeOSMemory() // what follows measures another process on this machine
	return err
}

// loadInto imports a file of events, as anybody would.
func loadInto(ctx context.Context, data, file string) error {
	quiet := slog.New(slog.DiscardHandler)
	return transfer.Import(ctx, transfer.ImportConfig{
		Config: transfer.Config{Data: data, Logger: quiet}, Format: intake.Events, Strict: true, Stderr: io.Discard,
	}, []string{file}, nil)
}

// onDisk is what a directory's files take, in bytes: files with holes less than they
// are long.
func onDisk(dir string) (sum int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += allocated(info)
			}
		}
		return nil // the directory is this process's own
	})
	return sum
}

// syncsPerSecond is how often a second this disk writes a page for good, one after the
// other: what commits would be bound to if each had a sync of its own.
func syncsPerSecond(dir string) (float64, error) {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	page := make([]byte, 4096)
	const n = 200
	begun := time.Now()
	for range n {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return n / time.Since(begun).Seconds(), nil
}
