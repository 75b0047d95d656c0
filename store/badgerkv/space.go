package badgerkv

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

// Badger's files are mapped and made larger than what is in them: where the disk has no
// page left for one, the process is killed (SIGBUS). So commits are refused while there
// is still room for all that Badger may write by itself: what is in memory as tables,
// and compactions beside what they replace. The same for file descriptors, of which a
// new log or table needs one.

// space watches over the room on the disk. Its methods are safe for concurrent use.
type space struct {
	dir  string
	db   *badger.DB
	log  *slog.Logger
	free func(dir string) (uint64, error) // bytes
	left func() (int, error)              // file descriptors

	mu    sync.Mutex
	files error
	asked time.Time // when files was worked out
	full  bool
}

const (
	filesEvery   = time.Second // asking costs a system call for some dozens that are open
	reserveFiles = 64
)

func newSpace(dir string, db *badger.DB, log *slog.Logger) *space {
	return &space{dir: dir, db: db, log: log, free: freeBytes, left: FilesLeft}
}

// check gives an error that wraps kv.ErrFull if nothing more should be written. It asks for
// each transaction: in a second a fast writer fills several tables, which then wait for
// compaction.
func (s *space) check() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.asked) >= filesEvery || s.full {
		s.asked, s.files = time.Now(), s.checkFiles()
	}
	err := s.files
	if err == nil {
		err = checkFree(s.dir, reserveOf(s.db), s.free)
	}
	if full := err != nil; full != s.full && s.log != nil {
		if full {
			s.log.Error("commits are refused until there is room; reading goes on", "reason", err)
		} else {
			s.log.Info("there is room again: commits are taken")
		}
	}
	s.full = err != nil
	return err
}

// checkFree tells whether so many bytes are free; a file system that does not say is
// trusted.
func checkFree(dir string, want uint64, free func(string) (uint64, error)) error {
	if n, err := free(dir); err == nil && n < want {
		return fmt.Errorf("%w: the disk of %s has %d MiB free, and %d MiB are kept back: make room", kv.ErrFull, dir, n>>20, (want+1<<20-1)>>20)
	}
	return nil
}

func (s *space) checkFiles() error {
	if n, err := s.left(); err == nil && n < reserveFiles {
		return fmt.Errorf("%w: the process may open %d more files, and %d are kept back: raise its limit of open files", kv.ErrFull, n, reserveFiles)
	}
	return nil
}

// reserveOf is what Badger may need before it comes to rest: its memtables as tables,
// and the largest compactions, of level 0 into the next, and between two below.
func reserveOf(db *badger.DB) uint64 {
	need := idleReserve(db.Opts())
	base := false
	var largest int64
	for _, l := range db.Levels() {
		if l.NumTables == 0 {
			continue
		}
		if l.Level == 0 || !base {
			need += uint64(l.Size)
		}
		base = base || l.Level > 0
		if l.Level > 0 {
			largest = max(largest, l.Size/int64(l.NumTables))
		}
	}
	const tables = 12 // one, and what overlaps with it where levels differ tenfold
	return need + tables*uint64(largest)
}

// idleReserve is what an engine takes that has no tables, and what closing takes: all
// memtables, of which one is being written, with their indexes.
func idleReserve(o badger.Options) uint64 {
	return uint64(o.NumMemtables+2) * uint64(o.MemTableSize)
}
