package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"demarche/access"
	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/transfer/backup"
)

func config(dir string) Config {
	return Config{Data: dir, Logger: slog.New(slog.DiscardHandler)}
}

// commit adds an entity to a store that has its kind.
func commit(t *testing.T, s *store.Store, key string) {
	t.Helper()
	r, err := s.Commit(t.Context(), store.CommitInput{IdempotencyKey: key, By: access.Import(), Operations: []store.Operation{
		{PutKind: &store.PutKind{Key: "state", Labels: []store.Text{{Text: "state", Lang: "en"}}}},
		{PutEntity: &store.PutEntity{Target: store.Target{Key: key}, Kind: "state", Names: store.Some([]store.NameInput{{Text: "The state " + key}})}},
	}})
	if err != nil || len(r.Errors) > 0 {
		t.Errorf("%s: %v, %+v", key, err, r)
		return
	}
	r.View.Close()
}

func commits(t *testing.T, cfg Config, keys ...string) {
	t.Helper()
	must(t, cfg.withStore(t.Context(), func(s *store.Store) error {
		for _, k := range keys {
			commit(t, s, k)
		}
		return nil
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wholeExport(t *testing.T, cfg Config) string {
	t.Helper()
	var out bytes.Buffer
	must(t, Export(t.Context(), cfg, "-", &out, nil))
	return out.String()
}

func newConfig(t *testing.T) Config {
	cfg := config(filepath.Join(t.TempDir(), "data"))
	must(t, os.MkdirAll(cfg.Data, 0o700))
	return cfg
}

// A full backup and what came after it, again and again, restore to the same graph, to
// the byte, which a check finds whole; and it goes on like any other.
func TestBackupAndRestore(t *testing.T) {
	cfg := newConfig(t)
	folder := t.TempDir()
	back := func(b BackupConfig) {
		t.Helper()
		b.Config = cfg
		must(t, Backup(t.Context(), b, folder))
	}
	for _, keys := range [][]string{{"a", "b", "c"}, {"d"}, {}, {"e", "f"}} {
		commits(t, cfg, keys...)
		back(BackupConfig{})
	}
	names := func() string {
		entries, err := os.ReadDir(folder)
		must(t, err)
		var out []string
		for _, e := range entries {
			out = append(out, strings.TrimSuffix(e.Name(), backupExt))
		}
		return strings.Join(out, " ")
	}
	if got := names(); got != "000000000000-000000000003 000000000003-000000000004 000000000004-000000000006" {
		t.Fatalf("backups %s", got)
	}
	other := newConfig(t)
	must(t, Restore(t.Context(), other, []string{folder}))
	if wholeExport(t, other) != wholeExport(t, cfg) {
		t.Error("the restored graph is another one")
	}
	var out strings.Builder
	if err := Check(t.Context(), other, false, &out); err != nil {
		t.Errorf("%v: %s", err, out.String())
	}
	commits(t, other, "g")
	commits(t, cfg, "h")
	if err := Backup(t.Context(), BackupConfig{Config: other, After: filepath.Join(folder, "000000000004-000000000006"+backupExt)}, filepath.Join(folder, "of another")); err != nil {
		t.Errorf("a restored store does not go on from the same backups: %v", err)
	}
	back(BackupConfig{Full: true})
	if got := names(); !strings.Contains(got, "000000000000-000000000007") {
		t.Errorf("no new full backup: %s", got)
	}
	again := newConfig(t)
	must(t, Restore(t.Context(), again, []string{folder}))
	if wholeExport(t, again) != wholeExport(t, cfg) {
		t.Error("the latest full backup was not taken")
	}
}

// What is not the next part of one history is refused, and leaves an empty directory.
func TestRestoreRefuses(t *testing.T) {
	cfg, folder := newConfig(t), t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	after := ""
	for i, name := range []string{"full", "second", "third"} {
		commits(t, cfg, fmt.Sprint("e", i))
		must(t, Backup(t.Context(), BackupConfig{Config: cfg, After: after}, file(name)))
		after = file(name)
	}
	foreign := newConfig(t)
	commits(t, foreign, "x", "y")
	must(t, Backup(t.Context(), BackupConfig{Config: foreign}, file("foreign")))
	if err := Backup(t.Context(), BackupConfig{Config: foreign, After: file("full")}, file("mixed")); !errors.Is(err, backup.ErrOtherHistory) {
		t.Errorf("a backup after one of another store: %v", err)
	}
	if _, err := os.Stat(file("mixed")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a backup that failed left a file")
	}
	cut, err := os.ReadFile(file("full"))
	must(t, err)
	must(t, os.WriteFile(file("cut"), cut[:len(cut)-20], 0o600))
	must(t, os.WriteFile(file("none"), []byte("hello"), 0o600))
	for _, x := range []struct {
		what, says string
		files      []string
	}{
		{"without the full one", "full backup before it", []string{"second"}},
		{"with a gap", "one is missing", []string{"full", "third"}},
		{"out of order", "in order", []string{"full", "second", "third", "second"}},
		{"the full one twice", "only one", []string{"full", "full"}},
		{"two histories", "only one", []string{"full", "foreign"}},
		{"cut off", "damaged", []string{"cut"}},
		{"no backup", "no backup at all", []string{"none"}},
		{"no file", "no such file", []string{"nothing"}},
	} {
		to := newConfig(t)
		var files []string
		for _, f := range x.files {
			files = append(files, file(f))
		}
		if err := Restore(t.Context(), to, files); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v, want %q", x.what, err, x.says)
		}
		if left, err := os.ReadDir(to.Data); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", x.what, left, err)
		}
	}
	if err := Restore(t.Context(), cfg, []string{file("full")}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("restored over a store: %v", err)
	}
	if err := Restore(t.Context(), newConfig(t), []string{t.TempDir()}); err == nil || !strings.Contains(err.Error(), "no full backup") {
		t.Errorf("restored from an empty directory: %v", err)
	}
}

// A backup is of one state, whatever is committed while it is written.
func TestBackupWhileCommitting(t *testing.T) {
	cfg, folder := newConfig(t), t.TempDir()
	file := filepath.Join(folder, "one")
	var want bytes.Buffer
	must(t, cfg.withStore(t.Context(), func(s *store.Store) error {
		for i := range 200 {
			commit(t, s, fmt.Sprint("before", i))
		}
		v, err := s.View(t.Context())
		must(t, err)
		defer v.Close()
		f, err := os.Create(file)
		must(t, err)
		defer f.Close()
		var all sync.WaitGroup
		started := make(chan struct{})
		for w := range 4 {
			all.Go(func() {
				<-started
				for i := range 20 {
					commit(t, s, fmt.Sprint("during", w, "-", i))
				}
			})
		}
		_, err = backup.Write(t.Context(), &starting{f, sync.OnceFunc(func() { close(started) })}, v, store.Mark{})
		all.Wait()
		must(t, err)
		return v.Export(t.Context(), &want)
	}))
	other := newConfig(t)
	must(t, Restore(t.Context(), other, []string{file}))
	if wholeExport(t, other) != want.String() {
		t.Error("the restored graph is not the state that was backed up")
	}
}

// starting lets others begin with the first byte.
type starting struct {
	io.Writer
	begin func()
}

func (s *starting) Write(b []byte) (int, error) {
	s.begin()
	return s.Writer.Write(b)
}

// No change of a backup goes unnoticed, wherever it is.
func TestDamagedBackups(t *testing.T) {
	cfg, file := newConfig(t), filepath.Join(t.TempDir(), "full")
	commits(t, cfg, "a", "b", "c")
	must(t, Backup(t.Context(), BackupConfig{Config: cfg}, file))
	whole, err := os.ReadFile(file)
	must(t, err)
	content := func(b []byte) (string, error) {
		r, err := backup.Open(bytes.NewReader(b))
		if err != nil {
			return "", err
		}
		defer r.Close()
		out, err := io.ReadAll(r)
		return fmt.Sprintf("%+v %s", r.Header, out), err
	}
	want, err := content(whole)
	must(t, err)
	noticed := 0
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1 << rand.IntN(8)
		switch got, err := content(flipped); {
		case err != nil:
			noticed++
		case got != want: // the frame's own checksum may be what was flipped, and then all is there
			t.Errorf("a bit of byte %d: something else was read, and no error given", i)
		}
		if _, err := content(whole[:i]); err == nil {
			t.Errorf("cut off at %d: no error", i)
		}
	}
	if noticed < len(whole)*9/10 {
		t.Errorf("%d of %d flipped bits were noticed", noticed, len(whole))
	}
	if _, err := content(append(bytes.Clone(whole), whole...)); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("two backups in one file: %v", err)
	}
}

