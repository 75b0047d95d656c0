//go:build !linux

package bench

import (
	"os"
	"time"
)

// cpuTime is not known here.
func cpuTime(int) (time.Duration, bool) { return 0, false }

func resetPeak(int) {}

// peakMemory is not known here.
func peakMemory(int) (int64, bool) { return 0, false }

// allocated takes a file for as large as it is long.
func allocated(info os.FileInfo) int64 { return info.Size() }
