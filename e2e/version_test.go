package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A release is told apart though its sources were no checkout.
func TestReleaseSaysWhichItIs(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	program := filepath.Join(t.TempDir(), "demarche")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, "-ldflags",
		"-X demarche/telemetry.releaseVersion=v1.2.3 -X demarche/telemetry.releaseCommit=0123abcd", "demarche")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil || string(out) != "demarche v1.2.3 0123abcd\n" {
		t.Errorf("--version says %q, %v", out, err)
	}
}

func TestHealthCommand(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir(), "--empty")
	url := strings.TrimSuffix(s.home, "/") + "/readyz"
	if p := launch(ctx, t, nil, "health", url); p.exitCode(ctx, t) != 0 {
		t.Errorf("a server that serves is not healthy:\n%s", p.log.text())
	}
	s.stop(ctx, t)
	p := launch(ctx, t, nil, "health", url)
	if p.exitCode(ctx, t) != 1 || !strings.Contains(p.log.text(), "no answer") {
		t.Errorf("a server that has ended: exit code %d:\n%s", p.exitCode(ctx, t), p.log.text())
	}
}
