package serve

import (
	"os"
	"runtime/debug"
)

// memoryLimit is where collecting garbage becomes more eager than Go's default, in
// bytes: a soft limit, well above what is kept, so that bursts of large answers do not
// double the memory.
const memoryLimit = 256 << 20

// TuneMemory sets it, unless the environment does (GOMEMLIMIT, see Go's runtime).
func TuneMemory(cache int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit + int64(cache))
	}
}
