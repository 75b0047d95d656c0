package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// token runs `demarche token` on a data directory, and gives what it prints.
func token(ctx context.Context, t *testing.T, data string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary, append(append([]string{"token"}, args...), "--data="+data)...)
	cmd.Env = cleanEnvironment()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("token %v: %v: %s", args, err, &errs)
	}
	return strings.TrimSpace(string(out))
}

// caller sends operations some way, and gives the codes of errors and of userErrors, and who a
// commit is by. An empty token is none.
type caller func(ctx context.Context, s *server, token, query string) (codes []string, by string, err error)

// graphql is an answer, or the payload of a message.
type graphql struct {
	Data   struct{ Commit *graphqlCommit }
	Errors []graphqlError
}

type graphqlCommit struct {
	Commit     *struct{ By string }
	UserErrors []userError
}

func (g *graphql) told() (codes []string, by string) {
	for _, e := range g.Errors {
		codes = append(codes, fmt.Sprint(e.Extensions["code"]))
	}
	if c := g.Data.Commit; c != nil {
		for _, e := range c.UserErrors {
			codes = append(codes, e.Code)
		}
		if c.Commit != nil {
			by = c.Commit.By
		}
	}
	return codes, by
}

func request(ctx context.Context, s *server, token, query, accept string) (*http.Response, error) {
	body, err := json.Marshal(object{"query": query})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.api, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", accept)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return http.DefaultClient.Do(req)
}

func byPost(ctx context.Context, s *server, token, query string) (codes []string, by string, err error) {
	resp, err := request(ctx, s, token, query, "application/json")
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	var got graphql
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return nil, "", err
	}
	codes, by = got.told()
	return codes, by, nil
}

func byStream(ctx context.Context, s *server, token, query string) (codes []string, by string, err error) {
	resp, err := request(ctx, s, token, query, "text/event-stream")
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	var got graphql
	if resp.StatusCode != http.StatusOK { // refused before there was a stream
		err = json.NewDecoder(resp.Body).Decode(&got)
	}
	for lines := bufio.NewScanner(resp.Body); err == nil && lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok && text != "" {
			err = json.Unmarshal([]byte(text), &got)
		}
	}
	codes, by = got.told()
	return codes, by, err
}

type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// connect opens a socket and initialises it with a payload.
func connect(ctx context.Context, s *server, payload any) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, s.api, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return nil, err
	}
	if err := wsjson.Write(ctx, conn, object{"type": "connection_init", "payload": payload}); err != nil {
		return nil, err
	}
	var ack message
	if err := wsjson.Read(ctx, conn, &ack); err != nil {
		return nil, err
	}
	if ack.Type != "connection_ack" {
		return nil, fmt.Errorf("%+v instead of connection_ack", ack)
	}
	return conn, nil
}

