package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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

// deaf opens a subscription and does not read what it gets.
var deaf = map[string]func(t *testing.T, url, query string) io.Closer{
	"stream": func(t *testing.T, url, query string) io.Closer {
		t.Helper()
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.(*net.TCPConn).SetReadBuffer(4096)
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: toy\r\nAccept: text/event-stream\r\n\r\n", get("query", query)); err != nil {
			t.Fatal(err)
		}
		return conn
	},
	"socket": func(t *testing.T, url, query string) io.Closer {
		t.Helper()
		c := connected(t, url)
		c.subscribe("1", query)
		return closeNow{c.conn}
	},
}

type closeNow struct{ conn *websocket.Conn }

func (c closeNow) Close() error { return c.conn.CloseNow() }

// A client that stops reading is dropped. Until then, and after, others get
// their events.
func TestSlowReaderIsDropped(t *testing.T) {
	for name, open := range deaf {
		t.Run(name, func(t *testing.T) {
			cfg, ended := ends(Config{WriteTimeout: 100 * time.Millisecond})
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
			open(t, url, "subscription Deaf{flood}")
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

// Of two operations on one socket, one waits for the other's message to be
// written. When the client is dropped for that, none may seem complete to it.
func TestDroppedOperationsAreNotComplete(t *testing.T) {
	cfg, ended := ends(Config{WriteTimeout: 50 * time.Millisecond})
	_, _, url := serve(t, cfg)
	c := connected(t, url)
	for _, id := range []string{"1", "2", "3"} {
		c.subscribe(id, "subscription{flood}")
	}
	for range 3 {
		<-ended
	}
	for {
		m, err := c.read(testContext(t))
		if err != nil {
			break
		}
		if m.Type != "next" {
			t.Fatalf("got %s", m.Type)
		}
	}
}

func TestClientThatLeavesEndsItsOperation(t *testing.T) {
	for name, open := range deaf {
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
	for name, open := range deaf {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancel(context.Background())
			executed := make(chan struct{}, 10000)
			_, h, url := serve(t, Config{Context: ctx, WriteTimeout: time.Hour, Event: func(context.Context) { executed <- struct{}{} }})
			open(t, url, "subscription{flood}")
			for range 20 {
				<-executed
			}
			stop()
			if err := h.Wait(testContext(t)); err != nil {
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
