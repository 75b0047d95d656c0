package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"demarche/httpapi/guard"
)

// oneAtATime lets no operation run beside another, however little it costs.
func oneAtATime() Config {
	limits := guard.DefaultLimits()
	limits.MaxCost = 10
	return Config{Limits: &limits, MaxRunningCost: 1}
}

// postUntil is a request whose client waits until ctx is done.
func postUntil(ctx context.Context, h http.Handler, query string) *httptest.ResponseRecorder {
	body, _ := json.Marshal(map[string]string{"query": query}) // strings always encode
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body))).WithContext(ctx)
	r.Header.Set("Content-Type", typeJSON)
	r.Header.Set("Accept", typeGraphQL)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Operations wait until there is memory for them, and in the meantime hold none.
func TestCostlyOperationsWait(t *testing.T) {
	root, h, _ := toyHandler(t, oneAtATime())
	held := make(chan *httptest.ResponseRecorder)
	go func() { held <- postUntil(testContext(t), h, "{hold}") }()
	<-root.Started

	impatient, leave := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer leave()
	if w := postUntil(impatient, h, "{hello}"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), CodeCancelled) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if n := root.Calls.Load(); n != 0 {
		t.Errorf("%d resolvers ran beside another operation", n)
	}
	root.Release <- struct{}{}
	if w := <-held; w.Code != http.StatusOK {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	for range 3 { // each leaves its place, those that panic too
		postUntil(testContext(t), h, "{panic}")
		if w := postUntil(testContext(t), h, "{hello}"); w.Code != http.StatusOK {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
}

// Waiting is part of the time that an operation has.
func TestWaitingTimesOut(t *testing.T) {
	cfg := oneAtATime()
	cfg.Timeout = 50 * time.Millisecond
	_, h, _ := toyHandler(t, cfg)
	if err := h.running.Acquire(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if w := postUntil(testContext(t), h, "{hello}"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), CodeTimeout) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// Cheap operations wait for nobody.
func TestCheapOperationsDoNotWait(t *testing.T) {
	_, h, _ := toyHandler(t, Config{MaxRunningCost: 1})
	if err := h.running.Acquire(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if w := postUntil(testContext(t), h, "{hello}"); w.Code != http.StatusOK {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestSlowQueriesEndWhenTheirClientsLeave(t *testing.T) {
	const clients = 500
	for name, url := range map[string]string{
		"by POST":   "",
		"by GET":    get("query", "query Slow{wait}"),
		"by stream": get("query", "query Slow{wait}"),
	} {
		t.Run(name, func(t *testing.T) {
			cfg, ended := ends(Config{})
			root, h, base := serve(t, cfg)
			ctx, leave := context.WithCancel(testContext(t))
			defer leave()
			answered := make(chan error, clients)
			for range clients {
				go func() { answered <- slowly(ctx, base+url, name) }()
			}
			for range clients {
				<-root.Started
			}
			leave()
			for range clients {
				<-ended
				if err := <-answered; err == nil {
					t.Error("a client that left got an answer")
				}
			}
			if err := h.Wait(testContext(t)); err != nil {
				t.Error(err)
			}
			if code, got := post(t, h, "{hello}", nil); code != http.StatusOK {
				t.Errorf("got %d %+v", code, got.Errors)
			}
		})
	}
}

func slowly(ctx context.Context, url, how string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if how == "by POST" {
		r, err = http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(`{"query":"query Slow{wait}"}`))
	}
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", typeJSON)
	if how == "by stream" {
		r.Header.Set("Accept", typeStream)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	return drained(resp)
}

// drained reads to the end; nil means that an answer was there.
func drained(resp *http.Response) error {
	var out struct{ Data json.RawMessage }
	return json.NewDecoder(resp.Body).Decode(&out)
}

// A client that takes no answer is dropped, as one that takes no event.
func TestClientThatTakesNoAnswerIsDropped(t *testing.T) {
	_, h, _ := toyHandler(t, Config{WriteTimeout: 100 * time.Millisecond, MinBandwidth: 1 << 30, DisableCompression: true})
	closed := make(chan struct{}, 1)
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	body, err := json.Marshal(map[string]any{
		"query":     "query($t:String!){" + numbered(200, "a%d:echo(text:$t) ") + "}",
		"variables": map[string]any{"t": strings.Repeat("x", 40_000)}, // 8 MB, more than all buffers
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: toy\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		t.Fatal(err)
	}
	select {
	case <-closed:
	case <-testContext(t).Done():
		t.Error("the connection is still open")
	}
}
