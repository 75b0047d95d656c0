package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"

	"demarche/store/kv"
	"demarche/store/kv/kvsort"
)

// rebuild works out every key of a store, of the present and of the past, from what does
// not follow from anything else: the commits of the log, the states of records, and the
// merges. A check holds what it gives against what is there, a restored export is made
// of it. Index entries come from indexOf, as in commits; which of them begin and end
// with a commit is what draft.finish would say.
//
// It takes commits in order, states and merges in any order, then finish. Everything is
// sorted on the disk, so memory is bounded: some 50 MB for each of its sorters.
type rebuild struct {
	states *kvsort.Sorter // thing, commit → what the log says of it, and its record
	passed *kvsort.Sorter // of keys that pass from thing to thing: key, commit, end or begin, thing → payload
	links  *kvsort.Sorter // thing pointed at, by which, since which commit
	depend *kvsort.Sorter // things with parts that follow from others
	pairs  *kvsort.Sorter // the result

	fault  func(format string, args ...any) // told what contradicts itself
	head   Head
	things uint64
	view   *View             // knows the ontology alone
	terms  map[ID]uint64     // the commit whose state of a term the ontology has
	turned map[ID]bool       // types that were not always the same speech act
	joins  map[ID][]joinedAt // merges, as the log says
	joined []joined          // merges, as they are stored
}

// joinedAt is a merge in the log, joined one that is stored, until a commit or for ever (0).
type (
	joinedAt struct {
		number uint64
		op     ChangeOp
	}
	joined struct {
		thing, into ID
		from, until uint64
	}
)

// newRebuild makes one whose files are in a directory.
func newRebuild(scratch string, fault func(format string, args ...any)) *rebuild {
	sorter := func() *kvsort.Sorter { return kvsort.New(scratch) }
	return &rebuild{states: sorter(), passed: sorter(), links: sorter(), depend: sorter(), pairs: sorter(), fault: fault,
		view: &View{ontology: newOntology(0), merges: &merges{}}, terms: map[ID]uint64{}, turned: map[ID]bool{}, joins: map[ID][]joinedAt{}}
}

// close removes the files; those of the result too.
func (r *rebuild) close() error {
	var first error
	for _, s := range []*kvsort.Sorter{r.states, r.passed, r.links, r.depend, r.pairs} {
		if err := s.Close(); first == nil {
			first = err
		}
	}
	return first
}

// stateKey orders states by thing, then commit; what the log says of one comes before it.
func stateKey(id ID, number uint64, record byte) key { return key(nil).id(id).num(number).byte(record) }

const (
	inChanges byte = iota // the value is a ChangeOp
	inRecords             // behind it stands the commit that ended it; the value is the record as it is stored
)

// untilUnknown stands for the commit that ended a state, where it is not said.
const untilUnknown = ^uint64(0)

// commit takes the next entry of the log.
func (r *rebuild) commit(c *Commit) {
	if c.Number != r.head.Number+1 {
		r.fault("the log lacks %s", commitRange(r.head.Number+1, c.Number-1))
	}
	if c.At <= r.head.At {
		r.fault("commit %d is not later than the one before it", c.Number)
	}
	r.head = Head{c.Number, c.At}
	if len(c.Retry) != retryKeyLen+32 {
		r.fault("commit %d lacks the hash of its idempotency key", c.Number)
	} else {
		for _, p := range logPairs(c) {
			r.pairs.Add(p)
		}
	}
	ontology, merges := false, false
	for _, x := range c.Changes {
		r.states.Add(kv.Pair{Key: stateKey(x.Thing, c.Number, inChanges), Value: []byte(x.Op)})
		switch class := x.Thing.Class(); {
		case x.Op == Merged || x.Op == Unmerged:
			merges = true
			r.joins[x.Thing] = append(r.joins[x.Thing], joinedAt{c.Number, x.Op})
		case x.Op != Unchanged && (class == ClassKind || class == ClassRelationType):
			ontology = true
		}
	}
	number := binary.AppendUvarint(nil, c.Number)
	if ontology {
		r.begin(keyOntologyVersion(), c.Number, 0, number)
	}
	if merges {
		r.begin(keyMergeVersion(), c.Number, 0, number)
	}
}

