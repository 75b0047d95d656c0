package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"

	"demarche/httpapi/internal/toy"
)

// client is one end of a socket in a test.
type client struct {
	t    *testing.T
	conn *websocket.Conn
}

type received struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // ends a test that hangs
	t.Cleanup(cancel)
	return ctx
}

// serve has small buffers, so that a client that does not read holds up writes.
func serve(t *testing.T, cfg Config) (*toy.Root, *Handler, string) {
	t.Helper()
	root, h, _ := toyHandler(t, cfg)
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		if err := conn.(*net.TCPConn).SetWriteBuffer(32 << 10); err != nil {
			t.Error(err)
		}
		return ctx
	}
	srv.Start()
	t.Cleanup(srv.Close)
	return root, h, srv.URL
}

func dial(t *testing.T, url string, opts *websocket.DialOptions) *client {
	t.Helper()
	if opts == nil {
		opts = &websocket.DialOptions{Subprotocols: []string{subprotocol}}
	}
	conn, _, err := websocket.Dial(testContext(t), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &client{t, conn}
}

// connected is a client that has been acknowledged.
func connected(t *testing.T, url string) *client {
	t.Helper()
	c := dial(t, url, nil)
	c.send(`{"type":"connection_init"}`)
	c.expect("connection_ack", "")
	return c
}

func (c *client) send(msg string) {
	c.t.Helper()
	if err := c.conn.Write(testContext(c.t), websocket.MessageText, []byte(msg)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) subscribe(id, query string) {
	c.t.Helper()
	payload, _ := json.Marshal(map[string]any{"query": query})
	c.send(`{"id":"` + id + `","type":"subscribe","payload":` + string(payload) + `}`)
}

func (c *client) read(ctx context.Context) (m received, err error) {
	_, data, err := c.conn.Read(ctx)
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	return m, err
}

func (c *client) receive() received {
	c.t.Helper()
	m, err := c.read(testContext(c.t))
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

// expect reads one message and returns its payload.
func (c *client) expect(kind, id string) string {
	c.t.Helper()
	m := c.receive()
	if m.Type != kind || m.ID != id {
		c.t.Fatalf("got %s %q %s, want %s %q", m.Type, m.ID, m.Payload, kind, id)
	}
	return string(m.Payload)
}

func (c *client) expectClose(code websocket.StatusCode) {
	c.t.Helper()
	for {
		if _, _, err := c.conn.Read(testContext(c.t)); err != nil {
			if got := websocket.CloseStatus(err); got != code {
				c.t.Fatalf("closed with %d (%v), want %d", got, err, code)
			}
			return
		}
	}
}

func TestSocketOperations(t *testing.T) {
	_, _, url := serve(t, Config{})
	c := connected(t, url)

	c.subscribe("1", "{hello}")
	if got := c.expect("next", "1"); got != `{"data":{"hello":"world"}}` {
		t.Errorf("got %s", got)
	}
	c.expect("complete", "1")

	c.subscribe("1", `mutation{set(text:"x")}`) // the id is free again
	c.expect("next", "1")
	c.expect("complete", "1")

	c.subscribe("2", "subscription{count(to:3)}")
	for range 3 {
		c.expect("next", "2")
	}
	c.expect("complete", "2")

	for query, code := range map[string]string{
		"{helo}":                           "GRAPHQL_VALIDATION_FAILED",
		"{":                                "GRAPHQL_PARSE_FAILED",
		"{people(first:1000){totalCount}}": "PAGE_TOO_LARGE",
		"subscription{count(to:-1)}":       "BAD_USER_INPUT",
	} {
		c.subscribe("3", query)
		if got := c.expect("error", "3"); !strings.HasPrefix(got, "[{") || !strings.Contains(got, code) {
			t.Errorf("%s: got %s", query, got)
		}
	}

	c.subscribe("4", "{fail hello}")
	if got := c.expect("next", "4"); !strings.Contains(got, CodeInternal) || strings.Contains(got, "secret") {
		t.Errorf("got %s", got)
	}
	c.expect("complete", "4")

	c.send(`{"type":"ping","payload":{"a":1}}`)
	c.expect("pong", "")
	c.send(`{"type":"pong"}`)
	c.send(`{"type":"complete","id":"unknown"}`)
	c.subscribe("5", "{hello}")
	c.expect("next", "5")
}

func TestSocketComplete(t *testing.T) {
	ended := make(chan struct{}, 10)
	root, _, url := serve(t, Config{
		Operation: func(ctx context.Context, _ *ast.OperationDefinition) (context.Context, func(), error) {
			return ctx, func() { ended <- struct{}{} }, nil
		},
	})
	c := connected(t, url)
	c.subscribe("s", "subscription{silence}")
	<-root.Started
	c.send(`{"type":"complete","id":"s"}`)
	<-ended
	// The id can be used again, and nothing more came under it.
	c.subscribe("s", "{hello}")
	c.expect("next", "s")
	c.expect("complete", "s")
	<-ended
	// A client that leaves ends its operations too.
	c.subscribe("s", "subscription{silence}")
	<-root.Started
	_ = c.conn.CloseNow()
	<-ended
}

func TestSocketCloseCodes(t *testing.T) {
	for name, tc := range map[string]struct {
		send []string
		code websocket.StatusCode
	}{
		"subscribe before init": {[]string{`{"id":"1","type":"subscribe","payload":{"query":"{hello}"}}`}, 4401},
		"init twice":            {[]string{`{"type":"connection_init"}`, `{"type":"connection_init"}`}, 4429},
		"refused":               {[]string{`{"type":"connection_init","payload":{"refuse":true}}`}, 4403},
		"init with a list":      {[]string{`{"type":"connection_init","payload":[]}`}, 4400},
		"unknown type":          {[]string{`{"type":"connection_init"}`, `{"type":"start"}`}, 4400},
		"no type":               {[]string{`{}`}, 4400},
		"not json":              {[]string{`hello`}, 4400},
		"not an object":         {[]string{`[]`}, 4400},
		"not utf-8":             {[]string{"{\"type\":\"\xff\"}"}, 4400},
		"no id":                 {[]string{`{"type":"connection_init"}`, `{"type":"subscribe","payload":{"query":"{hello}"}}`}, 4400},
		"long id":               {[]string{`{"type":"connection_init"}`, `{"type":"subscribe","id":"` + strings.Repeat("é", 500) + `","payload":{"query":"{hello}"}}`}, 4400},
		"no payload":            {[]string{`{"type":"connection_init"}`, `{"type":"subscribe","id":"1"}`}, 4400},
		"query is a number":     {[]string{`{"type":"connection_init"}`, `{"type":"subscribe","id":"1","payload":{"query":1}}`}, 4400},
		"id in use": {[]string{
			`{"type":"connection_init"}`,
			`{"type":"subscribe","id":"1","payload":{"query":"subscription{silence}"}}`,
			`{"type":"subscribe","id":"1","payload":{"query":"{hello}"}}`,
		}, 4409},
		"too large": {[]string{`{"type":"ping","payload":{"x":"` + strings.Repeat("x", 3000) + `"}}`}, websocket.StatusMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			_, h, url := serve(t, Config{
				MaxBody: 2000,
				Init: func(ctx context.Context, payload map[string]any) (context.Context, error) {
					if payload["refuse"] != nil {
						return nil, errors.New("no")
					}
					return ctx, nil
				},
			})
			c := dial(t, url, nil)
			for _, msg := range tc.send {
				c.send(msg)
			}
			c.expectClose(tc.code)
			if err := h.Wait(testContext(t)); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("binary", func(t *testing.T) {
		_, _, url := serve(t, Config{})
		c := dial(t, url, nil)
		if err := c.conn.Write(testContext(t), websocket.MessageBinary, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		c.expectClose(4400)
	})
	t.Run("init timeout", func(t *testing.T) {
		_, _, url := serve(t, Config{InitTimeout: time.Millisecond})
		dial(t, url, nil).expectClose(4408)
	})
	t.Run("no subprotocol", func(t *testing.T) {
		_, _, url := serve(t, Config{})
		dial(t, url, &websocket.DialOptions{}).expectClose(4406)
	})
}

func TestSocketShutdown(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	root, h, url := serve(t, Config{Context: ctx})
	c := connected(t, url)
	c.subscribe("1", "subscription{silence}")
	<-root.Started
	done, stop := context.WithCancel(context.Background())
	stop()
	if err := h.Wait(done); err == nil {
		t.Error("Wait returned while a socket was open")
	}
	cancel()
	c.expectClose(websocket.StatusGoingAway)
	if err := h.Wait(testContext(t)); err != nil {
		t.Error(err)
	}
}

func TestSocketLimitsOperations(t *testing.T) {
	root, _, url := serve(t, Config{MaxOperations: 2})
	c := connected(t, url)
	c.subscribe("a", "{hold}")
	c.subscribe("b", "{hold}")
	<-root.Started
	<-root.Started
	c.subscribe("c", "{hello}")
	if got := c.expect("error", "c"); !strings.Contains(got, CodeTooManyActive) {
		t.Errorf("got %s", got)
	}
	root.Release <- struct{}{}
	first := c.receive()
	if first.Type != "next" {
		t.Fatalf("got %+v", first)
	}
	c.expect("complete", first.ID)
}

func TestSocketsAreCounted(t *testing.T) {
	_, _, url := serve(t, Config{MaxSockets: 1})
	connected(t, url)
	_, resp, err := websocket.Dial(testContext(t), url, &websocket.DialOptions{Subprotocols: []string{subprotocol}})
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestSocketOrigin(t *testing.T) {
	_, _, url := serve(t, Config{Origins: []string{"friend.example"}})
	for origin, allowed := range map[string]bool{"http://evil.example": false, "https://friend.example": true, url: true} {
		conn, resp, err := websocket.Dial(testContext(t), url, &websocket.DialOptions{
			Subprotocols: []string{subprotocol},
			HTTPHeader:   http.Header{"Origin": {origin}},
		})
		if (err == nil) != allowed {
			t.Errorf("%s: %v", origin, err)
		}
		if !allowed && resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", origin, resp.StatusCode)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
}

func TestSocketPings(t *testing.T) {
	pinged := make(chan struct{}, 100)
	_, _, url := serve(t, Config{PingInterval: time.Millisecond})
	c := dial(t, url, &websocket.DialOptions{
		Subprotocols: []string{subprotocol},
		OnPingReceived: func(context.Context, []byte) bool {
			select {
			case pinged <- struct{}{}:
			default:
			}
			return true
		},
	})
	c.send(`{"type":"connection_init"}`)
	c.expect("connection_ack", "")
	go func() { _, _, _ = c.conn.Read(context.Background()) }() // pings are answered while reading
	<-pinged
	<-pinged // the first was answered
}

func TestSocketWithoutPongIsCut(t *testing.T) {
	_, h, url := serve(t, Config{PingInterval: time.Millisecond, WriteTimeout: 5 * time.Millisecond})
	connected(t, url) // reads no more, so it answers no ping
	if err := h.Wait(testContext(t)); err != nil {
		t.Error(err)
	}
}
