package floor

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"

	"demarche/httpapi"
	"demarche/serve"
)

// Serve serves the answers in a file on a port of its own choice until ctx is
// done. Like the real server it logs `serving`, with the URL of its API.
func Serve(ctx context.Context, file string, logger *slog.Logger) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	answers, err := Read(f)
	if err != nil {
		return err
	}
	serve.TuneMemory(0, logger)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", httpapi.New(answers.Schema(), httpapi.Config{Logger: logger}))
	server := serve.HTTPServer(mux, logger)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	logger.Info("serving", "api", "http://"+listener.Addr().String()+"/graphql")
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if err := server.Close(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
