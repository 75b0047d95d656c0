package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Disk is a small file system of its own, in memory.
type Disk struct {
	Dir string
	t   testing.TB
}

// SmallDisk mounts one for the time of a test, which needs root: it is skipped without,
// and fails with DEMARCHE_REQUIRE_TMPFS=1.
func SmallDisk(t testing.TB, bytes int) *Disk {
	t.Helper()
	d := &Disk{t.TempDir(), t}
	if err := syscall.Mount("tmpfs", d.Dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		if os.Getenv("DEMARCHE_REQUIRE_TMPFS") == "1" {
			t.Fatalf("a small file system is required: %v", err)
		}
		t.Skipf("no small file system can be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.Dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

// ReadOnly lets nobody write any more, or everybody again.
func (d *Disk) ReadOnly(on bool) {
	d.t.Helper()
	flags := uintptr(syscall.MS_REMOUNT)
	if on {
		flags |= syscall.MS_RDONLY
	}
	if err := syscall.Mount("tmpfs", d.Dir, "tmpfs", flags, ""); err != nil {
		d.t.Fatal(err)
	}
}

// Fill writes what another program would, until so many bytes are free; Clear removes it.
func (d *Disk) Fill(free int64) {
	d.t.Helper()
	f, err := os.OpenFile(d.filler(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		d.t.Fatal(err)
	}
	more := d.Free() - free
	if more <= 0 {
		return
	}
	if err := syscall.Fallocate(int(f.Fd()), 0, info.Size(), more); err != nil {
		d.t.Fatal(err)
	}
}

// Clear takes back what Fill wrote.
func (d *Disk) Clear() {
	d.t.Helper()
	if err := os.Remove(d.filler()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *Disk) filler() string { return filepath.Join(d.Dir, "filler") }

// Free is how many bytes can be written.
func (d *Disk) Free() int64 {
	d.t.Helper()
	var fs syscall.Statfs_t
	if err := syscall.Statfs(d.Dir, &fs); err != nil {
		d.t.Fatal(err)
	}
	return int64(fs.Bavail) * fs.Bsize
}
