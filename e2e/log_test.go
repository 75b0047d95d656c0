package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
)

// programLog is what a process wrote to standard error.
type programLog struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed when there are more lines, or no more will come
	ended bool
}

func newProgramLog() *programLog { return &programLog{more: make(chan struct{})} }

// read takes all lines, until the process ends.
func (l *programLog) read(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.add(lines.Text(), false)
	}
	l.add("", true)
}

func (l *programLog) add(line string, end bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if end {
		l.ended = true
	} else {
		l.lines = append(l.lines, line)
	}
	close(l.more)
	l.more = make(chan struct{})
}

func (l *programLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

// await returns the first record whose message begins so.
func (l *programLog) await(ctx context.Context, message string) (map[string]any, error) {
	for next := 0; ; {
		l.mu.Lock()
		lines, more, ended := l.lines, l.more, l.ended
		l.mu.Unlock()
		for ; next < len(lines); next++ {
			if r := record(lines[next]); r != nil && strings.HasPrefix(fmt.Sprint(r["msg"]), message) {
				return r, nil
			}
		}
		if ended {
			return nil, fmt.Errorf("the process ended without logging %q; its log:\n%s", message, l.text())
		}
		select {
		case <-more:
		case <-ctx.Done():
			return nil, fmt.Errorf("no %q in the log: %w; the log:\n%s", message, ctx.Err(), l.text())
		}
	}
}

// record is a line of the log, nil for what is none.
func record(line string) map[string]any {
	var r map[string]any
	if json.Unmarshal([]byte(line), &r) != nil {
		return nil
	}
	return r
}
