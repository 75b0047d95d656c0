package httpapi

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// A panic is answered as an internal error with an id, under which the log has it with
// its operation; and the server goes on.
func TestPanicsWhileAValueIsWritten(t *testing.T) {
	_, h, log := toyHandler(t, Config{})
	_, got := post(t, h, "query Named{unwritable}", nil)
	if len(got.Errors) != 1 {
		t.Fatalf("got %+v, %s", got.Errors, got.Data)
	}
	checkPanic(t, got.Errors[0].Message, got.Errors[0].Extensions, log.String(), "secret of the scalar")
	if _, got := post(t, h, "{hello}", nil); string(got.Data) != `{"hello":"world"}` {
		t.Errorf("then it answers %s, %+v", got.Data, got.Errors)
	}
}

func TestPanicsOfSubscriptions(t *testing.T) {
	_, h, log := toyHandler(t, Config{})
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c := connected(t, srv.URL)
	c.subscribe("1", "subscription Named{panic}")
	m := c.receive()
	var errs []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	}
	if err := json.Unmarshal(m.Payload, &errs); err != nil || m.Type != "error" || m.ID != "1" || len(errs) != 1 {
		t.Fatalf("got %s %q %s", m.Type, m.ID, m.Payload)
	}
	checkPanic(t, errs[0].Message, errs[0].Extensions, log.String(), "secret of the code")
	c.subscribe("1", "{hello}") // on the same socket, and the id is free
	if got := c.expect("next", "1"); got != `{"data":{"hello":"world"}}` {
		t.Errorf("then it answers %s", got)
	}
}

func checkPanic(t *testing.T, message string, ext map[string]any, log, secret string) {
	t.Helper()
	if message != "internal error" || ext["code"] != CodeInternal {
		t.Errorf("answered %q %v", message, ext)
	}
	id, _ := ext["id"].(string)
	for line := range strings.Lines(log) {
		if id != "" && strings.Contains(line, id) && strings.Contains(line, secret) && strings.Contains(line, "operation=Named") {
			return
		}
	}
	t.Errorf("the log does not have the panic %q of the operation: %s", id, log)
}
