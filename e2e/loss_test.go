package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"demarche/e2e/faults"
)

// A log that lost its end is told from one that was never longer, with the numbers of
// the commits that are missing and what to do.
func TestLostCommitsAreNoticed(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kind", putKind("Place"))
	s.stop(ctx, t)
	s = serve(ctx, t, data)
	for i := range 3 {
		s.mustCommit(ctx, t, fmt.Sprint(i), putEntity(fmt.Sprintf("place-%d", i), "Place"))
	}
	s.kill()
	logs, err := filepath.Glob(filepath.Join(data, "*.mem"))
	if err != nil || len(logs) != 1 {
		t.Fatalf("logs %v, %v", logs, err)
	}
	if err := os.Remove(logs[0]); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a refusal changes nothing
		checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data)...), []string{"commits 2 to 4", "missing", "backup", "--accept-loss"})
	}
	s = serve(ctx, t, data, "--accept-loss")
	if n := countEntities(ctx, t, s); n != 0 {
		t.Errorf("%d entities are left, want none", n)
	}
	s.mustCommit(ctx, t, "again", putEntity("place-0", "Place"))
	s.stop(ctx, t)
	serve(ctx, t, data).stop(ctx, t)
	faults.Try(t, faults.Files, "the server's log lost, after kill -9").Came("refused with the missing commits; accepted, the rest is there")
}

// A flipped bit in a table is found before anything is served.
func TestDamagedTableIsRefused(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	serve(ctx, t, data).stop(ctx, t)
	tables, err := filepath.Glob(filepath.Join(data, "*.sst"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("tables %v, %v", tables, err)
	}
	b, err := os.ReadFile(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/3] ^= 4
	if err := os.WriteFile(tables[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data)...), []string{filepath.Base(tables[0]), "damaged", "backup"})
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data, "--accept-loss")...), []string{"damaged", "backup"})
}
