package httpapi

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/klauspost/compress/gzhttp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/sync/semaphore"

	"demarche/httpapi/guard"
)

// Handler serves one schema. It answers on whatever path it is mounted.
type Handler struct {
	cfg    Config
	schema *ast.Schema
	exec   *executor.Executor
	docs   documents
	// persisted are texts of documents by their id, see remember.
	persisted *recent[string]
	open      connections
	running   *semaphore.Weighted // by cost, see place
	// compress wraps what writes one answer. Streams are not compressed: an
	// event has to leave at once.
	compress func(http.Handler) http.HandlerFunc
}

var _ http.Handler = (*Handler)(nil)

// New makes a handler. It takes @defer out of the schema, which gqlgen declares
// but of whose results this transport could only send the first part.
func New(es graphql.ExecutableSchema, cfg Config) *Handler {
	h := &Handler{cfg: cfg.withDefaults(), schema: es.Schema(), exec: executor.New(es)}
	withoutDefer(h.schema)
	h.running = semaphore.NewWeighted(h.cfg.MaxRunningCost)
	h.docs = documents{newRecent[*ast.QueryDocument](h.cfg.CacheBytes)}
	h.persisted = newRecent[string](h.cfg.PersistedBytes)
	h.exec.SetQueryCache(handedOver{})
	h.exec.SetErrorPresenter(h.present)
	h.exec.SetRecoverFunc(h.recovered)
	for _, ext := range h.cfg.Extensions {
		h.exec.Use(ext)
	}
	if t := h.cfg.Trusted; t != nil {
		t.judge = func(text string) gqlerror.List {
			_, errs := h.document(text)
			return errs
		}
		t.report()
	}
	h.compress = func(next http.Handler) http.HandlerFunc { return next.ServeHTTP }
	if !h.cfg.DisableCompression {
		wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1000), gzhttp.CompressionLevel(1),
			gzhttp.ContentTypes([]string{typeJSON, typeGraphQL}))
		if err != nil {
			panic(err) // only for options out of range
		}
		h.compress = wrap
	}
	return h
}

// schemas is held to change a schema: generated ones are shared by all handlers.
var schemas sync.Mutex

// withoutDefer writes for the first handler of a schema only, since others may be
// serving.
func withoutDefer(schema *ast.Schema) {
	schemas.Lock()
	defer schemas.Unlock()
	//lint:ignore S1033 a delete that changes nothing is a write all the same
	if _, ok := schema.Directives["defer"]; ok {
		delete(schema.Directives, "defer")
	}
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isUpgrade(r) {
		h.serveSocket(w, r)
		return
	}
	h.serveHTTP(w, r)
}

// Open counts the open sockets and event streams.
func (h *Handler) Open() int { return h.open.count() }

// Wait returns when all sockets and event streams and their operations have
// ended, or with the error of ctx. After Config.Context is done and the server shut down, nothing
// reads the data any more once Wait returned nil.
func (h *Handler) Wait(ctx context.Context) error { return h.open.wait(ctx) }

func (h *Handler) serveHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept") // beside that of compression
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	want := negotiate(r.Header.Values("Accept"))
	out := &reply{h: h, w: w, r: r, mediaType: want.answer}
	if want.answer == "" || want.answer == typeStream {
		out.mediaType = typeJSON // of refusals that no stream could carry
	}
	if want.answer == "" {
		out.refuse(http.StatusNotAcceptable, badRequest("Answers are %s, %s or %s: accept one of them.", typeGraphQL, typeJSON, typeStream))
		return
	}
	var p *params
	switch r.Method {
	case http.MethodPost:
		p = h.readPost(out, r)
	case http.MethodGet:
		p = h.readGet(out, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		out.refuse(http.StatusMethodNotAllowed, coded(CodeNotAllowed, "Send operations by POST, or queries by GET."))
	}
	if p == nil {
		return
	}
	p.headers = r.Header
	ctx, ended := h.observe(graphql.StartOperationTrace(r.Context()), p)
	defer ended()
	oc, errs := h.prepare(ctx, p)
	if errs == nil && !allowed(out, r, oc.Operation, want.stream) {
		observing(ctx).refused(gqlerror.List{coded(CodeNotAllowed, "")})
		return
	}
	if want.answer == typeStream || errs == nil && oc.Operation.Operation == ast.Subscription {
		h.serveStream(ctx, out, oc, errs)
		return
	}
	if errs != nil {
		out.send(refused(errs))
		return
	}
	h.run(ctx, oc, func(a *answer) bool {
		out.send(a)
		return false
	})
}

