package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"unsafe"

	"demarche/e2e/faults"
)

// A disk that can lose its power: ext4 in a file. Its ioctl SHUTDOWN stops all writing
// at once, without its journal, as a power cut does; what was not synced is lost.
type disk struct {
	image, dir string
}

// newDisk skips the test where no file system can be mounted, unless
// DEMARCHE_REQUIRE_LOOP says that it has to be possible.
func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{filepath.Join(t.TempDir(), "image"), t.TempDir()}
	if err := os.WriteFile(d.image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(d.image, 512<<20); err != nil {
		t.Fatal(err)
	}
	err := command("mkfs.ext4", "-q", "-F", d.image)
	if err == nil {
		err = d.mount()
	}
	if err != nil {
		if os.Getenv("DEMARCHE_REQUIRE_LOOP") == "1" {
			t.Fatal(err)
		}
		t.Skipf("power cuts are not tested: %v", err)
	}
	t.Cleanup(func() {
		if err := command("umount", d.dir); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *disk) mount() error { return command("mount", "-o", "loop", d.image, d.dir) }

// cut is the power cut.
func (d *disk) cut() error {
	f, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	defer f.Close()
	const shutdown, withoutJournal = 0x8004587d, 2 // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
	how := uint32(withoutJournal)
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&how))); errno != 0 {
		return fmt.Errorf("EXT4_IOC_SHUTDOWN: %w", errno)
	}
	return nil
}

// restore is the power coming back.
func (d *disk) restore() error {
	if err := command("umount", d.dir); err != nil {
		return err
	}
	return d.mount()
}

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

// Acknowledged means on the disk: no power cut takes an acknowledged commit, and one
// of unknown fate is whole or absent, and can be sent again.
func TestAcknowledgedCommitsSurvivePowerCuts(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	tries := faults.Try(t, faults.Machine, "power cut while several clients write")
	ctx := bounded(t)
	data := filepath.Join(d.dir, "data")
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))
	g := newLedger()
	for round := range faults.Rounds(t, 4) {
		unsynced := filepath.Join(d.dir, fmt.Sprintf("unsynced-%d", round))
		g.writeUntil(ctx, t, s, round, func() error {
			if err := os.WriteFile(unsynced, []byte("nobody synced this"), 0o600); err != nil {
				return err
			}
			return d.cut()
		})
		s.kill()
		if err := d.restore(); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(unsynced); err == nil && len(b) > 0 {
			t.Fatal("the cut lost nothing: what was not synced is there")
		}
		s = serve(ctx, t, data)
		g.check(ctx, t, s)
		tries.Came("every acknowledged commit is there, none is there by half")
	}
	s.stop(ctx, t)
}
