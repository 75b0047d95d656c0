package store

import "sync/atomic"

// Stats counts since Open.
type Stats struct {
	Applied    uint64 // commits that wrote something
	Replayed   uint64 // commits that were answered from what an earlier one with their key did
	Refused    uint64 // commits whose input was wrong
	Failed     uint64 // commits that met a fault, or whose client had gone
	Batches    uint64 // what the applied ones were handed to the engine in: Applied/Batches share a sync
	Operations uint64 // of the applied commits: an import writes one or more a row

	CacheHits, CacheMisses uint64 // of decoded records, and of claims on relations
	CacheBytes             uint64 // what the cache holds, as far as it can be told
}

// commitCounts is Stats as they are counted.
type commitCounts struct{ applied, replayed, refused, failed, batches, operations atomic.Uint64 }

// Stats gives the store's counters. They stay readable after Close.
func (s *Store) Stats() Stats {
	out := Stats{
		Applied: s.counts.applied.Load(), Replayed: s.counts.replayed.Load(), Refused: s.counts.refused.Load(), Failed: s.counts.failed.Load(),
		Batches: s.counts.batches.Load(), Operations: s.counts.operations.Load(),
	}
	if c := s.cache; c != nil {
		records, claims := c.records.Stats(), c.claims.Stats()
		out.CacheHits, out.CacheMisses = records.Hits+claims.Hits, records.Misses+claims.Misses
		out.CacheBytes = c.records.WeightedSize() + c.claims.WeightedSize()
	}
	return out
}

// answered counts what came of one commit.
func (t *commitCounts) answered(r *request, p *plan) {
	switch {
	case p.err != nil:
		t.failed.Add(1)
	case len(p.result.Errors) > 0:
		t.refused.Add(1)
	case p.writes == nil:
		t.replayed.Add(1)
	default:
		t.applied.Add(1)
		t.operations.Add(uint64(len(r.in.Operations)))
	}
}
