package serve

import (
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// roomy is where collecting garbage becomes more eager than Go's default, besides the
	// caches, in bytes: well above what is kept, so that bursts of large answers do not
	// double the memory.
	roomy = 256 << 20
	// outside is what Go's limit does not count: the engine's memtables and the pages of
	// its tables that are mapped.
	outside = 64 << 20
	// leastBlocks is what the engine needs to read compressed tables at all.
	leastBlocks = 1 << 20
)

// memory is how a process divides what it may take, in bytes.
type memory struct {
	soft    int64 // where collecting garbage becomes eager
	records int   // cache of decoded records
	blocks  int   // cache of unpacked blocks of tables
}

// divide follows the limit of the container, if there is one (0: none): caches take a
// quarter of it at most, and Go's heap leaves room for what it does not count. Records and
// blocks get a half each: a record that is at hand saves the look-up and the decoding,
// blocks serve scans of indexes, which records do not.
func divide(cache int, container uint64) memory {
	soft := int64(roomy) + int64(cache)
	if container > 0 {
		cache = int(min(uint64(cache), container/4))
		soft = min(int64(roomy)+int64(cache), int64(container-min(container/2, max(container/10, outside))))
	}
	return memory{soft: soft, records: cache / 2, blocks: max(leastBlocks, cache/2)}
}

// TuneMemory divides the memory of this process and sets its soft limit, unless the
// environment does (GOMEMLIMIT, see Go's runtime). The cache is what the operator wants,
// in bytes.
func TuneMemory(cache int, logger *slog.Logger) (records, blocks int) {
	container, err := memlimit.FromCgroup()
	if err != nil {
		container = 0 // there is none, or this is another system
	}
	m := divide(cache, container)
	if m.records < cache/2 {
		logger.Warn("the caches are smaller than --cache: they take a quarter of the container's memory at most", "bytes", m.records+m.blocks, "container", container)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(m.soft)
	}
	return m.records, m.blocks
}
