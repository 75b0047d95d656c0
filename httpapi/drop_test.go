package httpapi

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// ends tells of each operation that has ended.
func ends(cfg Config) (Config, <-chan string) {
	ended := make(chan string, 1000)
	cfg.Operation = func(ctx context.Context, op *ast.OperationDefinition) (context.Context, func(), error) {
		return ctx, func() { ended <- op.Name }, nil
	}
	return cfg, ended
}

// deaf is a client that opens a subscription and does not read what it gets.
type deaf interface {
	// blocked returns when the server is in the middle of an event that is
	// larger than all buffers.
	blocked()
	Close() error
}

var deafClients = map[string]func(t *testing.T, url, query string) deaf{
	"stream": func(t *testing.T, url, query string) deaf {
		t.Helper()
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: toy\r\nAccept: text/event-stream\r\n\r\n", get("query", query)); err != nil {
			t.Fatal(err)
		}
		return deafStream{t, conn}
	},
	"socket": func(t *testing.T, url, query string) deaf {
		t.Helper()
		c := connected(t, url)
		c.subscribe("1", query)
		return deafSocket{c}
	},
}

type deafStream struct {
	t *testing.T
	net.Conn
}

func (d deafStream) blocked() {
	in := bufio.NewReaderSize(d.Conn, 16)
	for line := ""; line != "event: next\n"; {
		var err error
		if line, err = in.ReadString('\n'); err != nil {
			d.t.Error(err)
			return
		}
	}
}

type deafSocket struct{ *client }

func (d deafSocket) blocked() {
	if _, _, err := d.conn.Reader(testContext(d.t)); err != nil {
		d.t.Error(err)
	}
}

func (d deafSocket) Close() error { return d.conn.CloseNow() }

// A client that stops reading is dropped. Until then, and after, others get
// their events.
func TestSlowReaderIsDropped(t *testing.T) {
	for name, open := range deafClients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg, ended := ends(Config{WriteTimeout: time.Second})
			root, _, url := serve(t, cfg)
			l := listen(t, testContext(t), url, "subscription Stream{ticks}")
			c := connected(t, url)
			c.subscribe("1", "subscription Socket{ticks}")
			tick := func(n int32) {
				t.Helper()
				root.Tick(n)
				want := fmt.Sprintf(`{"data":{"ticks":%d}}`, n)
				l.expect("next", want)
				if got := c.expect("next", "1"); got != want {
					t.Errorf("got %s", got)
				}
			}
			open(t, url, "subscription Deaf{flood}").blocked()
			for n := int32(1); ; n++ {
				tick(n)
				select {
				case name := <-ended:
					if name != "Deaf" {
						t.Fatalf("%s was dropped", name)
					}
					tick(n + 1)
					return
				default:
				}
			}
		})
	}
}

// A message that waits too long for another one to be written is lost. Then the
// socket is too: what came later would look like all there was.
func TestMessageThatWaitsTooLongCutsTheSocket(t *testing.T) {
	_, h, _ := toyHandler(t, Config{WriteTimeout: time.Millisecond})
	cut := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}})
		if err != nil {
			cut <- err
			return
		}
		defer func() { _ = conn.CloseNow() }()
		s := &socket{h: h, conn: conn}
		s.alive, s.cut = context.WithCancel(r.Context())
		defer s.cut()
		if _, err := conn.Writer(s.alive, websocket.MessageText); err != nil { // held, as while a message is written
			cut <- err
			return
		}
		if s.write(func(b *buffer) { b.message("next", "1") }) == nil || s.alive.Err() == nil {
			cut <- errors.New("the socket goes on")
		}
		cut <- nil
	}))
	t.Cleanup(srv.Close)
	dial(t, srv.URL, nil)
	if err := <-cut; err != nil {
		t.Error(err)
	}
}

func TestClientThatLeavesEndsItsOperation(t *testing.T) {
	for name, open := range deafClients {
		t.Run(name, func(t *testing.T) {
			cfg, ended := ends(Config{})
			root, h, url := serve(t, cfg)
			client := open(t, url, "subscription Left{silence}")
			<-root.Started
			_ = client.Close()
			if name := <-ended; name != "Left" {
				t.Errorf("%s ended", name)
			}
			if err := h.Wait(testContext(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that stops does not wait for clients that do not read.
func TestStopDropsSlowReaders(t *testing.T) {
	for name, open := range deafClients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancel(context.Background())
			_, h, url := serve(t, Config{Context: ctx, WriteTimeout: time.Hour})
			open(t, url, "subscription{flood}").blocked()
			stop()
			waiting, cancel := context.WithTimeout(context.Background(), 2*closeGrace)
			defer cancel()
			if err := h.Wait(waiting); err != nil {
				t.Error(err)
			}
		})
	}
}

// A stream that the server ends has no complete event: there would be more.
func TestStopEndsStreams(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	root, h, url := serve(t, Config{Context: ctx})
	l := listen(t, testContext(t), url, "subscription{ticks}")
	query := listen(t, testContext(t), url, "{hold}")
	root.Tick(1)
	l.expect("next", `{"data":{"ticks":1}}`)
	for range 2 {
		<-root.Started
	}
	stop()
	if name, data, err := l.event(); err != io.EOF {
		t.Errorf("got %s %s %v", name, data, err)
	}
	// A query in flight is finished, as over plain HTTP.
	root.Release <- struct{}{}
	query.expect("next", `{"data":{"hold":"released"}}`)
	query.expect("complete", "")
	if err := h.Wait(testContext(t)); err != nil {
		t.Error(err)
	}
	late := listen(t, testContext(t), url, "subscription{silence}")
	if name, data, err := late.event(); late.resp.StatusCode != http.StatusOK || err != io.EOF {
		t.Errorf("got %s %s %v", name, data, err)
	}
}

// What a subscription reads from can be lost on the way. That is an error to
// the client, and not the end of what there is.
func TestSubscriptionThatIsCancelledWithACause(t *testing.T) {
	cancels := make(chan context.CancelCauseFunc, 2)
	root, _, url := serve(t, Config{Operation: func(ctx context.Context, _ *ast.OperationDefinition) (context.Context, func(), error) {
		ctx, cancel := context.WithCancelCause(ctx)
		cancels <- cancel
		return ctx, nil, nil
	}})
	l := listen(t, testContext(t), url, "subscription{silence}")
	c := connected(t, url)
	c.subscribe("1", "subscription{silence}")
	for range 2 {
		<-root.Started
	}
	(<-cancels)(&gqlerror.Error{Message: "gone", Extensions: map[string]any{"code": "GONE"}})
	(<-cancels)(errors.New("secret"))
	_, streamed, err := l.event()
	if err != nil {
		t.Fatal(err)
	}
	l.expect("complete", "")
	socketed := c.expect("error", "1")
	for _, got := range []string{streamed, socketed} {
		if strings.Contains(got, `"data"`) || strings.Contains(got, "secret") || strings.Contains(got, "GONE") == strings.Contains(got, CodeInternal) {
			t.Errorf("got %s", got)
		}
	}
}
