package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
)

// HeaderRequestID carries the id of a request, from a proxy to the server and from the
// server to the client.
const HeaderRequestID = "X-Request-Id"

// maxRequestID bounds the ids that are taken over, in bytes.
const maxRequestID = 64

type requestIDKey struct{}

// WithRequestID gives each request an id: the one that it comes with, if that is at most
// 64 letters, digits and -._:/+= (logs hold it as it is), otherwise a new one. It is in the
// header of the answer, in the context, and in internal errors.
func WithRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(HeaderRequestID)
		if !saneRequestID(id) {
			id = rand.Text()
		}
		w.Header().Set(HeaderRequestID, id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// RequestID is the id of the request that a context belongs to, empty without. On a
// socket it is that of the request that opened it.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func saneRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '_', c == '.', c == ':', c == '/', c == '+', c == '=':
		default:
			return false
		}
	}
	return true
}
