package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"demarche/e2e/faults"
)

// SIGTERM while everything goes on at once: commits and queries, a large
// commit, an import, subscriptions over WebSocket and server-sent events, clients
// that stop in the middle of a request or do not read. Who gets an answer gets a whole
// one, subscriptions are told that the server goes away, the process ends with 0, and
// what was acknowledged is there afterwards.
func TestSIGTERMUnderLoad(t *testing.T) {
	t.Parallel()
	tries := faults.Try(t, faults.Process, "SIGTERM under load: commits, an import, subscriptions, clients that hang")
	for range faults.Rounds(t, 2) {
		stopUnderLoad(t)
		tries.Came("answers whole, sockets closed with 1001, exit code 0, nothing lost")
	}
}

func stopUnderLoad(t *testing.T) {
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty", "--drain=60s")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))

	sockets := []*websocket.Conn{subscribe(ctx, t, s), subscribe(ctx, t, s)}
	events := listen(ctx, t, s)
	hangs := beginCommit(t, s, "never", putEntity("never", "Place"))
	unread := dialServer(t, s)
	fmt.Fprintf(unread, "GET /graphql?query=%s HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n", url.QueryEscape("{ entities(first: 100) { nodes { key } } }"))

	var rows strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&rows, "Actor %d\tConsult\tActor %d\t2031-%02d-%02d\n", i, i+1, i%12+1, i%28+1)
	}
	file := filepath.Join(t.TempDir(), "events.tsv")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	loading := launch(ctx, t, nil, "import", "--to="+s.api, file)
	large := make([]any, 100)
	for i := range large {
		large[i] = putEntity(fmt.Sprintf("large-%d", i), "Place")
	}
	half := beginCommit(t, s, "large", large...)
	var queries sync.WaitGroup
	for range 2 {
		queries.Go(func() { queryUntilGone(ctx, t, s) })
	}

	acknowledged := writeAsItStops(ctx, t, s, 40)
	a, err := half.finish()
	if err != nil || a.status != http.StatusOK || !strings.Contains(string(a.body), `"userErrors":[]`) {
		t.Errorf("a large commit, in flight at SIGTERM: %v, %+v", err, a)
	}
	acknowledged = append(acknowledged, "large-0", "large-99")
	queries.Wait()
	for _, c := range sockets {
		if err := drainSocket(ctx, c); websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("a socket was closed with %v, want 1001", err)
		}
	}
	if err := <-events; err != nil {
		t.Errorf("the stream of events: %v", err)
	}
	hangs.conn.Close() // TestDrainIsBounded does not wait for that
	if code := s.exitCode(ctx, t); code != 0 || !s.logged(`"msg":"stopped"`) {
		t.Errorf("exit code %d, stopped: %v", code, s.logged(`"msg":"stopped"`))
	}
	if code := loading.exitCode(ctx, t); code == 0 {
		t.Error("the import says that it came to its end, when the server did before it")
	}
	if conn, err := net.Dial("tcp", hostOf(s)); err == nil {
		conn.Close()
		t.Error("somebody still listens")
	}

	s = serve(ctx, t, data)
	for _, key := range acknowledged {
		var got struct{ Entity *struct{ Key string } }
		s.ask(ctx, t, `query ($key: String!) { entity(ref: {key: $key}) { key } }`, object{"key": key}, &got)
		if got.Entity == nil {
			t.Errorf("acknowledged %s is not there", key)
		}
	}
	var got struct{ Entity *struct{ Key string } }
	if s.ask(ctx, t, `{ entity(ref: {key: "never"}) { key } }`, nil, &got); got.Entity != nil {
		t.Error("a commit that was never sent whole is there")
	}
	s.stop(ctx, t)
}

func hostOf(s *server) string { return strings.TrimSuffix(strings.TrimPrefix(s.home, "http://"), "/") }

// dialServer is a connection with which a client can do what no HTTP client does.
func dialServer(t *testing.T, s *server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", hostOf(s))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// subscribe opens a socket on which changes come in.
func subscribe(ctx context.Context, t *testing.T, s *server) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.api, "http", "ws", 1), &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	var ack struct{ Type string }
	for _, do := range []func() error{
		func() error { return wsjson.Write(ctx, conn, object{"type": "connection_init"}) },
		func() error { return wsjson.Read(ctx, conn, &ack) },
		func() error {
			return wsjson.Write(ctx, conn, object{"id": "1", "type": "subscribe", "payload": object{"query": "subscription { changes { cursor } }"}})
		},
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	if ack.Type != "connection_ack" {
		t.Fatalf("%+v, want connection_ack", ack)
	}
	return conn
}

// drainSocket reads until the end, and says which.
func drainSocket(ctx context.Context, c *websocket.Conn) error {
	for {
		if _, _, err := c.Read(ctx); err != nil {
			return err
		}
	}
}

// listen opens a subscription by server-sent events. Its end gives nil, or an error if
// the stream breaks off.
func listen(ctx context.Context, t *testing.T, s *server) <-chan error {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.api+"?query="+url.QueryEscape("subscription { changes { cursor } }"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	end := make(chan error, 1)
	go func() {
		defer resp.Body.Close()
		_, err := io.Copy(io.Discard, resp.Body)
		end <- err
	}()
	return end
}

// queryUntilGone asks until the server takes no more requests: every answer is whole.
func queryUntilGone(ctx context.Context, t *testing.T, s *server) {
	for {
		a, err := post(ctx, s.api, "{ entities(first: 100) { totalCount nodes { key } } }", nil)
		if err != nil {
			return
		}
		var data struct{ Entities struct{ TotalCount int } }
		if err := a.data(&data); err != nil {
			t.Error(err)
			return
		}
	}
}
