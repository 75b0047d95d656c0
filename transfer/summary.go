package transfer

import (
	"math"
	"sync"
	"time"

	"demarche/intake"
	"demarche/store"
)

// Summary counts what an import did.
type Summary struct {
	Rows    int // accepted
	Before  int // of those, rows whose commit had been made in an earlier run
	Refused int // wrong
	Commits int
	Things  map[store.Class]int // new ones
	Started time.Time

	mu sync.Mutex // rows are read and reported by two goroutines
}

func (s *Summary) add(b *intake.Batch, r *store.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Rows += b.Rows
	if r.Replayed {
		s.Before += b.Rows
		return
	}
	s.Commits++
	if s.Things == nil {
		s.Things = map[store.Class]int{}
	}
	for _, c := range r.Changes {
		if c.Op == store.Created {
			s.Things[c.Thing.Class()]++
		}
	}
}

func (s *Summary) log(cfg ImportConfig, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what := "imported"
	switch {
	case err != nil:
		what = "stopped"
	case cfg.DryRun:
		what = "checked, nothing written; this would be added"
	}
	took := time.Since(s.Started)
	cfg.Logger.Info(what, "rows", s.Rows, "refused", s.Refused, "there before", s.Before, "commits", s.Commits,
		"relations", s.Things[store.ClassRelation], "claims", s.Things[store.ClassClaim],
		"entities", s.Things[store.ClassEntity], "sources", s.Things[store.ClassSource],
		"kinds and types", s.Things[store.ClassKind]+s.Things[store.ClassRelationType],
		"took", took.Round(time.Millisecond), "rows a second", perSecond(s.Rows, took))
}

func perSecond(rows int, took time.Duration) int {
	return int(math.Round(float64(rows) / max(took.Seconds(), 1e-3)))
}
