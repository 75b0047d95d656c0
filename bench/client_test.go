package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func serveTest(t *testing.T, h http.HandlerFunc) *process {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &process{cmd: nil, api: s.URL + "/graphql"}
}

func TestClientReadsWholeAnswersAndKeepsTheConnection(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	var mu sync.Mutex
	remote := map[string]bool{}
	p := serveTest(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		remote[r.RemoteAddr] = true
		mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.URL.Path != "/graphql" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		switch string(body) {
		case "short":
			fmt.Fprint(w, "answer")
		case "empty":
			w.WriteHeader(http.StatusOK)
		case "chunked":
			_ = http.NewResponseController(w).Flush()
			fmt.Fprint(w, long)
		case "long":
			w.Header().Set("Content-Length", fmt.Sprint(len(long)))
			fmt.Fprint(w, long)
		}
	})
	c := dialAll(t, p.api, 1)[0]
	for range 2 {
		for ask, want := range map[string]string{"short": "answer", "empty": "", "chunked": long, "long": long} {
			if got, err := c.post([]byte(ask)); err != nil || string(got) != want {
				t.Errorf("%s: %.20q (%d bytes), %v", ask, got, len(got), err)
			}
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(remote) != 1 {
		t.Errorf("%d connections for one client", len(remote))
	}
}

func TestClientRefusesOtherStatuses(t *testing.T) {
	p := serveTest(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not today", http.StatusServiceUnavailable)
	})
	_, err := dialAll(t, p.api, 1)[0].post([]byte("{}"))
	if err == nil || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "not today") {
		t.Error(err)
	}
}

func TestDriveSendsAsManyAsAsked(t *testing.T) {
	var got atomic.Int64
	p := serveTest(t, func(w http.ResponseWriter, _ *http.Request) {
		got.Add(1)
		fmt.Fprint(w, `{"data":{}}`)
	})
	m, err := driveConns(t.Context(), dialAll(t, p.api, 4), span{requests: 100}, func() []byte { return []byte("{}") })
	if err != nil {
		t.Fatal(err)
	}
	if got.Load() != 100 || m.requests != 100 || m.bytes != 1100 || m.p50 <= 0 || m.p99 < m.p50 || m.took < m.p99 {
		t.Errorf("the server got %d requests, measured was %+v", got.Load(), m)
	}
}

func TestDriveEndsAtTheFirstError(t *testing.T) {
	var n atomic.Int64
	p := serveTest(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 10 {
			fmt.Fprint(w, `{"errors":[{"message":"too much"}]}`)
			return
		}
		fmt.Fprint(w, `{"data":{}}`)
	})
	_, err := driveConns(t.Context(), dialAll(t, p.api, 2), span{time: time.Hour}, func() []byte { return []byte("{}") })
	if err == nil || !strings.Contains(err.Error(), "too much") {
		t.Error(err)
	}
}

func TestDriveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := serveTest(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done() // no answer: the client has to hang up
	})
	if _, err := driveConns(ctx, dialAll(t, p.api, 2), span{time: time.Hour}, func() []byte { return []byte("{}") }); err == nil {
		t.Error("a drive without an answer has no error")
	}
}

func TestHasErrors(t *testing.T) {
	for body, want := range map[string]bool{`{"errors":[{}],"data":{}}`: true, `{"data":{"errors":[]}}`: false, `{}`: false, "": false} {
		if hasErrors([]byte(body)) != want {
			t.Errorf("%s: not %v", body, want)
		}
	}
}

func TestRequestBody(t *testing.T) {
	got := requestBody(entityQuery, variables{"key": "mali"})
	if !bytes.Contains(got, []byte(`"operationName":"Entity"`)) || !bytes.Contains(got, []byte(`"variables":{"key":"mali"}`)) {
		t.Errorf("%s", got)
	}
}
