package e2e

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"demarche/e2e/faults"
	"demarche/e2e/linear"
)

// What clients commit and read at once, over HTTP and over kills, is explained by
// commits one after the other: none is lost, halved, done twice or seen and lost again.
func TestLinearizableOverKills(t *testing.T) {
	t.Parallel()
	tries := faults.Try(t, faults.Process, "killed (`kill -9`) while clients read and write the same things")
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kinds", putKind("Cell"))
	api := &linearAPI{t: t, ctx: ctx}
	api.at.Store(&s.api)
	h := linear.NewHistory(1)
	var clients []*linear.Client
	for n := range 5 {
		c := &linear.Client{Number: n, History: h, Commit: api.commit, Read: api.read}
		c.Seed(1)
		clients = append(clients, c)
	}
	for range faults.Rounds(t, 4) {
		until := h.Len() + 120
		enough := make(chan struct{})
		var once sync.Once
		var asking sync.WaitGroup
		for _, c := range clients {
			asking.Go(func() {
				for c.Ask() {
					if h.Len() >= until {
						once.Do(func() { close(enough) })
					}
				}
			})
		}
		gone := make(chan struct{})
		go func() { asking.Wait(); close(gone) }()
		select {
		case <-enough:
		case <-gone:
			t.Fatal("too few answers")
		}
		s.kill()
		<-gone
		s = serve(ctx, t, data)
		api.at.Store(&s.api)
		for _, c := range clients {
			h.Read(c.Number, api.read)
			if !c.Settle() {
				t.Fatal("a commit that was sent again has no answer")
			}
		}
		h.Check(t)
		tries.Came("one order of commits explains all answers")
	}
}

// linearAPI asks the server that is there.
type linearAPI struct {
	t   *testing.T
	ctx context.Context
	at  atomic.Pointer[string]
}

func (a *linearAPI) commit(c linear.Commit) linear.Committed {
	var operations []any
	for _, w := range c.Writes {
		put := putEntity(fmt.Sprintf("cell-%d", w.Cell), "Cell")
		fields := put["putEntity"].(object)
		fields["names"] = []object{{"text": w.Value}}
		if w.IfRevision >= 0 {
			fields["ifRevision"] = w.IfRevision
		}
		operations = append(operations, put)
	}
	got, err := post(a.ctx, *a.at.Load(), `mutation ($input: CommitInput!) {
	  commit(input: $input) { commit { id } replayed things { op } userErrors { code message } }
	}`, object{"input": object{"idempotencyKey": c.RetryKey, "operations": operations}})
	if err != nil {
		return linear.Committed{Unknown: true}
	}
	var data struct {
		Commit struct {
			Commit     *struct{ ID string }
			Replayed   bool
			Things     []struct{ Op string }
			UserErrors []userError
		}
	}
	if err := got.data(&data); err != nil {
		a.t.Error(err)
		return linear.Committed{Unknown: true}
	}
	p := data.Commit
	for _, e := range p.UserErrors {
		if e.Code != "REVISION_CONFLICT" {
			a.t.Errorf("refused: %+v", e)
		}
	}
	if p.Commit == nil {
		return linear.Committed{Refused: true}
	}
	out := linear.Committed{Number: a.number(p.Commit.ID), Replayed: p.Replayed}
	for _, x := range p.Things {
		out.Ops = append(out.Ops, x.Op)
	}
	return out
}

func (a *linearAPI) read() (seen linear.Seen, ok bool) {
	got, err := post(a.ctx, *a.at.Load(), `{ meta { head } c0: entity(ref: {key: "cell-0"}) { ...cell } c1: entity(ref: {key: "cell-1"}) { ...cell }
	  c2: entity(ref: {key: "cell-2"}) { ...cell } } fragment cell on Entity { name recorded { revision } }`, nil)
	if err != nil {
		return seen, false
	}
	type cell struct {
		Name     string
		Recorded struct{ Revision int }
	}
	var data struct {
		Meta       struct{ Head string }
		C0, C1, C2 *cell
	}
	if err := got.data(&data); err != nil {
		a.t.Error(err)
		return seen, false
	}
	seen.Head = a.number(data.Meta.Head)
	for i, c := range []*cell{data.C0, data.C1, data.C2} {
		if c != nil {
			seen.Cells[i] = linear.Cell{Revision: c.Recorded.Revision, Value: c.Name}
		}
	}
	return seen, true
}

// number is that of the commit with this id, which is a cursor too.
func (a *linearAPI) number(id string) int {
	digits, ok := strings.CutPrefix(id, "commit-")
	n, err := strconv.ParseInt(digits, 36, 64)
	if !ok || err != nil {
		a.t.Errorf("%q is no id of a commit", id)
	}
	return int(n)
}
