//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package badgerkv

import (
	"errors"
	"os"
	"syscall"
)

// lockDir takes the lock that Badger takes, on the directory itself.
func lockDir(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, err
	}
	// Closing the only descriptor gives up the lock; nothing was written that could fail.
	return func() { _ = f.Close() }, nil
}

func isHeld(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }
