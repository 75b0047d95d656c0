package serve

import (
	"context"

	"demarche/access/gate"
	"demarche/access/token"
)

// access is what the operator says of it, with the place of the tokens.
func (c Config) access() gate.Config {
	access := c.Access
	if access.Tokens == "" {
		access.Tokens = token.DirOf(c.Data)
	}
	return access
}

// gate is what stands in front of all that is served, until ctx is done.
func (c Config) gate(ctx context.Context, refused func(code string)) (*gate.Gate, error) {
	g, err := gate.New(ctx, c.access(), gate.Options{Listen: c.Listen, Logger: c.Logger, Refused: refused})
	if err == nil && c.TLSCert == "" {
		if loopback, _ := gate.Loopback(c.Listen); !loopback {
			c.Logger.Warn("tokens and data cross the network in the clear: give a certificate with --tls-cert and --tls-key, or see that a proxy does TLS")
		}
	}
	return g, err
}
