package httpapi

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"demarche/httpapi/guard"
)

// prepare does everything that comes before execution: guard, validation,
// variables. Its errors mean that nothing was executed.
func (h *Handler) prepare(ctx context.Context, p *params) (oc *graphql.OperationContext, errs gqlerror.List) {
	defer func() {
		if v := recover(); v != nil {
			oc, errs = nil, gqlerror.List{h.present(ctx, h.recovered(ctx, v))}
		}
		observing(ctx).refused(errs)
	}()
	if err := h.resolve(p); err != nil {
		return nil, gqlerror.List{err}
	}
	observing(ctx).named(p)
	doc, errs := h.document(p.query)
	if errs != nil {
		return nil, errs
	}
	h.remember(p)
	op, err := selectOperation(doc, p.operationName)
	if err != nil {
		return nil, gqlerror.List{err}
	}
	limits := h.cfg.Limits
	if err := limits.CheckVariables(h.schema, op, p.variables); err != nil {
		return nil, asList(err)
	}
	cost, costly := limits.Cost(h.schema, op, p.variables)
	observing(ctx).prepared(op, cost)
	if costly != nil {
		return nil, asList(costly)
	}
	ctx = context.WithValue(ctx, docKey{}, doc)
	oc, errs = h.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query:         p.query,
		OperationName: p.operationName,
		Variables:     p.variables,
		Extensions:    p.extensions,
		Headers:       p.headers,
	})
	if len(errs) > 0 {
		for i, e := range errs {
			errs[i] = guard.Sanitize(e, guard.CodeBadInput)
		}
		return nil, errs
	}
	oc.Stats.SetExtension(costKey, cost)
	oc.DisableIntrospection = h.cfg.DisableIntrospection
	return oc, nil
}

// document parses, guards and validates a text, once for all requests with it.
func (h *Handler) document(text string) (*ast.QueryDocument, gqlerror.List) {
	if doc, ok := h.docs.get(text); ok {
		return doc, nil
	}
	doc, err := h.cfg.Limits.Parse(text)
	if err != nil {
		return nil, asList(err)
	}
	if len(doc.Operations) == 0 {
		return nil, gqlerror.List{coded(guard.CodeValidationFailed, "The document has no operation. Send a query such as { __typename }.")}
	}
	if err := h.cfg.Limits.CheckDocument(doc); err != nil {
		return nil, asList(err)
	}
	if errs := validator.ValidateWithRules(h.schema, doc, rules.NewDefaultRules()); len(errs) > 0 {
		return nil, h.refusals(errs)
	}
	if h.cfg.DisableIntrospection && introspects(doc) {
		return nil, gqlerror.List{coded(guard.CodeValidationFailed, "Introspection is switched off on this server.")}
	}
	h.docs.add(text, doc)
	return doc, nil
}

// refusals are the errors of the validator as clients get them. Only those
// that are sent are worked on.
func (h *Handler) refusals(errs gqlerror.List) gqlerror.List {
	for i, e := range errs {
		if i > h.cfg.MaxErrors {
			break
		}
		errs[i] = guard.Sanitize(e, guard.CodeValidationFailed)
	}
	return errs
}

func selectOperation(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, *gqlerror.Error) {
	if op := doc.Operations.ForName(name); op != nil {
		return op, nil
	}
	if name == "" {
		return nil, coded(guard.CodeValidationFailed, "The document has %d operations. Say which one to run with operationName.", len(doc.Operations))
	}
	return nil, coded(guard.CodeValidationFailed, "The document has no operation named %q.", guard.Clip(name))
}

// introspects tells whether any part of the document asks for the schema. The
// executor would answer that with an error of its own for each field.
func introspects(doc *ast.QueryDocument) bool {
	var in func(set ast.SelectionSet) bool
	in = func(set ast.SelectionSet) bool {
		return slices.ContainsFunc(set, func(sel ast.Selection) bool {
			switch sel := sel.(type) {
			case *ast.Field:
				return sel.Name == "__schema" || sel.Name == "__type" || in(sel.SelectionSet)
			case *ast.InlineFragment:
				return in(sel.SelectionSet)
			}
			return false
		})
	}
	return slices.ContainsFunc(doc.Operations, func(op *ast.OperationDefinition) bool { return in(op.SelectionSet) }) ||
		slices.ContainsFunc(doc.Fragments, func(f *ast.FragmentDefinition) bool { return in(f.SelectionSet) })
}

// docKey carries the document that the executor is to run.
type docKey struct{}

// handedOver is the executor's document cache. The documents were parsed and
// validated before the executor sees them, and this is the one way to give it
// those instead of having it do both again.
type handedOver struct{}

func (handedOver) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(docKey{}).(*ast.QueryDocument)
	return doc, ok
}

func (handedOver) Add(context.Context, string, *ast.QueryDocument) {}

// timedOut tells whether the context ended for want of time.
func timedOut(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), errTimeout)
}
