//go:build linux || darwin || freebsd

package badgerkv

import (
	"os"
	"syscall"
)

// freeBytes is what a process without privileges may still write.
func freeBytes(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return uint64(fs.Bavail) * uint64(fs.Bsize), nil
}

// FilesLeft is how many files and sockets the process may still open; an error where the
// system does not say. It costs a system call for some dozens that are open.
func FilesLeft() (int, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, err
	}
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		return 0, err
	}
	return int(min(uint64(limit.Cur), 1<<30)) - len(open), nil
}
