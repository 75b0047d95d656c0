package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Everything in can get out again: an export imported elsewhere is the same graph,
// recorded times and history included.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	ctx, dir := bounded(t), t.TempDir()
	file, data, other := filepath.Join(dir, "all.jsonl"), filepath.Join(dir, "data"), filepath.Join(dir, "other")
	s := serve(ctx, t, data)
	s.mustCommit(ctx, t, "junta", object{"putEntity": object{"key": "cnsp", "kind": "government", "names": []object{{"text": "CNSP"}}}})
	s.mustCommit(ctx, t, "merge", object{"merge": object{"keep": object{"key": "mali-junta"}, "absorb": []object{{"key": "cnsp"}}, "reason": "a test"}})
	const then = `{ entity(ref: {key: "cnsp"}) { id key names { text } recorded { from by } }
		changes(last: 3) { nodes { op reason commit { id at } diff { path before after } } } meta { head earliestAsOf } }`
	var before any
	s.ask(ctx, t, then, nil, &before)

	locked := launch(ctx, t, nil, "export", "--data="+data, file)
	if code := locked.exitCode(ctx, t); code == 0 || !strings.Contains(locked.log.text(), "another demarche process") {
		t.Errorf("exported while a server has the store open: %d, %s", code, locked.log.text())
	}
	s.stop(ctx, t)
	run := func(args ...string) {
		t.Helper()
		p := launch(ctx, t, nil, args...)
		if code := p.exitCode(ctx, t); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, p.log.text())
		}
	}
	run("export", "--data="+data, file)
	run("import", "--data="+other, file)
	run("export", "--data="+other, file+".2")
	if read(t, file) != read(t, file+".2") {
		t.Error("exported again after an import, the graph differs")
	}
	s = serve(ctx, t, other)
	var after any
	s.ask(ctx, t, then, nil, &after)
	if sprint(t, before) != sprint(t, after) {
		t.Errorf("the imported graph answers\n%s\nnot\n%s", sprint(t, after), sprint(t, before))
	}
	s.stop(ctx, t)

	bad := filepath.Join(dir, "bad.jsonl")
	if err := os.WriteFile(bad, []byte(strings.Replace(read(t, file), `"kind"`, `"kin"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(ctx, t, nil, "import", "--data="+filepath.Join(dir, "third"), bad)
	if code := p.exitCode(ctx, t); code != 1 || !strings.Contains(p.log.text(), "line ") {
		t.Errorf("a wrong line: exit code %d: %s", code, p.log.text())
	}
}

func sprint(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(b))
}
