package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// maxAbsorbed is how many things one merge may absorb.
const maxAbsorbed = 50

// merge makes things one: the absorbed ones lead to the one that is kept.
func (p *plan) merge(in *Merge) error {
	if err := p.field(checkText("reason", in.Reason, maxTextLen), "reason"); err != nil {
		return err
	}
	keep, err := p.resolve(&in.Keep, []string{"keep"}, ClassEntity, ClassRelation)
	if err != nil {
		return err
	}
	if n := len(in.Absorb); n == 0 || n > maxAbsorbed {
		return p.field(invalid("a merge absorbs 1 to %d things, not %d", maxAbsorbed, n), "absorb")
	}
	absorb, err := p.resolveAll(in.Absorb, "absorb", keep.Class())
	if err != nil {
		return err
	}
	for i, id := range absorb {
		if id == keep { // already, or again
			p.changed(id, Unchanged, "")
			continue
		}
		if err := p.mergeable(keep, id, "absorb", strconv.Itoa(i)); err != nil {
			return err
		}
		p.d.set(keyMerged(id), idPayload(keep))
		p.join(p.v.merges.with(id, keep))
		p.moved(id, Merged, in.Reason)
		if err := p.rejoin(keep, id); err != nil {
			return err
		}
		if err := p.noCircleOf(keep, "absorb", strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

// unmerge takes back what is still merged of a commit's merges.
func (p *plan) unmerge(in *Unmerge) error {
	if err := p.field(checkText("reason", in.Reason, maxTextLen), "reason"); err != nil {
		return err
	}
	number, err := ParseCommitID(in.Commit)
	if err := p.field(err, "commit"); err != nil {
		return err
	}
	commits, err := p.v.Commits(p.ctx, []uint64{number})
	if err != nil {
		return err
	}
	if commits[0] == nil {
		return p.field(&InputError{Code: CodeNotFound, Message: fmt.Sprintf("there is no commit %q", clip(in.Commit))}, "commit")
	}
	undone := 0
	for _, c := range commits[0].Changes {
		if c.Op != Merged {
			continue
		}
		values, err := p.d.Get(p.ctx, [][]byte{keyMerged(c.Thing)})
		if err != nil {
			return err
		}
		if values[0] == nil {
			continue
		}
		if from, _, err := recordedValue(values[0]); err != nil || from != number {
			continue // taken back, and merged again by another commit
		}
		was := p.v.merges.survivor(c.Thing)
		p.d.del(keyMerged(c.Thing))
		p.join(p.v.merges.with(c.Thing, 0))
		p.moved(c.Thing, Unmerged, in.Reason)
		if err := p.rejoin(was, c.Thing); err != nil {
			return err
		}
		undone++
	}
	if undone == 0 {
		return p.field(&InputError{Code: CodeNotFound, Message: "nothing that this commit merged is still merged; see its changes"}, "commit")
	}
	return nil
}

// moved notes that a thing was merged or unmerged; that says more than that it was
// changed as well.
func (p *plan) moved(id ID, op ChangeOp, reason string) {
	p.changed(id, op, "")
	p.ops[id], p.reasons[id] = op, reason
}

// join makes the plan see other merges.
func (p *plan) join(m *merges) {
	p.v.merges, p.merged = m, true
	p.v.merges.version = p.number
	p.d.set(keyMergeVersion(), binary.AppendUvarint(nil, p.number))
}

// rejoin has what follows from the claims and times of two relations worked out
// anew, after they became one or two.
func (p *plan) rejoin(ids ...ID) error {
	for _, id := range ids {
		if id.Class() != ClassRelation {
			continue
		}
		p.dirty = append(p.dirty, id)
		if err := p.moveDependents(id); err != nil {
			return err
		}
	}
	return nil
}

// mergeable refuses what would make no sense as one thing.
func (p *plan) mergeable(keep, absorb ID, path ...string) error {
	if keep.Class() != ClassRelation {
		return nil
	}
	found, err := p.v.Relations(p.ctx, []ID{keep, absorb})
	if err != nil {
		return err
	}
	k, a := found[0], found[1]
	if k.Type != a.Type {
		o := p.v.ontology
		return p.field(&InputError{Code: CodeOntologyViolation, Message: fmt.Sprintf(
			"a %q and a %q are not one relation; change the type of one of them first", o.keyOf(k.Type), o.keyOf(a.Type))}, path...)
	}
	about := func(r *Relation, id ID) bool {
		return slices.ContainsFunc(r.Participants, func(x Participant) bool { return p.v.merges.survivor(x.Thing) == id })
	}
	if about(k, absorb) || about(a, keep) {
		return p.field(invalid("one of these relations is about the other; they are not one"), path...)
	}
	return nil
}

// noCircleOf refuses a merge after which the date of a relation would be relative to itself.
func (p *plan) noCircleOf(id ID, path ...string) error {
	t, err := p.timeOf(id)
	if err != nil || t == nil || t.Anchor == 0 {
		return err
	}
	wrong, err := p.circle(id, t.Anchor)
	if err != nil || wrong == nil {
		return err
	}
	return p.field(wrong, path...)
}
