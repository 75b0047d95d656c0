// Package oidc recognises the users of an OpenID Connect issuer by the JSON Web Tokens that
// it signs.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"demarche/access"
)

// Config is what an operator says of the issuer.
type Config struct {
	Issuer    string            `env:"DEMARCHE_OIDC_ISSUER" placeholder:"URL" help:"OpenID Connect issuer whose users are recognised by their JSON Web Tokens: https://login.example.org/realms/desk."`
	Audience  string            `env:"DEMARCHE_OIDC_AUDIENCE" placeholder:"NAME" help:"What their tokens must be made for: the client or API that this server is at the issuer."`
	RoleClaim string            `default:"roles" env:"DEMARCHE_OIDC_ROLE_CLAIM" placeholder:"CLAIM" help:"Claim that holds their roles or groups, with dots to go deeper: realm_access.roles (${default})."`
	Roles     map[string]string `env:"DEMARCHE_OIDC_ROLES" placeholder:"VALUE=ROLE;…" help:"What the values of that claim stand for: kg-desk=editor;kg-admins=admin. Absent: reader, editor and admin themselves."`
	NameClaim string            `default:"sub" env:"DEMARCHE_OIDC_NAME_CLAIM" placeholder:"CLAIM" help:"Claim that commits are recorded under, behind oidc: (${default}). Take only one that no user can choose."`
}

// Configured tells whether there is an issuer.
func (c Config) Configured() bool { return c.Issuer != "" }

// Check refuses what could not work, or not be secure.
func (c Config) Check() error {
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
		return fmt.Errorf("--oidc-issuer %q is no https address; write it as the issuer does, as in https://login.example.org/realms/desk", c.Issuer)
	}
	if c.Audience == "" {
		return errors.New("--oidc-issuer needs --oidc-audience: without it the issuer's tokens for any other service would be good here")
	}
	for value, name := range c.Roles {
		var r access.Role
		if err := r.UnmarshalText([]byte(name)); err != nil {
			return fmt.Errorf("--oidc-roles, %s: %w", value, err)
		}
	}
	return nil
}

func local(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// algorithms are those whose keys an issuer can publish. None of them takes a public key for a
// secret one.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// Verifier checks tokens. The issuer need not be reachable when it is made: what the issuer
// says of itself is read when it is first needed, and again, but not more often than each
// RetryAfter, as long as that fails.
type Verifier struct {
	cfg    Config
	roles  map[string]access.Role
	logger *slog.Logger
	ctx    context.Context // holds the HTTP client
	now    func() time.Time

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier // nil until the issuer was reached
}

// New makes a verifier, and asks the issuer in the background, so that a mistake in its
// address is logged at the start. Absent claim names are the defaults.
func New(ctx context.Context, cfg Config, logger *slog.Logger) (*Verifier, error) {
	v, err := newVerifier(ctx, cfg, logger)
	if err == nil {
		go func() {
			if _, err := v.issuer(); err != nil {
				logger.Warn("the OpenID Connect issuer does not answer; its users are refused until it does", "issuer", cfg.Issuer, "error", err)
			}
		}()
	}
	return v, err
}

func newVerifier(ctx context.Context, cfg Config, logger *slog.Logger) (*Verifier, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	if cfg.RoleClaim == "" {
		cfg.RoleClaim = "roles"
	}
	if cfg.NameClaim == "" {
		cfg.NameClaim = "sub"
	}
	v := &Verifier{cfg: cfg, roles: map[string]access.Role{}, logger: logger, now: time.Now}
	for value, name := range cfg.Roles {
		r := v.roles[value]
		_ = r.UnmarshalText([]byte(name)) // checked
		v.roles[value] = r
	}
	if len(v.roles) == 0 {
		for _, r := range []access.Role{access.Reader, access.Editor, access.Admin} {
			v.roles[r.String()] = r
		}
	}
	v.ctx = oidc.ClientContext(ctx, newClient(v))
	return v, nil
}

// issuer reads what the issuer says of itself, once.
func (v *Verifier) issuer() (*oidc.IDTokenVerifier, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.verifier != nil {
		return v.verifier, nil
	}
	provider, err := oidc.NewProvider(v.ctx, v.cfg.Issuer)
	if err != nil {
		return nil, err
	}
	var endpoints struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&endpoints); err != nil {
		return nil, err
	}
	keys := &keys{oidc.NewRemoteKeySet(v.ctx, endpoints.Keys)}
	v.verifier = oidc.NewVerifier(v.cfg.Issuer, keys, &oidc.Config{
		ClientID: v.cfg.Audience, SupportedSigningAlgs: algorithms, Now: func() time.Time { return v.now() }})
	v.logger.Info("the OpenID Connect issuer answers", "issuer", v.cfg.Issuer)
	return v.verifier, nil
}

// Authenticate gives the principal of a token, an *access.Invalid, or ErrUnreachable.
func (v *Verifier) Authenticate(ctx context.Context, raw string) (access.Principal, error) {
	verifier, err := v.issuer()
	if err != nil {
		return access.Principal{}, ErrUnreachable
	}
	failed := false
	token, err := verifier.Verify(context.WithValue(ctx, failedKey{}, &failed), raw)
	var expired *oidc.TokenExpiredError
	switch {
	case err != nil && failed:
		return access.Principal{}, ErrUnreachable
	case errors.As(err, &expired):
		return access.Principal{}, access.ErrExpired
	case err != nil:
		v.logger.Debug("a token of the issuer is not good", "error", err)
		return access.Principal{}, errRefused
	}
	var claims map[string]any
	if err := token.Claims(&claims); err != nil || token.Subject == "" {
		return access.Principal{}, errRefused
	}
	name := v.name(claims)
	if name == "" {
		return access.Principal{}, &access.Invalid{Reason: "The token does not say who you are in its claim " + v.cfg.NameClaim + "."}
	}
	return access.Principal{Name: "oidc:" + name, Role: v.role(claims), ID: "oidc:" + token.Subject, Expires: token.Expiry}, nil
}

// errRefused tells nothing of why: the log does, at level debug.
var errRefused = &access.Invalid{Reason: "The token is none that the issuer has signed for this server and that is good now: get a new one."}

// ErrUnreachable is the answer while the issuer cannot be asked for its keys.
var ErrUnreachable = errors.New("oidc: the issuer cannot be reached")
