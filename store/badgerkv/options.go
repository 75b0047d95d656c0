package badgerkv

import (
	"cmp"
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
	// Witness is what a refusal for missing writes tells them by.
	Witness Witness
	// AcceptLoss opens a directory that Open refuses with ErrLost: what is whole stays, the
	// rest is set aside in files that end in ".lost". It changes nothing in others.
	AcceptLoss bool

	// CacheBytes is for blocks of tables, unpacked; 0 takes 32 MiB.
	CacheBytes int

	tune func(badger.Options) badger.Options // for tests: small memtables
}

// Witness is a key whose value says how far its owner came. It is remembered outside the
// database with each transaction, up to some 400 bytes.
type Witness struct {
	Key []byte
	// Missing says what is missing, given the values that are kept and that were
	// acknowledged, each nil if it is not known.
	Missing func(kept, acknowledged []byte) string
}

func settings(dir string, o Options) badger.Options {
	s := badger.DefaultOptions(dir).
		// Acknowledged means on the disk: without it a power cut loses the last seconds.
		WithSyncWrites(true).
		// The committer checks conflicts; Badger's own check slows down with every open reader.
		WithDetectConflicts(false).
		// Index entries are many and short, and Badger adds 19 bytes to each: Snappy takes a third off
		// the disk. The cache keeps blocks unpacked, so that hot ones cost no more than without.
		WithCompression(options.Snappy).WithBlockCacheSize(int64(cmp.Or(o.CacheBytes, 32<<20))).
		// Two small memtables: 2.4 MiB per transaction is enough for kv.MaxCommit, and memory stays low.
		WithMemTableSize(16 << 20).WithNumMemtables(2).
		// Above kv.MaxValue, so that no value goes to the value log, whose read errors Badger swallows.
		WithValueThreshold(1 << 20).
		// The value log stays empty, but twice this size is mapped at each start.
		WithValueLogFileSize(16 << 20).
		// The fewest that Badger takes; more would take cores away from queries.
		WithNumCompactors(2).
		// The survey verifies tables before; OnBlockRead would end scans early without an error.
		WithChecksumVerificationMode(options.NoVerification).
		// Foreign and future directories are refused.
		WithExternalMagic(magic).
		// History is the store's, not the engine's: open snapshots are protected by the discard timestamp.
		WithNumVersionsToKeep(1).
		// expvar counters, at no measurable cost.
		WithMetricsEnabled(true).
		WithLogger(logger{o.Logger})
	if o.tune != nil {
		s = o.tune(s)
	}
	return s
}
