package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/store"
	"demarche/transfer/backup"
)

// BackupConfig says of which store a backup is, and on what it goes on.
type BackupConfig struct {
	Config
	From  Server // with a URL: a running server; else the store in Data
	After string // an earlier backup: only what came after it is written
	Full  bool   // write everything, also into a directory with earlier backups
}

// Backup writes a backup to target. A directory gets a file with a name that says from
// which commit to which, and what is new since those that are there; nothing if nothing
// is. The file appears whole, synced, and read again, or not at all.
func Backup(ctx context.Context, cfg BackupConfig, target string) error {
	folder := isDir(target)
	if folder && cfg.After == "" && !cfg.Full {
		chain, err := chainIn(target)
		if err != nil {
			return err
		}
		if len(chain) > 0 {
			cfg.After = chain[len(chain)-1]
		}
	}
	var after store.Mark
	if cfg.After != "" {
		h, err := headerOf(cfg.After)
		if err != nil {
			return err
		}
		after = h.Until
	}
	dir := target
	if !folder {
		dir = filepath.Dir(target)
	}
	f, err := os.CreateTemp(dir, ".backup-*")
	if err != nil {
		return fmt.Errorf("cannot write the backup: %w", err)
	}
	defer func() {
		_ = f.Close()           // closed already, if all went well
		_ = os.Remove(f.Name()) // renamed by then
	}()
	if err := buffered(f, func(w io.Writer) error { return cfg.write(ctx, w, after) }); err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	h, err := sealed(f)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	name := target
	if folder {
		if h.Until == h.After && h.Until.Commit > 0 {
			cfg.Logger.Info("nothing new since the last backup", "commits", h.Until.Commit)
			return nil
		}
		name = filepath.Join(target, nameOf(h))
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	cfg.Logger.Info("backed up and read again", "file", name, "full", h.Full(), "commits", h.Until.Commit-h.After.Commit, "until", h.Until.Commit)
	return syncDir(filepath.Dir(name))
}

// write writes a backup of a server or of a directory.
func (cfg BackupConfig) write(ctx context.Context, w io.Writer, after store.Mark) error {
	if cfg.From.URL != "" {
		return cfg.From.backup(ctx, w, after)
	}
	if err := cfg.exists(); err != nil {
		return err
	}
	return cfg.withStore(ctx, func(s *store.Store) error {
		v, err := s.View(ctx)
		if err != nil {
			return err
		}
		defer v.Close()
		_, err = backup.Write(ctx, w, v, after)
		return err
	})
}

// sealed syncs a file that was written, and reads it again.
func sealed(f *os.File) (h backup.Header, err error) {
	if err := f.Sync(); err != nil {
		return h, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	if h, err = backup.Verify(f); err != nil {
		return h, err
	}
	return h, f.Close()
}

func headerOf(file string) (h backup.Header, err error) {
	f, err := os.Open(file)
	if err != nil {
		return h, fmt.Errorf("cannot read the earlier backup: %w", err)
	}
	defer f.Close()
	r, err := backup.Open(f)
	if err != nil {
		return h, fmt.Errorf("%s: %w", file, err)
	}
	r.Close()
	return r.Header, nil
}

// backupExt ends the names of backups in a directory.
const backupExt = ".demarche"

func nameOf(h backup.Header) string {
	return fmt.Sprintf("%012d-%012d%s", h.After.Commit, h.Until.Commit, backupExt)
}

// chainIn gives the backups in a directory that restore its latest state: the last full
// one and those that go on from it, by their headers.
func chainIn(dir string) (files []string, err error) {
	names, err := filepath.Glob(filepath.Join(escape(dir), "*"+backupExt))
	if err != nil {
		return nil, err
	}
	headers := map[string]backup.Header{}
	for _, name := range names {
		if headers[name], err = headerOf(name); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(names, func(a, b string) int { return headers[b].Made.Compare(headers[a].Made) }) // latest first
	full := slices.IndexFunc(names, func(n string) bool { return headers[n].Full() })
	if full < 0 {
		return nil, nil
	}
	files = []string{names[full]}
	for at := headers[names[full]].Until; ; {
		next := ""
		for _, n := range names {
			h := headers[n]
			if h.After == at && h.Until.Commit > at.Commit && (next == "" || h.Until.Commit > headers[next].Until.Commit) {
				next = n
			}
		}
		if next == "" {
			return files, nil
		}
		files, at = append(files, next), headers[next].Until
	}
}

// escape keeps the signs of a pattern in a name from being one.
func escape(name string) string {
	return strings.NewReplacer("[", `\[`, "*", `\*`, "?", `\?`, `\`, `\\`).Replace(name)
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
