package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/transfer/backup"
)

// Restore makes a store of backups: a full one and those that go on from it, in order, or
// a directory of them, from which it takes the latest. The data directory must be empty
// or missing. It is marked as unfinished until all is there, and empty after an error.
func Restore(ctx context.Context, cfg Config, files []string) error {
	if len(files) == 1 && isDir(files[0]) {
		chain, err := chainIn(files[0])
		if err != nil {
			return err
		}
		if len(chain) == 0 {
			return fmt.Errorf("there is no full backup (*%s) in %s", backupExt, files[0])
		}
		files = chain
	}
	switch fresh, err := isFresh(cfg.Data); {
	case err != nil:
		return err
	case !fresh:
		return fmt.Errorf("%s is not empty; restore into an empty or missing directory, given with --data", cfg.Data)
	}
	started := time.Now()
	var until store.Mark
	err := cfg.derived(ctx, func(r *store.Restore) error {
		for _, file := range files {
			if err := readBackup(ctx, r, file); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		until = r.Mark()
		return nil
	})
	if err != nil {
		return err
	}
	cfg.Logger.Info("restored", "commits", until.Commit, "data", cfg.Data, "took", time.Since(started).Round(time.Millisecond))
	return nil
}

// readBackup reads one backup into what is restored.
func readBackup(ctx context.Context, r *store.Restore, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := backup.Open(f)
	if err != nil {
		return err
	}
	defer b.Close()
	if is := r.Mark(); b.Header.After != is {
		switch at := b.Header.After.Commit; {
		case is.Commit == 0:
			return fmt.Errorf("it goes on after commit %d: give the full backup before it", at)
		case at == 0:
			return errors.New("it is a full backup: give it first, and only one")
		case at > is.Commit:
			return fmt.Errorf("it goes on after commit %d, and the backups before it end with %d: one is missing", at, is.Commit)
		case at < is.Commit:
			return fmt.Errorf("it goes on after commit %d, and the backups before it end with %d: give them in order, each once", at, is.Commit)
		}
		return fmt.Errorf("it goes on after another commit %d: it is of another history", is.Commit)
	}
	if err := r.Read(ctx, b); err != nil {
		return err
	}
	if r.Mark() != b.Header.Until {
		return fmt.Errorf("%w: it ends with commit %d, and says %d", backup.ErrDamaged, r.Mark().Commit, b.Header.Until.Commit)
	}
	return nil
}

// derived fills the data directory, which holds nothing worth keeping, with what was read.
func (c Config) derived(ctx context.Context, read func(*store.Restore) error) (err error) {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	var r *store.Restore
	err = badgerkv.Build(ctx, dir, badgerkv.Options{Logger: c.Logger}, func(scratch string) (iter.Seq2[kv.Pair, error], error) {
		r = store.NewRestore(scratch)
		if err := read(r); err != nil {
			return nil, err
		}
		return r.Pairs(ctx)
	})
	if r != nil {
		err = errors.Join(err, r.Close())
	}
	return err
}
