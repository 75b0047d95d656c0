package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"

	"demarche/store/kv"
)

// Build makes a database of sorted pairs, in a directory that is missing or empty. Tables are
// written as they will stay, without a log and without compaction: some times faster
// than Load. Nothing is good before it returns, so build beside the place and rename.
// The bytes of a pair are free when yield returns.
func Build(ctx context.Context, dir string, opts Options, pairs iter.Seq2[kv.Pair, error]) (err error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fault("building the database", fmt.Errorf("%s is not empty", dir))
	}
	if err := prepare(dir); err != nil {
		return err
	}
	db, err := openBadger(settings(dir, opts))
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
	if err := stream(ctx, w, pairs); err != nil {
		w.Cancel()
		return err
	}
	if err := w.Flush(); err != nil {
		return fault("building the database", err)
	}
	return nil
}

// streamed is how many bytes are handed to Badger at once.
const streamed = 4 << 20

func stream(ctx context.Context, w *badger.StreamWriter, pairs iter.Seq2[kv.Pair, error]) error {
	buf := z.NewBuffer(streamed, "demarche")
	defer func() { _ = buf.Release() }()
	write := func() error {
		if err := w.Write(buf); err != nil {
			return fault("building the database", err)
		}
		buf.Reset()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return nil
	}
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
		if buf.LenNoPadding() >= streamed/2 {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return write()
}
