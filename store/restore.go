package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"

	"demarche/store/kv"
)

// Restore makes a whole store of exports, without an engine below: all keys are derived
// and sorted on the disk, many times faster than Import commits them. It gives what
// Import would, key by key; a test holds them against each other.
type Restore struct {
	rebuild *rebuild
	in      *dumpReader
	commit  *Commit     // the one whose lines are read, the last in the end
	put     map[ID]bool // what it has put
	faults  []error
}

// Mark is a place in the log of one store: the number of a commit, and a digest of it
// that no commit of another history has. The zero Mark is before the first commit.
type Mark struct {
	Commit uint64 `json:"commit"`
	Digest string `json:"digest,omitempty"`
}

// markOf is the place behind a commit.
func markOf(c *Commit) Mark {
	return Mark{c.Number, fmt.Sprintf("%x", sha256.Sum256(append(key(nil).num(c.Number), encode(c)...)))}
}

// Mark is the place in the log behind a commit, or before all for 0. One engine call.
func (v *View) Mark(ctx context.Context, number uint64) (Mark, error) {
	if number == 0 {
		return Mark{}, nil
	}
	commits, err := v.Commits(ctx, []uint64{number})
	if err != nil {
		return Mark{}, err
	}
	if commits[0] == nil {
		return Mark{}, &InputError{Code: CodeNotFound, Message: fmt.Sprintf("the log has no commit %d; it ends with %d", number, v.head.Number)}
	}
	return markOf(commits[0]), nil
}

// NewRestore begins with nothing; scratch is a directory for sorting, which takes about
// as much as the store will. Close it.
func NewRestore(scratch string) *Restore {
	r := &Restore{}
	r.rebuild = newRebuild(scratch, func(format string, args ...any) {
		if len(r.faults) < shown {
			r.faults = append(r.faults, fmt.Errorf(format, args...))
		}
	})
	return r
}

// Close removes the files, those of Pairs too.
func (r *Restore) Close() error { return r.rebuild.close() }

// Read takes an export, which begins where the one before it ended. A wrong line is an
// *ImportError.
func (r *Restore) Read(ctx context.Context, from io.Reader) error {
	r.in = newDumpReader(from)
	for {
		l, err := r.in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			if err = r.line(l); err != nil {
				err = &ImportError{r.in.n, err}
			}
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
	}
}

func (r *Restore) line(l *dumpLine) error {
	switch {
	case l.Commit != nil:
		c := l.Commit.entry()
		if head := r.rebuild.head; c.Number != head.Number+1 || c.At <= head.At {
			return invalid("commit %d does not follow commit %d: lines are missing or out of order", c.Number, head.Number)
		}
		r.rebuild.commit(c)
		r.commit, r.put = c, map[ID]bool{}
	case l.Merge != nil:
		return r.merge(l.Merge)
	default:
		t := l.thing()
		if _, err := encMode.Marshal(t); err != nil {
			return invalid("a value is none of its enumeration: %v", err)
		}
		id := t.record().ID
		if r.put[id] {
			return invalid("commit %d puts %v twice", r.commit.Number, id)
		}
		r.put[id] = true
		r.rebuild.state(id, recorded(r.commit.Number, encode(t)), untilUnknown)
	}
	return nil
}

func (r *Restore) merge(m *dumpMerge) error {
	if c := m.Thing.Class(); c != ClassEntity && c != ClassRelation || m.Into != 0 && m.Into.Class() != c {
		return invalid("%v cannot be merged into %v", m.Thing, m.Into)
	}
	r.rebuild.turn(m.Thing, m.Into, r.commit.Number)
	return nil
}

// Mark is the end of what was read.
func (r *Restore) Mark() Mark {
	if r.commit == nil {
		return Mark{}
	}
	return markOf(r.commit)
}

// Pairs derives the whole store and gives its keys in order. It is an error, and nothing
// is there, if what was read contradicts itself: references to nothing, lost states.
func (r *Restore) Pairs(ctx context.Context) (iter.Seq2[kv.Pair, error], error) {
	if err := r.rebuild.finish(ctx); err != nil {
		return nil, err
	}
	if len(r.faults) > 0 {
		return nil, fmt.Errorf("what was read contradicts itself, so nothing was restored: %w", errors.Join(r.faults...))
	}
	return r.rebuild.sorted(), nil
}
