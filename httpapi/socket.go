package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"demarche/httpapi/guard"
)

const subprotocol = "graphql-transport-ws"

// The close codes of the graphql-transport-ws protocol. Clients decide by them
// whether to connect again.
const (
	closeBadRequest     = websocket.StatusCode(4400)
	closeUnauthorized   = websocket.StatusCode(4401)
	closeForbidden      = websocket.StatusCode(4403)
	closeSubprotocol    = websocket.StatusCode(4406)
	closeInitTimeout    = websocket.StatusCode(4408)
	closeDuplicate      = websocket.StatusCode(4409)
	closeTooManyInits   = websocket.StatusCode(4429)
	maxIDBytes          = 200
	reasonGoingAway     = "The server is shutting down"
	reasonInvalidFormat = "Invalid message"
)

// closeGrace is how long a client may take to answer a close message.
const closeGrace = 2 * time.Second

func isUpgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// socket is one connection. The goroutine that made it reads; every operation
// has a goroutine of its own.
type socket struct {
	h    *Handler
	conn *websocket.Conn
	head http.Header

	// alive is the context of reads and writes: cut closes the connection under
	// them. ctx, below it, is that of operations, which end before the close
	// code is sent.
	alive  context.Context
	cut    context.CancelFunc
	ctx    context.Context
	cancel context.CancelFunc
	init   bool
	lapse  func() // releases what bounds the session; nil: nothing does
	once   sync.Once

	mu      sync.Mutex
	byID    map[string]*active
	running int // includes operations that were completed but have not ended
	wg      sync.WaitGroup
}

func (h *Handler) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !h.open.enter(h.cfg.MaxSockets) {
		(&reply{h: h, w: w, r: r, mediaType: typeJSON}).busy()
		return
	}
	defer h.open.leave()
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:   []string{subprotocol},
		OriginPatterns: h.cfg.Origins,
	})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(h.cfg.MaxBody)
	s := &socket{h: h, conn: conn, head: r.Header, byID: make(map[string]*active)}
	s.alive, s.cut = context.WithCancel(r.Context())
	s.ctx, s.cancel = context.WithCancel(s.alive)
	defer s.end()
	if conn.Subprotocol() != subprotocol {
		s.close(closeSubprotocol, "Subprotocol not acceptable")
		return
	}
	stop := context.AfterFunc(h.cfg.Context, func() { s.close(websocket.StatusGoingAway, reasonGoingAway) })
	defer stop()
	s.read()
}

// end leaves nothing behind: operations are cancelled and waited for.
func (s *socket) end() {
	s.cut()
	_ = s.conn.CloseNow()
	s.wg.Wait()
	if s.lapse != nil {
		s.lapse()
	}
}

// close cancels the operations and tells the client why. A client that does not
// read delays it by the time of grace. Only the first call counts.
func (s *socket) close(code websocket.StatusCode, reason string) {
	s.once.Do(func() {
		s.cancel()
		defer time.AfterFunc(closeGrace, s.cut).Stop()
		_ = s.conn.Close(code, reason)
	})
}

func (s *socket) read() {
	late := time.AfterFunc(s.h.cfg.InitTimeout, func() {
		s.close(closeInitTimeout, "Connection initialisation timeout")
	})
	defer late.Stop()
	for {
		kind, data, err := s.conn.Read(s.alive)
		if err != nil {
			return
		}
		if kind != websocket.MessageText {
			s.close(closeBadRequest, reasonInvalidFormat)
			return
		}
		m, bad := parseMessage(data, s.h.cfg.Limits)
		if bad != nil {
			s.close(closeBadRequest, clipReason(bad.Message))
			return
		}
		if m.kind == "connection_init" {
			late.Stop()
		}
		if !s.handle(m) {
			return
		}
	}
}

// handle returns false when the socket is to be read no more.
func (s *socket) handle(m *message) bool {
	switch m.kind {
	case "connection_init":
		return s.initialise(m)
	case "ping":
		return s.write(func(b *buffer) { b.message("pong", "") }) == nil
	case "pong":
		return true
	case "subscribe":
		return s.subscribe(m)
	case "complete":
		s.complete(m.id)
		return true
	}
	s.close(closeBadRequest, "Unknown message type")
	return false
}

func (s *socket) initialise(m *message) bool {
	if s.init {
		s.close(closeTooManyInits, "Too many initialisation requests")
		return false
	}
	s.init = true
	if s.h.cfg.Init != nil {
		payload, bad := parseMap("payload", m.payload)
		if bad != nil {
			s.close(closeBadRequest, clipReason(bad.Message))
			return false
		}
		ctx, err := s.h.cfg.Init(s.ctx, payload)
		if err != nil {
			s.close(closeForbidden, "Forbidden")
			return false
		}
		if ctx != nil {
			s.ctx = ctx
		}
	}
	if s.h.cfg.Lasting != nil {
		s.last()
	}
	if s.write(func(b *buffer) { b.message("connection_ack", "") }) != nil {
		return false
	}
	s.wg.Go(s.keepAlive)
	return true
}

// last closes the socket when its session is over, however it ends before.
func (s *socket) last() {
	session, release := s.h.cfg.Lasting(s.ctx)
	stop := context.AfterFunc(session, func() {
		if context.Cause(session) != context.Canceled { // else the socket itself has ended
			s.close(closeForbidden, "Forbidden")
		}
	})
	s.ctx, s.lapse = session, func() { stop(); release() }
}

// keepAlive cuts off a client that has gone without saying so. A ping waits at
// most 5 s for a message that is being written: in that case a client that does
// not read goes before its WriteTimeout.
func (s *socket) keepAlive() {
	tick := time.NewTicker(s.h.cfg.PingInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(s.alive, s.h.cfg.WriteTimeout)
		err := s.conn.Ping(ctx)
		cancel()
		if err != nil && s.ctx.Err() == nil {
			s.cut()
			return
		}
	}
}

// write sends one message. A client that does not read in time loses its
// connection, also if the message only waited for another one to be written: it
// is lost, and the client must not take what comes later for all there was.
func (s *socket) write(fill func(*buffer)) error {
	var b buffer
	fill(&b)
	ctx, cancel := context.WithTimeout(s.alive, s.h.cfg.WriteTimeout)
	defer cancel()
	err := s.conn.Write(ctx, websocket.MessageText, b.Bytes())
	if err != nil {
		s.cut()
	}
	return err
}

// message is one of the protocol, with what it needs checked.
type message struct {
	kind    string
	id      string
	payload json.RawMessage
}

func parseMessage(data []byte, limits *guard.Limits) (*message, *gqlerror.Error) {
	members, err := parseObject(data, limits)
	if err != nil {
		return nil, badRequest(reasonInvalidFormat)
	}
	m := &message{payload: members["payload"]}
	if json.Unmarshal(members["type"], &m.kind) != nil {
		return nil, badRequest("Message has no type")
	}
	if m.kind != "subscribe" && m.kind != "complete" {
		return m, nil
	}
	if json.Unmarshal(members["id"], &m.id) != nil || m.id == "" || len(m.id) > maxIDBytes {
		return nil, badRequest("Message needs an id of 1 to %d bytes", maxIDBytes)
	}
	return m, nil
}

// clipReason keeps to the 123 bytes that a close frame has room for.
func clipReason(s string) string {
	for n := 120; ; n-- {
		if out := guard.ClipTo(s, n); len(out) <= 123 {
			return out
		}
	}
}
