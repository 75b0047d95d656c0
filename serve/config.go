package serve

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/alecthomas/kong"

	"demarche/access/gate"
	"demarche/httpapi/guard"
	"demarche/telemetry"
)

// Config is what an operator chooses: the flags and environment variables of
// `demarche serve`, as kong reads them.
type Config struct {
	Listen       string        `default:"127.0.0.1:8080" env:"DEMARCHE_LISTEN" placeholder:"HOST:PORT" help:"Address to serve on; on any but loopback, say who may do what (${default})."`
	Data         string        `default:"demarche-data" env:"DEMARCHE_DATA" placeholder:"DIR" help:"Directory of the store; made when missing (${default})."`
	AcceptLoss   bool          `help:"Open a store of which acknowledged commits are missing, with what is left of it. For one start, after it was refused."`
	Empty        bool          `env:"DEMARCHE_EMPTY" help:"Leave a store without commits empty, instead of loading the Sahel dataset."`
	NoPlayground bool          `env:"DEMARCHE_NO_PLAYGROUND" help:"Serve the API without the playground."`
	Timeout      time.Duration `default:"10s" env:"DEMARCHE_TIMEOUT" help:"Longest time for one operation (${default})."`
	MaxBody      int64         `default:"1048576" env:"DEMARCHE_MAX_BODY" help:"Largest request, in bytes (${default})."`
	MaxClients   int           `name:"max-connections" default:"8192" env:"DEMARCHE_MAX_CONNECTIONS" help:"Most connections at a time (${default}); fewer where the limit of open files asks for it."`
	MaxDepth     int           `default:"15" env:"DEMARCHE_MAX_DEPTH" help:"Deepest nesting of a query (${default})."`
	MaxCost      int           `default:"50000" env:"DEMARCHE_MAX_COST" help:"Highest cost of a query: fields times page sizes (${default})."`
	Cache        int           `default:"67108864" env:"DEMARCHE_CACHE" placeholder:"BYTES" help:"Memory for caches, in bytes: a half for decoded records, a half for blocks of the store (${default})."`
	Drain        time.Duration `default:"8s" env:"DEMARCHE_DRAIN" help:"How long requests may take to finish after SIGTERM (${default})."`

	TrustedDocuments string `env:"DEMARCHE_TRUSTED_DOCUMENTS" placeholder:"FILE" help:"Run only the documents of this JSON file, of ids and documents, as Relay's compiler and graphql-codegen write it; read again when it changes."`

	Ops       OpsConfig        `embed:""`
	Telemetry telemetry.Config `embed:""`

	Access  gate.Config `embed:""`
	TLSCert string      `env:"DEMARCHE_TLS_CERT" placeholder:"FILE" help:"Certificate to serve HTTPS with, PEM, with those that vouch for it; read again when it changes."`
	TLSKey  string      `env:"DEMARCHE_TLS_KEY" placeholder:"FILE" help:"Key of the certificate, PEM."`

	Logger *slog.Logger `kong:"-"`
	// Ready, if set, is told the address that is listened on.
	Ready func(addr net.Addr) `kong:"-"`
}

// Defaults are the choices of an operator who makes none.
func Defaults() (c Config, err error) {
	return c, kong.ApplyDefaults(&c)
}

// limits are the guard's with the operator's choices.
func (c Config) limits() guard.Limits {
	l := guard.DefaultLimits()
	l.MaxDepth, l.MaxCost = c.MaxDepth, c.MaxCost
	return l
}

// check refuses what cannot be served with.
func (c Config) check() error {
	if err := c.access().Check(c.Listen); err != nil {
		return err
	}
	if err := errors.Join(c.Ops.check(), c.Telemetry.Check()); err != nil {
		return err
	}
	for _, bound := range []struct {
		flag    string
		ok      bool
		atLeast string
	}{
		{"--timeout", c.Timeout >= time.Second, "1s"},
		{"--max-body", c.MaxBody > 0, "1"},
		{"--max-connections", c.MaxClients > 0, "1"},
		{"--max-depth", c.MaxDepth > 0, "1"},
		{"--max-cost", c.MaxCost > 0, "1"},
		{"--drain", c.Drain >= 0, "0s"},
	} {
		if !bound.ok {
			return fmt.Errorf("%s is too low; give at least %s", bound.flag, bound.atLeast)
		}
	}
	return nil
}
