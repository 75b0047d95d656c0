package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"demarche/access"
	"demarche/graph/gen"
)

// Directives enforce what the schema demands: @requires lets nobody without the role
// through. refused, if not nil, is told of each refusal. Reading needs no directive:
// whoever serves the API runs no operation for somebody who may not read.
func Directives(refused func(context.Context, error)) gen.DirectiveRoot {
	return gen.DirectiveRoot{
		Requires: func(ctx context.Context, _ any, next graphql.Resolver, role access.Role) (any, error) {
			if err := access.Require(ctx, role); err != nil {
				if refused != nil {
					refused(ctx, err)
				}
				return nil, err
			}
			return next(ctx)
		},
	}
}
