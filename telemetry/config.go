// Package telemetry says how a server does: metrics for Prometheus, traces for
// OpenTelemetry, records of requests and of slow operations in the log. What it watches
// does not know of it: it is told by hooks, and wraps the engine and the HTTP handler.
package telemetry

import (
	"fmt"
	"time"
)

// Config is what an operator chooses.
type Config struct {
	AccessLog     bool          `env:"DEMARCHE_ACCESS_LOG" help:"Log each request; without, they are logged at level debug."`
	SlowQuery     time.Duration `default:"1s" env:"DEMARCHE_SLOW_QUERY" placeholder:"DURATION" help:"Log operations that take longer (${default}); 0 logs none."`
	SlowQueryText bool          `env:"DEMARCHE_SLOW_QUERY_TEXT" help:"Log the text and the variables of slow operations, too."`
}

// Check refuses what makes no sense.
func (c Config) Check() error {
	if c.SlowQuery < 0 {
		return fmt.Errorf("--slow-query is too low; give at least 0s")
	}
	return nil
}
