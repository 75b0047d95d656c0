package store

import (
	"context"
	"encoding/binary"
	"slices"

	"demarche/store/kv"
)

// The log as a list of changes: who did what to which thing, when and why. It is
// the audit trail, and what change feeds replay.

// LoggedChange is a change and where it stands in the log.
type LoggedChange struct {
	Change
	Commit *Commit
	at     int // which of the commit's changes
}

// ChangeFilter selects changes. Ops and Things are ANDed with the rest; of Entity,
// Relation and Claim, the one for the class of the changed thing must fit it as the
// commit left it, and where one of them is given, things of other classes do not fit.
type ChangeFilter struct {
	Ops      []ChangeOp
	Things   []*Ref
	Entity   *EntityFilter
	Relation *RelationFilter
	Claim    *ClaimFilter
}

type changeFilter struct {
	ops      []ChangeOp
	things   map[ID]bool
	classes  bool // one of the following is given
	entity   *entityFilter
	relation *relationFilter
	claim    *claimFilter
}

func (v *View) compileChanges(ctx context.Context, in *ChangeFilter) (f *changeFilter, err error) {
	if in == nil {
		return &changeFilter{}, nil
	}
	f = &changeFilter{ops: in.Ops, classes: in.Entity != nil || in.Relation != nil || in.Claim != nil}
	if f.things, err = v.resolveAll(ctx, in.Things); err != nil {
		return nil, err
	}
	for id := range f.things { // also what happened to the things that are one with it now
		for _, absorbed := range v.merges.absorbed[id] {
			f.things[absorbed] = true
		}
	}
	if f.entity, err = v.compileEntities(ctx, in.Entity); err != nil {
		return nil, err
	}
	if f.relation, err = v.compileRelations(ctx, in.Relation); err != nil {
		return nil, err
	}
	f.claim, err = v.compileClaims(ctx, in.Claim)
	return f, err
}

// ChangePage is a page of the log, in its order.
type ChangePage struct {
	Changes     []LoggedChange
	Cursors     []string
	HasNext     bool
	HasPrevious bool
}

// changesOrder names the one order of the log in cursors.
const changesOrder = "changes"

// logPlace is a place in the log: the n-th change of a commit.
type logPlace struct {
	number uint64
	at     uint32
}

func (p logPlace) bytes() []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, p.number), p.at)
}

// afterCommit is the place behind all changes of a commit.
func afterCommit(number uint64) logPlace { return logPlace{number, 1<<32 - 1} }

// place reads a cursor of the log, or the id of a commit, which stands for the end of
// that commit. It must not lie behind the log's end: that would be another graph's.
func (v *View) place(cursor string) (logPlace, error) {
	number, err := ParseCommitID(cursor)
	at := afterCommit(number)
	if err != nil {
		b, err := readCursor(&cursor, changesOrder)
		if err != nil || len(b) != 12 {
			return logPlace{}, invalid("%q is no cursor of `changes`; take it from `edges { cursor }`, or give the id of a commit", clip(cursor))
		}
		at = logPlace{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:])}
	}
	if at.number > v.head.Number {
		return logPlace{}, invalid("%q is a place behind the end of this log: it comes from another graph, or from a state that was lost", clip(cursor))
	}
	return at, nil
}

// Cursor is where the change stands; a page or a feed after it goes on behind it.
func (c *LoggedChange) Cursor() string {
	return makeCursor(changesOrder, logPlace{c.Commit.Number, uint32(c.at)}.bytes())
}

// Changes reads a page of the log: of the commits up to this state. What a commit
// found as it should be is not a change. It costs one engine call for each round of
// commits; a filter on things costs those of a past state for each commit.
func (v *View) Changes(ctx context.Context, filter *ChangeFilter, args PageArgs) (page ChangePage, err error) {
	plain := PageArgs{First: args.First, Last: args.Last}
	l, err := plain.check(changesOrder)
	if err != nil {
		return page, err
	}
	f, err := v.compileChanges(ctx, filter)
	if err != nil {
		return page, err
	}
	from, to := logPlace{}, afterCommit(v.head.Number)
	if args.After != nil {
		if from, err = v.place(*args.After); err != nil {
			return page, err
		}
	}
	if args.Before != nil {
		before, err := v.place(*args.Before)
		if err != nil {
			return page, err
		}
		if before.at > 0 {
			before.at--
		} else {
			before = afterCommit(before.number - 1)
		}
		to = before
	}
	got, err := v.changesBetween(ctx, f, from, to, l.n+1, l.backward)
	if err != nil {
		return page, err
	}
	more := len(got) > l.n
	if more {
		got = got[:l.n]
	}
	page.HasNext, page.HasPrevious = more, args.After != nil
	if l.backward {
		slices.Reverse(got)
		page.HasNext, page.HasPrevious = args.Before != nil, more
	}
	page.Changes = got
	for i := range got {
		page.Cursors = append(page.Cursors, got[i].Cursor())
	}
	return page, nil
}

