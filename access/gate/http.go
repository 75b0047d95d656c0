package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"demarche/access"
	"demarche/access/oidc"
)

// Codes of refusals, besides those of package access and CodeRateLimited.
const (
	CodeHost        = "HOST_NOT_ALLOWED"
	CodeCrossSite   = "CROSS_SITE_REQUEST"
	CodeUnavailable = "AUTHENTICATION_UNAVAILABLE"
)

// refusal is one that has no other type.
type refusal struct{ code, message string }

func (r *refusal) Error() string { return r.message }
func (r *refusal) Code() string  { return r.code }

var (
	errHost      = &refusal{CodeHost, "The server does not go by this name. Whoever runs it can say that it does: --hosts NAME."}
	errCrossSite = &refusal{CodeCrossSite, "Pages of other sites may not use this server without a token. Whoever runs it can allow their origin: --origins URL."}
	errIssuer    = &refusal{CodeUnavailable, "The issuer of this token cannot be reached to check it: try again later."}
)

// All is in front of everything that is served: it looks at names, and answers what browsers
// ask before they let a page of another origin in.
func (g *Gate) All(next http.Handler) http.Handler {
	if g.cors != nil {
		next = g.cors.Handler(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.answersTo(r.Host) {
			g.refuse(w, r, errHost)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Require lets through who has at least a role, and tells next who it is: access.From.
func (g *Gate) Require(role access.Role, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, r))
		p, err := g.enter(r)
		if err == nil {
			err = p.Require(role)
		}
		r = r.WithContext(access.With(r.Context(), p))
		if err != nil {
			g.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// API is Require(Reader), except that a socket may show its credentials later, to Init: a
// browser cannot set headers of a WebSocket.
func (g *Gate) API(next http.Handler) http.Handler {
	read, connect := g.Require(access.Reader, next), g.Require(access.None, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
			connect.ServeHTTP(w, r)
			return
		}
		read.ServeHTTP(w, r)
	})
}

// enter tells who sends a request, and counts it. Credentials in a header are what no page can
// add for another site's user: what shows none must not come from such a page.
func (g *Gate) enter(r *http.Request) (access.Principal, error) {
	p, err := g.recognise(r, r.Header.Values("Authorization"))
	switch {
	case err != nil:
		return p, err
	case !p.Authenticated() && g.foreign(r):
		return p, errCrossSite
	}
	return p, g.admit(p, r)
}

// refuse answers in the shape of GraphQL, with a code.
func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, err error) {
	g.audit.refused(r.Context(), err)
	extensions := map[string]any{"code": codeOf(err)}
	h := w.Header()
	status := http.StatusForbidden
	var limited *Limited
	switch code := codeOf(err); {
	case errors.As(err, &limited):
		status = http.StatusTooManyRequests
		h.Set("Retry-After", strconv.Itoa(limited.Seconds()))
		extensions["retryAfterSeconds"] = limited.Seconds()
	case code == access.CodeUnauthenticated:
		status = http.StatusUnauthorized
		h.Set("WWW-Authenticate", challenge(r, err))
	case code == CodeUnavailable:
		status = http.StatusServiceUnavailable
		h.Set("Retry-After", strconv.Itoa(int(oidc.RetryAfter.Seconds())))
	case code == CodeHost:
		status = http.StatusMisdirectedRequest
	}
	mediaType := "application/json"
	if strings.Contains(strings.Join(r.Header.Values("Accept"), ","), "application/graphql-response+json") {
		mediaType = "application/graphql-response+json"
	}
	h.Set("Content-Type", mediaType+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{ // a failure: the client has gone
		map[string]any{"message": err.Error(), "extensions": extensions}}})
}

// challenge is what RFC 6750 asks for: an error only for credentials that were shown.
func challenge(r *http.Request, err error) string {
	out := `Bearer realm="demarche"`
	if r.Header.Get("Authorization") != "" {
		out += fmt.Sprintf(`, error="invalid_token", error_description=%q`, err.Error())
	}
	return out
}
