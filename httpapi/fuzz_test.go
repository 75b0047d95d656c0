package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"demarche/httpapi/guard"
)

// The same JSON written in another way is the same request.
func FuzzParams(f *testing.F) {
	for _, body := range []string{
		`{"query":"query A($n: Int) { echo(text: \"a\", n: $n) }","operationName":"A","variables":{"n":9223372036854775807},"extensions":null}`,
		`{"documentId":"sha256:00","variables":{}}`,
		`{"query":null,"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`,
		`{"query":"{hello}","query":"\ud800","variables":{"a":[1e400,-0,null]}}`,
		`[{"query":"{hello}"}]`, `"{hello}"`, "{\"query\":\"\xff\"}", `{`, "",
	} {
		f.Add([]byte(body))
	}
	limits := guard.DefaultLimits()
	f.Fuzz(func(t *testing.T, body []byte) {
		p, bad := parseParams(body, &limits)
		if bad != nil {
			if bad.Message == "" || bad.Extensions["code"] == nil {
				t.Errorf("%q is refused without a reason: %+v", body, bad)
			}
			return
		}
		if !p.sent && p.documentID == "" {
			t.Errorf("%q has nothing to run", body)
		}
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		var members map[string]any
		if err := dec.Decode(&members); err != nil {
			t.Fatalf("%q is no JSON: %v", body, err)
		}
		again, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		if q, bad := parseParams(again, &limits); bad != nil || !reflect.DeepEqual(p, q) {
			t.Errorf("%q is %+v, and written as %q it is %+v, %v", body, p, again, q, bad)
		}
	})
}

// The same parameters in another order and escaped in another way are the same request.
func FuzzQueryParams(f *testing.F) {
	for _, raw := range []string{
		"query=%7Bhello%7D", "query={hello}&variables=%7B%22n%22:1%7D&operationName=", "documentId=a&extensions=null",
		"query=a&query=b", "query=%ff", "query=%zz", "variables=%5B%5D&query", "a;b", "",
	} {
		f.Add(raw)
	}
	limits := guard.DefaultLimits()
	f.Fuzz(func(t *testing.T, raw string) {
		p, bad := queryParams(raw, &limits)
		if bad == nil && !p.sent && p.documentID == "" {
			t.Errorf("%q has nothing to run", raw)
		}
		if bad != nil && (bad.Message == "" || bad.Extensions["code"] == nil) {
			t.Errorf("%q is refused without a reason: %+v", raw, bad)
		}
		values, err := url.ParseQuery(raw)
		if err != nil {
			if bad == nil {
				t.Errorf("%q is taken, but no query string: %v", raw, err)
			}
			return
		}
		q, worse := queryParams(values.Encode(), &limits)
		if !reflect.DeepEqual(p, q) || !reflect.DeepEqual(bad, worse) {
			t.Errorf("%q is %+v, %v, and written anew it is %+v, %v", raw, p, bad, q, worse)
		}
	})
}

// Headers are a list, whether sent as one or as several; the answer is one of our types.
func FuzzAccept(f *testing.F) {
	f.Add("", "")
	f.Add("*/*;q=0.1", "application/graphql-response+json; charset=utf-8")
	f.Add("text/event-stream, application/json;q=0.5", "application/*;q=0")
	f.Add("text/html;q=nan", `application/json; charset="latin1", "`)
	f.Fuzz(func(t *testing.T, a, b string) {
		got := negotiate([]string{a, b})
		switch got.answer {
		case typeJSON, typeGraphQL:
		case typeStream:
			if !got.stream {
				t.Errorf("%q, %q: a stream is preferred but not acceptable", a, b)
			}
		case "":
			if got.stream {
				t.Errorf("%q, %q: a stream is acceptable but nothing is", a, b)
			}
		default:
			t.Errorf("%q, %q: answered with %q", a, b, got.answer)
		}
		if one := negotiate([]string{a + "," + b}); one != got {
			t.Errorf("%q, %q: %+v as two headers, %+v as one", a, b, got, one)
		}
	})
}

// pipes is a network within the process: it has no ports to run out of.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Whatever two messages say, a third that is no message ends the connection, if they did
// not: always with a code of the protocol, and after messages of the protocol only.
func FuzzSocket(f *testing.F) {
	for _, m := range []string{
		`{"type":"connection_init","payload":{"a":1}}`, `{"type":"ping"}`, `{"type":"pong"}`, `{"type":"complete","id":"1"}`,
		`{"id":"1","type":"subscribe","payload":{"query":"subscription { count(to: 2) }"}}`,
		`{"id":"1","type":"subscribe","payload":{"query":"{ panic }"}}`,
		`{"id":"1","type":"subscribe","payload":{"query":"{ unknown "}}`,
		`{"id":"","type":"subscribe","payload":null}`, `{"type":1}`, `[]`, "\xff",
	} {
		f.Add(true, m, `{"id":"1","type":"subscribe","payload":{"query":"subscription { silence }"}}`)
		f.Add(false, m, m)
	}
	root, h, _ := toyHandler(f, Config{})
	go func() {
		for range root.Started { // nobody else asks
		}
	}()
	network := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(network) }()
	f.Cleanup(func() { _ = srv.Close(); close(root.Started) })
	opts := &websocket.DialOptions{
		Subprotocols: []string{subprotocol},
		HTTPClient:   &http.Client{Transport: &http.Transport{DialContext: network.dial}},
	}
	f.Fuzz(func(t *testing.T, init bool, first, second string) {
		conn, _, err := websocket.Dial(testContext(t), "http://toy/graphql", opts)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.CloseNow() }()
		conn.SetReadLimit(-1)
		messages := []string{first, second, "no message"}
		if init {
			messages = append([]string{`{"type":"connection_init"}`}, messages...)
		}
		var sent sync.WaitGroup
		defer sent.Wait()
		sent.Go(func() {
			for _, m := range messages {
				if conn.Write(testContext(t), websocket.MessageText, []byte(m)) != nil {
					return // closed: the reader sees how
				}
			}
		})
		for {
			_, data, err := conn.Read(testContext(t))
			if err != nil {
				switch code := websocket.CloseStatus(err); code {
				case closeBadRequest, closeUnauthorized, closeDuplicate, closeTooManyInits, closeInitTimeout, websocket.StatusMessageTooBig:
				default:
					t.Errorf("%q, %q: closed with %d: %v", first, second, code, err)
				}
				return
			}
			var m received
			if err := json.Unmarshal(data, &m); err != nil {
				t.Errorf("%q, %q: answered with %q", first, second, data)
			}
			switch m.Type {
			case "connection_ack", "pong":
			case "next", "error", "complete":
				if m.ID == "" {
					t.Errorf("%q, %q: an answer to nobody: %s", first, second, data)
				}
			default:
				t.Errorf("%q, %q: answered with %q", first, second, data)
			}
		}
	})
}
