package httpapi

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The events of the graphql-sse protocol. The last one has a data line, though
// it has no data: browsers drop an event without one.
const (
	eventNext     = "event: next\ndata: "
	eventComplete = "event: complete\ndata:\n\n"
	emptyComment  = ":\n\n"
)

// stream answers one request with server-sent events: the distinct connections
// mode of https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. The
// goroutine of the request executes and sends; another one keeps alive.
type stream struct {
	h      *Handler
	w      http.ResponseWriter
	rc     *http.ResponseController
	ctx    context.Context
	cancel context.CancelFunc

	mu sync.Mutex // of writing
}

// serveStream sends the answers of a prepared operation, or the errors that
// refused it. The protocol wants these in the stream too: a browser's
// EventSource shows nothing of a response with another status.
func (h *Handler) serveStream(ctx context.Context, out *reply, oc *graphql.OperationContext, errs gqlerror.List) {
	if !h.open.enter(h.cfg.MaxSockets) {
		out.busy()
		return
	}
	defer h.open.leave()
	s := &stream{h: h, w: out.w, rc: http.NewResponseController(out.w)}
	s.ctx, s.cancel = context.WithCancel(ctx)
	out.w.Header().Set("Content-Type", typeStream+"; charset=utf-8")
	out.w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	if errs == nil && oc.Operation.Operation == ast.Subscription {
		if h.cfg.Lasting != nil {
			var release context.CancelFunc
			s.ctx, release = h.cfg.Lasting(s.ctx)
			defer release()
		}
		defer s.endWith(h.cfg.Context)()
	}
	var wg sync.WaitGroup
	wg.Go(s.keepAlive)
	defer wg.Wait()
	defer s.cancel()
	s.send([]byte(emptyComment)) // tells the client that it is connected
	if errs != nil {
		s.next(refused(errs))
	} else {
		h.run(s.ctx, oc, s.next)
	}
	s.complete()
}

// endWith ends the stream when the server stops, even if it is writing to a
// client that does not read. Without the complete event, which would say that
// there is no more to come, the client connects again later. The function that
// it returns has to be called before the writer becomes invalid.
func (s *stream) endWith(server context.Context) func() {
	ended := make(chan struct{})
	release := context.AfterFunc(server, func() {
		defer close(ended)
		s.cancel()
		_ = s.rc.SetWriteDeadline(time.Now())
	})
	return func() {
		if !release() {
			<-ended
			_ = s.rc.SetWriteDeadline(time.Now().Add(s.h.cfg.WriteTimeout)) // for the end of the response
		}
	}
}

func (s *stream) keepAlive() {
	tick := time.NewTicker(s.h.cfg.PingInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
			s.send([]byte(emptyComment))
		}
	}
}

func (s *stream) next(a *answer) bool {
	var b bytes.Buffer
	b.Grow(len(a.data) + 256)
	b.WriteString(eventNext)
	s.h.encode(&b, a)
	unbroken(b.Bytes()[len(eventNext):])
	b.WriteString("\n\n")
	return s.send(b.Bytes())
}

// complete says that there is no more to come, if that is so.
func (s *stream) complete() {
	if s.ctx.Err() == nil {
		s.send([]byte(eventComplete))
	}
}

// send writes and flushes. It returns false, and the operation is cancelled, if
// the client has gone or does not read in time.
func (s *stream) send(data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	// In the place of the server's own, which is for a whole answer. A writer
	// that knows no deadlines has none.
	_ = s.rc.SetWriteDeadline(time.Now().Add(s.h.cfg.WriteTimeout))
	if s.ctx.Err() != nil { // looked at after the deadline, which endWith changes after cancelling
		return false
	}
	_, err := s.w.Write(data)
	if err == nil {
		err = s.rc.Flush()
	}
	if err != nil {
		s.cancel()
		return false
	}
	return true
}

// unbroken takes line breaks out of JSON, where they can only stand between
// tokens: a custom scalar may have written some, and to the client they would
// end the line of data.
func unbroken(json []byte) {
	for i, c := range json {
		if c == '\n' || c == '\r' {
			json[i] = ' '
		}
	}
}
