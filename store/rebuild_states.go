package store

import (
	"bytes"
	"context"
	"slices"

	"demarche/store/kv"
)

// life follows one thing from commit to commit: which of its keys began when.
type life struct {
	r        *rebuild
	id       ID
	was      thing  // its last state; nil if it did not decode
	states   int    // how many there were
	revision int    // of the last one
	until    uint64 // the commit that ended the last one
	held     []held
	awaited  joinedAt // what the log says of a state that is still to come
}

// held is an index entry that is there.
type held struct {
	indexEntry
	from uint64
}

// lives goes through all states, thing by thing.
func (r *rebuild) lives(ctx context.Context) error {
	var l *life
	for p, err := range r.states.Sorted() {
		if err != nil {
			return err
		}
		id, number := ID(bigEndian(p.Key)), bigEndian(p.Key[8:])
		if l == nil || l.id != id {
			if l.end(); ctx.Err() != nil {
				return context.Cause(ctx)
			}
			l = &life{r: r, id: id}
			r.things++
		}
		if p.Key[16] == inChanges {
			l.changed(number, ChangeOp(p.Value))
		} else {
			l.state(number, bigEndian(p.Key[17:]), p.Value)
		}
	}
	l.end()
	return ctx.Err()
}

func (l *life) fault(format string, args ...any) {
	l.r.fault("%s %v: "+format, append([]any{l.id.Class().noun(), l.id}, args...)...)
}

// changed notes what the log says of the thing.
func (l *life) changed(number uint64, op ChangeOp) {
	l.missed()
	l.awaited = joinedAt{number, op}
}

// missed tells of a state that the log has and nothing else. A merge need not change a record.
func (l *life) missed() {
	switch l.awaited.op {
	case Created, Updated, Retract:
		l.fault("its state of commit %d is missing", l.awaited.number)
	}
	l.awaited = joinedAt{}
}

// state takes the record that a commit left.
func (l *life) state(number, until uint64, stored []byte) {
	if l.awaited.number != number || l.awaited.op == Unchanged {
		l.missed()
		l.fault("it has a state of commit %d, and the log does not say so", number)
	}
	l.awaited = joinedAt{}
	if l.until != number && l.until != untilUnknown && l.states > 0 {
		l.fault("its state before commit %d ended with commit %d", number, l.until)
	}
	l.states++
	l.until = until
	t, err := decodeThing(l.id, bytes.Clone(stored))
	if err != nil {
		l.fault("its state of commit %d does not decode: %v", number, err)
		l.was = nil
		return
	}
	if err := l.sound(t); err != nil {
		l.fault("its state of commit %d: %v", number, err)
		l.was = nil
		return
	}
	l.was = t
	for _, to := range refersTo(t) {
		l.r.link(l.id, number, to)
	}
	_, payload, _ := recordedValue(stored) // it decoded
	l.turn(number, append(l.r.view.indexOf(t), indexEntry{keyRecord(l.id), bytes.Clone(payload)}))
}

// sound refuses records that could not follow the last one, or be indexed.
func (l *life) sound(t thing) error {
	revision := t.record().Revision
	if wanted := l.revision + 1; revision != wanted {
		l.revision = revision
		return invalid("revision %d instead of %d: states are missing", revision, wanted)
	}
	l.revision = revision
	if was, ok := l.was.(*RelationType); ok {
		is := t.(*RelationType)
		if was.Aspect != is.Aspect || was.Symmetric != is.Symmetric || len(was.Roles) > len(is.Roles) {
			return invalid("aspect, symmetry and roles of a type stay; put a new type")
		}
	}
	return l.r.view.ontology.sound(t)
}

// turn replaces the entries of the last state by those of the next.
func (l *life) turn(number uint64, entries []indexEntry) {
	old := make(map[string]held, len(l.held))
	for _, h := range l.held {
		old[string(h.key)] = h
	}
	l.held = l.held[:0]
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		if seen[string(e.key)] { // a participant in two roles, two names that fold alike
			continue
		}
		seen[string(e.key)] = true
		if h, ok := old[string(e.key)]; ok {
			delete(old, string(e.key))
			if bytes.Equal(h.payload, e.payload) {
				l.held = append(l.held, h)
				continue
			}
			l.drop(h, number)
		}
		l.held = append(l.held, held{e, number})
		if passes(e.key) {
			l.r.begin(e.key, number, l.id, e.payload)
		}
	}
	for _, h := range old {
		l.drop(h, number)
	}
}

func (l *life) drop(h held, number uint64) {
	if passes(h.key) {
		l.r.end(h.key, number, l.id)
		return
	}
	l.r.emit(h.key, h.from, h.payload, number)
}

// end gives out what is there to this day.
func (l *life) end() {
	if l == nil {
		return
	}
	l.missed()
	if l.until != 0 && l.until != untilUnknown {
		l.fault("its state from commit %d on is missing", l.until)
	}
	for _, h := range l.held {
		if !passes(h.key) {
			l.r.emit(h.key, h.from, h.payload, 0)
		}
	}
	l.depends()
}

// depends notes things with parts that follow from other things: claims of speech acts,
// dates of claims, relative dates. Relations of types that became speech acts, or ceased
// to be, are left out: they are as they were until somebody writes them again.
func (l *life) depends() {
	note := func(id ID) { l.r.depend.Add(kv.Pair{Key: key(nil).id(id)}) }
	switch x := l.was.(type) {
	case *Relation:
		typ := l.r.view.ontology.Type(x.Type)
		if !l.r.turned[x.Type] && (x.Time == nil || x.TimeOfClaims || x.Time.Anchor != 0 || typ != nil && typ.SpeechAct != nil) {
			note(x.ID)
		}
	case *Claim:
		if x.Time != nil && x.Time.Anchor != 0 {
			note(x.ID)
		}
	}
}

// passes tells keys that may pass from one thing to another.
func passes(k key) bool {
	return slices.Contains([]space{spaceKey, spaceCode, spaceContent}, space(k[3]))
}
