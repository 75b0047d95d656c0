package linear

import (
	"sync"
	"testing"

	"github.com/anishathalye/porcupine"
)

// op is a request from call to end.
func op(call, end int64, input, output any) porcupine.Operation {
	return porcupine.Operation{Input: input, Call: call, Output: output, Return: end}
}

func put(retry string, cell int, value string, ifRevision int) Commit {
	return Commit{RetryKey: retry, Writes: []Write{{cell, value, ifRevision}}}
}

func created(number int) Committed { return Committed{Number: number, Ops: []string{"CREATED"}} }
func updated(number int) Committed { return Committed{Number: number, Ops: []string{"UPDATED"}} }
func again(c Committed) Committed  { c.Replayed = true; return c }

func seen(head int, cells ...Cell) Seen {
	s := Seen{Head: head}
	copy(s.Cells[:], cells)
	return s
}

var (
	unknown = Committed{Unknown: true}
	refused = Committed{Refused: true}
	both    = Commit{RetryKey: "both", Writes: []Write{{0, "b", -1}, {1, "b", -1}}}
	ofBoth  = Committed{Number: 1, Ops: []string{"CREATED", "CREATED"}}
)

// What must not be is refused: without that the tests that use this could not fail.
func TestBrokenHistoriesAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		ok   bool
		ops  []porcupine.Operation
	}{
		{"one after the other", true, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), created(1)), op(2, 3, Read{}, seen(1, Cell{1, "x"})), op(4, 5, put("b", 0, "y", 1), updated(2))}},
		{"a write that was acknowledged and is not read", false, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), created(1)), op(2, 3, Read{}, seen(0))}},
		{"a read at the same time sees the state before", true, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", -1), created(1)), op(1, 2, Read{}, seen(0))}},
		{"a read that goes back", false, []porcupine.Operation{
			op(0, 9, put("a", 0, "x", -1), created(1)), op(1, 2, Read{}, seen(1, Cell{1, "x"})), op(3, 4, Read{}, seen(0))}},
		{"half a commit", false, []porcupine.Operation{
			op(0, 3, both, ofBoth), op(1, 2, Read{}, seen(1, Cell{1, "b"}))}},
		{"a whole commit", true, []porcupine.Operation{
			op(0, 3, both, ofBoth), op(1, 2, Read{}, seen(1, Cell{1, "b"}, Cell{1, "b"}))}},
		{"two winners of one guard", false, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", 0), created(1)), op(1, 2, put("b", 0, "y", 0), created(2))}},
		{"two creators without a guard", false, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", -1), created(1)), op(1, 2, put("b", 0, "y", -1), created(2))}},
		{"one winner of one guard", true, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", 0), refused), op(1, 2, put("b", 0, "y", 0), created(1))}},
		{"no winner of one guard", false, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", 0), refused), op(1, 2, put("b", 0, "y", 0), refused)}},
		{"two commits of one number", false, []porcupine.Operation{
			op(0, 3, put("a", 0, "x", -1), created(1)), op(1, 2, put("b", 1, "y", -1), created(1))}},
		{"a number left out", false, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), created(2))}},
		{"sent twice, applied once", true, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), created(1)), op(2, 3, put("a", 0, "x", -1), again(created(1))), op(4, 5, Read{}, seen(1, Cell{1, "x"}))}},
		{"sent twice, applied twice", false, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), created(1)), op(2, 3, put("a", 0, "x", -1), updated(2))}},
		{"replayed and never done", false, []porcupine.Operation{
			op(0, 1, put("a", 0, "x", -1), again(created(1)))}},
		{"without an answer, seen", true, []porcupine.Operation{
			op(0, never, put("a", 0, "x", -1), unknown), op(1, 2, Read{}, seen(1, Cell{1, "x"})), op(3, 4, put("a", 0, "x", -1), again(created(1)))}},
		{"without an answer, not seen, done by the retry", true, []porcupine.Operation{
			op(0, never, put("a", 0, "x", -1), unknown), op(1, 2, Read{}, seen(0)), op(3, 4, put("a", 0, "x", -1), created(1))}},
		{"without an answer, seen, and lost", false, []porcupine.Operation{
			op(0, never, put("a", 0, "x", -1), unknown), op(1, 2, Read{}, seen(1, Cell{1, "x"})), op(3, 4, Read{}, seen(0))}},
		{"without an answer, and half of it", false, []porcupine.Operation{
			op(0, never, both, unknown), op(1, 2, Read{}, seen(1, Cell{}, Cell{1, "b"}))}},
	} {
		for how, ops := range map[string][]porcupine.Operation{"as it is": c.ops, "settled": settled(c.ops)} {
			if got := porcupine.CheckOperations(model(0), ops); got != c.ok {
				t.Errorf("%s, %s: explained: %v", c.name, how, got)
			}
		}
	}
}

// graph is the model itself as what clients ask, right or with a fault.
type graph struct {
	mu    sync.Mutex
	now   *state
	stale int // every so many reads is of the state before
	was   Seen
	reads int
}

func (g *graph) commit(c Commit) Committed {
	g.mu.Lock()
	defer g.mu.Unlock()
	before, replayed := g.now.done[c.RetryKey]
	_, next := c.step(g.now, Committed{})
	switch {
	case replayed:
		return again(before)
	case next == g.now:
		return refused
	}
	g.was, g.now = g.now.Seen, next
	return next.done[c.RetryKey]
}

func (g *graph) read() (Seen, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reads++; g.stale > 0 && g.reads%g.stale == 0 {
		return g.was, true
	}
	return g.now.Seen, true
}

// A fault is found in what random clients see, and none where there is none.
func TestRandomClients(t *testing.T) {
	for stale, want := range map[int]bool{0: true, 20: false} {
		g := &graph{now: &state{done: map[string]Committed{}}, stale: stale}
		h := NewHistory(0)
		var clients sync.WaitGroup
		for n := range 4 {
			c := &Client{Number: n, History: h, Commit: g.commit, Read: g.read}
			c.Seed(1)
			clients.Go(func() {
				for range 100 {
					c.Ask()
				}
			})
		}
		clients.Wait()
		// After the clients are done, nothing else explains a stale read.
		if h.Read(0, g.read); stale > 0 {
			for range stale {
				h.Read(0, g.read)
			}
		}
		if got := porcupine.CheckOperations(model(0), settled(h.done)); got != want {
			t.Errorf("every %d. read stale: explained: %v", stale, got)
		}
	}
}
