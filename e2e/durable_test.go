package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"demarche/e2e/faults"
)

const (
	killWriters = 4
	killAfter   = 100 // acknowledged commits of a round
)

// Every commit that was acknowledged survives kill -9, and one of unknown fate is
// whole or absent and can be sent again.
func TestAcknowledgedCommitsSurviveKill(t *testing.T) {
	t.Parallel()
	tries := faults.Try(t, faults.Process, "killed (`kill -9`) while several clients write and merge")
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))
	g := newLedger()
	for round := range faults.Rounds(t, 6) {
		g.writeUntil(ctx, t, s, round, s.cmd.Process.Kill)
		<-s.ended
		// Every index entry follows from the records.
		if p := launch(ctx, t, nil, "check", "--data="+data); p.exitCode(ctx, t) != 0 {
			t.Errorf("round %d: %s", round, p.log.text())
		}
		s = serve(ctx, t, data)
		g.check(ctx, t, s)
		tries.Came("every acknowledged commit is there, none is there by half")
	}
}

// writeUntilKilled commits from several sides and kills the server meanwhile. The
// keys are those of commits that were acknowledged, and of those that were under
// way at the end.
func writeUntilKilled(ctx context.Context, s *server, round int) (acknowledged, unknown []string) {
	var mu sync.Mutex
	enough := make(chan struct{})
	var writers sync.WaitGroup
	for w := range killWriters {
		writers.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("place-%d-%d-%d", round, w, n)
				_, err := commit(ctx, s.api, key, putEntity(key, "Place"))
				mu.Lock()
				if err != nil {
					unknown = append(unknown, key)
					mu.Unlock()
					return
				}
				if acknowledged = append(acknowledged, key); len(acknowledged) == killAfter {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	failed := make(chan struct{})
	go func() { writers.Wait(); close(failed) }()
	select {
	case <-enough:
	case <-failed:
	}
	s.kill()
	<-failed
	return acknowledged, unknown
}

func keysOfEntities(ctx context.Context, t *testing.T, s *server) map[string]int {
	t.Helper()
	keys := map[string]int{}
	var after *string
	for {
		var data struct {
			Entities struct {
				Nodes    []struct{ Key string }
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		s.ask(ctx, t, `query ($after: String) {
		  entities(first: 100, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } }
		}`, object{"after": after}, &data)
		for _, n := range data.Entities.Nodes {
			keys[n.Key]++
		}
		if !data.Entities.PageInfo.HasNextPage {
			return keys
		}
		after = data.Entities.PageInfo.EndCursor
	}
}
