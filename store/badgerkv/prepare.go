package badgerkv

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

var errNoManifest = errors.New("the directory has tables but no MANIFEST: restore it from a backup")

// prepare makes dir ready for Badger, under the lock that Badger takes itself
// later: a live process's new log also has no length for a moment.
func prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault("creating the directory", err)
	}
	unlock, err := lockDir(dir)
	if isHeld(err) {
		return fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	if err != nil {
		return fault("locking the directory", err)
	}
	defer unlock()
	if err := checkFinished(dir); err != nil {
		return err
	}
	if err := removeEmptyLogs(dir); err != nil {
		return fault("removing an empty log", err)
	}
	return checkManifest(dir)
}

// removeEmptyLogs finishes what a process killed while removing a log left:
// Badger truncates a log before it unlinks it, and then refuses to open (badger#2207).
func removeEmptyLogs(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if ext := filepath.Ext(entry.Name()); ext != ".mem" && ext != ".vlog" {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() || info.Size() != 0 {
			continue
		}
		if err := os.Remove(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// checkManifest refuses a directory that lost its MANIFEST: Badger would take it
// for an empty database and delete the tables.
func checkManifest(dir string) error {
	_, err := os.Stat(filepath.Join(dir, "MANIFEST"))
	if !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault("checking the directory", err)
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".sst" {
			return fault("checking the directory", errNoManifest)
		}
	}
	return nil
}
