package graph_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"demarche/access"
	"demarche/store"
	"demarche/store/badgerkv"
)

// The benchmarks run whole GraphQL operations in process, on Badger on disk, over
// a graph of some 3,000 relations. docs/benchmarks.md keeps figures.
func benchAPI(b *testing.B) *api {
	engine, err := badgerkv.Open(b.TempDir(), badgerkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	a := newAPIOn(b, engine)
	star(b, a.store, 80)
	return a
}

func benchQuery(b *testing.B, query string) {
	a := benchAPI(b)
	b.ReportAllocs()
	for b.Loop() {
		if r := a.response(query, nil); len(r.Errors) > 0 {
			b.Fatal(r.Errors)
		}
	}
	before := a.calls.Load()
	a.do(query, nil)
	b.ReportMetric(float64(a.calls.Load()-before), "calls/op")
}

func BenchmarkEntityByKey(b *testing.B) {
	benchQuery(b, `{ entity(ref: {key: "hub"}) { name } }`)
}

func BenchmarkFirst20RelationsOfType(b *testing.B) {
	benchQuery(b, `{ entity(ref: {key: "hub"}) { relations(as: ["accuser"], filter: {type: ["accuses"]}, first: 20, orderBy: [{field: TIME, direction: DESC}]) {
		nodes { object { name } time { edtf } } } } }`)
}

func BenchmarkTwoHopsOf20(b *testing.B) {
	benchQuery(b, `{ entity(ref: {key: "hub"}) { relations(as: ["accuser"], first: 20) { nodes { object { name
		relations(as: ["accuser"], first: 20) { nodes { object { name } } } } } } } }`)
}

func commitOne(b *testing.B, a *api, n int64) {
	op := accusation("hub", "a1", 0)
	op.PutRelation.Time = store.Some(&store.DateInput{EDTF: fmt.Sprintf("Y%d", 10000+n)})
	r, err := a.store.Commit(b.Context(), store.CommitInput{IdempotencyKey: fmt.Sprint("bench ", n), By: access.System(), Operations: []store.Operation{op}})
	if err != nil || len(r.Errors) > 0 {
		b.Error(err, r)
		return
	}
	r.View.Close()
}

func BenchmarkCommitOneRelation(b *testing.B) {
	a := benchAPI(b)
	b.ReportAllocs()
	var n int64
	for b.Loop() {
		n++
		commitOne(b, a, n)
	}
}

func BenchmarkCommitOneRelation64Clients(b *testing.B) {
	a := benchAPI(b)
	var n atomic.Int64
	b.SetParallelism(32) // times GOMAXPROCS, two on the machine of docs/benchmarks.md
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			commitOne(b, a, n.Add(1))
		}
	})
}
