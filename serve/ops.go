package serve

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"demarche/telemetry"
)

// OpsConfig is what an operator chooses of the second address, which is for tools and
// not for clients.
type OpsConfig struct {
	OpsListen  string        `env:"DEMARCHE_OPS_LISTEN" placeholder:"HOST:PORT" help:"Second address, for metrics and health: /metrics, /healthz, /readyz. Whoever reaches it may read them."`
	Pprof      bool          `env:"DEMARCHE_PPROF" help:"Serve profiles on --ops-listen, too: /debug/pprof/."`
	DrainDelay time.Duration `default:"0s" env:"DEMARCHE_DRAIN_DELAY" help:"How long to go on serving after SIGTERM while /readyz says no, so that load balancers notice (${default})."`
}

func (c OpsConfig) check() error {
	if c.Pprof && c.OpsListen == "" {
		return errors.New("--pprof needs --ops-listen: profiles are never served beside the API")
	}
	if c.DrainDelay < 0 {
		return errors.New("--drain-delay is too low; give at least 0s")
	}
	if c.OpsListen == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.OpsListen); err != nil {
		return fmt.Errorf("--ops-listen %q is no address; write host:port, as in 127.0.0.1:8081", c.OpsListen)
	}
	return nil
}

// ops is the server on the second address; nil if there is none.
type ops struct {
	server *http.Server
	addr   string
}

// startOps serves before there is a store, so that a long opening can be told from a
// process that hangs.
func startOps(cfg Config, watch *telemetry.Telemetry, ready *readiness) (*ops, error) {
	if cfg.Ops.OpsListen == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", cfg.Ops.OpsListen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --ops-listen", cfg.Ops.OpsListen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", watch.Metrics())
	mux.HandleFunc("GET /healthz", alive)
	mux.Handle("GET /readyz", ready)
	if cfg.Ops.Pprof {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	o := &ops{server: HTTPServer(mux, cfg.Logger), addr: listener.Addr().String()}
	go func() {
		if err := o.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			cfg.Logger.Error("metrics and health are not served any more", "error", err)
		}
	}()
	cfg.Logger.Info("metrics and health", "metrics", "http://"+o.addr+"/metrics", "profiles", cfg.Ops.Pprof)
	return o, nil
}

// stop cuts off what is under way: a profile may take longer than the end may.
func (o *ops) stop() {
	if o != nil {
		_ = o.server.Close()
	}
}
