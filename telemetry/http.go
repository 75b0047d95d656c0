package telemetry

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// HTTP counts and logs the requests to a handler, and takes over the traces that they
// belong to. What they are for is given, since paths are the clients' own.
func (t *Telemetry) HTTP(purpose string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		r = r.WithContext(t.traces.incoming(r))
		seen := &response{ResponseWriter: w}
		defer func() {
			t.metrics.requests.WithLabelValues(purpose, strconv.Itoa(seen.answered())).Inc()
			t.access(r, seen, time.Since(began))
		}()
		next.ServeHTTP(seen, r)
	})
}

// access logs one request. A query string may hold a whole operation with its variables,
// so it is left out.
func (t *Telemetry) access(r *http.Request, seen *response, took time.Duration) {
	level := slog.LevelDebug
	if t.cfg.AccessLog {
		level = slog.LevelInfo
	}
	if !t.logger.Enabled(r.Context(), level) {
		return
	}
	t.logger.LogAttrs(r.Context(), level, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", seen.answered()), slog.Int64("bytes", seen.bytes), slog.Duration("took", took), slog.String("from", r.RemoteAddr))
}

// response notes what is answered. Whoever needs more of the writer than this finds it by
// Unwrap, as http.ResponseController does.
type response struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// answered is the status, that of net/http where the handler gave none.
func (r *response) answered() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// WriteHeader implements http.ResponseWriter.
func (r *response) WriteHeader(status int) {
	if r.status == 0 || r.status < 200 { // after an informational one comes another
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *response) Write(b []byte) (int, error) {
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }
