// Package store is the knowledge graph on ordered bytes: entities, relations,
// claims, sources and the ontology that types them.
//
// A Store writes through Commit and is read through a View, which is one
// unchanging state of the graph. Every method of a View takes a whole list and
// costs a number of engine calls that does not depend on the list's length.
//
// The layers, from below: kv (the engine contract) → recorded time (history.go:
// nothing is overwritten) → keys and records (keys.go, codec.go, index.go) → the
// model (model.go, time.go, ontology.go) → reading (view.go, query.go, filter*.go,
// page.go, walk.go), traversal (adjacency.go, via.go, neighbors.go, paths.go,
// search.go, layers.go, chains.go, subgraph.go) and writing (committer.go, plan.go, put*.go, settle.go).
package store
