package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"

	"demarche/store/kv"
)

// unfinishedMark is a file that says that Build did not come to its end in a directory.
const unfinishedMark = "UNFINISHED"

// ErrUnfinished tells that a Build was cut off in the directory: what is there is no
// database. Build begins anew there.
var ErrUnfinished = errors.New("badgerkv: an import into this directory was cut off")

// Build makes a database of sorted pairs, and drops what the directory held: so it is for
// one that is missing, or holds nothing worth keeping. Tables are written as they will
// stay, without a log and without compaction, some times faster than by Load. make gives
// the pairs; it may keep files in scratch, which is removed in the end. The bytes of a
// pair are free when yield returns. After an error the directory is empty; if the process
// dies before, Open gives ErrUnfinished.
func Build(ctx context.Context, dir string, opts Options, make func(scratch string) (iter.Seq2[kv.Pair, error], error)) (err error) {
	mark := filepath.Join(dir, unfinishedMark)
	unlock, err := claim(dir, mark)
	if err != nil {
		return err
	}
	defer unlock()
	defer func() {
		if errors.Is(err, ErrInUse) { // it is somebody else's by now
			return
		}
		if err != nil {
			err = errors.Join(err, empty(dir, mark))
		}
		if gone := os.Remove(mark); err == nil && gone != nil {
			err = fault("ending the import", gone)
		}
	}()
	scratch := filepath.Join(dir, "scratch")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return fault("building the database", err)
	}
	pairs, err := make(scratch)
	if err != nil {
		return err
	}
	unlock() // for Badger, which takes it itself
	// Tables of 16 MiB on the lowest level, since Badger holds some of them whole.
	if err := build(ctx, settings(dir, opts).WithBaseTableSize(512<<10), pairs); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(scratch), syncDir(dir)); err != nil {
		return fault("building the database", err)
	}
	return nil
}

// claim empties a directory and marks it, under the lock that a live database holds.
func claim(dir, mark string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault("creating the directory", err)
	}
	unlock, err = lockDir(dir)
	if isHeld(err) {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	if err != nil {
		return nil, fault("locking the directory", err)
	}
	if err := errors.Join(os.WriteFile(mark, nil, 0o600), syncDir(dir), empty(dir, mark)); err != nil {
		unlock()
		return nil, fault("emptying the directory", err)
	}
	return unlock, nil
}

// empty removes all but the mark.
func empty(dir, mark string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if name := filepath.Join(dir, e.Name()); name != mark {
			errs = append(errs, os.RemoveAll(name))
		}
	}
	return errors.Join(errs...)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// IsUnfinished tells whether a Build was cut off in a directory.
func IsUnfinished(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, unfinishedMark))
	return !errors.Is(err, os.ErrNotExist)
}

// checkFinished refuses what a Build left.
func checkFinished(dir string) error {
	if !IsUnfinished(dir) {
		return nil
	}
	return fmt.Errorf("%w: run it again, or delete %s", ErrUnfinished, dir)
}

func build(ctx context.Context, o badger.Options, pairs iter.Seq2[kv.Pair, error]) (err error) {
	db, err := openBadger(o)
	if err != nil {
		return err
	}
	defer func() {
		if closed := db.Close(); closed != nil {
			err = errors.Join(err, fault("closing the database", closed))
		}
	}()
	w := db.NewStreamWriter()
	if err := w.Prepare(); err != nil {
		w.Cancel()
		return fault("building the database", err)
	}
	if err := stream(ctx, o.Dir, w, pairs); err != nil {
		w.Cancel()
		return err
	}
	if err := w.Flush(); err != nil {
		return fault("building the database", err)
	}
	return nil
}

// streamed is how many bytes are handed to Badger at once.
const streamed = 2 << 20

// buildReserve is kept free: some tables are written at the same time.
const buildReserve = 128 << 20

// stream hands pairs to Badger, in buffers: one is filled while Badger takes the other.
func stream(ctx context.Context, dir string, w *badger.StreamWriter, pairs iter.Seq2[kv.Pair, error]) (err error) {
	full, spare, failed := make(chan *z.Buffer), make(chan *z.Buffer, 2), make(chan error, 1)
	for range cap(spare) {
		buf := z.NewBuffer(streamed+2*kv.MaxValue, "demarche")
		defer func() { _ = buf.Release() }()
		spare <- buf
	}
	go func() {
		var err error
		for buf := range full {
			if err == nil {
				err = w.Write(buf)
			}
			buf.Reset()
			spare <- buf
		}
		failed <- err
	}()
	defer func() {
		close(full)
		if written := <-failed; written != nil {
			err = errors.Join(err, fault("building the database", written))
		}
	}()
	buf := <-spare
	entry := pb.KV{Version: 1, StreamId: 1}
	for p, err := range pairs {
		if err != nil {
			return err
		}
		if err := kv.CheckPair(p.Key, p.Value); err != nil {
			return err
		}
		entry.Key, entry.Value = appendKey(entry.Key[:0], p.Key), p.Value
		badger.KVToBuffer(&entry, buf)
		if buf.LenNoPadding() >= streamed {
			full <- buf
			buf = <-spare
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := checkFree(dir, buildReserve, freeBytes); err != nil {
				return err
			}
		}
	}
	full <- buf
	return nil
}
