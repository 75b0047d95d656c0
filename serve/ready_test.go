package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"demarche/store/kv"
)

func TestReadiness(t *testing.T) {
	var health error
	r := newReadiness()
	check := func(target string, status int, says string) {
		t.Helper()
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code != status || !strings.Contains(w.Body.String(), says) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: status %d: %s", target, w.Code, w.Body)
		}
	}
	check("/readyz", http.StatusServiceUnavailable, "starting")
	check("/readyz?for=reads", http.StatusServiceUnavailable, "starting")
	r.serving(func() error { return health })
	check("/readyz", http.StatusOK, "ready")
	health = fmt.Errorf("secret/path: %w", kv.ErrFull)
	check("/readyz", http.StatusServiceUnavailable, "no room")
	check("/readyz?for=reads", http.StatusOK, "ready")
	health = fmt.Errorf("secret/path: %w", kv.ErrStopped)
	check("/readyz", http.StatusServiceUnavailable, "stopped after a fault")
	health = nil // there is room again
	check("/readyz", http.StatusOK, "ready")
	r.draining()
	check("/readyz", http.StatusServiceUnavailable, "draining")
	check("/readyz?for=reads", http.StatusServiceUnavailable, "draining")
}
