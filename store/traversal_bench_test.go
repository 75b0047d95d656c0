package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"demarche/access"
	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// hubs is a graph for measuring: two actors with n relations each, of which a
// hundredth are with the same others, and nothing between them directly.
func hubs(b *testing.B, engine kv.Engine, n int) (*store.Store, *atomic.Int64) {
	b.Helper()
	counted := &countingEngine{Engine: engine}
	s, err := store.Open(b.Context(), counted, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close(); _ = engine.Close() })
	ops := []store.Operation{
		{PutKind: &store.PutKind{Key: "actor", Labels: []store.Text{{Text: "actor", Lang: "en"}}}},
		{PutRelationType: &store.PutRelationType{Key: "meets", Labels: []store.Text{{Text: "meets", Lang: "en"}}, Aspect: store.Event,
			Roles: []store.RoleInput{{Key: "host", Position: store.Subject}, {Key: "guest", Position: store.Object}}}},
		{PutSource: &store.PutSource{Target: store.Target{Key: "paper"}, Genre: "article"}},
	}
	actor := func(key string) {
		ops = append(ops, store.Operation{PutEntity: &store.PutEntity{Target: store.Target{Key: key}, Kind: "actor"}})
	}
	meets := func(host, guest string, n int) {
		ops = append(ops, store.Operation{PutRelation: &store.PutRelation{Type: "meets",
			Participants: store.Some([]store.ParticipantInput{{Role: "host", Ref: store.Ref{Key: host}}, {Role: "guest", Ref: store.Ref{Key: guest}}}),
			Time:         store.Some(&store.DateInput{EDTF: fmt.Sprintf("%d-%02d-%02d", 1950+n/336, 1+n/28%12, 1+n%28)}),
			Claims:       []store.AddClaim{{Evidence: []store.EvidenceInput{{Source: store.Ref{Key: "paper"}}}}}}})
	}
	actor("one")
	actor("two")
	for i := range n {
		actor(fmt.Sprintf("a%d", i))
		meets("one", fmt.Sprintf("a%d", i), i)
		other := fmt.Sprintf("a%d", i)
		if i%100 > 0 {
			other = fmt.Sprintf("b%d", i)
			actor(other)
		}
		meets("two", other, i)
	}
	commitAll(b, s, ops)
	return s, &counted.calls
}

// commitAll commits operations, some at a time: what fits into one is bounded.
func commitAll(b *testing.B, s *store.Store, ops []store.Operation) {
	b.Helper()
	for i := 0; len(ops) > 0; i++ {
		part := min(len(ops), 50)
		r, err := s.Commit(b.Context(), store.CommitInput{IdempotencyKey: fmt.Sprint(i), By: access.System(), Operations: ops[:part]})
		if err != nil || len(r.Errors) > 0 {
			b.Fatal(err, r)
		}
		r.View.Close()
		ops = ops[part:]
	}
}

// countingEngine counts the calls that read.
type countingEngine struct {
	kv.Engine
	calls atomic.Int64
}

type countingSnapshot struct {
	kv.Snapshot
	calls *atomic.Int64
}

func (c *countingEngine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	s, err := c.Engine.Snapshot(ctx)
	return &countingSnapshot{s, &c.calls}, err
}

func (c *countingEngine) Commit(ctx context.Context, at kv.Snapshot, w []kv.Write, g [][]byte) error {
	return c.Engine.Commit(ctx, at.(*countingSnapshot).Snapshot, w, g)
}

func (s *countingSnapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	s.calls.Add(1)
	return s.Snapshot.Get(ctx, keys)
}

func (s *countingSnapshot) Scan(ctx context.Context, r []kv.Range) ([]kv.Page, error) {
	s.calls.Add(1)
	return s.Snapshot.Scan(ctx, r)
}

// The three shortest chains between two actors with 10,000 relations each, in memory
// and on disk.
func BenchmarkPaths(b *testing.B) {
	for _, on := range []string{"memkv", "badgerkv"} {
		b.Run(on, func(b *testing.B) {
			var engine kv.Engine = memkv.New()
			if on == "badgerkv" {
				var err error
				if engine, err = badgerkv.Open(b.TempDir(), badgerkv.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			s, calls := hubs(b, engine, 10000)
			v, err := s.View(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			defer v.Close()
			q := store.PathQuery{From: store.Ref{Key: "one"}, To: store.Ref{Key: "two"}, MaxHops: 4, Limit: 3}
			before, n := calls.Load(), 0
			b.ReportAllocs()
			for b.Loop() {
				n++
				p, err := v.Paths(b.Context(), q)
				if err != nil || len(p.Chains) != 3 || len(p.Chains[2]) != 2 || !p.Complete {
					b.Fatal(err, p)
				}
			}
			b.ReportMetric(float64(calls.Load()-before)/float64(n), "calls/op")
		})
	}
}