// check tells what is wrong in words, and with repair makes it right.
func TestCheckCommand(t *testing.T) {
	cfg := newConfig(t)
	commits(t, cfg, "a", "b", "c")
	before := wholeExport(t, cfg)
	run := func(repair bool) (string, error) {
		var out strings.Builder
		err := Check(t.Context(), cfg, repair, &out)
		return out.String(), err
	}
	if out, err := run(false); err != nil || !strings.HasPrefix(out, "whole: 3 commits, 4 things") {
		t.Fatalf("%s, %v", out, err)
	}
	must(t, cfg.withEngine(func(e kv.Engine) error {
		snap, err := e.Snapshot(t.Context())
		must(t, err)
		defer snap.Close()
		pages, err := snap.Scan(t.Context(), []kv.Range{{End: bytes.Repeat([]byte{0xff}, 16)}})
		must(t, err)
		var lost []kv.Write
		for _, p := range pages[0].Pairs {
			if p.Key[2] == 'C' && p.Key[3] == 'n' {
				lost = append(lost, kv.Write{Key: p.Key, Delete: true})
			}
		}
		return e.Commit(t.Context(), snap, lost, nil)
	}))
	out, err := run(false)
	if !errors.Is(err, ErrUnsound) || !strings.Contains(err.Error(), "--repair") {
		t.Errorf("damage: %v", err)
	}
	for _, says := range []string{"names (3 missing, 0 extra, 0 different): 3", `missing names: "the state a" entity `} {
		if !strings.Contains(out, says) {
			t.Errorf("no %q in:\n%s", says, out)
		}
	}
	if out, err := run(true); err != nil || !strings.Contains(out, "repaired: 3 ") || !strings.Contains(out, "whole: ") {
		t.Errorf("repair: %s, %v", out, err)
	}
	if wholeExport(t, cfg) != before {
		t.Error("a repair changed the graph")
	}
	if err := Check(t.Context(), config(filepath.Join(t.TempDir(), "nothing")), false, io.Discard); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("no store: %v", err)
	}
}

// A restore that was cut off is not taken for a store, and the next one begins anew.
func TestRestoreCutOff(t *testing.T) {
	cfg, file, to := newConfig(t), filepath.Join(t.TempDir(), "full"), newConfig(t)
	commits(t, cfg, "a")
	must(t, Backup(t.Context(), BackupConfig{Config: cfg}, file))
	// What a killed restore leaves: the mark, and some tables.
	must(t, os.WriteFile(filepath.Join(to.Data, "UNFINISHED"), nil, 0o600))
	must(t, os.WriteFile(filepath.Join(to.Data, "000001.sst"), []byte("half a table"), 0o600))
	if err := Check(t.Context(), to, false, io.Discard); !errors.Is(err, badgerkv.ErrUnfinished) {
		t.Errorf("a half restored store was opened: %v", err)
	}
	must(t, Restore(t.Context(), to, []string{file}))
	if wholeExport(t, to) != wholeExport(t, cfg) {
		t.Error("the restored graph is another one")
	}
}
