package gate

import (
	"fmt"
	"math"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

const (
	// burst is how many seconds' worth of operations a client may send at once.
	burst = 4
	// maxClients bounds how many clients are remembered: some 5 MB. One that is forgotten
	// begins anew.
	maxClients = 20_000
	// Of an address, mistaken credentials a second, and at once.
	failuresPerSecond = 1.0 / 6
	failuresAtOnce    = 20
)

// CodeRateLimited is the code of Limited.
const CodeRateLimited = "RATE_LIMITED"

// Limited says that a client asks too often.
type Limited struct{ Wait time.Duration }

// Seconds is when to try again, at least 1.
func (e *Limited) Seconds() int { return max(1, int(math.Ceil(e.Wait.Seconds()))) }

func (e *Limited) Error() string {
	return fmt.Sprintf("Too many operations: try again in %d s, and ask for more at once rather than more often.", e.Seconds())
}

// Code is the refusal's code.
func (e *Limited) Code() string { return CodeRateLimited }

// limit counts for each client; nil limits nobody.
type limit struct {
	perSecond rate.Limit
	atOnce    int
	now       func() time.Time
	clients   *otter.Cache[string, *rate.Limiter]
}

func newLimit(perSecond float64, atOnce int) *limit {
	if perSecond <= 0 {
		return nil
	}
	return &limit{rate.Limit(perSecond), atOnce, time.Now,
		otter.Must(&otter.Options[string, *rate.Limiter]{MaximumSize: maxClients})}
}

// take counts one of a client's, or gives a *Limited.
func (l *limit) take(client string) error {
	if l == nil {
		return nil
	}
	of, ok := l.clients.GetIfPresent(client)
	if !ok {
		of, _ = l.clients.SetIfAbsent(client, rate.NewLimiter(l.perSecond, l.atOnce))
	}
	now := l.now()
	r := of.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return &Limited{wait}
	}
	return nil
}
