// Package httpapi serves a GraphQL schema over HTTP, WebSocket and server-sent
// events.
//
// It follows the GraphQL-over-HTTP draft, the graphql-transport-ws protocol and
// the distinct connections mode of the graphql-sse protocol, and puts the limits of package guard in front of gqlgen's executor: what they
// refuse reaches neither validation nor a resolver.
package httpapi

import (
	"context"
	"log/slog"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"demarche/httpapi/guard"
)

// Config adjusts a Handler. The zero value is a server with default limits.
type Config struct {
	// Context ends all sockets and all subscriptions when it is done.
	// http.Server.Shutdown does not know of sockets, and waits for streams.
	Context context.Context
	// Logger gets internal errors and panics. Default slog.Default().
	Logger *slog.Logger

	// Limits are those of the guard. Default guard.DefaultLimits().
	Limits *guard.Limits
	// MaxBody bounds a request and a socket message in bytes. Default 1 MiB.
	MaxBody int64
	// Timeout bounds a query or mutation. Default 10 s. Resolvers have to heed
	// their context for it to take effect.
	Timeout time.Duration
	// MaxRunningCost bounds the cost of the queries and mutations that run at the
	// same time, and with it the memory that they take: about 1 kB for each field, the
	// unit of cost. Others wait; cheap ones never do. Default 10 times Limits.MaxCost.
	MaxRunningCost int64
	// MaxErrors bounds the errors of one answer. Default 20.
	MaxErrors int
	// CacheBytes bounds the cache of parsed documents. Default 8 MiB.
	CacheBytes int
	// PersistedBytes bounds the texts of documents that clients have sent with their
	// hash, to send the hash alone later (automatic persisted queries). Default 4 MiB.
	PersistedBytes int
	// Trusted, if set, are the only documents that are run. Others are refused,
	// introspection too.
	Trusted *TrustedDocuments
	// DisableIntrospection refuses __schema and __type.
	DisableIntrospection bool
	// DisableCompression leaves answers uncompressed, for a proxy that does it.
	DisableCompression bool

	// Operation is called after all checks and before execution, for instance
	// to open a snapshot that all resolvers of the operation read from. The
	// function it returns, if any, is called when the operation has ended: for a
	// subscription, at its end. An error refuses the operation. A subscription
	// whose context is cancelled with a cause, while its client still listens,
	// ends with that cause as its error and not as if it were complete.
	Operation func(ctx context.Context, op *ast.OperationDefinition) (context.Context, func(), error)
	// Event is called for each event of a subscription when it has been executed
	// and its answer is bytes, before these are sent, with the context that
	// Operation returned. What the event was read from can then be released: it
	// is not held while a slow client reads, nor until the next event.
	Event func(ctx context.Context)
	// Observe is called when an operation begins, before it is parsed. The context that
	// it returns is that of the operation; the function, not nil, is called once at its
	// end, with what came of it.
	Observe func(ctx context.Context) (context.Context, func(*Observation))
	// ClientError tells errors that clients may see: for those it returns the
	// extensions of the GraphQL error, with a "code". Others it answers with
	// nil, and they are hidden behind an id. Errors that are a *gqlerror.Error with
	// a code need no such help.
	ClientError func(err error) map[string]any
	// Fault names faults of the server that clients may know the kind of: it gives the
	// code and the message, or nothing. They are logged and have an id all the same.
	Fault func(err error) (code, message string)

	// Init judges the payload of connection_init on a socket. An error closes
	// the socket with 4403. The context it returns is that of all operations.
	Init func(ctx context.Context, payload map[string]any) (context.Context, error)
	// Admit, if set, judges each operation on a socket, when its message has come. An error
	// answers it; see ClientError.
	Admit func(ctx context.Context) error
	// Lasting, if set, bounds how long sockets, from their initialisation on, and subscriptions in
	// event streams go on: until the context that it returns ends. A socket then closes with 4403, and a stream just
	// ends, so that clients connect again and show who they are.
	Lasting func(ctx context.Context) (context.Context, context.CancelFunc)
	// Origins are host patterns that may open sockets besides the server's own
	// host, as in websocket.AcceptOptions.
	Origins []string
	// MaxSockets bounds the open sockets and event streams together. Default
	// 4096. An idle one takes about 30 kB, and each subscription 10 kB more.
	MaxSockets int
	// MaxOperations bounds the running operations of one socket. Default 50.
	MaxOperations int
	// InitTimeout is how long a socket may wait with connection_init. Default 10 s.
	InitTimeout time.Duration
	// PingInterval is how often a socket is asked for a sign of life, and an
	// event stream sent a comment, so that proxies keep it open. Default 20 s.
	PingInterval time.Duration
	// WriteTimeout bounds one write to a socket or an event stream and the wait
	// for a pong. A client that does not read in that time is dropped.
	// Default 10 s.
	WriteTimeout time.Duration
	// MinBandwidth is how many bytes of an answer a client has to take in a second,
	// beyond what it takes in WriteTimeout. One that does not is dropped. Default 50,000.
	MinBandwidth int

	// Extensions are added to gqlgen's executor. They may intercept, but must
	// not change the query.
	Extensions []graphql.HandlerExtension
}

func (c Config) withDefaults() Config {
	if c.Context == nil {
		c.Context = context.Background()
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Limits == nil {
		l := guard.DefaultLimits()
		c.Limits = &l
	}
	orDefault(&c.MaxBody, 1<<20)
	orDefault(&c.Timeout, 10*time.Second)
	orDefault(&c.MaxRunningCost, 10*int64(c.Limits.MaxCost))
	orDefault(&c.MaxErrors, 20)
	orDefault(&c.CacheBytes, 8<<20)
	orDefault(&c.PersistedBytes, 4<<20)
	orDefault(&c.MaxSockets, 4096)
	orDefault(&c.MaxOperations, 50)
	orDefault(&c.InitTimeout, 10*time.Second)
	orDefault(&c.PingInterval, 20*time.Second)
	orDefault(&c.WriteTimeout, 10*time.Second)
	orDefault(&c.MinBandwidth, 50_000)
	return c
}

func orDefault[T int | int64 | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}
