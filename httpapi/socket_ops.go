package httpapi

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// active is an operation that the client knows by an id.
type active struct {
	id     string
	cancel context.CancelFunc
}

func (s *socket) subscribe(m *message) bool {
	if !s.init {
		s.close(closeUnauthorized, "Unauthorized")
		return false
	}
	if s.h.cfg.Admit != nil {
		if err := s.h.cfg.Admit(s.ctx); err != nil {
			errs := gqlerror.List{s.h.present(s.ctx, err)}
			return s.write(func(b *buffer) { b.errors(m.id, errs) }) == nil
		}
	}
	p, bad := parseParams(m.payload, s.h.cfg.Limits)
	if bad != nil {
		s.close(closeBadRequest, clipReason(bad.Message))
		return false
	}
	p.headers = s.head
	s.mu.Lock()
	if s.byID[m.id] != nil {
		s.mu.Unlock()
		s.close(closeDuplicate, clipReason("Subscriber for "+m.id+" already exists"))
		return false
	}
	if s.running >= s.h.cfg.MaxOperations {
		s.mu.Unlock()
		err := coded(CodeTooManyActive, "%d operations already run on this connection. Complete some of them first.", s.h.cfg.MaxOperations)
		return s.write(func(b *buffer) { b.errors(m.id, gqlerror.List{err}) }) == nil
	}
	ctx, cancel := context.WithCancel(s.ctx)
	op := &active{id: m.id, cancel: cancel}
	s.byID[m.id] = op
	s.running++
	s.mu.Unlock()
	s.wg.Go(func() {
		defer s.ended(op)
		s.operate(ctx, op, p)
	})
	return true
}

// complete is the client's wish to hear no more. The id is free at once.
func (s *socket) complete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if op := s.byID[id]; op != nil {
		delete(s.byID, id)
		op.cancel()
	}
}

// release frees the id and tells whether the client still waits for the
// operation. It comes before the last message, after which the client may use
// the id again.
func (s *socket) release(op *active) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[op.id] != op {
		return false
	}
	delete(s.byID, op.id)
	return true
}

func (s *socket) waits(op *active) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[op.id] == op
}

func (s *socket) ended(op *active) {
	op.cancel()
	s.release(op)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
}

func (s *socket) operate(ctx context.Context, op *active, p *params) {
	ctx, ended := s.h.observe(graphql.StartOperationTrace(ctx), p)
	defer ended()
	oc, errs := s.h.prepare(ctx, p)
	if errs != nil {
		s.fail(op, errs)
		return
	}
	failed := false
	s.h.run(ctx, oc, func(a *answer) bool {
		if !a.executed {
			failed = true
			s.fail(op, a.errs)
			return false
		}
		if !s.waits(op) {
			return false
		}
		return s.write(func(b *buffer) { b.next(s.h, op.id, a) }) == nil
	})
	if !failed && s.release(op) && s.ctx.Err() == nil {
		_ = s.write(func(b *buffer) { b.message("complete", op.id) })
	}
}

func (s *socket) fail(op *active, errs gqlerror.List) {
	if s.release(op) {
		_ = s.write(func(b *buffer) { b.errors(op.id, errs[:min(len(errs), s.h.cfg.MaxErrors)]) })
	}
}

// buffer writes messages of the protocol.
type buffer struct{ bytes.Buffer }

func (b *buffer) open(kind, id string) {
	b.WriteByte('{')
	if id != "" {
		quoted, _ := json.Marshal(id) // a string always encodes
		b.WriteString(`"id":`)
		b.Write(quoted)
		b.WriteByte(',')
	}
	b.WriteString(`"type":"` + kind + `"`)
}

func (b *buffer) message(kind, id string) {
	b.open(kind, id)
	b.WriteByte('}')
}

func (b *buffer) next(h *Handler, id string, a *answer) {
	b.Grow(len(a.data) + 256)
	b.open("next", id)
	b.WriteString(`,"payload":`)
	h.encode(&b.Buffer, a)
	b.WriteByte('}')
}

func (b *buffer) errors(id string, errs gqlerror.List) {
	b.open("error", id)
	b.WriteString(`,"payload":`)
	encodeErrors(&b.Buffer, errs)
	b.WriteByte('}')
}
