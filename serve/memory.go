package serve

import (
	"os"
	"runtime/debug"
)

// garbagePercent is how much garbage may gather, in percent of what is in use. Answers
// are short-lived and what is kept is small, so that collecting less often than
// Go's 100 saves some of the processor for some tens of megabytes.
const garbagePercent = 200

// memoryLimit is where collecting becomes more eager than that, in bytes: soft, and
// above what the store keeps.
const memoryLimit = 160 << 20

// TuneMemory sets both, unless the environment does (see Go's runtime).
func TuneMemory(cache int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit + int64(cache))
	}
}
