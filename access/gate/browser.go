package gate

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/rs/cors"
)

// What stands against pages of other sites, which a browser lets send requests from within
// a network, and on loopback to a server that asks for no token.

func corsOptions(origins []string) cors.Options {
	return cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Accept", "Authorization", "Content-Type", "Last-Event-ID", "X-Request-Id", "Traceparent",
			"Apollo-Require-Preflight", "GraphQL-Require-Preflight"},
		ExposedHeaders: []string{"Retry-After", "WWW-Authenticate", "X-Request-Id"},
		MaxAge:         int((10 * time.Minute).Seconds()),
		// No credentials: tokens are in a header, there are no cookies.
	}
}

// answersTo tells whether the server goes by the name that a request was sent to. A page can
// make its own name stand for an address in here (DNS rebinding), and then is of the same
// origin; but its name it cannot change. Addresses and localhost are nobody's names.
func (r *rules) answersTo(host string) bool {
	if r.anyHost || host == "" { // without Host it is no browser
		return true
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || r.hosts[host]
}

// foreign tells whether a page of a site that is not allowed to sent a request. Browsers say so
// in Sec-Fetch-Site, old ones in Origin; other programs in neither. That a user follows a
// link is not foreign: the answer is theirs to see, and GET changes nothing.
func (r *rules) foreign(req *http.Request) bool {
	origin := req.Header.Get("Origin")
	if origin != "" && (r.anyOrigin || r.origins[strings.ToLower(origin)]) {
		return false
	}
	switch req.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		u, err := url.Parse(origin)
		return origin != "" && (err != nil || !strings.EqualFold(u.Host, req.Host))
	}
	link := req.Method == http.MethodGet && req.Header.Get("Sec-Fetch-Mode") == "navigate" && req.Header.Get("Sec-Fetch-Dest") == "document"
	return !link
}
