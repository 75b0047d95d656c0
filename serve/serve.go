// Package serve assembles demarche: engine, store, GraphQL, playground and HTTP,
// and runs them until its context is done.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"demarche/datasets"
	"demarche/examples"
	"demarche/httpapi/guard"
	"demarche/playground"
	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
)

// Config is what an operator chooses. Every field has a flag and an environment
// variable of the same name; see server.go.
type Config struct {
	Listen       string        // address of the HTTP server
	Data         string        // directory of the store
	Empty        bool          // a store without commits stays so, instead of getting the Sahel dataset
	NoPlayground bool          // serve the API alone
	Timeout      time.Duration // bound on one operation
	MaxBody      int64         // bound on one request, in bytes
	MaxDepth     int
	MaxCost      int
	Cache        int           // bytes of decoded records that are kept, roughly; 0: none
	Drain        time.Duration // how long requests may take to finish at the end
	Logger       *slog.Logger
	// Ready, if set, is told the address that is listened on.
	Ready func(addr net.Addr)
}

// Limits are the guard's with the operator's choices.
func (c Config) limits() guard.Limits {
	l := guard.DefaultLimits()
	l.MaxDepth, l.MaxCost = c.MaxDepth, c.MaxCost
	return l
}

// Run serves until ctx is done, then lets requests in flight finish. It gives nil
// after an orderly end, and otherwise an error that says what to change.
func Run(ctx context.Context, cfg Config) (err error) {
	if err := cfg.check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen) // before the data is touched
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", cfg.Listen, err)
	}
	defer listener.Close()
	TuneMemory(cfg.Cache)
	engine, err := openEngine(cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	st, err := store.Open(ctx, engine, store.Options{CacheBytes: cfg.Cache})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	sockets, closeSockets := context.WithCancel(context.Background())
	defer closeSockets()
	api := newAPI(sockets, st, cfg)
	if err := seed(ctx, api, cfg); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api.http)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	if !cfg.NoPlayground {
		mux.Handle("/", playground.Handler(examples.FS))
	}
	server := HTTPServer(mux, cfg.Logger)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	cfg.Logger.Info("serving", "api", "http://"+listener.Addr().String()+"/graphql", "playground", "http://"+listener.Addr().String()+"/", "data", cfg.Data)
	if cfg.Ready != nil {
		cfg.Ready(listener.Addr())
	}
	select {
	case err := <-failed:
		return fmt.Errorf("the HTTP server ended: %w", err)
	case <-ctx.Done():
	}
	cfg.Logger.Info("stopping: letting requests finish", "for at most", cfg.Drain)
	drain, cancel := context.WithTimeout(context.Background(), cfg.Drain)
	defer cancel()
	closeSockets()
	if err := errors.Join(server.Shutdown(drain), api.http.Wait(drain)); err != nil {
		_ = server.Close()
		cfg.Logger.Warn("some requests were cut off", "error", err)
	}
	cfg.Logger.Info("stopped")
	return nil
}

// HTTPServer is the HTTP server of demarche, with bounds on what strangers can hold
// up. The benchmark serves its floor by it.
func HTTPServer(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// check refuses what cannot be served with.
func (c Config) check() error {
	if err := loopbackOnly(c.Listen); err != nil {
		return err
	}
	for _, bound := range []struct {
		flag    string
		ok      bool
		atLeast string
	}{
		{"--timeout", c.Timeout >= time.Second, "1s"},
		{"--max-body", c.MaxBody > 0, "1"},
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

// loopbackOnly refuses to serve others than this machine: there is no
// authentication yet, and everybody who reaches the API may commit.
func loopbackOnly(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("--listen %q is no address; write host:port, as in 127.0.0.1:8080", listen)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("--listen %s would let everybody who reaches it change the graph: demarche has no authentication yet, so it listens on loopback only (127.0.0.1, ::1, localhost); put an authenticating proxy in front of it", listen)
}

func openEngine(cfg Config) (kv.Engine, error) {
	entries, err := os.ReadDir(cfg.Data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the data directory: %w", err)
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the data directory: %w; choose another one with --data", err)
	}
	dir, err := filepath.Abs(cfg.Data)
	if err != nil {
		return nil, err
	}
	e, err := badgerkv.Open(dir, badgerkv.Options{Logger: cfg.Logger})
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		cfg.Logger.Info("created a new store", "data", cfg.Data)
	}
	return e, nil
}

// seed loads the Sahel dataset into a store without commits, and goes on with it
// where a first start was interrupted.
func seed(ctx context.Context, a *api, cfg Config) error {
	docs, err := datasets.Sahel()
	if err != nil {
		return err
	}
	wanted, err := a.wantsSeed(ctx, docs, cfg.Empty)
	if err != nil || !wanted {
		return err
	}
	cfg.Logger.Info("loading the Sahel dataset (Mali and France, 2022); --empty starts without it")
	for _, d := range docs {
		if err := a.run(ctx, d); err != nil {
			return fmt.Errorf("loading the Sahel dataset: %s: %w", d.Name, err)
		}
	}
	return nil
}
