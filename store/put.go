package store

import (
	"bytes"
	"fmt"
)

// target finds the thing that a put is about: its id, zero for a new one.
func (p *plan) target(t *Target, c Class) (ID, error) {
	if t.Local != "" {
		if _, bound := p.locals[t.Local]; !bound {
			p.locals[t.Local] = 0
		}
	}
	switch {
	case t.Ref != nil && t.Key != "":
		return 0, p.field(invalid("give `ref` for an existing thing or `key` for one that may be new, not both"), "key")
	case t.Ref != nil:
		return p.resolveStored(t.Ref, []string{"ref"}, c)
	case t.Key != "":
		if err := p.field(checkKey(t.Key), "key"); err != nil {
			return 0, err
		}
		ids, err := p.v.resolveStored(p.ctx, []Ref{{Key: t.Key}})
		if err != nil {
			return 0, err
		}
		if ids[0] != 0 && ids[0].Class() != c {
			return 0, p.field(invalid("the key %q belongs to %s; every key is unique over all things", t.Key, ids[0].Class()), "key")
		}
		return ids[0], nil
	}
	return 0, nil
}

// newID finds a free id for a new thing, starting with its natural one.
func (p *plan) newID(c Class, sum [32]byte) (ID, error) {
	for salt := 0; ; salt++ {
		id := naturalID(c, sum, salt)
		taken, err := p.v.Exist(p.ctx, []ID{id})
		if err != nil || !taken[0] {
			return id, err
		}
	}
}

// store writes a thing if it differs from what it was (nil: new), with the next
// revision, and notes the change. clear guards against lost updates.
func (p *plan) store(was, is thing, t *Target) (ChangeOp, error) {
	r := is.record()
	if t != nil && t.IfRevision != nil {
		have := 0
		if was != nil {
			have = was.record().Revision
		}
		if *t.IfRevision != have {
			e := &UserError{InputError: InputError{Code: CodeRevisionConflict, Message: fmt.Sprintf(
				"the thing is at revision %d, not %d: read it again and decide anew", have, *t.IfRevision)}, Revision: have}
			if was != nil {
				e.Current = r.ID
			}
			return "", p.field(e, "ifRevision")
		}
	}
	op := Created
	if was == nil {
		r.Revision = 1
	} else {
		r.Revision = was.record().Revision
		if bytes.Equal(encode(was), encode(is)) {
			p.note(r.ID, Unchanged, t)
			return Unchanged, nil
		}
		r.Revision++
		op = Updated
		if was.record().From == p.number { // one revision a commit
			r.Revision--
		}
	}
	p.write(was, is)
	p.note(r.ID, op, t)
	return op, nil
}

func (p *plan) note(id ID, op ChangeOp, t *Target) {
	local := ""
	if t != nil {
		local = t.Local
	}
	p.changed(id, op, local)
}

// duplicate is the userError for what may be there already.
func duplicate(message string, candidates ...ID) *UserError {
	return &UserError{InputError: InputError{Code: CodePossibleDuplicate, Message: message}, Candidates: candidates}
}
