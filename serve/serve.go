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

	"demarche/access"
	"demarche/datasets"
	"demarche/examples"
	"demarche/httpapi"
	"demarche/playground"
	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/telemetry"
)

// lastWords bounds what is sent to collectors after the end.
const lastWords = 2 * time.Second

// Run serves until ctx is done, then lets requests in flight finish. It gives nil
// after an orderly end, and otherwise an error that says what to change.
func Run(ctx context.Context, cfg Config) (err error) {
	if err := cfg.check(); err != nil {
		return err
	}
	trusted, err := cfg.trusted()
	if err != nil {
		return err
	}
	secure, err := cfg.tls()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.Listen) // before the data is touched
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", cfg.Listen, err)
	}
	defer listener.Close()
	watch, err := telemetry.New(ctx, cfg.Telemetry, cfg.Logger)
	if err != nil {
		return err
	}
	defer func() {
		after, cancel := context.WithTimeout(context.Background(), lastWords)
		defer cancel()
		watch.Close(after)
	}()
	ready := newReadiness()
	ops, err := startOps(cfg, watch, ready)
	if err != nil {
		return err
	}
	defer ops.stop()
	records, blocks := TuneMemory(cfg.Cache, cfg.Logger)
	engine, err := openEngine(cfg, blocks)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	st, err := store.Open(ctx, watch.Engine(engine), store.Options{CacheBytes: records})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	gate, err := cfg.gate(watching, watch.Refused)
	if err != nil {
		return err
	}
	sockets, closeSockets := context.WithCancel(context.Background())
	defer closeSockets()
	api := newAPI(sockets, st, cfg, trusted, watch, gate)
	if err := seed(ctx, api, cfg); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", watch.HTTP("graphql", gate.API(api.http)))
	mux.Handle("GET /admin/backup", watch.HTTP("backup", gate.Require(access.Admin, backups(sockets, st, cfg.Logger))))
	mux.HandleFunc("GET /healthz", alive)
	mux.Handle("GET /readyz", ready)
	if !cfg.NoPlayground {
		mux.Handle("/", watch.HTTP("playground", playground.Handler(examples.FS)))
	}
	watch.Watch(telemetry.Watched{Store: st.Stats, Engine: engine.Stats, Disk: engine.Storage, Health: engine.Health, Connections: api.http.Open})
	server := HTTPServer(httpapi.WithRequestID(gate.All(mux)), cfg.Logger)
	clients := boundConnections(listener, cfg.connections())
	server.ConnState = clients.note
	origin, serve := "http://"+listener.Addr().String(), func() error { return server.Serve(clients) }
	if secure != nil {
		server.TLSConfig = secure
		origin, serve = "https://"+listener.Addr().String(), func() error { return server.ServeTLS(clients, "", "") }
	}
	failed := make(chan error, 1)
	go func() { failed <- serve() }()
	ready.serving(engine.Health)
	cfg.Logger.Info("serving", "api", origin+"/graphql", "playground", origin+"/", "data", cfg.Data)
	if cfg.Ready != nil {
		cfg.Ready(listener.Addr())
	}
	select {
	case err := <-failed:
		return fmt.Errorf("the HTTP server ended: %w", err)
	case <-ctx.Done():
	}
	ready.draining()
	if cfg.Ops.DrainDelay > 0 {
		cfg.Logger.Info("draining: /readyz says no, requests are still served", "for", cfg.Ops.DrainDelay)
		select {
		case err := <-failed:
			return fmt.Errorf("the HTTP server ended: %w", err)
		case <-time.After(cfg.Ops.DrainDelay):
		}
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

func openEngine(cfg Config, blocks int) (*badgerkv.Engine, error) {
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
	e, err := badgerkv.Open(dir, badgerkv.Options{
		Logger: cfg.Logger, CacheBytes: blocks, Witness: badgerkv.Witness{Key: store.HeadKey(), Missing: store.MissingCommits}, AcceptLoss: cfg.AcceptLoss,
	})
	if errors.Is(err, badgerkv.ErrLost) {
		return nil, fmt.Errorf("%w; restore a backup, or go on with what is left by --accept-loss, this one time", err)
	}
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
