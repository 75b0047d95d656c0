package store

import (
	"context"
	"encoding/json"
	"io"
	"time"
)

// The whole graph as JSON Lines: a header, then each commit of the log in order, and
// after it what it left of each thing that it changed. Past states are in it because
// every commit is; indexes are not, since records say them. Ids stand for things, so
// that it is the same graph wherever it is imported.
//
//	{"demarche": 2}
//	{"commit": {"number": 1, "at": "…", "by": "…", "message": "…", "changes": […], "retry": "…", "lines": 2}}
//	{"kind": {…}}  {"relationType": {…}}  {"source": {…}}  {"entity": {…}}  {"relation": {…}}  {"claim": {…}}
//	{"merge": {"thing": "…", "into": "…"}}   into is left out where a merge was taken back
//
// All of a line but its records, which are model.go's, is a dumpLine.

// dumpLine is one line; exactly one field is set.
type dumpLine struct {
	Format       int           `json:"demarche,omitempty"`
	Commit       *dumpCommit   `json:"commit,omitempty"`
	Kind         *Kind         `json:"kind,omitempty"`
	RelationType *RelationType `json:"relationType,omitempty"`
	Source       *Source       `json:"source,omitempty"`
	Entity       *Entity       `json:"entity,omitempty"`
	Relation     *Relation     `json:"relation,omitempty"`
	Claim        *Claim        `json:"claim,omitempty"`
	Merge        *dumpMerge    `json:"merge,omitempty"`
}

type dumpCommit struct {
	Number  uint64    `json:"number"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Message string    `json:"message,omitempty"`
	Changes []Change  `json:"changes"`
	Retry   []byte    `json:"retry"`
	Lines   int       `json:"lines"` // how many follow
}

type dumpMerge struct {
	Thing ID `json:"thing"`
	Into  ID `json:"into,omitempty"`
}

// exportChunk is how many commits are read at once.
const exportChunk = 64

// Export writes the graph and its history up to this state. Memory is bounded, and
// the bytes depend on nothing but the graph. Two engine calls or three for each
// exportChunk commits.
func (v *View) Export(ctx context.Context, w io.Writer) error { return v.ExportAfter(ctx, w, 0) }

// ExportAfter is Export without the commits up to one: what a backup adds to an earlier one.
func (v *View) ExportAfter(ctx context.Context, w io.Writer, after uint64) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(dumpLine{Format: formatVersion}); err != nil {
		return err
	}
	for first := after + 1; first <= v.head.Number; first += exportChunk {
		var numbers []uint64
		for n := first; n <= v.head.Number && n < first+exportChunk; n++ {
			numbers = append(numbers, n)
		}
		commits, err := v.Commits(ctx, numbers)
		if err != nil {
			return err
		}
		if err := v.exportCommits(ctx, commits, out.Encode); err != nil {
			return err
		}
	}
	return nil
}

// exported is a key that a commit may have written.
type exported struct {
	commit int
	thing  ID
	merge  bool
}

func (v *View) exportCommits(ctx context.Context, commits []*Commit, write func(any) error) error {
	var keys [][]byte
	var of []exported
	for i, c := range commits {
		if c == nil {
			return ErrDamaged
		}
		for _, class := range []Class{ClassKind, ClassRelationType, ClassSource, ClassEntity, ClassRelation, ClassClaim} {
			for _, x := range c.Changes {
				if x.Thing.Class() == class && x.Op != Unchanged {
					keys, of = append(keys, keyRecord(x.Thing)), append(of, exported{i, x.Thing, false})
				}
			}
		}
		for _, x := range c.Changes {
			if x.Op == Merged || x.Op == Unmerged {
				keys, of = append(keys, keyMerged(x.Thing)), append(of, exported{i, x.Thing, true})
			}
		}
	}
	values, err := valuesAt(ctx, v.base(), keys, func(i int) uint64 { return commits[of[i].commit].Number })
	if err != nil {
		return err
	}
	next := 0
	for i, c := range commits {
		changes := c.Changes
		if changes == nil {
			changes = []Change{}
		}
		var lines []dumpLine
		for ; next < len(of) && of[next].commit == i; next++ {
			line, err := exportLine(of[next], values[next], c.Number)
			if err != nil {
				return err
			}
			if line != (dumpLine{}) {
				lines = append(lines, line)
			}
		}
		head := &dumpCommit{c.Number, time.UnixMicro(c.At).UTC(), c.By, c.Message, changes, c.Retry, len(lines)}
		for _, line := range append([]dumpLine{{Commit: head}}, lines...) {
			if err := write(line); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// exportLine is what a commit wrote at a key; empty if it wrote nothing there.
func exportLine(x exported, value []byte, number uint64) (line dumpLine, err error) {
	if x.merge {
		line.Merge = &dumpMerge{Thing: x.thing}
		line.Merge.Into, err = recordedID(value)
		return line, err
	}
	if value == nil {
		return line, ErrDamaged
	}
	t, err := decodeThing(x.thing, value)
	if err != nil || t.record().From != number {
		return line, err
	}
	return lineOf(t), nil
}

func lineOf(t thing) (line dumpLine) {
	switch t := t.(type) {
	case *Kind:
		line.Kind = t
	case *RelationType:
		line.RelationType = t
	case *Source:
		line.Source = t
	case *Entity:
		line.Entity = t
	case *Relation:
		line.Relation = t
	case *Claim:
		line.Claim = t
	}
	return line
}

// thing is the record of a line; nil if it holds none.
func (l *dumpLine) thing() thing {
	switch {
	case l.Kind != nil:
		return l.Kind
	case l.RelationType != nil:
		return l.RelationType
	case l.Source != nil:
		return l.Source
	case l.Entity != nil:
		return l.Entity
	case l.Relation != nil:
		return l.Relation
	case l.Claim != nil:
		return l.Claim
	}
	return nil
}
