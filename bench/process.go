package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is this program, started as a server on a port of its own choice.
type process struct {
	cmd     *exec.Cmd
	api     string        // URL
	started time.Time     // when it was started
	ended   chan struct{} // closed after the end
	log     strings.Builder
}

// start runs a program with arguments that make it serve, and waits until its log, in
// JSON, says where.
func start(ctx context.Context, program string, args ...string) (*process, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "DEMARCHE_") { // the operator's settings are for another server
			cmd.Env = append(cmd.Env, e)
		}
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, started: time.Now(), ended: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	serving := make(chan string, 1)
	go func() {
		p.readLog(stderr, serving)
		_ = cmd.Wait() // what it said is in the log
		close(p.ended)
	}()
	select {
	case p.api = <-serving:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("%s %s did not start: %s", program, strings.Join(args, " "), p.log.String())
	}
}

func (p *process) readLog(r io.Reader, serving chan<- string) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var line struct{ Msg, API string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			serving <- line.API
			continue
		}
		if p.log.Len() < 1<<16 {
			p.log.Write(lines.Bytes())
			p.log.WriteByte('\n')
		}
	}
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// stop ends the process in order and says how it ended.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = p.cmd.Process.Kill() // a system without signals
		<-p.ended
		return nil
	}
	<-p.ended
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the server ended with %d: %s", code, p.log.String())
	}
	return nil
}
