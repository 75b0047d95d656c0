package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Event data go into a server that is running, next to what it has; an import that is
// killed goes on when it is run again, and one that was done adds nothing.
func TestImportToAServer(t *testing.T) {
	t.Parallel()
	ctx, dir := bounded(t), t.TempDir()
	const rows = 1500
	var text strings.Builder
	for i := range rows {
		fmt.Fprintf(&text, "Minister %d (Mali)\tUse unconventional violence\tMali\t2031-01-%02d\n", i, i%28+1)
	}
	text.WriteString("one column\n")
	file := filepath.Join(dir, "events.tsv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(ctx, t, filepath.Join(dir, "data"))
	count := func() (n int) {
		var got struct {
			Types []struct{ RelationCount int } `json:"relationTypes"`
		}
		s.ask(ctx, t, `{ relationTypes(under: "cameo-18") { relationCount } }`, nil, &got)
		for _, typ := range got.Types {
			n += typ.RelationCount
		}
		return n
	}
	args := []string{"import", "--to=" + s.api, file}
	p := launch(ctx, t, nil, args...)
	wait(ctx, t, func() bool {
		var got struct{ Relations struct{ TotalCount int } }
		s.ask(ctx, t, `{ relations { totalCount } }`, nil, &got)
		return got.Relations.TotalCount > 300
	})
	p.kill()
	p = launch(ctx, t, nil, args...)
	if code := p.exitCode(ctx, t); code != 0 || !strings.Contains(p.log.text(), fmt.Sprintf("rows=%d refused=1", rows)) {
		t.Fatalf("run again: exit code %d: %s", code, p.log.text())
	}
	if n := count(); n != 2*rows { // of Assault itself, and of its child
		t.Errorf("%d relations counted, want %d", n, 2*rows)
	}
	head := s.head(ctx, t)
	p = launch(ctx, t, nil, args...)
	if code := p.exitCode(ctx, t); code != 0 || !strings.Contains(p.log.text(), "commits=0") || s.head(ctx, t) != head {
		t.Errorf("a third time: exit code %d: %s", code, p.log.text())
	}
	var kinds struct {
		Kinds []struct {
			Key   string
			Label struct{ Text string }
		}
	}
	s.ask(ctx, t, `{ kinds(under: "state") { key label(langs: ["fr"]) { text } } }`, nil, &kinds)
	if fmt.Sprint(kinds.Kinds) != "[{state {État}}]" {
		t.Errorf("kinds %v", kinds.Kinds)
	}
	p = launch(ctx, t, nil, append(args, "--strict")...)
	if code := p.exitCode(ctx, t); code != 1 || !strings.Contains(p.log.text(), fmt.Sprintf("line %d: a row was refused", rows+1)) {
		t.Errorf("strict: exit code %d: %s", code, p.log.text())
	}
	p = launch(ctx, t, nil, "import", "--to="+strings.TrimSuffix(s.api, "graphql")+"healthz", file)
	if code := p.exitCode(ctx, t); code != 1 || !strings.Contains(p.log.text(), "no GraphQL") {
		t.Errorf("to no API: exit code %d: %s", code, p.log.text())
	}
}

// A store that an import filled is served, and an import that is killed while it fills
// one leaves nothing that is taken for a store.
func TestImportIntoADirectory(t *testing.T) {
	t.Parallel()
	ctx, dir := bounded(t), t.TempDir()
	var text strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&text, "Actor %d\tConsult\tActor %d\t2031-%02d-%02d\n", i%997, i%1009, i%12+1, i%28+1)
	}
	file, data := filepath.Join(dir, "events.tsv"), filepath.Join(dir, "data")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(ctx, t, nil, "import", "--data="+data, file)
	wait(ctx, t, func() bool { _, err := os.Stat(filepath.Join(data, "UNFINISHED")); return err == nil })
	p.kill()
	if _, err := os.Stat(filepath.Join(data, "UNFINISHED")); err == nil { // it was not quicker
		p = launch(ctx, t, nil, serveArgs(data)...)
		if code := p.exitCode(ctx, t); code != 1 || !strings.Contains(p.log.text(), "was cut off") {
			t.Errorf("served: exit code %d: %s", code, p.log.text())
		}
	}
	p = launch(ctx, t, nil, "import", "--data="+data, file)
	if code := p.exitCode(ctx, t); code != 0 {
		t.Fatalf("run again: exit code %d: %s", code, p.log.text())
	}
	s := serve(ctx, t, data)
	var got struct {
		Entity struct{ Relations struct{ TotalCount int } }
	}
	s.ask(ctx, t, `{ entity(ref: {key: "actor:actor-1"}) { relations(as: ["actor"]) { totalCount } } }`, nil, &got)
	if want := 60_000/997 + 1; got.Entity.Relations.TotalCount != want {
		t.Errorf("%d relations, want %d", got.Entity.Relations.TotalCount, want)
	}
}

func wait(ctx context.Context, t *testing.T, until func() bool) {
	t.Helper()
	for !until() {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal("it does not come to it")
		}
	}
}