// allowed refuses what the method or the transport cannot do. GET changes
// nothing: a browser sends it from any page without asking.
func allowed(out *reply, r *http.Request, op *ast.OperationDefinition, stream bool) bool {
	switch {
	case op.Operation == ast.Mutation && r.Method == http.MethodGet:
		out.w.Header().Set("Allow", "POST")
		out.refuse(http.StatusMethodNotAllowed, coded(CodeNotAllowed, "GET changes nothing: send a mutation by POST."))
		return false
	case op.Operation == ast.Subscription && !stream:
		out.send(refused(gqlerror.List{coded(CodeNeedsSocket, "Subscriptions run over a WebSocket with the subprotocol %s, or as server-sent events with the header Accept: %s.", subprotocol, typeStream)}))
		return false
	}
	return true
}

func (h *Handler) readGet(out *reply, r *http.Request) *params {
	if int64(len(r.URL.RawQuery)) > h.cfg.MaxBody {
		out.tooLarge()
		return nil
	}
	p, err := queryParams(r.URL.RawQuery, h.cfg.Limits)
	if err != nil {
		out.refuse(http.StatusBadRequest, err)
		return nil
	}
	return p
}

func (h *Handler) readPost(out *reply, r *http.Request) *params {
	// Only a type that a browser does not send to another site without asking
	// is accepted: this is what stands against cross-site request forgery.
	name, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, given := args["charset"]
	if err != nil || name != typeJSON || (given && !isUTF8(charset)) {
		out.refuse(http.StatusUnsupportedMediaType, badRequest("Send the operation as %s in UTF-8.", typeJSON))
		return nil
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		out.refuse(http.StatusUnsupportedMediaType, badRequest("Send the operation uncompressed."))
		return nil
	}
	body, status := readBody(out.w, r, h.cfg.MaxBody)
	switch status {
	case 0:
	case http.StatusRequestEntityTooLarge:
		out.tooLarge()
		return nil
	default:
		out.refuse(status, badRequest("The request could not be read to its end."))
		return nil
	}
	p, bad := parseParams(body, h.cfg.Limits)
	if bad != nil {
		out.refuse(http.StatusBadRequest, bad)
		return nil
	}
	return p
}

// reply writes the one answer of a request.
type reply struct {
	h         *Handler
	w         http.ResponseWriter
	r         *http.Request
	mediaType string
}

// send answers a well-formed request.
func (o *reply) send(a *answer) { o.write(o.status(a), a) }

// refuse answers a request that is wrong whatever its media type.
func (o *reply) refuse(status int, err *gqlerror.Error) {
	o.write(status, refused(gqlerror.List{err}))
}

func (o *reply) tooLarge() {
	o.w.Header().Set("Connection", "close") // rather than read what remains
	o.refuse(http.StatusRequestEntityTooLarge, coded(guard.CodeTooLarge, "The request is larger than %d bytes.", o.h.cfg.MaxBody))
}

// busy refuses one more socket or event stream.
func (o *reply) busy() {
	o.w.Header().Set("Retry-After", "5") // seconds
	o.refuse(http.StatusServiceUnavailable, coded(CodeTooManyActive,
		"%d sockets and event streams are open, as many as this server serves. Close some of yours, run several operations on one socket, or try again later.", o.h.cfg.MaxSockets))
}

// status is the one of the GraphQL-over-HTTP draft: with application/json, 200
// for everything that is a GraphQL answer, since older clients and proxies take
// other statuses for answers of something else; with the newer type, a
// status that says how it went.
func (o *reply) status(a *answer) int {
	if o.mediaType == typeJSON {
		return http.StatusOK
	}
	switch {
	case a.stopped:
		return http.StatusServiceUnavailable
	case a.executed:
		return http.StatusOK
	}
	switch a.errs[0].Extensions["code"] {
	case CodeInternal:
		return http.StatusInternalServerError
	case CodeTimeout:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

func (o *reply) write(status int, a *answer) {
	var buf bytes.Buffer
	buf.Grow(len(a.data) + 256)
	o.h.encode(&buf, a)
	allowed := o.h.cfg.WriteTimeout + time.Duration(buf.Len())*time.Second/time.Duration(o.h.cfg.MinBandwidth)
	_ = http.NewResponseController(o.w).SetWriteDeadline(time.Now().Add(allowed)) // where there are deadlines
	o.w.Header().Set("Content-Type", o.mediaType+"; charset=utf-8")
	o.h.compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(buf.Bytes()) // the client may have gone: nobody is left to tell
	})).ServeHTTP(o.w, o.r)
}
