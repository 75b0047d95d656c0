package store

import (
	"fmt"
	"slices"
	"strconv"
)

// replayed tells whether a commit with this idempotency key was made.
func (l *Loader) replayed(in CommitInput) (bool, error) {
	if l.retries[in.IdempotencyKey] || !l.filled {
		return l.retries[in.IdempotencyKey], nil
	}
	got, err := l.base.Get(l.ctx, [][]byte{keyIdempotent(in.IdempotencyKey)})
	return err == nil && got[0] != nil, err
}

// meet learns which of the things and keys of a commit the base holds: two engine calls
// or three, none if it holds nothing.
func (l *Loader) meet(p *prepared) error {
	if !l.filled {
		return nil
	}
	var refs []Ref
	var ids []ID
	for i := range p.needs {
		if _, known := l.keys[p.needs[i].key]; !known {
			refs = append(refs, Ref{Key: p.needs[i].key})
		}
	}
	for i := range p.things {
		t := &p.things[i]
		if _, known := l.marks[t.id]; !known {
			ids = append(ids, t.id)
		}
		if _, known := l.keys[t.given]; t.given != "" && !known {
			refs = append(refs, Ref{Key: t.given})
		}
	}
	there, err := l.v.Exist(l.ctx, ids)
	if err != nil {
		return err
	}
	for i := range p.things {
		t := &p.things[i]
		if at := slices.Index(ids, t.id); at >= 0 && there[at] {
			l.marks[t.id] = t.mark
		}
	}
	found, err := l.v.resolveStored(l.ctx, refs)
	if err != nil {
		return err
	}
	entities, err := l.v.Entities(l.ctx, found)
	if err != nil {
		return err
	}
	for i, id := range found {
		if id == 0 {
			continue
		}
		l.keys[refs[i].Key] = loaded{id: id}
		if entities[i] != nil {
			l.keys[refs[i].Key] = loaded{id, entities[i].Kind}
		}
	}
	return nil
}

// check finds what a Commit would refuse: references to nothing, fillers of a wrong kind,
// keys that belong to something else.
func (l *Loader) check(p *prepared, r *Result) {
	refuse := func(op int, code UserErrorCode, format string, args ...any) {
		r.Errors = append(r.Errors, UserError{InputError: InputError{Code: code, Message: fmt.Sprintf(format, args...)},
			Path: []string{"operations", strconv.Itoa(op)}})
	}
	fresh := map[string]loaded{} // the keys of this commit
	of := func(key string) (loaded, bool) {
		if k, ok := l.keys[key]; ok {
			return k, true
		}
		k, ok := fresh[key]
		return k, ok
	}
	next := 0
	for i := range p.things {
		t := &p.things[i]
		for ; next < len(p.needs) && p.needs[next].before <= i; next++ {
			n := &p.needs[next]
			k, ok := of(n.key)
			switch {
			case !ok || k.id.Class() != n.class:
				refuse(n.op, CodeNotFound, "there is nothing with the key %q that can stand here", n.key)
			case k.id != n.id:
				refuse(n.op, CodePossibleDuplicate, "the key %q belongs to a thing whose id is not drawn from it; use commits", n.key)
			case len(n.kinds) > 0 && !slices.ContainsFunc(n.kinds, func(kind ID) bool { return l.v.ontology.isUnder(k.kind, kind) }):
				refuse(n.op, CodeOntologyViolation, "%q is of a kind that this role does not take", n.key)
			}
		}
		unique := t.id.Class() == ClassEntity || t.id.Class() == ClassSource
		if mark, known := l.marks[t.id]; known && (mark != t.mark || unique) {
			refuse(t.op, CodePossibleDuplicate, "%q would have the id of another thing, or is put twice; use commits", t.given)
		}
		if k, known := of(t.given); t.given != "" && known && k.id != t.id {
			refuse(t.op, CodePossibleDuplicate, "the key %q belongs to another thing", t.given)
		}
		if t.given != "" {
			fresh[t.given] = loaded{t.id, t.kind}
		}
	}
}
