package e2e

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
)

// ledger is what a test knows of what it committed, over all lives of a server.
type ledger struct {
	mu      sync.Mutex
	acked   []string // acknowledged; see parts
	unknown []string // under way when the server went away
}

func newLedger() *ledger { return &ledger{} }

const (
	ledgerWriters = 4
	ledgerAcks    = 100 // acknowledged commits of a round
)

// parts are what a commit of the ledger writes: three entities, one of which is merged
// into another. None is there without the others.
func parts(key string) []any {
	named := func(suffix string) object { return putEntity(key+suffix, "Place") }
	return []any{
		named(".a"), named(".b"), named(".twin"),
		object{"merge": object{"keep": object{"key": key + ".a"}, "absorb": []object{{"key": key + ".twin"}}, "reason": "the same place"}},
	}
}

// writeUntil commits from several sides, does what ends the server when enough was
// acknowledged, and waits until nobody gets answers any more.
func (g *ledger) writeUntil(ctx context.Context, t *testing.T, s *server, round int, end func() error) {
	t.Helper()
	enough, failed := make(chan struct{}), make(chan struct{})
	before := len(g.acked)
	var writers sync.WaitGroup
	for w := range ledgerWriters {
		writers.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("place-%d-%d-%d", round, w, n)
				_, err := commit(ctx, s.api, key, parts(key)...)
				g.mu.Lock()
				if err != nil {
					g.unknown = append(g.unknown, key)
				} else if g.acked = append(g.acked, key); len(g.acked)-before == ledgerAcks {
					close(enough)
				}
				g.mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	go func() { writers.Wait(); close(failed) }()
	select {
	case <-enough:
	case <-failed:
		t.Fatalf("round %d: only %d commits were acknowledged", round, len(g.acked)-before)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	<-failed
}

// check holds the server's graph against the ledger: acknowledged commits are there,
// those of unknown fate are there whole or not at all, and are done once when they are
// sent again. Lists, totals, search and log agree.
func (g *ledger) check(ctx context.Context, t *testing.T, s *server) {
	t.Helper()
	got := keysOfEntities(ctx, t, s)
	for _, key := range g.acked {
		if n := count(got, key); n != 2 {
			t.Errorf("acknowledged %s: %d of its 2 entities are there", key, n)
		}
	}
	for _, key := range g.unknown {
		n := count(got, key)
		if n == 1 {
			t.Errorf("half of the commit %s is there", key)
		}
		p, err := commit(ctx, s.api, key, parts(key)...)
		if err != nil {
			t.Fatalf("%s, sent again: %v", key, err)
		}
		if p.Replayed != (n == 2) {
			t.Errorf("%s, of which %d of 2 entities were there, sent again: replayed %v", key, n, p.Replayed)
		}
	}
	g.acked, g.unknown = append(g.acked, g.unknown...), nil
	want := 2 * len(g.acked)
	if got := keysOfEntities(ctx, t, s); len(got) != want {
		t.Errorf("%d entities are listed, want %d", len(got), want)
	}
	last := g.acked[len(g.acked)-1]
	var data struct {
		Entities, ByKind struct{ TotalCount int }
		Search           struct{ TotalCount int }
		Merged           struct{ Key string }
		Meta             struct{ Head string }
	}
	s.ask(ctx, t, `query ($last: String!) { entities { totalCount } byKind: entities(filter: {kind: ["Place"]}) { totalCount }
	  search(text: "place", kinds: ["Place"]) { totalCount } merged: entity(ref: {key: $last}) { key } meta { head } }`, object{"last": last + ".twin"}, &data)
	if data.Entities.TotalCount != want || data.ByKind.TotalCount != want || data.Search.TotalCount != want {
		t.Errorf("totals %+v, want %d", data, want)
	}
	if data.Merged.Key != last+".a" {
		t.Errorf("%s.twin was merged away and leads to %q", last, data.Merged.Key)
	}
	if head := fmt.Sprintf("commit-%s", strconv.FormatInt(int64(1+len(g.acked)), 36)); data.Meta.Head != head {
		t.Errorf("the log ends with %s, want %s", data.Meta.Head, head)
	}
}

func count(keys map[string]int, key string) int { return keys[key+".a"] + keys[key+".b"] }
