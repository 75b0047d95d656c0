package badgerkv

import (
	"log/slog"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// magic is the number of this engine's format, kept in Badger's MANIFEST. It
// changes when what the engine writes into Badger changes its meaning, and makes
// Badger refuse directories of other programs and of other formats.
const magic = 0xDE01

// Options are what the owner of a directory decides. The zero value is good.
type Options struct {
	// Logger gets Badger's warnings and errors; nil drops them.
	Logger *slog.Logger
}

func settings(dir string, o Options) badger.Options {
	return badger.DefaultOptions(dir).
		// Acknowledged means on the disk: without it a power cut loses the last seconds.
		WithSyncWrites(true).
		// The committer checks conflicts; Badger's own check slows down with every open reader.
		WithDetectConflicts(false).
		// Index entries are many and short, and Badger adds 19 bytes to each: Snappy takes a third off
		// the disk. The cache keeps blocks unpacked, so that hot ones cost no more than without.
		WithCompression(options.Snappy).WithBlockCacheSize(32 << 20).
		// Two small memtables: 2.4 MiB per transaction is enough for kv.MaxCommit, and memory stays low.
		WithMemTableSize(16 << 20).WithNumMemtables(2).
		// Above kv.MaxValue, so that no value goes to the value log, whose read errors Badger swallows.
		WithValueThreshold(1 << 20).
		// The value log stays empty, but twice this size is mapped at each start.
		WithValueLogFileSize(16 << 20).
		// The fewest that Badger takes; more would take cores away from queries.
		WithNumCompactors(2).
		// Tables are verified when opened; OnBlockRead would end scans early without an error.
		WithChecksumVerificationMode(options.OnTableRead).
		// Foreign and future directories are refused.
		WithExternalMagic(magic).
		// History is the store's, not the engine's: open snapshots are protected by the discard timestamp.
		WithNumVersionsToKeep(1).
		// expvar counters, at no measurable cost.
		WithMetricsEnabled(true).
		WithLogger(logger{o.Logger})
}
