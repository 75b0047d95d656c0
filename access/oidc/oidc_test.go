package oidc

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"demarche/access"
)

// issuer is one that signs tokens, and may be down or change its keys.
type issuer struct {
	*httptest.Server
	mu    sync.Mutex
	down  bool
	keys  []jose.JSONWebKey
	asked int // for its keys
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		if i.down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		answer(w, map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.asked++
		answer(w, jose.JSONWebKeySet{Keys: i.keys})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// publish makes the issuer's only keys those of the signers.
func (i *issuer) publish(signers ...*signer) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = nil
	for _, s := range signers {
		i.keys = append(i.keys, jose.JSONWebKey{Key: s.key.Public(), KeyID: s.id, Algorithm: string(s.alg), Use: "sig"})
	}
}

func (i *issuer) setDown(down bool) { i.mu.Lock(); i.down = down; i.mu.Unlock() }
func (i *issuer) fetches() int      { i.mu.Lock(); defer i.mu.Unlock(); return i.asked }

// signer is one key of an issuer.
type signer struct {
	id  string
	alg jose.SignatureAlgorithm
	key crypto.Signer
}

func rsaSigner(t *testing.T, id string) *signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{id, jose.RS256, k}
}

func ecSigner(t *testing.T, id string) *signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{id, jose.ES256, k}
}

