package gate

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"demarche/access"
	"demarche/access/token"
)

// fixture is a gate in front of a handler that says who came through.
type fixture struct {
	*Gate
	handler http.Handler
	tokens  map[access.Role]string
	log     *safeBuffer
	mu      sync.Mutex
	counted map[string]int
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

func newFixture(t *testing.T, listen string, cfg Config, role access.Role) *fixture {
	t.Helper()
	f := &fixture{tokens: map[access.Role]string{}, log: &safeBuffer{}, counted: map[string]int{}}
	if cfg.Tokens == "" {
		cfg.Tokens = filepath.Join(t.TempDir(), "tokens")
		for _, r := range []access.Role{access.Reader, access.Editor, access.Admin} {
			secret, _, err := token.Create(cfg.Tokens, "a-"+r.String(), r, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			f.tokens[r] = secret
		}
	}
	g, err := New(t.Context(), cfg, Options{Listen: listen, Logger: slog.New(slog.NewJSONHandler(f.log, nil)), Refused: func(code string) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.counted[code]++
	}})
	if err != nil {
		t.Fatal(err)
	}
	f.Gate = g
	f.handler = g.All(g.Require(role, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(access.From(r.Context()).Name))
	})))
	return f
}

func (f *fixture) count(code string) int { f.mu.Lock(); defer f.mu.Unlock(); return f.counted[code] }

// send makes a request; headers are pairs of name and value.
func (f *fixture) send(method string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080/graphql?query={a}", nil)
	r.RemoteAddr = "192.0.2.7:4711"
	for i := 0; i < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			r.Host = headers[i+1]
		case "From":
			r.RemoteAddr = headers[i+1]
		default:
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

func code(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code == http.StatusOK {
		return ""
	}
	var got struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
		Data *json.RawMessage
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Errors) != 1 || got.Errors[0].Message == "" || got.Data != nil {
		t.Errorf("no error of GraphQL: %s (%v)", w.Body, err)
		return "?"
	}
	return got.Errors[0].Extensions.Code
}

func bearer(s string) string { return "Bearer " + s }

func TestRequire(t *testing.T) {
	for _, c := range []struct {
		anonymous string
		need      access.Role
		show      access.Role // None: no token
		status    int
		name      string
	}{
		{"none", access.Reader, access.None, 401, ""},
		{"none", access.Reader, access.Reader, 200, "a-reader"},
		{"reader", access.Reader, access.None, 200, "anonymous"},
		{"reader", access.Editor, access.None, 401, ""},
		{"reader", access.Editor, access.Reader, 403, ""},
		{"reader", access.Editor, access.Editor, 200, "a-editor"},
		{"reader", access.Admin, access.Editor, 403, ""},
		{"reader", access.Admin, access.Admin, 200, "a-admin"},
		{"admin", access.Admin, access.None, 200, "anonymous"},
		{"admin", access.Editor, access.Reader, 403, ""}, // a token may say less than none
	} {
		f := newFixture(t, "127.0.0.1:0", Config{Anonymous: c.anonymous}, c.need)
		var headers []string
		if c.show != access.None {
			headers = []string{"Authorization", bearer(f.tokens[c.show])}
		}
		w := f.send("POST", headers...)
		if w.Code != c.status || c.status == 200 && w.Body.String() != c.name {
			t.Errorf("%+v: %d %s", c, w.Code, w.Body)
		}
		switch got := code(t, w); c.status {
		case 401:
			if got != access.CodeUnauthenticated || w.Header().Get("WWW-Authenticate") != `Bearer realm="demarche"` {
				t.Errorf("%+v: %s, %v", c, got, w.Header())
			}
		case 403:
			if got != access.CodeForbidden || !strings.Contains(f.log.String(), `"who":"a-`+c.show.String()) {
				t.Errorf("%+v: %s, log %s", c, got, f.log)
			}
		}
	}
}

