// Package graph is the GraphQL face of the store: the schema (*.graphqls, whose
// descriptions are the API's documentation), resolvers beside it, and the
// generated executor fenced in package gen. A resolver checks its arguments,
// makes one call and returns; what the fields of things need is in package model.
package graph

//go:generate go tool gqlgen generate
//go:generate go test . -run TestSchemaSnapshot -update

import "demarche/store"

// Resolver holds what resolvers need.
type Resolver struct {
	Store  *store.Store
	Limits Limits
}

// Limits are those that `meta` publishes; whoever serves the API enforces them.
type Limits struct {
	MaxDepth, MaxCost, MaxBodyBytes, TimeoutSeconds int
}
