package gate

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/rs/cors"

	"demarche/access"
	"demarche/access/oidc"
	"demarche/access/token"
)

// Gate admits and refuses requests.
type Gate struct {
	*rules
	tokens   *token.Set
	issuer   *oidc.Verifier // nil: none
	audit    *audit
	limit    *limit
	failures *limit
	cors     *cors.Cors // nil: no other origin
}

// refresh is how soon a running server sees that a token was made or revoked.
const refresh = time.Second

// Options are what whoever serves gives to a Gate.
type Options struct {
	Listen  string            // the address, as the operator wrote it
	Logger  *slog.Logger      // gets refusals
	Refused func(code string) // if set, is told of each, for counting
}

// New makes a gate, which looks for new tokens until ctx is done.
func New(ctx context.Context, cfg Config, o Options) (*Gate, error) {
	r, err := cfg.check(o.Listen)
	if err != nil {
		return nil, err
	}
	g := &Gate{rules: r, audit: newAudit(r, o.Logger, o.Refused),
		limit: newLimit(r.rate, max(1, int(burst*r.rate))), failures: newLimit(failuresPerSecond, failuresAtOnce)}
	if g.tokens, err = token.Open(cfg.Tokens, o.Logger); err != nil {
		return nil, err
	}
	if cfg.OIDC.Configured() {
		if g.issuer, err = oidc.New(ctx, cfg.OIDC, o.Logger); err != nil {
			return nil, err
		}
	}
	if len(cfg.Origins) > 0 {
		g.cors = cors.New(corsOptions(cfg.Origins))
	}
	tick := time.NewTicker(refresh)
	go func() {
		defer tick.Stop()
		g.tokens.Watch(ctx, tick.C)
	}()
	if g.tokens.Count() == 0 && g.issuer == nil && r.anonymous == access.None {
		o.Logger.Warn("nobody may do anything until there is a token: demarche token create", "directory of tokens", cfg.Tokens)
	}
	o.Logger.Info("who may do what", "anonymous", r.anonymous.String(), "tokens", g.tokens.Count(), "issuer", cfg.OIDC.Issuer, "directory of tokens", cfg.Tokens)
	return g, nil
}

// authenticate tells whose credentials these are: an *access.Invalid if nobody's.
func (g *Gate) authenticate(ctx context.Context, header string) (access.Principal, error) {
	scheme, credentials, _ := strings.Cut(header, " ")
	credentials = strings.TrimSpace(credentials)
	switch {
	case !strings.EqualFold(scheme, "Bearer") || credentials == "":
		return access.Principal{}, &access.Invalid{Reason: "Credentials of this form are not known here: send Authorization: Bearer TOKEN."}
	case strings.HasPrefix(credentials, token.Prefix) || g.issuer == nil:
		return g.tokens.Authenticate(credentials)
	}
	p, err := g.issuer.Authenticate(ctx, credentials)
	if errors.Is(err, oidc.ErrUnreachable) {
		err = errIssuer
	}
	return p, err
}

// recognise gives the principal of credentials, or of none. An address that fails too often
// is told to wait.
func (g *Gate) recognise(r *http.Request, credentials []string) (access.Principal, error) {
	switch len(credentials) {
	case 0:
		return access.Anonymous(g.anonymous), nil
	case 1:
	default:
		return access.Principal{}, &access.Invalid{Reason: "Send one header Authorization, not several."}
	}
	p, err := g.authenticate(r.Context(), credentials[0])
	var invalid *access.Invalid
	if errors.As(err, &invalid) {
		if often := g.failures.take(household(g.client(r))); often != nil {
			return access.Principal{}, often
		}
	}
	return p, err
}

// admit counts an operation of whoever asks.
func (g *Gate) admit(p access.Principal, r *http.Request) error {
	if g.limit == nil {
		return nil
	}
	if p.Authenticated() {
		return g.limit.take(p.ID)
	}
	return g.limit.take(household(g.client(r)))
}
