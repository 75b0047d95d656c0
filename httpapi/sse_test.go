package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	acceptStream = "Accept: text/event-stream"
	acceptURQL   = "Accept: application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)

var streamCases = []httpCase{
	{"query", "POST", "", []string{jsonType, acceptStream}, `{"query":"{hello}"}`},
	{"mutation", "POST", "", []string{jsonType, acceptStream}, `{"query":"mutation{set(text:\"a\\nb\")}"}`},
	{"subscription", "POST", "", []string{jsonType, acceptStream}, `{"query":"subscription($n:Int!){count(to:$n)}","variables":{"n":3}}`},
	{"EventSource: query", "GET", get("query", "{hello}"), []string{acceptStream}, ""},
	{"EventSource: subscription", "GET", get("query", "subscription($n:Int!){count(to:$n)}", "variables", `{"n":2}`), []string{acceptStream}, ""},
	{"EventSource: mutation", "GET", get("query", `mutation{set(text:"a")}`), []string{acceptStream}, ""},
	{"subscription to nothing", "POST", "", []string{jsonType, acceptStream}, `{"query":"subscription{count(to:0)}"}`},

	{"parse error", "POST", "", []string{jsonType, acceptStream}, `{"query":"{"}`},
	{"validation error", "POST", "", []string{jsonType, acceptStream}, `{"query":"subscription{cuont(to:1)}"}`},
	{"missing variable", "POST", "", []string{jsonType, acceptStream}, `{"query":"subscription($n:Int!){count(to:$n)}"}`},
	{"too costly", "POST", "", []string{jsonType, acceptStream}, `{"query":"{people(first:1000){totalCount}}"}`},
	{"subscription that cannot start", "POST", "", []string{jsonType, acceptStream}, `{"query":"subscription{count(to:-1)}"}`},
	{"internal error in a field", "POST", "", []string{jsonType, acceptStream}, `{"query":"{fail hello}"}`},
	{"not JSON", "POST", "", []string{jsonType, acceptStream}, `{`},
	{"a form", "POST", "", []string{"Content-Type: application/x-www-form-urlencoded", acceptStream}, `query={hello}`},

	{"urql: a query", "POST", "", []string{jsonType, acceptURQL}, `{"query":"{hello}"}`},
	{"urql: a query with an error", "POST", "", []string{jsonType, acceptURQL}, `{"query":"{helo}"}`},
	{"urql: a subscription", "POST", "", []string{jsonType, acceptURQL}, `{"query":"subscription{count(to:1)}"}`},
	{"stream first", "POST", "", []string{jsonType, "Accept: text/event-stream, application/json"}, `{"query":"{hello}"}`},
	{"stream second", "POST", "", []string{jsonType, "Accept: application/json, text/event-stream"}, `{"query":"{hello}"}`},
	{"stream weighs less", "POST", "", []string{jsonType, "Accept: text/event-stream;q=0.5, application/json"}, `{"query":"{hello}"}`},
	{"stream weighs less: a subscription", "POST", "", []string{jsonType, "Accept: text/event-stream;q=0.5, application/json"}, `{"query":"subscription{count(to:1)}"}`},
	{"stream or anything", "POST", "", []string{jsonType, "Accept: */*, text/event-stream"}, `{"query":"{hello}"}`},
	{"anything: a subscription", "POST", "", []string{jsonType, "Accept: */*"}, `{"query":"subscription{count(to:1)}"}`},
	{"anything but a stream: a subscription", "GET", get("query", "subscription{count(to:1)}"), []string{"Accept: text/event-stream;q=0, */*"}, ""},
}

// TestStreams compares event streams with a golden file that is meant to be
// read.
func TestStreams(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	got := transcript(h, streamCases)
	golden(t, "testdata/sse.golden", got)
	if strings.Contains(got, "secret") {
		t.Error("an internal error reached the client")
	}
}

// listener is a client that reads an event stream, as EventSource does.
type listener struct {
	t        *testing.T
	resp     *http.Response
	in       *bufio.Reader
	comments int
}

func listen(t *testing.T, ctx context.Context, url, query string) *listener {
	t.Helper()
	return listenTo(t, ctx, url+get("query", query))
}

func listenTo(t *testing.T, ctx context.Context, url string) *listener {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", typeStream)
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return &listener{t: t, resp: resp, in: bufio.NewReader(resp.Body)}
}