func bySocket(ctx context.Context, s *server, token, query string) (codes []string, by string, err error) {
	var payload any
	if token != "" {
		payload = object{"Authorization": "Bearer " + token}
	}
	conn, err := connect(ctx, s, payload)
	if websocket.CloseStatus(err) == 4403 {
		return []string{"UNAUTHENTICATED"}, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer conn.CloseNow()
	if err := wsjson.Write(ctx, conn, object{"id": "1", "type": "subscribe", "payload": object{"query": query}}); err != nil {
		return nil, "", err
	}
	var m message
	if err := wsjson.Read(ctx, conn, &m); err != nil {
		return nil, "", err
	}
	var got graphql
	if m.Type == "error" {
		err = json.Unmarshal(m.Payload, &got.Errors)
	} else {
		err = json.Unmarshal(m.Payload, &got)
	}
	codes, by = got.told()
	return codes, by, err
}

// Each role may do what it may over each transport, and a refused commit changes nothing.
func TestRolesOverEveryTransport(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	data := filepath.Join(t.TempDir(), "data")
	tokens := map[string]string{"": ""}
	for _, role := range []string{"reader", "editor", "admin"} {
		tokens[role] = token(ctx, t, data, "create", "a-"+role, "--role="+role)
	}
	closed := serve(ctx, t, data)
	public := serve(ctx, t, filepath.Join(t.TempDir(), "public"), "--tokens="+data+".tokens", "--anonymous=reader")
	n := 0
	mutation := func(operation string) string {
		n++
		return fmt.Sprintf(`mutation { commit(input: {idempotencyKey: "k%d", operations: [`+operation+`]}) { commit { by } userErrors { code } } }`, n, n)
	}
	entity := func() string { return mutation(`{putEntity: {key: "e%d", kind: "person", names: [{text: "E"}]}}`) }
	kind := func() string { return mutation(`{putKind: {key: "k%d", labels: [{text: "k", lang: "en"}]}}`) }
	read := func() string { return `{ meta { head } }` }
	for way, call := range map[string]caller{"POST": byPost, "event stream": byStream, "socket": bySocket} {
		for _, c := range []struct {
			s    *server
			role string
			what func() string
			code string // empty: allowed
		}{
			{closed, "", read, "UNAUTHENTICATED"}, {closed, "", entity, "UNAUTHENTICATED"}, {closed, "", kind, "UNAUTHENTICATED"},
			{public, "", read, ""}, {public, "", entity, "UNAUTHENTICATED"}, {public, "", kind, "UNAUTHENTICATED"},
			{closed, "reader", read, ""}, {closed, "reader", entity, "FORBIDDEN"}, {public, "reader", kind, "FORBIDDEN"},
			{closed, "editor", read, ""}, {closed, "editor", entity, ""}, {closed, "editor", kind, "FORBIDDEN"},
			{closed, "admin", read, ""}, {public, "admin", entity, ""}, {closed, "admin", kind, ""},
		} {
			query := c.what()
			codes, by, err := call(ctx, c.s, tokens[c.role], query)
			if err != nil {
				t.Fatalf("%s, %q, %s: %v", way, c.role, query, err)
			}
			want := ""
			if c.code == "" && strings.HasPrefix(query, "mutation") {
				want = "a-" + c.role
			}
			if strings.Join(codes, " ") != c.code || by != want {
				t.Errorf("%s, %q, %s: codes %q, by %q", way, c.role, query, codes, by)
			}
		}
	}
	if log := closed.log.text(); !strings.Contains(log, `"refused"`) || !strings.Contains(log, `"who":"a-reader"`) {
		t.Errorf("refusals are not in the log:\n%s", log)
	}
	for _, s := range tokens {
		if s != "" && strings.Contains(closed.log.text()+public.log.text(), s) {
			t.Error("a token is in the log")
		}
	}
}

// An import into a server shows a token.
func TestImportWithAToken(t *testing.T) {
	t.Parallel()
	ctx, dir := bounded(t), t.TempDir()
	data := filepath.Join(dir, "data")
	secret := token(ctx, t, data, "create", "importer", "--role=admin")
	s := serve(ctx, t, data)
	file := writeEvents(t, dir)
	p := launch(ctx, t, nil, "import", "--to="+s.api, file)
	if code := p.exitCode(ctx, t); code != 1 || !strings.Contains(p.log.text(), "role reader") {
		t.Errorf("without: exit code %d: %s", code, p.log.text())
	}
	p = launch(ctx, t, []string{"DEMARCHE_TOKEN=" + secret}, "import", "--to="+s.api, file)
	if code := p.exitCode(ctx, t); code != 0 {
		t.Errorf("with: exit code %d: %s", code, p.log.text())
	}
	_, by, err := byPost(ctx, s, secret, `mutation { commit(input: {idempotencyKey: "last", operations: [{putKind: {key: "k", labels: [{text: "k", lang: "en"}]}}]}) { commit { by } } }`)
	if err != nil || by != "importer" {
		t.Errorf("by %q, %v", by, err)
	}
}

// A token that is revoked while the server runs ends what it began: sockets with the code at which
// clients ask for new credentials, event streams without their `complete`.
func TestRevokedTokenEndsWhatItBegan(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), filepath.Join(t.TempDir(), "data")
	token(ctx, t, data, "create", "first", "--role=reader")
	s := serve(ctx, t, data)
	secret := token(ctx, t, data, "create", "amina", "--role=reader") // while the server runs
	good := func() bool {
		codes, _, err := byPost(ctx, s, secret, "{ meta { head } }")
		if err != nil {
			t.Fatal(err)
		}
		return len(codes) == 0
	}
	wait(ctx, t, good)
	const feed = `subscription { changes { cursor } }`
	conn, err := connect(ctx, s, object{"Authorization": "Bearer " + secret})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if err := wsjson.Write(ctx, conn, object{"id": "1", "type": "subscribe", "payload": object{"query": feed}}); err != nil {
		t.Fatal(err)
	}
	stream, err := request(ctx, s, secret, feed, "text/event-stream")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	token(ctx, t, data, "revoke", "amina")
	var m message
	if err := wsjson.Read(ctx, conn, &m); websocket.CloseStatus(err) != 4403 {
		t.Errorf("the socket: %+v, %v", m, err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(stream.Body); err != nil {
		t.Errorf("the stream: %v", err)
	}
	if strings.Contains(text.String(), "complete") {
		t.Errorf("the stream says that there is no more: %q", &text)
	}
	if good() {
		t.Error("still good")
	}
	if list := token(ctx, t, data, "list"); strings.Contains(list, "amina") || !strings.Contains(list, "first") {
		t.Errorf("listed: %s", list)
	}
}

// Other sites' pages, other names, and introspection, on the program as it starts without a flag
// and with the flags for them.
func TestBrowserRules(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	plain := serve(ctx, t, t.TempDir())
	told := serve(ctx, t, t.TempDir(), "--origins=https://app.example.org", "--hosts=graph.example.org", "--no-introspection", "--rate=0.1")
	ask := func(s *server, query string, headers ...string) (int, http.Header, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.api+"?query="+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			if headers[i] == "Host" {
				req.Host = headers[i+1]
			}
			req.Header.Set(headers[i], headers[i+1])
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var body bytes.Buffer
		if _, err := body.ReadFrom(resp.Body); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, resp.Header, body.String()
	}
	if status, _, body := ask(plain, "{__schema{__typename}}"); status != 200 || strings.Contains(body, "errors") {
		t.Errorf("a program: %d %s", status, body)
	}
	if status, _, _ := ask(plain, "{meta{head}}", "Origin", "https://app.example.org"); status != 403 {
		t.Errorf("a page: %d", status)
	}
	if status, _, _ := ask(plain, "{meta{head}}", "Host", "graph.example.org"); status != 421 {
		t.Errorf("another name: %d", status)
	}
	if status, h, _ := ask(told, "{__schema{__typename}}", "Origin", "https://app.example.org", "Host", "graph.example.org"); status != 200 || h.Get("Access-Control-Allow-Origin") != "https://app.example.org" {
		t.Errorf("a page that is allowed: %d %v", status, h)
	}
	if status, h, _ := ask(told, "{__schema{__typename}}"); status != 429 || h.Get("Retry-After") == "" {
		t.Errorf("the second operation in ten seconds: %d %v", status, h)
	}
	dial := func(s *server, origin string) error {
		conn, _, err := websocket.Dial(ctx, s.api, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		if err == nil {
			_ = conn.CloseNow()
		}
		return err
	}
	if err := dial(plain, "https://app.example.org"); err == nil {
		t.Error("a page's socket was opened")
	}
	if err := dial(plain, strings.TrimSuffix(plain.home, "/")); err != nil {
		t.Errorf("the playground's socket: %v", err)
	}
	allowed := serve(ctx, t, t.TempDir(), "--origins=https://app.example.org", "--no-introspection")
	if err := dial(allowed, "https://app.example.org"); err != nil {
		t.Errorf("an allowed page's socket: %v", err)
	}
	if _, _, body := ask(allowed, "{__schema{__typename}}"); !strings.Contains(body, "Introspection is switched off") {
		t.Errorf("introspection: %s", body)
	}
}

func writeEvents(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "events.tsv")
	if err := os.WriteFile(file, []byte("Minister (Mali)\tUse unconventional violence\tMali\t2031-01-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
