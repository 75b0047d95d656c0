package serve

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"demarche/access"
	"demarche/access/gate"
	"demarche/datasets"
	"demarche/graph"
	"demarche/graph/gen"
	"demarche/graph/model"
	"demarche/httpapi"
	"demarche/store"
	"demarche/store/kv"
	"demarche/telemetry"
)

// api is the GraphQL API: over HTTP for clients, and in process for the dataset,
// which comes in through the same `commit` as everything else.
type api struct {
	http   *httpapi.Handler
	schema graphql.ExecutableSchema
	store  *store.Store
	watch  *telemetry.Telemetry
}

func newAPI(sockets context.Context, st *store.Store, cfg Config, trusted *httpapi.TrustedDocuments, watch *telemetry.Telemetry, gate *gate.Gate) *api {
	limits := cfg.limits()
	a := &api{store: st, watch: watch}
	a.schema = gen.NewExecutableSchema(gen.Config{Resolvers: &graph.Resolver{Store: st, Limits: graph.Limits{
		MaxDepth: limits.MaxDepth, MaxCost: limits.MaxCost, MaxBodyBytes: int(cfg.MaxBody), TimeoutSeconds: int(cfg.Timeout.Seconds()),
	}}, Directives: graph.Directives(func(ctx context.Context, err error) {
		gate.Refused(ctx, err, graphql.GetOperationContext(ctx).OperationName)
	})})
	a.http = httpapi.New(a.schema, httpapi.Config{
		Context: sockets, Logger: cfg.Logger, Limits: &limits, MaxBody: cfg.MaxBody, Timeout: cfg.Timeout,
		Observe: watch.Observe, Trusted: trusted, Operation: a.operation, Event: model.Answered, ClientError: clientError, Fault: fault,
		DisableIntrospection: cfg.Access.NoIntrospection, Init: gate.Init, Admit: gate.Admit, Lasting: gate.Lasting, Origins: cfg.Access.Origins,
	})
	return a
}

// operation opens the one state that an operation reads; each event of a
// subscription has its own.
func (a *api) operation(ctx context.Context, op *ast.OperationDefinition) (context.Context, func(), error) {
	if err := access.Require(ctx, access.Reader); err != nil {
		return nil, nil, err
	}
	if op != nil && op.Operation == ast.Subscription {
		ctx, end := model.WithFeed(ctx)
		ended := a.watch.Subscribed()
		return ctx, func() { end(); ended() }, nil
	}
	v, err := a.store.View(ctx)
	if err != nil {
		return nil, nil, err
	}
	ctx, end := model.WithView(ctx, v)
	return ctx, end, nil
}

// clientError shows errors that are written for clients, and hides all others.
func clientError(err error) map[string]any {
	var refusal interface{ Code() string } // of package access and those below it
	if errors.As(err, &refusal) {
		return map[string]any{"code": refusal.Code()}
	}
	var input *store.InputError
	if !errors.As(err, &input) {
		return nil
	}
	out := map[string]any{"code": string(input.Code)}
	if len(input.Suggestions) > 0 {
		out["suggestions"] = input.Suggestions
	}
	return out
}

// fault names the faults of the storage that clients can do something about.
func fault(err error) (code, message string) {
	switch {
	case errors.Is(err, kv.ErrFull):
		return "STORAGE_FULL", "There is no room on the server's disk: nothing was written. Reading goes on; send this again when there is room."
	case errors.Is(err, kv.ErrStopped):
		return "STORAGE_STOPPED", "Writing has stopped after a fault of the server's storage, until the server is started again. Whether this was written is known only then: send it again with the same idempotencyKey."
	case errors.Is(err, store.ErrDamaged):
		return "STORAGE_DAMAGED", "Stored data that this needs is damaged. The server's log says more under this id."
	}
	return "", ""
}

// run executes a trusted document in process, without the limits for strangers.
func (a *api) run(ctx context.Context, d datasets.Document) error {
	ctx, end, err := a.operation(access.With(ctx, access.System()), nil)
	if err != nil {
		return err
	}
	defer end()
	ex := executor.New(a.schema)
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := ex.CreateOperationContext(ctx, &graphql.RawParams{Query: d.Query})
	if len(errs) > 0 {
		return errs
	}
	responses, ctx := ex.DispatchOperation(ctx, op)
	answer := responses(ctx)
	if len(answer.Errors) > 0 {
		return answer.Errors
	}
	if strings.Contains(string(answer.Data), `"userErrors":[{`) {
		return fmt.Errorf("refused: %s", answer.Data)
	}
	return nil
}

// wantsSeed tells whether a dataset is still to be loaded: into a store without
// commits, unless it is to be empty, and into one where loading was begun and not ended.
func (a *api) wantsSeed(ctx context.Context, docs []datasets.Document, empty bool) (bool, error) {
	v, err := a.store.View(ctx)
	if err != nil {
		return false, err
	}
	defer v.Close()
	if v.Head().Number == 0 {
		return !empty, nil
	}
	used, err := v.UsedIdempotencyKeys(ctx, []string{docs[0].IdempotencyKey, docs[len(docs)-1].IdempotencyKey})
	return err == nil && used[0] && !used[1], err
}
