// Package e2e tests the program as its users meet it: the real binary, its flags,
// its log, its files, its HTTP and its playground.
//
// Nothing here sleeps. Each wait is for an event (a line of the log, an answer,
// the end of a process) and has a bound.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience bounds a test: it is reached only where something hangs.
const patience = 90 * time.Second

// binary is the program under test.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "demarche-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "demarche")
	build := exec.Command("go", "build", "-o", binary, "demarche")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "cannot build the program:", err)
		return 1
	}
	return m.Run()
}

// bounded is the context of a test.
func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
