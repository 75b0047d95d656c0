package httpapi

import (
	"errors"
	"fmt"
	"testing"
)

// A thousand subscribers of one feed get each event in order: most of them
// share sockets, some have one of their own, and some read event streams.
func TestThousandSubscribers(t *testing.T) {
	const shared, perSocket, own, streams, events = 12, 50, 200, 200, 20
	root, h, url := serve(t, Config{})
	ctx := testContext(t)
	done := make(chan error, shared+own+streams)
	socket := func(operations int) {
		c := connected(t, url)
		for i := range operations {
			c.subscribe(fmt.Sprint(i), "subscription{ticks}")
			<-root.Started
		}
		go func() {
			seen := make(map[string]int)
			for range operations * events {
				m, err := c.read(ctx)
				seen[m.ID]++
				if want := fmt.Sprintf(`{"data":{"ticks":%d}}`, seen[m.ID]); err != nil || string(m.Payload) != want {
					done <- fmt.Errorf("socket: got %s %s (%w), want %s", m.Type, m.Payload, err, want)
					return
				}
			}
			done <- c.conn.CloseNow()
		}()
	}
	for range shared {
		socket(perSocket)
	}
	for range own {
		socket(1)
	}
	for range streams {
		l := listen(t, ctx, url, "subscription{ticks}")
		<-root.Started
		go func() {
			for n := range events {
				if _, got, err := l.event(); err != nil || got != fmt.Sprintf(`{"data":{"ticks":%d}}`, n+1) {
					done <- fmt.Errorf("stream: got %s (%w) as number %d", got, err, n+1)
					return
				}
			}
			done <- l.resp.Body.Close()
		}()
	}
	for n := range events {
		root.Tick(int32(n + 1))
	}
	var errs error
	for range cap(done) {
		errs = errors.Join(errs, <-done)
	}
	if errs != nil {
		t.Fatal(errs)
	}
	if err := h.Wait(testContext(t)); err != nil {
		t.Error(err)
	}
}