// logChunk is how many commits are read at once.
const logChunk = 256

// changesBetween gives up to max changes behind from and up to to, from either end.
func (v *View) changesBetween(ctx context.Context, f *changeFilter, from, to logPlace, max int, backward bool) ([]LoggedChange, error) {
	var out []LoggedChange
	first, last := from.number, min(to.number, v.head.Number)
	for first <= last && len(out) < max {
		var numbers []uint64
		for n := first; n <= last && len(numbers) < logChunk; n++ {
			numbers = append(numbers, n)
		}
		if backward {
			numbers = numbers[:0]
			for n := last; n >= first && len(numbers) < logChunk; n-- {
				if numbers = append(numbers, n); n == 0 {
					break
				}
			}
		}
		commits, err := v.Commits(ctx, numbers)
		if err != nil {
			return nil, err
		}
		for _, c := range commits {
			if c == nil { // number 0, before the first
				continue
			}
			changes, err := v.changesOf(ctx, f, c)
			if err != nil {
				return nil, err
			}
			if backward {
				slices.Reverse(changes)
			}
			for _, x := range changes {
				at := logPlace{c.Number, uint32(x.at)}
				if at.after(from) && !at.after(to) && len(out) < max {
					out = append(out, x)
				}
			}
			if len(out) >= max {
				break
			}
		}
		if backward {
			if numbers[len(numbers)-1] == 0 {
				break
			}
			last = numbers[len(numbers)-1] - 1
		} else {
			first = numbers[len(numbers)-1] + 1
		}
	}
	return out, ctx.Err()
}

func (p logPlace) after(q logPlace) bool {
	return p.number > q.number || p.number == q.number && p.at > q.at
}

// changesOf is the changes of one commit that a filter takes.
func (v *View) changesOf(ctx context.Context, f *changeFilter, c *Commit) (out []LoggedChange, err error) {
	for i, x := range c.Changes {
		if x.Op == Unchanged || f.ops != nil && !slices.Contains(f.ops, x.Op) || !has(f.things, x.Thing) {
			continue
		}
		out = append(out, LoggedChange{x, c, i})
	}
	if !f.classes || len(out) == 0 {
		return out, nil
	}
	then, err := v.AtCommit(ctx, c.Number)
	if err != nil {
		return nil, err
	}
	ids := make([]ID, len(out))
	for i := range out {
		ids[i] = out[i].Thing
	}
	fits, err := f.match(ctx, then, ids)
	kept := out[:0]
	for i := range out {
		if err == nil && fits[i] {
			kept = append(kept, out[i])
		}
	}
	return kept, err
}

func (f *changeFilter) match(ctx context.Context, v *View, ids []ID) ([]bool, error) {
	out := make([]bool, len(ids))
	any := func(fits []bool, err error) error {
		for i := range fits {
			out[i] = out[i] || fits[i]
		}
		return err
	}
	if f.entity != nil {
		list, err := v.Entities(ctx, ids)
		if err != nil {
			return nil, err
		}
		if err := any(f.entity.match(ctx, v, list)); err != nil {
			return nil, err
		}
	}
	if f.relation != nil {
		list, err := v.Relations(ctx, ids)
		if err != nil {
			return nil, err
		}
		if err := any(f.relation.match(ctx, v, list)); err != nil {
			return nil, err
		}
	}
	if f.claim != nil {
		list, err := v.Claims(ctx, ids)
		if err != nil {
			return nil, err
		}
		if err := any(f.claim.match(ctx, v, list)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// base is the snapshot below a past state, or the present one.
func (v *View) base() kv.Snapshot {
	if p, ok := v.snap.(*past); ok {
		return p.base
	}
	return v.snap
}
