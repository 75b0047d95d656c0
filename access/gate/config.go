// Package gate stands between the network and the API: it tells who asks, from where, and
// whether they may, and writes down whom it refused.
package gate

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"demarche/access"
	"demarche/access/oidc"
)

// Config is what an operator chooses.
type Config struct {
	Anonymous       string      `enum:",none,reader,editor,admin" default:"" env:"DEMARCHE_ANONYMOUS" placeholder:"ROLE" help:"What those without a token may do: none, reader, editor or admin. Default: none; admin on loopback while neither tokens nor an issuer are configured."`
	Tokens          string      `env:"DEMARCHE_TOKENS" placeholder:"DIR" help:"Directory of the tokens that demarche token makes (the data directory's name and .tokens)."`
	OIDC            oidc.Config `embed:"" prefix:"oidc-"`
	Origins         []string    `env:"DEMARCHE_ORIGINS" placeholder:"URL" help:"Origins of other sites whose pages may use the API from a browser: https://app.example.org; or *."`
	Hosts           []string    `env:"DEMARCHE_HOSTS" placeholder:"NAME" help:"Names that the server answers to, besides localhost and addresses. Default: none else on loopback, any otherwise."`
	Rate            *float64    `env:"DEMARCHE_RATE" placeholder:"N" help:"Operations a second for each client, four seconds' worth at once; 0: no limit. Default: 50; none on loopback."`
	TrustedProxies  []string    `env:"DEMARCHE_TRUSTED_PROXIES" placeholder:"NET" help:"Addresses of proxies whose X-Forwarded-For tells the client: 10.0.0.0/8."`
	NoIntrospection bool        `env:"DEMARCHE_NO_INTROSPECTION" help:"Answer no question about the schema."`
}

const defaultRate = 50 // operations a second

// rules are a Config that was checked.
type rules struct {
	anonymous access.Role
	rate      float64 // operations a second; 0: no limit
	hosts     map[string]bool
	anyHost   bool
	origins   map[string]bool
	anyOrigin bool
	proxies   []netip.Prefix
}

// Loopback tells whether an address to listen on can be reached from this machine only.
func Loopback(listen string) (bool, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false, fmt.Errorf("--listen %q is no address; write host:port, as in 127.0.0.1:8080", listen)
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback(), nil
}

// Check refuses what New would refuse, and touches nothing.
func (c Config) Check(listen string) error {
	_, err := c.check(listen)
	if err == nil && c.OIDC.Configured() {
		err = c.OIDC.Check()
	}
	return err
}

// check makes rules for an address that is listened on. It refuses what would leave the
// graph open to everybody, or closed to all.
func (c Config) check(listen string) (*rules, error) {
	loopback, err := Loopback(listen)
	if err != nil {
		return nil, err
	}
	r := &rules{hosts: map[string]bool{}, anyHost: !loopback && len(c.Hosts) == 0, origins: map[string]bool{}}
	if r.anonymous, err = c.anonymous(listen, loopback); err != nil {
		return nil, err
	}
	switch {
	case c.Rate != nil && *c.Rate < 0:
		return nil, errors.New("--rate is a number of operations a second; 0 is no limit")
	case c.Rate != nil:
		r.rate = *c.Rate
	case !loopback:
		r.rate = defaultRate
	}
	for _, h := range c.Hosts {
		if strings.ContainsAny(h, ":/* ") || h == "" {
			return nil, fmt.Errorf("--hosts: %q is no name of a host; write demarche.example.org, without a port", h)
		}
		r.hosts[strings.ToLower(h)] = true
	}
	for _, o := range c.Origins {
		u, err := url.Parse(o)
		switch {
		case o == "*":
			r.anyOrigin = true
		case err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o || strings.Contains(o, "*"):
			return nil, fmt.Errorf("--origins: %q is no origin; write scheme and host, as in https://app.example.org", o)
		}
		r.origins[strings.ToLower(o)] = true
	}
	for _, p := range c.TrustedProxies {
		net, err := netip.ParsePrefix(p)
		if err != nil {
			var one netip.Addr
			if one, err = netip.ParseAddr(p); err == nil {
				net = netip.PrefixFrom(one, one.BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxies: %q is no address or network; write 10.0.0.0/8 or 10.0.0.7", p)
		}
		r.proxies = append(r.proxies, net)
	}
	return r, nil
}

// anonymous is what those without credentials may do. That nothing is configured leaves the
// graph open only where nobody else can reach it. A directory of tokens that has become
// empty is configured: to revoke the last token must not open the server to all.
func (c Config) anonymous(listen string, loopback bool) (role access.Role, err error) {
	_, missing := os.Stat(c.Tokens)
	configured := c.OIDC.Configured() || missing == nil
	if c.Anonymous != "" {
		if err := role.UnmarshalText([]byte(c.Anonymous)); err != nil {
			return role, fmt.Errorf("--anonymous: %w", err)
		}
	} else if loopback && !configured {
		return access.Admin, nil
	}
	switch {
	case !loopback && role >= access.Editor:
		return role, fmt.Errorf("--listen %s with --anonymous %s would let everybody who reaches it change the graph: %s", listen, role, howTo(c.Tokens))
	case role == access.None && !configured:
		return role, fmt.Errorf("--listen %s needs to know who may do what: %s", listen, howTo(c.Tokens))
	}
	return role, nil
}

func howTo(tokens string) string {
	return "make a token with `demarche token create NAME --role admin --tokens " + tokens +
		"`, or recognise the users of an OpenID Connect issuer with --oidc-issuer and --oidc-audience; --anonymous reader lets everybody read"
}
