package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// process is the program, started.
type process struct {
	cmd   *exec.Cmd
	log   *programLog
	ended chan struct{} // closed after the end
}

// launch starts the program with nothing of this process's settings, and sees to
// its end.
func launch(ctx context.Context, t *testing.T, env []string, args ...string) *process {
	t.Helper()
	return launchWith(ctx, t, []string{binary}, env, args...)
}

// launchWith starts a command that becomes the program.
func launchWith(ctx context.Context, t *testing.T, command, env []string, args ...string) *process {
	t.Helper()
	cmd := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(cleanEnvironment(), env...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, log: newProgramLog(), ended: make(chan struct{})}
	go func() {
		p.log.read(stderr)
		_ = cmd.Wait() // the state is read after the end
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("log of %v:\n%s", args, p.log.text())
		}
	})
	return p
}

func cleanEnvironment() []string {
	var out []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "DEMARCHE_") {
			out = append(out, e)
		}
	}
	return out
}

// kill ends the process as a power cut would, as far as it is concerned.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // an error: it has ended
	<-p.ended
}

// terminate asks the process to end.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// exitCode waits for the end.
func (p *process) exitCode(ctx context.Context, t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-ctx.Done():
		t.Fatalf("the process did not end; its log:\n%s", p.log.text())
	}
	return p.cmd.ProcessState.ExitCode()
}

// server is a process that serves.
type server struct {
	*process
	api  string // URL of the API
	home string // URL of the playground
}

// serve starts a server on a port of its own choice, and waits until it serves.
func serve(ctx context.Context, t *testing.T, data string, args ...string) *server {
	t.Helper()
	return serving(ctx, t, launch(ctx, t, nil, serveArgs(data, args...)...))
}

func serveArgs(data string, args ...string) []string {
	return append([]string{"--listen=127.0.0.1:0", "--log-format=json", "--data=" + data}, args...)
}

func serving(ctx context.Context, t *testing.T, p *process) *server {
	t.Helper()
	r, err := p.log.await(ctx, "serving")
	if err != nil {
		t.Fatal(err)
	}
	return &server{process: p, api: fmt.Sprint(r["api"]), home: fmt.Sprint(r["playground"])}
}

// stop ends the server in order.
func (s *server) stop(ctx context.Context, t *testing.T) {
	t.Helper()
	s.terminate(t)
	if code := s.exitCode(ctx, t); code != 0 {
		t.Fatalf("exit code %d after SIGTERM", code)
	}
}

// logged tells whether a message is in the log so far.
func (s *server) logged(message string) bool { return strings.Contains(s.log.text(), message) }
