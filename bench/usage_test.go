package bench

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestUsageOfThisProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		if _, ok := cpuTime(os.Getpid()); ok {
			t.Error("CPU time is known here: say so in the documentation")
		}
		return
	}
	before, ok := cpuTime(os.Getpid())
	for end := before; end < before+20*time.Millisecond; end, ok = cpuTime(os.Getpid()) { // busy, or the test is stuck
		if !ok {
			t.Fatal("the CPU time of this process is not known")
		}
	}
	if before > time.Hour {
		t.Errorf("this test took %v so far", before)
	}
	resetPeak(os.Getpid())
	if n, ok := peakMemory(os.Getpid()); !ok || n < 1<<20 || n > 1<<40 {
		t.Errorf("this process takes %d bytes, %v", n, ok)
	}
	if _, ok := cpuTime(1 << 30); ok {
		t.Error("a process that is not there has CPU time")
	}
}

func TestFilesWithHolesTakeLessThanTheyAreLong(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "hole"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 30); err != nil {
		t.Fatal(err)
	}
	if n := onDisk(dir); runtime.GOOS == "linux" && n > 1<<20 {
		t.Errorf("a hole takes %d bytes", n)
	}
}
