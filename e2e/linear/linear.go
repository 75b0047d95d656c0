// Package linear tells whether what several clients saw of demarche at once can be
// explained by one graph on which commits and reads happen one after the other, each
// at an instant between its request and its answer. From that follow reading one's own
// writes, reads that never go back, commits that are all or nothing, one winner of
// several with the same guard, and one effect of a commit that was sent twice.
//
// The search is that of porcupine. The graph is reduced to a few cells: entities of
// which only revision and value are looked at.
package linear

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// Cells is how many entities there are: few, so that clients get in each other's way.
const Cells = 3

// Write puts a value, which no other Write has, into a cell.
type Write struct {
	Cell       int
	Value      string
	IfRevision int // put only over this revision, 0: only if absent; negative: whatever is there
}

// Commit is a request to do all Writes, which are of different cells, or none.
type Commit struct {
	RetryKey string // the idempotency key; the same again has the same Writes
	Writes   []Write
}

// Committed is the answer to a Commit.
type Committed struct {
	Unknown  bool     // no answer came: it may have happened, or still happen
	Refused  bool     // a guard did not hold
	Number   int      // of the commit
	Replayed bool     // the Number is that of an earlier request
	Ops      []string // CREATED or UPDATED for each Write
}

// Read is a request for all cells and the number of the last commit; Seen is its answer.
type Read struct{}

// Seen is one state of the graph.
type Seen struct {
	Head  int
	Cells [Cells]Cell
}

// Cell is an entity as it was read. Revision 0: it is not there.
type Cell struct {
	Revision int
	Value    string
}

// state is never changed, since the search goes back to earlier ones.
type state struct {
	Seen
	done map[string]Committed // by retry key
}

func (c Commit) step(s *state, got Committed) (bool, *state) {
	if before, ok := s.done[c.RetryKey]; ok {
		return got.Unknown || !got.Refused && got.Replayed && got.Number == before.Number && fmt.Sprint(got.Ops) == fmt.Sprint(before.Ops), s
	}
	next := &state{Seen: s.Seen}
	made := Committed{Number: s.Head + 1}
	for _, w := range c.Writes {
		cell := &next.Cells[w.Cell]
		if w.IfRevision >= 0 && w.IfRevision != cell.Revision {
			return got.Unknown || got.Refused, s
		}
		op := "UPDATED"
		if cell.Revision == 0 {
			op = "CREATED"
		}
		made.Ops = append(made.Ops, op)
		*cell = Cell{cell.Revision + 1, w.Value}
	}
	next.Head++
	next.done = maps.Clone(s.done)
	next.done[c.RetryKey] = made
	return got.Unknown || fmt.Sprint(got) == fmt.Sprint(made), next
}

// model begins with an empty graph of head commits.
func model(head int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return &state{Seen: Seen{Head: head}, done: map[string]Committed{}} },
		Step: func(before, input, output any) (bool, any) {
			s := before.(*state)
			if c, ok := input.(Commit); ok {
				fits, next := c.step(s, output.(Committed))
				return fits, next
			}
			return output.(Seen) == s.Seen, s
		},
		Equal: func(a, b any) bool {
			s, t := a.(*state), b.(*state)
			return s == t || s.Seen == t.Seen && maps.EqualFunc(s.done, t.done, func(a, b Committed) bool { return a.Number == b.Number })
		},
		DescribeState: func(s any) string { return fmt.Sprintf("%+v", s.(*state).Seen) },
	}
}

// History is what clients asked and were answered. Its methods are safe for concurrent use.
type History struct {
	head  int
	start time.Time

	mu   sync.Mutex
	done []porcupine.Operation
}

// NewHistory begins when the graph has so many commits and none of the cells.
func NewHistory(head int) *History { return &History{head: head, start: time.Now()} }

// never is when an answer came that did not.
const never = int64(1) << 62

// Commit records what do answers.
func (h *History) Commit(client int, c Commit, do func(Commit) Committed) Committed {
	call := time.Since(h.start)
	got := do(c)
	end := int64(time.Since(h.start))
	if got.Unknown {
		end = never
	}
	h.add(porcupine.Operation{ClientId: client, Input: c, Call: int64(call), Output: got, Return: end})
	return got
}

// Read records what do answers. A read without an answer tells nothing: ok is false.
func (h *History) Read(client int, do func() (seen Seen, ok bool)) (Seen, bool) {
	call := time.Since(h.start)
	got, ok := do()
	if ok {
		h.add(porcupine.Operation{ClientId: client, Input: Read{}, Call: int64(call), Output: got, Return: int64(time.Since(h.start))})
	}
	return got, ok
}

func (h *History) add(op porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, op)
}

// patience bounds the search, which takes milliseconds: heads leave few orders to try.
const patience = time.Minute

// Check fails the test if nothing explains the history.
func (h *History) Check(t testing.TB) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	verdict, info := porcupine.CheckOperationsVerbose(model(h.head), settled(h.done), patience)
	if verdict == porcupine.Ok {
		return
	}
	t.Errorf("no order of commits and reads explains what the clients saw (%s)", verdict)
	longest := 0
	for _, partial := range info.PartialLinearizationsOperations() {
		for _, ops := range partial {
			longest = max(longest, len(ops))
		}
	}
	t.Logf("at most %d of %d can be put in order; all of them:", longest, len(h.done))
	for _, op := range h.done {
		t.Logf("client %d, %d to %d: %+v: %+v", op.ClientId, op.Call, op.Return, op.Input, op.Output)
	}
}

// settled leaves out requests without an answer as far as later ones with the same key
// say what became of them, since the search takes twice as long with each. If the later
// one did it, they did not, and did nothing afterwards. If it was told that it had been
// done, they did it, before that.
func settled(ops []porcupine.Operation) (out []porcupine.Operation) {
	type fate struct {
		call, end int64
		done      bool // by a request that was answered so
		replay    *Committed
	}
	fates := map[string]*fate{}
	for _, op := range ops {
		c, ok := op.Input.(Commit)
		if !ok {
			continue
		}
		f := fates[c.RetryKey]
		if f == nil {
			f = &fate{call: never, end: never}
			fates[c.RetryKey] = f
		}
		switch got := op.Output.(Committed); {
		case got.Unknown:
			f.call = min(f.call, op.Call)
		case got.Replayed:
			f.end, f.replay = min(f.end, op.Return), &got
		case !got.Refused:
			f.done = true
		}
	}
	for _, op := range ops {
		c, ok := op.Input.(Commit)
		if !ok || !op.Output.(Committed).Unknown {
			out = append(out, op)
			continue
		}
		switch f := fates[c.RetryKey]; {
		case f.done:
		case f.replay != nil:
			made := *f.replay
			made.Replayed = false
			op.Call, op.Return, op.Output, f.done = f.call, f.end, made, true
			out = append(out, op)
		default:
			out = append(out, op)
		}
	}
	return out
}

// Len is the number of requests so far.
func (h *History) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.done)
}
