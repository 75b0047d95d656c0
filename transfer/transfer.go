// Package transfer moves whole graphs, history included, between stores and files of
// JSON Lines: the commands `demarche export`, `import`,
// `backup`, `restore` and `check`.
package transfer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"demarche/store"
	"demarche/store/kv"
)

// Config says which store. No server may have it open.
type Config struct {
	Data   string // directory of the store
	Logger *slog.Logger
}

// Export writes the graph and its history to a file, which appears whole or not at
// all, or to out if file is "-". A name that ends in .gz or .zst is written compressed.
// With asOf, it ends with the last commit made by then.
func Export(ctx context.Context, cfg Config, file string, out io.Writer, asOf *time.Time) (err error) {
	if err := cfg.exists(); err != nil {
		return err
	}
	return cfg.withStore(ctx, func(s *store.Store) error {
		v, err := s.View(ctx)
		if err != nil {
			return err
		}
		defer v.Close()
		if asOf != nil {
			if v, err = v.At(ctx, *asOf); err != nil {
				return err
			}
		}
		if file == "-" {
			return buffered(out, func(w io.Writer) error { return v.Export(ctx, w) })
		}
		err = replace(file, func(w io.Writer) error {
			return compressed(file, w, func(w io.Writer) error { return v.Export(ctx, w) })
		})
		if err == nil {
			cfg.Logger.Info("exported", "commits", v.Head().Number, "file", file)
		}
		return err
	})
}

// importDump reads an export into a store without commits, all of it or nothing, or into
// one that holds the beginning of the same history.
func importDump(ctx context.Context, cfg ImportConfig, f *input) error {
	if cfg.DryRun {
		return checkDump(ctx, cfg, f)
	}
	fresh, err := isFresh(cfg.Data)
	if err != nil {
		return err
	}
	if fresh {
		var until store.Mark
		err := cfg.derived(ctx, func(r *store.Restore) error {
			err := r.Read(ctx, f.in)
			until = r.Mark()
			return err
		})
		if err == nil {
			cfg.Logger.Info("imported", "commits", until.Commit, "data", cfg.Data)
		}
		return err
	}
	return cfg.withStore(ctx, func(s *store.Store) error {
		added, err := s.Import(ctx, f.in)
		cfg.Logger.Info("imported", "commits", added, "data", cfg.Data)
		return err
	})
}

// checkDump derives all that an export would make, and keeps nothing.
func checkDump(ctx context.Context, cfg ImportConfig, f *input) (err error) {
	scratch, err := os.MkdirTemp("", "demarche-import-*")
	if err != nil {
		return fmt.Errorf("cannot make a directory for sorting: %w; say where with TMPDIR", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	r := store.NewRestore(scratch)
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.Read(ctx, f.in); err != nil {
		return err
	}
	if _, err := r.Pairs(ctx); err != nil {
		return err
	}
	cfg.Logger.Info("checked, nothing written", "commits", r.Mark().Commit)
	return nil
}

func (c Config) withStore(ctx context.Context, use func(*store.Store) error) error {
	return c.withEngine(func(engine kv.Engine) (err error) {
		s, err := store.Open(ctx, engine, store.Options{})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		return use(s)
	})
}

// replace writes a file beside its place and moves it there when it is whole.
func replace(file string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("cannot write the export: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := buffered(f, write); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// compressed writes as the name of a file says.
func compressed(file string, w io.Writer, write func(io.Writer) error) (err error) {
	var z io.WriteCloser
	switch filepath.Ext(file) {
	case ".gz":
		z = gzip.NewWriter(w)
	case ".zst":
		if z, err = zstd.NewWriter(w); err != nil {
			return err
		}
	default:
		return write(w)
	}
	return errors.Join(write(z), z.Close())
}
