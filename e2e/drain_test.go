package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// halfRequest is a request of which the server has begun to read the body.
type halfRequest struct {
	conn net.Conn
	in   *bufio.Reader
	rest string
}

// beginCommit sends half a commit. It returns when the server asks for the body,
// so that the request is surely in flight.
func beginCommit(t *testing.T, s *server, key string, operations ...any) *halfRequest {
	t.Helper()
	body, err := json.Marshal(object{
		"query":     commitMutation,
		"variables": object{"input": object{"idempotencyKey": key, "operations": operations}},
	})
	if err != nil {
		t.Fatal(err)
	}
	host := strings.TrimSuffix(strings.TrimPrefix(s.home, "http://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", host, len(body))
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	if err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("no 100 Continue: %q %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	half := len(body) / 2
	if _, err := conn.Write(body[:half]); err != nil {
		t.Fatal(err)
	}
	return &halfRequest{conn: conn, in: in, rest: string(body[half:])}
}

// finish sends the rest and reads the answer.
func (h *halfRequest) finish() (*answer, error) {
	if _, err := io.WriteString(h.conn, h.rest); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(h.in, nil)
	if err != nil {
		return nil, err
	}
	return readAnswer(resp)
}

func TestRequestsInFlightFinishAfterSIGTERM(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty", "--drain=60s")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))
	var halves []*halfRequest
	for i := range 8 {
		key := fmt.Sprintf("half-%d", i)
		halves = append(halves, beginCommit(t, s, key, putEntity(key, "Place")))
	}
	acknowledged := writeAsItStops(ctx, t, s, 20)
	for i, h := range halves {
		a, err := h.finish()
		if err != nil {
			t.Errorf("request %d in flight was cut off: %v", i, err)
			continue
		}
		if a.status != http.StatusOK || !strings.Contains(string(a.body), `"userErrors":[]`) {
			t.Errorf("request %d in flight: status %d: %s", i, a.status, a.body)
		}
		acknowledged = append(acknowledged, fmt.Sprintf("half-%d", i))
	}
	if code := s.exitCode(ctx, t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if !s.logged(`"msg":"stopped"`) || s.logged("cut off") {
		t.Errorf("the log does not tell of an orderly end:\n%s", s.log.text())
	}
	s = serve(ctx, t, data)
	got := keysOfEntities(ctx, t, s)
	for _, key := range acknowledged {
		if got[key] != 1 {
			t.Errorf("acknowledged %s is there %d times", key, got[key])
		}
	}
}

// writeAsItStops commits from several sides, sends SIGTERM after so many answers,
// and returns the acknowledged keys when no more requests are taken. Whoever got
// an answer got a whole and good one.
func writeAsItStops(ctx context.Context, t *testing.T, s *server, after int) (acknowledged []string) {
	t.Helper()
	var mu sync.Mutex
	var writers sync.WaitGroup
	enough := make(chan struct{})
	for w := range 4 {
		writers.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("load-%d-%d", w, n)
				a, err := post(ctx, s.api, commitMutation, object{"input": object{"idempotencyKey": key, "operations": []any{putEntity(key, "Place")}}})
				if err != nil {
					return // the server takes no more connections
				}
				mu.Lock()
				if a.status != http.StatusOK || !strings.Contains(string(a.body), `"userErrors":[]`) {
					t.Errorf("%s: status %d: %s", key, a.status, a.body)
				}
				if acknowledged = append(acknowledged, key); len(acknowledged) == after {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-ctx.Done():
		t.Fatal("too few answers")
	}
	s.terminate(t)
	if _, err := s.log.await(ctx, "stopping"); err != nil {
		t.Fatal(err)
	}
	writers.Wait()
	return acknowledged
}

// A client that never sends its body does not keep the server from ending.
func TestDrainIsBounded(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty", "--drain=200ms")
	s.mustCommit(ctx, t, "kinds", putKind("Place"), putEntity("bamako", "Place"))
	beginCommit(t, s, "never", putEntity("never", "Place"))
	s.stop(ctx, t)
	if !s.logged("cut off") {
		t.Errorf("the log does not say that a request was cut off:\n%s", s.log.text())
	}
	got := keysOfEntities(ctx, t, serve(ctx, t, data))
	if got["bamako"] != 1 || got["never"] != 0 {
		t.Errorf("entities: %v", got)
	}
}
