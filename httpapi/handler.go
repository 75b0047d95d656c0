package httpapi

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/klauspost/compress/gzhttp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"demarche/httpapi/guard"
)

// Handler serves one schema. It answers on whatever path it is mounted.
type Handler struct {
	cfg     Config
	schema  *ast.Schema
	exec    *executor.Executor
	docs    *documents
	sockets sockets
	plain   http.Handler
}

var _ http.Handler = (*Handler)(nil)

// New makes a handler. It takes @defer out of the schema, which gqlgen declares
// but of whose results this transport could only send the first part.
func New(es graphql.ExecutableSchema, cfg Config) *Handler {
	h := &Handler{cfg: cfg.withDefaults(), schema: es.Schema(), exec: executor.New(es)}
	//lint:ignore S1033 generated schemas are shared: only the first handler may write to them
	if _, ok := h.schema.Directives["defer"]; ok {
		delete(h.schema.Directives, "defer")
	}
	h.docs = newDocuments(h.cfg.CacheBytes)
	h.exec.SetQueryCache(handedOver{})
	h.exec.SetErrorPresenter(h.present)
	h.exec.SetRecoverFunc(h.recovered)
	for _, ext := range h.cfg.Extensions {
		h.exec.Use(ext)
	}
	h.plain = http.HandlerFunc(h.serveHTTP)
	if !h.cfg.DisableCompression {
		wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1000), gzhttp.CompressionLevel(1),
			gzhttp.ContentTypes([]string{typeJSON, typeGraphQL}))
		if err != nil {
			panic(err) // only for options out of range
		}
		h.plain = wrap(h.plain)
	}
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isUpgrade(r) {
		h.serveSocket(w, r)
		return
	}
	h.plain.ServeHTTP(w, r)
}

// Wait returns when all sockets and their operations have ended, or with the
// error of ctx. After Config.Context is done and the server shut down, nothing
// reads the data any more once Wait returned nil.
func (h *Handler) Wait(ctx context.Context) error { return h.sockets.wait(ctx) }

func (h *Handler) serveHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept") // beside that of compression
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	out := &reply{h: h, w: w, mediaType: negotiate(r.Header.Values("Accept"))}
	if out.mediaType == "" {
		out.mediaType = typeJSON
		out.refuse(http.StatusNotAcceptable, badRequest("Answers are %s or %s: accept one of them.", typeGraphQL, typeJSON))
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
	ctx := graphql.StartOperationTrace(r.Context())
	oc, errs := h.prepare(ctx, p)
	if errs != nil {
		out.send(refused(errs))
		return
	}
	if !allowed(out, r, oc.Operation) {
		return
	}
	h.run(ctx, oc, func(a *answer) bool {
		out.send(a)
		return false
	})
}

// allowed refuses what the method or the transport cannot do. GET changes
// nothing: a browser sends it from any page without asking.
func allowed(out *reply, r *http.Request, op *ast.OperationDefinition) bool {
	switch {
	case op.Operation == ast.Query:
		return true
	case r.Method == http.MethodGet:
		out.w.Header().Set("Allow", "POST")
		hint := "send a mutation by POST."
		if op.Operation == ast.Subscription {
			hint = "a subscription runs over a WebSocket."
		}
		out.refuse(http.StatusMethodNotAllowed, coded(CodeNotAllowed, "GET runs queries only: %s", hint))
		return false
	case op.Operation == ast.Subscription:
		out.send(refused(gqlerror.List{coded(CodeNeedsSocket, "Subscriptions run over a WebSocket with the subprotocol %s.", subprotocol)}))
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
	o.w.Header().Set("Content-Type", o.mediaType+"; charset=utf-8")
	o.w.WriteHeader(status)
	_, _ = o.w.Write(buf.Bytes()) // the client may have gone: nobody is left to tell
}
