package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"demarche/httpapi/guard"
)

// apollo is a request as Apollo's link for persisted queries makes it. Without a
// query it names the document only.
func apollo(query, hashed string) map[string]any {
	r := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{
		"version": 1, "sha256Hash": strings.TrimPrefix(documentID(hashed), sha256Prefix),
	}}}
	if query != "" {
		r["query"] = query
	}
	return r
}

func byID(id string) map[string]any { return map[string]any{"documentId": id} }

func ask(t *testing.T, h http.Handler, request map[string]any) (int, result) {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	return postRaw(t, h, string(body))
}

func wantData(t *testing.T, h http.Handler, request map[string]any, data string) {
	t.Helper()
	if status, got := ask(t, h, request); status != http.StatusOK || string(got.Data) != data {
		t.Errorf("%v: got %d %s %+v, want %s", request, status, got.Data, got.Errors, data)
	}
}

func wantCode(t *testing.T, h http.Handler, request map[string]any, code string) {
	t.Helper()
	if status, got := ask(t, h, request); status != http.StatusBadRequest || got.code() != code || got.Data != nil {
		t.Errorf("%v: got %d %+v %s, want %s", request, status, got.Errors, got.Data, code)
	}
}

// The example of the appendix "Persisted Documents" of GraphQL over HTTP.
func TestDocumentID(t *testing.T) {
	got := documentID("query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}")
	if want := "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestAutomaticPersistedQueries(t *testing.T) {
	root, h, _ := toyHandler(t, Config{})
	const hello, data = "{hello}", `{"hello":"world"}`
	wantCode(t, h, apollo("", hello), CodePersistedNotFound)
	if _, got := ask(t, h, apollo("", hello)); got.Errors[0].Message != "PersistedQueryNotFound" {
		t.Errorf("clients wait for another message: %s", got.Errors[0].Message)
	}
	wantCode(t, h, byID(documentID(hello)), CodePersistedNotFound)
	wantCode(t, h, apollo("{tags}", hello), CodeBadRequest)
	wantCode(t, h, apollo("", hello), CodePersistedNotFound) // the wrong text was not kept
	if n := root.Calls.Load(); n != 0 {
		t.Fatalf("%d resolvers ran", n)
	}
	wantData(t, h, apollo(hello, hello), data)
	wantData(t, h, apollo("", hello), data)
	wantData(t, h, byID(documentID(hello)), data)

	// The id takes the place of the text alone.
	const echo = "query A($t:String!){echo(text:$t)} query B{hello}"
	request := apollo(echo, echo)
	request["operationName"], request["variables"] = "A", map[string]any{"t": "x"}
	wantData(t, h, request, `{"echo":"x"}`)
	delete(request, "query")
	request["variables"] = map[string]any{"t": "y"}
	wantData(t, h, request, `{"echo":"y"}`)
	request["variables"] = map[string]any{"t": 1}
	wantCode(t, h, request, guard.CodeBadInput)

	for _, invalid := range []string{"{helo}", "{", nested(50, "people(first:10){nodes{", "id")} {
		ask(t, h, apollo(invalid, invalid))
		wantCode(t, h, apollo("", invalid), CodePersistedNotFound)
	}
}

func TestPersistedQueriesByGET(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	ask(t, h, apollo("{hello}", "{hello}"))
	const set = `mutation{set(text:"a")}`
	ask(t, h, apollo(set, set))
	for _, c := range []struct {
		url    string
		status int
		body   string
	}{
		{get("extensions", extensions("{hello}")), 200, `{"data":{"hello":"world"}}`},
		{get("documentId", documentID("{hello}")), 200, `{"data":{"hello":"world"}}`},
		{get("extensions", extensions("{tags}")), 200, CodePersistedNotFound},
		{get("extensions", extensions("{tags}"), "query", "{tags}"), 200, `{"data":{"tags":["a","b"]}}`},
		{get("extensions", extensions("{tags}")), 200, `{"data":{"tags":["a","b"]}}`},
		{get("documentId", documentID(set)), 405, CodeNotAllowed},
		{get("documentId", ""), 400, CodeBadRequest},
		{get("documentId", strings.Repeat("x", 201)), 400, CodeBadRequest},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.url, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s: got %d %s", c.url, w.Code, w.Body)
		}
	}
}

// extensions are those of a request that names a document by its hash.
func extensions(text string) string {
	raw, _ := json.Marshal(apollo("", text)["extensions"]) // strings and a number always encode
	return string(raw)
}

func TestPersistedQueriesOverOtherTransports(t *testing.T) {
	_, h, url := serve(t, Config{})
	ask(t, h, apollo("subscription{count(to:1)}", "subscription{count(to:1)}")) // refused, but valid
	c := connected(t, url)
	c.send(fmt.Sprintf(`{"id":"1","type":"subscribe","payload":{"extensions":%s}}`, extensions("subscription{count(to:1)}")))
	c.expect("next", "1")
	c.expect("complete", "1")
	c.send(fmt.Sprintf(`{"id":"2","type":"subscribe","payload":{"extensions":%s}}`, extensions("{hello}")))
	if got := c.expect("error", "2"); !strings.Contains(got, CodePersistedNotFound) {
		t.Errorf("got %s", got)
	}
	l := listenTo(t, testContext(t), url+get("extensions", extensions("subscription{count(to:1)}")))
	l.expect("next", `{"data":{"count":1}}`)
	l.expect("complete", "")
}

func TestPersistedQueriesThatAreNotWellFormed(t *testing.T) {
	_, h, _ := toyHandler(t, Config{})
	for _, body := range []string{
		`{"documentId":1}`, `{"documentId":null}`, `{"documentId":""}`,
		`{"documentId":"` + strings.Repeat("x", 201) + `"}`,
		`{"extensions":{"persistedQuery":1}}`,
		`{"extensions":{"persistedQuery":{}}}`,
		`{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"a"}}}`,
		`{"extensions":{"persistedQuery":{"version":"1","sha256Hash":"a"}}}`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":7}}}`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":""}}}`,
		`{"documentId":"a","extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}`,
		`{"extensions":{"persistedQuery":null}}`,
	} {
		if status, got := postRaw(t, h, body); status != http.StatusBadRequest || got.code() != CodeBadRequest {
			t.Errorf("%s: got %d %+v", body, status, got.Errors)
		}
	}
}

// Strangers send what is kept: it stays within its bytes, and what is used stays.
func TestPersistedTextsAreBoundedByBytes(t *testing.T) {
	const room = 100_000
	_, h, _ := toyHandler(t, Config{PersistedBytes: room})
	used := "{hello}"
	ask(t, h, apollo(used, used))
	for i := range 1000 {
		text := fmt.Sprintf("{hello}#%d%s", i, strings.Repeat(" ", 1000))
		ask(t, h, apollo(text, text))
		wantData(t, h, apollo("", used), `{"hello":"world"}`)
	}
	if h.persisted.used > room || len(h.persisted.byKey) != h.persisted.order.Len() || h.persisted.order.Len() > room/1000 {
		t.Errorf("%d bytes in %d texts", h.persisted.used, h.persisted.order.Len())
	}
	wantCode(t, h, apollo("", "{hello}#0"+strings.Repeat(" ", 1000)), CodePersistedNotFound)
}
