package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A server is backed up while clients write, in full and then what is new. What is
// restored is a beginning of its history, and in the end all of it; a check finds both
// directories whole.
func TestBackupOfARunningServer(t *testing.T) {
	t.Parallel()
	ctx, dir := bounded(t), t.TempDir()
	data, backups := filepath.Join(dir, "data"), filepath.Join(dir, "backups")
	if err := os.Mkdir(backups, 0o700); err != nil {
		t.Fatal(err)
	}
	s := serve(ctx, t, data)
	address := strings.TrimSuffix(s.api, "/graphql")
	run := func(args ...string) {
		t.Helper()
		p := launch(ctx, t, nil, args...)
		if code := p.exitCode(ctx, t); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, p.log.text())
		}
	}
	s.mustCommit(ctx, t, "kind", putKind("state-of-writers"))
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			for i := range 40 {
				key := fmt.Sprintf("w%d-%d", w, i)
				if _, err := commit(ctx, s.api, key, putEntity(key, "state-of-writers")); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	run("backup", "--from="+address, backups)
	run("backup", "--from="+s.api, backups)
	early := filepath.Join(dir, "early")
	run("restore", "--data="+early, backups)
	writers.Wait()
	run("backup", "--from="+address, backups)

	s.stop(ctx, t)
	late := filepath.Join(dir, "late")
	run("restore", "--data="+late, backups)
	export := func(data string) string {
		file := data + ".jsonl"
		run("export", "--data="+data, file)
		return read(t, file)
	}
	whole := export(data)
	if !strings.HasPrefix(whole, export(early)) {
		t.Error("what was backed up under load is not a beginning of the history")
	}
	if export(late) != whole {
		t.Error("what was backed up in the end is not the whole history")
	}
	for _, d := range []string{data, early, late} {
		run("check", "--data="+d)
	}
	if p := launch(ctx, t, nil, "restore", "--data="+data, backups); p.exitCode(ctx, t) != 1 || !strings.Contains(p.log.text(), "not empty") {
		t.Errorf("restored over a store: %s", p.log.text())
	}
}

// What is wrong with a request for a backup is said with a code.
func TestBackupRefusals(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, filepath.Join(t.TempDir(), "data"))
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		"after=x":                {http.StatusBadRequest, "INVALID_VALUE"},
		"after=3":                {http.StatusBadRequest, "INVALID_VALUE"},
		"digest=00":              {http.StatusBadRequest, "INVALID_VALUE"},
		"after=1&digest=00":      {http.StatusConflict, "OTHER_HISTORY"},
		"after=999999&digest=00": {http.StatusConflict, "OTHER_HISTORY"},
	} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(s.api, "/graphql")+"/admin/backup?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := send(req)
		if err != nil {
			t.Fatal(err)
		}
		if a.status != want.status || len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != want.code {
			t.Errorf("%s: %d %+v, want %d %s", query, a.status, a.Errors, want.status, want.code)
		}
	}
}