// Mistaken credentials are refused even where none are needed, and never repeated.
func TestMistakenCredentials(t *testing.T) {
	f := newFixture(t, "127.0.0.1:0", Config{Anonymous: "reader"}, access.Reader)
	good := f.tokens[access.Reader]
	for _, headers := range [][]string{
		{"Authorization", ""}, {"Authorization", "Bearer"}, {"Authorization", "Bearer "}, {"Authorization", good}, {"Authorization", "Basic " + good},
		{"Authorization", bearer(good + "x")}, {"Authorization", bearer("eyJhbGciOiJub25lIn0.e30.")}, {"Authorization", bearer(good), "Authorization", bearer(good)},
	} {
		w := f.send("POST", headers...)
		if w.Code != 401 || code(t, w) != access.CodeUnauthenticated || !strings.Contains(w.Header().Get("WWW-Authenticate"), "Bearer realm") {
			t.Errorf("%q: %d %v %s", headers, w.Code, w.Header(), w.Body)
		}
		if strings.Contains(w.Body.String(), good) || strings.Contains(w.Header().Get("WWW-Authenticate"), good) {
			t.Errorf("the answer repeats the token: %s", w.Body)
		}
	}
	if w := f.send("POST", "Authorization", "bearer  "+good); w.Code != 200 {
		t.Errorf("the scheme in small letters: %d %s", w.Code, w.Body)
	}
	if log := f.log.String(); strings.Contains(log, good) || !strings.Contains(log, `"from":"192.0.2.7"`) || !strings.Contains(log, `"path":"/graphql"`) {
		t.Errorf("log: %s", log)
	}
	if n := f.count(access.CodeUnauthenticated); n != 8 {
		t.Errorf("%d refusals counted", n)
	}
	w := f.send("POST", "Authorization", "Basic x", "Accept", "application/graphql-response+json, application/json;q=0.5")
	if got := w.Header().Get("Content-Type"); got != "application/graphql-response+json; charset=utf-8" {
		t.Errorf("type %s", got)
	}
}