// event reads up to the next event. The error is that of the connection.
func (l *listener) event() (name, data string, err error) {
	for {
		line, err := l.in.ReadString('\n')
		if err != nil {
			return "", "", err
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		switch {
		case line == "\n" && name != "":
			return name, data, nil
		case line == "\n":
		case field == "":
			l.comments++
		case field == "event":
			name = strings.TrimPrefix(value, " ")
		case field == "data":
			data += strings.TrimPrefix(value, " ")
		}
	}
}

func (l *listener) expect(name, data string) {
	l.t.Helper()
	gotName, gotData, err := l.event()
	if err != nil || gotName != name || gotData != data {
		l.t.Fatalf("got %q %s (%v), want %q %s", gotName, gotData, err, name, data)
	}
}

func TestStreamSendsEachEventAtOnce(t *testing.T) {
	root, _, url := serve(t, Config{})
	l := listen(t, testContext(t), url, "subscription{ticks}")
	for name, want := range map[string]string{"Content-Type": "text/event-stream; charset=utf-8", "Content-Encoding": "", "Cache-Control": "no-store", "Vary": "Accept"} {
		if got := l.resp.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	// The second number is only sent when the first one has arrived.
	root.Tick(1)
	l.expect("next", `{"data":{"ticks":1}}`)
	root.Tick(2)
	l.expect("next", `{"data":{"ticks":2}}`)
}

// A connection goes on to serve after a stream, and its deadlines have gone.
func TestStreamsShareAConnection(t *testing.T) {
	_, _, url := serve(t, Config{WriteTimeout: time.Second})
	for range 3 {
		l := listen(t, testContext(t), url, "subscription{count(to:2)}")
		l.expect("next", `{"data":{"count":1}}`)
		l.expect("next", `{"data":{"count":2}}`)
		l.expect("complete", "")
		if _, _, err := l.event(); err != io.EOF {
			t.Errorf("got %v after the end", err)
		}
	}
}

// The time that a server gives a request is over long before the stream is.
func TestStreamIsKeptAlive(t *testing.T) {
	t.Parallel()
	root, h, _ := toyHandler(t, Config{PingInterval: 100 * time.Millisecond})
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ReadTimeout = 500 * time.Millisecond
	srv.Config.WriteTimeout = 500 * time.Millisecond
	srv.Start()
	t.Cleanup(srv.Close)
	l := listen(t, testContext(t), srv.URL, "subscription{ticks}")
	for range 10 { // a second
		for _, want := range []string{":\n", "\n"} {
			if line, err := l.in.ReadString('\n'); err != nil || line != want {
				t.Fatalf("got %q %v", line, err)
			}
		}
	}
	root.Tick(1)
	l.expect("next", `{"data":{"ticks":1}}`)
}

func TestStreamsAreCounted(t *testing.T) {
	_, h, url := serve(t, Config{MaxSockets: 1})
	ctx, leave := context.WithCancel(testContext(t))
	listen(t, ctx, url, "subscription{silence}")
	refused := listen(t, testContext(t), url, "subscription{silence}")
	var got result
	if err := json.NewDecoder(refused.resp.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if refused.resp.StatusCode != http.StatusServiceUnavailable || got.code() != CodeTooManyActive || refused.resp.Header.Get("Retry-After") == "" {
		t.Errorf("got %d %+v", refused.resp.StatusCode, got.Errors)
	}
	leave()
	if err := h.Wait(testContext(t)); err != nil {
		t.Fatal(err)
	}
	listen(t, testContext(t), url, "{hello}").expect("next", `{"data":{"hello":"world"}}`)
}

// A custom scalar may write JSON with line breaks.
func TestLineBreaksStayOutOfEvents(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	w := httptest.NewRecorder()
	s := &stream{h: h, w: w, rc: http.NewResponseController(w), ctx: context.Background(), cancel: func() {}}
	s.next(&answer{executed: true, data: []byte("{\"a\":{\r\n\"b\":\"\\n\"}\n}")})
	if got, want := w.Body.String(), "event: next\ndata: {\"data\":{\"a\":{  \"b\":\"\\n\"} }}\n\n"; got != want {
		t.Errorf("got %q", got)
	}
}