func sign(t *testing.T, alg jose.SignatureAlgorithm, kid string, key any, claims map[string]any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign(b)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (s *signer) sign(t *testing.T, claims map[string]any) string {
	t.Helper()
	return sign(t, s.alg, s.id, s.key, claims)
}

var now = time.Date(2026, 5, 2, 18, 0, 0, 0, time.UTC)

// claims are good ones, with changes; nil leaves one out.
func (i *issuer) claims(changes map[string]any) map[string]any {
	c := map[string]any{"iss": i.URL, "aud": "demarche", "sub": "u-17", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "roles": []string{"editor", "other"}}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time        { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) pass(by time.Duration) { c.mu.Lock(); c.at = c.at.Add(by); c.mu.Unlock() }

func verifier(t *testing.T, i *issuer, change func(*Config)) (*Verifier, *clock) {
	t.Helper()
	cfg := Config{Issuer: i.URL, Audience: "demarche"}
	if change != nil {
		change(&cfg)
	}
	v, err := newVerifier(context.Background(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{at: now}
	v.now = c.now
	return v, c
}

func refused(t *testing.T, what string, p access.Principal, err error) {
	t.Helper()
	var invalid *access.Invalid
	if !errors.As(err, &invalid) || p.Role != access.None {
		t.Errorf("%s: %+v, %v", what, p, err)
	}
}

func TestTokensOfTheIssuer(t *testing.T) {
	i := newIssuer(t)
	key, ec, stranger := rsaSigner(t, "k1"), ecSigner(t, "k2"), rsaSigner(t, "k1")
	i.publish(key, ec)
	v, _ := verifier(t, i, nil)
	for _, s := range []*signer{key, ec} {
		p, err := v.Authenticate(t.Context(), s.sign(t, i.claims(nil)))
		if err != nil || p.Name != "oidc:u-17" || p.ID != "oidc:u-17" || p.Role != access.Editor || !p.Expires.Equal(now.Add(time.Hour)) {
			t.Errorf("%s: %+v, %v", s.alg, p, err)
		}
	}
	unsigned := func(claims map[string]any) string {
		b, _ := json.Marshal(claims)
		enc := base64.RawURLEncoding
		return enc.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + enc.EncodeToString(b) + "."
	}
	good := key.sign(t, i.claims(nil))
	public, _ := json.Marshal(key.key.Public())
	head, rest, _ := strings.Cut(good, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	forged, _ := json.Marshal(i.claims(map[string]any{"roles": []string{"admin"}}))
	for what, raw := range map[string]string{
		"no token":                   "",
		"no JWT":                     "abc",
		"another audience":           key.sign(t, i.claims(map[string]any{"aud": "payroll"})),
		"no audience":                key.sign(t, i.claims(map[string]any{"aud": nil})),
		"another issuer":             key.sign(t, i.claims(map[string]any{"iss": "https://evil.example"})),
		"no expiry":                  key.sign(t, i.claims(map[string]any{"exp": nil})),
		"good only tomorrow":         key.sign(t, i.claims(map[string]any{"nbf": now.Add(24 * time.Hour).Unix()})),
		"no subject":                 key.sign(t, i.claims(map[string]any{"sub": nil})),
		"not signed":                 unsigned(i.claims(nil)),
		"signature left out":         head + "." + payload + ".",
		"another payload":            head + "." + base64.RawURLEncoding.EncodeToString(forged) + "." + signature,
		"a stranger's key":           stranger.sign(t, i.claims(nil)),
		"an unknown key":             (&signer{"k9", jose.RS256, key.key}).sign(t, i.claims(nil)),
		"the public key as a secret": sign(t, jose.HS256, "k1", public, i.claims(nil)),
		"encrypted":                  "a.b.c.d.e",
	} {
		p, err := v.Authenticate(t.Context(), raw)
		refused(t, what, p, err)
		if err != nil && len(raw) > 5 && strings.Contains(err.Error(), raw) {
			t.Errorf("%s: the error repeats the token", what)
		}
	}
	p, err := v.Authenticate(t.Context(), key.sign(t, i.claims(map[string]any{"exp": now.Add(-time.Minute).Unix()})))
	refused(t, "expired", p, err)
	if !errors.Is(err, access.ErrExpired) {
		t.Errorf("expired: %v", err)
	}
	if _, err := v.Authenticate(t.Context(), key.sign(t, i.claims(map[string]any{"aud": []string{"payroll", "demarche"}}))); err != nil {
		t.Errorf("several audiences: %v", err)
	}
}

// Keys are rotated; invented ones do not make this server ask without end.
func TestKeysOfTheIssuerChange(t *testing.T) {
	i := newIssuer(t)
	old, fresh := rsaSigner(t, "2026-04"), rsaSigner(t, "2026-05")
	i.publish(old)
	v, clock := verifier(t, i, nil)
	good := func(s *signer) error {
		_, err := v.Authenticate(t.Context(), s.sign(t, i.claims(nil)))
		return err
	}
	if err := good(old); err != nil {
		t.Fatal(err)
	}
	i.publish(fresh)
	clock.pass(RetryAfter)
	if err := good(fresh); err != nil {
		t.Errorf("the new key: %v", err)
	}
	was := i.fetches()
	for range 20 {
		p, err := v.Authenticate(t.Context(), rsaKeyNamed(old, rand.Text()).sign(t, i.claims(nil)))
		refused(t, "an invented key", p, err)
	}
	if n := i.fetches() - was; n > 1 {
		t.Errorf("asked %d times for invented keys", n)
	}
	clock.pass(RetryAfter)
	p, err := v.Authenticate(t.Context(), old.sign(t, i.claims(nil)))
	refused(t, "a key that was withdrawn", p, err)
	if err := good(fresh); err != nil {
		t.Error(err)
	}
}

func rsaKeyNamed(s *signer, id string) *signer { return &signer{id, s.alg, s.key} }

// While the issuer is down, whose keys are known goes on, and others are told to come back.
func TestIssuerIsDown(t *testing.T) {
	i := newIssuer(t)
	key, fresh := rsaSigner(t, "k1"), rsaSigner(t, "k2")
	i.publish(key)
	i.setDown(true)
	v, clock := verifier(t, i, nil) // starts all the same
	raw := key.sign(t, i.claims(nil))
	for range 3 {
		if _, err := v.Authenticate(t.Context(), raw); !errors.Is(err, ErrUnreachable) {
			t.Fatalf("down at the start: %v", err)
		}
	}
	i.setDown(false)
	clock.pass(RetryAfter)
	if _, err := v.Authenticate(t.Context(), raw); err != nil {
		t.Fatalf("up again: %v", err)
	}
	i.setDown(true)
	clock.pass(RetryAfter)
	if _, err := v.Authenticate(t.Context(), raw); err != nil {
		t.Errorf("a key that is known: %v", err)
	}
	for range 2 { // the answer of the issuer, and what is remembered of it
		if _, err := v.Authenticate(t.Context(), fresh.sign(t, i.claims(nil))); !errors.Is(err, ErrUnreachable) {
			t.Errorf("a key that is not: %v", err)
		}
	}
}

func TestRolesAndNames(t *testing.T) {
	i := newIssuer(t)
	key := ecSigner(t, "k")
	i.publish(key)
	mapped := func(claim string) func(*Config) {
		return func(c *Config) {
			c.RoleClaim, c.Roles = claim, map[string]string{"desk": "editor", "chiefs": "admin", "all": "reader"}
		}
	}
	named := func(claim string) func(*Config) { return func(c *Config) { c.NameClaim = claim } }
	for _, c := range []struct {
		change func(*Config)
		claims map[string]any
		role   access.Role
		name   string // empty: refused
	}{
		{nil, map[string]any{"roles": nil}, access.None, "oidc:u-17"},
		{nil, map[string]any{"roles": "admin"}, access.Admin, "oidc:u-17"},
		{nil, map[string]any{"roles": []any{"reader", 7, "admin", nil}}, access.Admin, "oidc:u-17"},
		{nil, map[string]any{"roles": "ADMIN"}, access.None, "oidc:u-17"},
		{nil, map[string]any{"roles": map[string]any{"admin": true}}, access.None, "oidc:u-17"},
		{mapped("groups"), map[string]any{"groups": []string{"all", "desk"}}, access.Editor, "oidc:u-17"},
		{mapped("groups"), map[string]any{"groups": []string{"admin"}}, access.None, "oidc:u-17"},
		{mapped("realm_access.roles"), map[string]any{"realm_access": map[string]any{"roles": []string{"chiefs"}}}, access.Admin, "oidc:u-17"},
		{mapped("https://example.org/roles"), map[string]any{"https://example.org/roles": []string{"desk"}}, access.Editor, "oidc:u-17"},
		{named("email"), map[string]any{"email": "amina@example.org", "email_verified": true}, access.Editor, "oidc:amina@example.org"},
		{named("email"), map[string]any{"email": "amina@example.org", "email_verified": false}, 0, ""},
		{named("email"), nil, 0, ""},
		{named("name"), map[string]any{"name": "a\nb"}, 0, ""},
		{named("name"), map[string]any{"name": strings.Repeat("a", 300)}, 0, ""},
		{named("name"), map[string]any{"name": "anonymous"}, access.Editor, "oidc:anonymous"}, // told apart by what is in front
	} {
		v, _ := verifier(t, i, c.change)
		p, err := v.Authenticate(t.Context(), key.sign(t, i.claims(c.claims)))
		if c.name == "" {
			refused(t, "a name that is none", p, err)
			continue
		}
		if err != nil || p.Role != c.role || p.Name != c.name {
			t.Errorf("%v: %+v, %v", c.claims, p, err)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	for _, c := range []struct {
		cfg  Config
		says string
	}{
		{Config{Issuer: "https://login.example.org"}, "--oidc-audience"},
		{Config{Issuer: "http://login.example.org", Audience: "a"}, "https"},
		{Config{Issuer: "login.example.org", Audience: "a"}, "https"},
		{Config{Issuer: "https://login.example.org", Audience: "a", Roles: map[string]string{"x": "god"}}, "god"},
	} {
		if _, err := newVerifier(t.Context(), c.cfg, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.cfg, err)
		}
	}
}
