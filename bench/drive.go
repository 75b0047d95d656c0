package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// span says how long to drive: for a number of requests, or else for a time.
type span struct {
	requests int
	time     time.Duration
}

// measured is what driving one workload over some connections gave.
type measured struct {
	requests int64
	took     time.Duration
	bytes    int64 // of answers' bodies
	p50, p99 time.Duration
	cpu      time.Duration // of the server; -1: not known
	memory   int64         // of the server at its peak, bytes; -1: not known
}

func (m measured) perSecond() float64 { return float64(m.requests) / m.took.Seconds() }

// cpuPerRequest is in milliseconds, -1 if not known.
func (m measured) cpuPerRequest() float64 {
	if m.cpu < 0 {
		return -1
	}
	return float64(m.cpu) / float64(time.Millisecond) / float64(m.requests)
}

// drive sends the bodies that next gives over connections, each waiting for its answer
// before it sends again, first for a while unmeasured. Next is called
// by all connections at once.
func drive(ctx context.Context, p *process, connections int, s span, next func() []byte) (measured, error) {
	conns := make([]*conn, connections)
	for i := range conns {
		c, err := dial(ctx, p.api)
		if err != nil {
			return measured{}, err
		}
		defer c.close()
		conns[i] = c
	}
	if _, err := driveConns(ctx, conns, span{(s.requests + 4) / 5, s.time / 5}, next); err != nil {
		return measured{}, err
	}
	resetPeak(p.pid())
	before, known := cpuTime(p.pid())
	m, err := driveConns(ctx, conns, s, next)
	after, _ := cpuTime(p.pid())
	m.cpu, m.memory = after-before, -1
	if !known {
		m.cpu = -1
	}
	if peak, ok := peakMemory(p.pid()); ok {
		m.memory = peak
	}
	return m, err
}

func driveConns(ctx context.Context, conns []*conn, s span, next func() []byte) (measured, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() {
		for _, c := range conns {
			c.close()
		}
	})
	defer stop()
	var left, bytes atomic.Int64
	left.Store(int64(s.requests))
	latencies := make([][]time.Duration, len(conns))
	var all sync.WaitGroup
	begun := time.Now()
	for i, c := range conns {
		all.Go(func() {
			for ctx.Err() == nil {
				sent := time.Now()
				if s.requests == 0 && sent.Sub(begun) >= s.time || s.requests > 0 && left.Add(-1) < 0 {
					return
				}
				body, err := c.post(next())
				if err == nil && hasErrors(body) {
					err = fmt.Errorf("an answer with errors: %s", body)
				}
				if err != nil {
					cancel(err)
					return
				}
				latencies[i] = append(latencies[i], time.Since(sent))
				bytes.Add(int64(len(body)))
			}
		})
	}
	all.Wait()
	took := time.Since(begun)
	if err := context.Cause(ctx); err != nil {
		return measured{}, err
	}
	sorted := slices.Concat(latencies...)
	slices.Sort(sorted)
	if len(sorted) == 0 {
		return measured{}, errors.New("no request was sent: raise --duration or --requests")
	}
	return measured{
		requests: int64(len(sorted)), took: took, bytes: bytes.Load(),
		p50: sorted[len(sorted)/2], p99: sorted[len(sorted)*99/100],
	}, nil
}

// hasErrors tells whether a GraphQL answer has errors: the server writes them first.
func hasErrors(body []byte) bool {
	return len(body) > 2 && string(body[:min(len(body), 9)]) == `{"errors"`
}