func commitRange(first, last uint64) string {
	if first >= last {
		return fmt.Sprintf("commit %d", last)
	}
	return fmt.Sprintf("commits %d to %d", first, last)
}

// state takes a record as it is stored, and which commit ended it: 0 if none did.
func (r *rebuild) state(id ID, stored []byte, until uint64) {
	from, _, err := recordedValue(stored)
	if err != nil {
		r.fault("%s %v has a value that does not decode", id.Class().noun(), id)
		return
	}
	r.states.Add(kv.Pair{Key: stateKey(id, from, inRecords).num(until), Value: stored})
	if id.Class() == ClassKind || id.Class() == ClassRelationType {
		r.term(id, from, stored)
	}
}

// term adds to the ontology the latest state of each kind and type. What it says about
// index entries is the same in all states: see putRelationType.
func (r *rebuild) term(id ID, from uint64, stored []byte) {
	t, err := decodeThing(id, stored)
	if err != nil {
		return // said when its states are looked at
	}
	o := r.view.ontology
	if x, ok := t.(*RelationType); ok {
		if was := o.Type(id); was != nil && (!bytes.Equal(encode(was.SpeechAct), encode(x.SpeechAct)) || was.roleAt(Subject) != x.roleAt(Subject)) {
			r.turned[id] = true
		}
	}
	if from < r.terms[id] {
		return
	}
	r.terms[id] = from
	switch t := t.(type) {
	case *Kind:
		o.addKind(t)
	case *RelationType:
		o.addType(t)
	}
}

// merge takes that a thing was merged into another, from one commit until another one (0: still).
func (r *rebuild) merge(thing, into ID, from, until uint64) {
	r.joined = append(r.joined, joined{thing, into, from, until})
}

// turn takes what a commit did: it merged a thing into another, or (0) took that back.
func (r *rebuild) turn(thing, into ID, number uint64) {
	last := len(r.joined) - 1
	for last >= 0 && (r.joined[last].thing != thing || r.joined[last].until != 0) {
		last--
	}
	if last >= 0 {
		if was := &r.joined[last]; was.into != into {
			was.until = number
		} else {
			return // as it was
		}
	}
	if into != 0 {
		r.joined = append(r.joined, joined{thing, into, number, 0})
	}
}

// merges gives the keys of merges, as they begin and end.
func (r *rebuild) merges() {
	for _, j := range r.joined {
		r.begin(keyMerged(j.thing), j.from, j.thing, idPayload(j.into))
		if j.until != 0 {
			r.end(keyMerged(j.thing), j.until, j.thing)
		}
		r.link(j.thing, j.from, j.into)
		r.link(j.thing, j.from, j.thing)
	}
}

func (r *rebuild) link(by ID, number uint64, to ID) {
	if to != 0 {
		r.links.Add(kv.Pair{Key: key(nil).id(to).id(by).num(number)})
	}
}

// emit adds a value to the result, of plane C, or of plane H if a commit ended it.
func (r *rebuild) emit(k key, from uint64, payload []byte, until uint64) {
	if until != 0 {
		k = historyKey(k, until)
	}
	r.pairs.Add(kv.Pair{Key: k, Value: recorded(from, payload)})
}

// finish works everything out. The result is then in sorted.
func (r *rebuild) finish(ctx context.Context) error {
	r.merges()
	for _, step := range []func(context.Context) error{r.lives, r.passing, r.linked} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	r.checkMerges()
	r.pairs.Add(kv.Pair{Key: keyFormat(), Value: []byte{formatVersion}})
	if r.head.Number > 0 {
		r.pairs.Add(kv.Pair{Key: keyHeadOfLog(), Value: encode(&r.head)})
	}
	return nil
}

// sorted gives all keys of the store in order, with their values.
func (r *rebuild) sorted() iter.Seq2[kv.Pair, error] { return r.pairs.Sorted() }
