//go:build !(linux || darwin || freebsd)

package badgerkv

import "errors"

// freeBytes is not known here.
func freeBytes(string) (uint64, error) { return 0, errors.ErrUnsupported }

// FilesLeft is not known here.
func FilesLeft() (int, error) { return 0, errors.ErrUnsupported }