// What a browser sends for a page of another site, and what programs send.
func TestPagesOfOtherSites(t *testing.T) {
	f := newFixture(t, "127.0.0.1:8080", Config{Anonymous: "admin", Hosts: []string{"graph.example.org"}, Origins: []string{"https://app.example.org"}}, access.Reader)
	open := newFixture(t, "0.0.0.0:8080", Config{Anonymous: "reader", Origins: []string{"*"}}, access.Reader)
	for _, c := range []struct {
		what    string
		f       *fixture
		headers []string
		status  int
	}{
		{"a program", f, nil, 200},
		{"the playground", f, []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://127.0.0.1:8080"}, 200},
		{"the playground, through a proxy of developers", f, []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:5173"}, 200},
		{"an old browser's playground", f, []string{"Origin", "http://127.0.0.1:8080"}, 200},
		{"the address bar", f, []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"a link", f, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"a frame", f, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{"an image", f, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"another port", f, []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:3000"}, 403},
		{"a page", f, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"an old browser's page", f, []string{"Origin", "https://evil.example"}, 403},
		{"a page without an origin", f, []string{"Origin", "null"}, 403},
		{"a page that is allowed", f, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://app.example.org"}, 200},
		{"not by another scheme", f, []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://app.example.org"}, 403},
		{"a page with a token", f, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example", "Authorization", bearer(f.tokens[access.Reader])}, 200},
		{"a rebound name", f, []string{"Host", "evil.example:8080", "Sec-Fetch-Site", "same-origin"}, 421},
		{"a rebound name with a token", f, []string{"Host", "evil.example", "Authorization", bearer(f.tokens[access.Reader])}, 421},
		{"localhost", f, []string{"Host", "localhost:8080"}, 200},
		{"below localhost", f, []string{"Host", "demarche.localhost:8080"}, 200},
		{"IPv6", f, []string{"Host", "[::1]:8080"}, 200},
		{"its name", f, []string{"Host", "Graph.example.org"}, 200},
		{"its name with a point", f, []string{"Host", "graph.example.org.:80"}, 200},
		{"no name", f, []string{"Host", ""}, 200},
		{"any name elsewhere", open, []string{"Host", "public.example"}, 200},
		{"any page where all are allowed", open, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 200},
	} {
		w := c.f.send("GET", c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: %d %s", c.what, w.Code, w.Body)
		}
		want := map[int]string{200: "", 403: CodeCrossSite, 421: CodeHost}[c.status]
		if got := code(t, w); got != want {
			t.Errorf("%s: %s", c.what, got)
		}
	}
	// A link that changes something is none.
	if w := f.send("POST", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"); w.Code != 403 {
		t.Errorf("a form: %d", w.Code)
	}
}

// CORS is closed, and opened for what is listed only.
func TestPreflight(t *testing.T) {
	closed := newFixture(t, "127.0.0.1:0", Config{}, access.Reader)
	some := newFixture(t, "127.0.0.1:0", Config{Origins: []string{"https://app.example.org"}}, access.Reader)
	ask := func(f *fixture, origin, method, headers string) http.Header {
		return f.send("OPTIONS", "Origin", origin, "Access-Control-Request-Method", method, "Access-Control-Request-Headers", headers).Header()
	}
	const wanted = "authorization,content-type"
	if h := ask(closed, "https://app.example.org", "POST", wanted); h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("closed: %v", h)
	}
	h := ask(some, "https://app.example.org", "POST", wanted)
	if h.Get("Access-Control-Allow-Origin") != "https://app.example.org" || h.Get("Access-Control-Allow-Headers") != wanted || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("allowed: %v", h)
	}
	for _, no := range []http.Header{
		ask(some, "https://evil.example", "POST", wanted), ask(some, "https://app.example.org", "DELETE", wanted),
		ask(some, "https://app.example.org", "POST", "x-other"), ask(some, "null", "POST", wanted),
	} {
		if no.Get("Access-Control-Allow-Origin") != "" && no.Get("Access-Control-Allow-Methods") != "" {
			t.Errorf("allowed: %v", no)
		}
	}
	w := some.send("POST", "Origin", "https://app.example.org", "Authorization", bearer(some.tokens[access.Reader]))
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "https://app.example.org" || !strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), "Retry-After") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := some.send("POST", "Origin", "https://app.example.org"); w.Code != 401 || w.Header().Get("Access-Control-Allow-Origin") == "" {
		t.Errorf("a refusal that a page cannot read: %d %v", w.Code, w.Header())
	}
}

func TestClientAddress(t *testing.T) {
	r, err := Config{TrustedProxies: []string{"10.0.0.0/8", "2001:db8::1"}, Anonymous: "admin"}.check("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.7:1", "", "192.0.2.7"},
		{"192.0.2.7:1", "203.0.113.5", "192.0.2.7"}, // not a proxy of ours: anybody can write that
		{"10.1.2.3:1", "203.0.113.5", "203.0.113.5"},
		{"10.1.2.3:1", "198.51.100.1, 203.0.113.5, 10.9.9.9", "203.0.113.5"},
		{"10.1.2.3:1", "10.5.5.5, 10.6.6.6", "10.5.5.5"},
		{"10.1.2.3:1", "203.0.113.5, nonsense", "10.1.2.3"},
		{"10.1.2.3:1", "", "10.1.2.3"},
		{"[::ffff:10.1.2.3]:1", "203.0.113.5", "203.0.113.5"},
		{"[2001:db8::1]:1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"},
	} {
		req := httptest.NewRequest("GET", "/", nil)
		req.RemoteAddr = c.peer
		if c.forwarded != "" {
			req.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := r.client(req).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Clients are limited each for itself: by principal, address, or network of IPv6.
func TestRateLimit(t *testing.T) {
	rate := 2.0
	f := newFixture(t, "127.0.0.1:0", Config{Rate: &rate, Anonymous: "reader"}, access.Reader)
	at := time.Now()
	f.limit.now = func() time.Time { return at }
	spend := func(headers ...string) (n int, last *httptest.ResponseRecorder) {
		for {
			if last = f.send("POST", headers...); last.Code != 200 || n > 100 {
				return n, last
			}
			n++
		}
	}
	n, w := spend()
	if n != 8 || w.Code != 429 || code(t, w) != CodeRateLimited {
		t.Errorf("after %d: %d %s", n, w.Code, w.Body)
	}
	if after, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || after < 1 || after > 2 {
		t.Errorf("Retry-After: %v", w.Header())
	}
	for _, other := range [][]string{
		{"From", "192.0.2.8:1"}, {"Authorization", bearer(f.tokens[access.Reader])}, {"Authorization", bearer(f.tokens[access.Editor])},
		{"From", "[2001:db8:0:1::1]:1"}, {"From", "[2001:db8:0:2::1]:1"},
	} {
		if n, _ := spend(other...); n != 8 {
			t.Errorf("%q: %d", other, n)
		}
	}
	if n, _ := spend("From", "[2001:db8:0:1::2]:1"); n != 0 {
		t.Errorf("another address of the same network: %d", n)
	}
	if n, _ := spend("From", "192.0.2.7:99", "X-Forwarded-For", "203.0.113.1"); n != 0 {
		t.Errorf("an address that the client made up: %d", n)
	}
	at = at.Add(time.Second)
	if n, _ := spend(); n != 2 {
		t.Errorf("a second later: %d", n)
	}
}

// Who guesses tokens is told to wait; who has one is not kept out by a neighbour.
func TestMistakesAreLimited(t *testing.T) {
	f := newFixture(t, "127.0.0.1:0", Config{}, access.Reader)
	at := time.Now()
	f.failures.now = func() time.Time { return at }
	for i := range failuresAtOnce {
		if w := f.send("POST", "Authorization", bearer("guess")); w.Code != 401 {
			t.Fatalf("guess %d: %d", i, w.Code)
		}
	}
	if w := f.send("POST", "Authorization", bearer("guess")); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := f.send("POST", "Authorization", bearer(f.tokens[access.Reader])); w.Code != 200 {
		t.Errorf("a good token from the same address: %d", w.Code)
	}
	if w := f.send("POST", "Authorization", bearer("guess"), "From", "192.0.2.9:1"); w.Code != 401 {
		t.Errorf("a mistake from elsewhere: %d", w.Code)
	}
}

func TestLimitsRememberABoundedNumberOfClients(t *testing.T) {
	l := newLimit(1, 1)
	for i := range 3 * maxClients {
		_ = l.take(strconv.Itoa(i))
	}
	l.clients.CleanUp()
	if n := l.clients.EstimatedSize(); n > maxClients {
		t.Errorf("%d clients", n)
	}
}

// A flood of refusals is counted whole and written in part.
func TestFloodOfRefusals(t *testing.T) {
	f := newFixture(t, "127.0.0.1:0", Config{}, access.Reader)
	const n = 2000
	for range n {
		f.audit.refused(context.Background(), access.ErrExpired)
	}
	if got := f.count(access.CodeUnauthenticated); got != n {
		t.Errorf("%d counted", got)
	}
	if lines := strings.Count(f.log.String(), `"refused"`); lines < entriesAtOnce || lines == n {
		t.Errorf("%d written", lines)
	}
}

func TestWhoIsLetIn(t *testing.T) {
	none, empty := filepath.Join(t.TempDir(), "none"), t.TempDir()
	for _, c := range []struct {
		listen, anonymous, tokens string
		want                      string // role, or what the error says
	}{
		{"127.0.0.1:80", "", none, "admin"},
		{"[::1]:80", "", none, "admin"},
		{"localhost:80", "", none, "admin"},
		{"127.0.0.1:80", "", empty, "none"}, // the last token was revoked: not open again
		{"127.0.0.1:80", "reader", none, "reader"},
		{"127.0.0.1:80", "admin", empty, "admin"},
		{"127.0.0.1:80", "none", none, "token create"},
		{"0.0.0.0:80", "", none, "token create"},
		{":80", "", none, "--tokens " + none},
		{"example.org:80", "", none, "--oidc-issuer"},
		{"0.0.0.0:80", "", empty, "none"},
		{"0.0.0.0:80", "reader", none, "reader"},
		{"0.0.0.0:80", "editor", empty, "change the graph"},
		{"0.0.0.0:80", "admin", none, "change the graph"},
		{"0.0.0.0", "", none, "host:port"},
	} {
		r, err := Config{Anonymous: c.anonymous, Tokens: c.tokens}.check(c.listen)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%+v: %v", c, err)
			}
			continue
		}
		if r.anonymous.String() != c.want {
			t.Errorf("%+v: %s", c, r.anonymous)
		}
	}
}

// The payload of connection_init, and what the request showed before it.
func TestInit(t *testing.T) {
	f := newFixture(t, "127.0.0.1:0", Config{}, access.None)
	var ctx context.Context
	f.handler = f.API(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() }))
	upgrade := func(headers ...string) int { return f.send("GET", append(headers, "Upgrade", "websocket")...).Code }
	if got := upgrade(); got != 200 {
		t.Fatalf("an upgrade that shows nothing yet: %d", got)
	}
	for what, c := range map[string]struct {
		payload map[string]any
		name    string // empty: refused
	}{
		"nothing":       {nil, ""},
		"a token":       {map[string]any{"Authorization": bearer(f.tokens[access.Editor])}, "a-editor"},
		"small letters": {map[string]any{"authorization": bearer(f.tokens[access.Reader])}, "a-reader"},
		"a mistake":     {map[string]any{"Authorization": bearer("x")}, ""},
		"twice":         {map[string]any{"Authorization": bearer(f.tokens[access.Editor]), "authorization": bearer(f.tokens[access.Admin])}, ""},
		"no string":     {map[string]any{"Authorization": 7}, ""},
	} {
		got, err := f.Init(ctx, c.payload)
		if (err == nil) != (c.name != "") || err == nil && access.From(got).Name != c.name {
			t.Errorf("%s: %v, %v", what, access.From(got).Name, err)
		}
	}
	if upgrade("Authorization", bearer("x")) != 401 {
		t.Error("a mistaken header is let through")
	}
	if upgrade("Authorization", bearer(f.tokens[access.Admin])) != 200 {
		t.Error("a header is refused")
	}
	if got, err := f.Init(ctx, nil); err != nil || access.From(got).Name != "a-admin" {
		t.Errorf("what the request showed: %v, %v", access.From(got), err)
	}
	if f.send("POST", "Upgrade", "h2c").Code != 401 {
		t.Error("another protocol than websocket is let through without credentials")
	}
}

// An operation on a socket whose token has ended, or which is one too many, is refused.
func TestAdmit(t *testing.T) {
	rate := 1.0
	f := newFixture(t, "127.0.0.1:0", Config{Rate: &rate}, access.Reader)
	revoked := make(chan struct{})
	with := func(p access.Principal) context.Context {
		return access.With(context.WithValue(t.Context(), requestKey{}, httptest.NewRequest("GET", "/", nil)), p)
	}
	p := access.Principal{Name: "a", ID: "token:a", Role: access.Reader, Revoked: revoked}
	if err := f.Admit(with(p)); err != nil {
		t.Error(err)
	}
	close(revoked)
	if err := f.Admit(with(p)); err != access.ErrRevoked {
		t.Errorf("revoked: %v", err)
	}
	if err := f.Admit(with(access.Principal{ID: "b", Expires: time.Now().Add(-1)})); err != access.ErrExpired {
		t.Errorf("expired: %v", err)
	}
	var err error
	for range 10 {
		err = f.Admit(with(access.Principal{ID: "token:c", Role: access.Reader}))
	}
	if codeOf(err) != CodeRateLimited {
		t.Errorf("the tenth at once: %v", err)
	}
}
