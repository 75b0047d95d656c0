//go:build unix

package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func (s *server) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(s.home, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// idleConnections is how many this process may open, and the server too, up to those
// that are promised.
func idleConnections(t *testing.T) int {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	return max(100, min(10_000, int(min(limit.Cur, 1<<20))-2000))
}

// Connections that were used once and then do nothing hold little, and keep nobody
// out.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	n := idleConnections(t)
	conns := make(chan net.Conn, n)
	turns := make(chan struct{}, n)
	for range n {
		turns <- struct{}{}
	}
	close(turns)
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			for range turns {
				conn, err := askOnce(ctx, s)
				if err != nil {
					t.Errorf("a connection of %d: %v", n, err)
					return
				}
				conns <- conn
			}
		})
	}
	clients.Wait()
	close(conns)
	s.head(ctx, t)
	t.Logf("%d idle connections", len(conns))
	checkMemory(t, s.process)
	for conn := range conns {
		_ = conn.Close()
	}
	s.head(ctx, t)
	s.stop(ctx, t)
}

// askOnce makes a connection with a request behind it.
func askOnce(ctx context.Context, s *server) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimSuffix(strings.TrimPrefix(s.home, "http://"), "/"))
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return conn, err
	}
	if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
		return conn, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return conn, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return conn, err
}

// Clients that never come to the end of a request are cut off, and hold up nobody in
// the meantime.
func TestSlowRequestsAreCutOff(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	const clients = 100
	beginnings := map[string]string{
		"nothing":       "",
		"half a header": "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
		"half a body":   "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"query\":",
		"half a chunk":  "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n{",
	}
	cut := make(chan error, clients*len(beginnings))
	for name, begin := range beginnings {
		for range clients {
			conn := s.dial(t)
			if _, err := io.WriteString(conn, begin); err != nil {
				t.Fatal(err)
			}
			go func() {
				err := untilCut(conn)
				if err != nil {
					err = fmt.Errorf("%s: %w", name, err)
				}
				cut <- err
			}()
		}
	}
	s.head(ctx, t)
	for range cap(cut) {
		if err := <-cut; err != nil {
			t.Fatal(err)
		}
	}
	s.head(ctx, t)
}

// untilCut waits until the server closes a connection; it may say why before.
func untilCut(conn net.Conn) error {
	said, err := io.ReadAll(conn)
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("the connection is still open")
	case len(said) > 0 && !strings.HasPrefix(string(said), "HTTP/1.1 4"):
		return fmt.Errorf("answered %.100q", said)
	}
	return nil // closed or reset
}
