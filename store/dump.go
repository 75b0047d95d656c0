package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// maxLine bounds one line of an import: a commit's list of changes is the longest.
const maxLine = 4 << 20

// ImportError says which line of an import is wrong, counted from 1.
type ImportError struct {
	Line int
	Err  error
}

func (e *ImportError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *ImportError) Unwrap() error { return e.Err }

// dumpReader gives the lines of an export, as far as one line can tell in its form.
type dumpReader struct {
	lines *bufio.Scanner
	n     int // of the line that was read last
	left  int // how many lines of its commit are still to come
	in    *dumpCommit
}

func newDumpReader(r io.Reader) *dumpReader {
	d := &dumpReader{lines: bufio.NewScanner(r)}
	d.lines.Buffer(make([]byte, 64<<10), maxLine)
	return d
}

// next gives a line with a commit, a thing or a merge; io.EOF at the end of a whole export.
func (d *dumpReader) next() (*dumpLine, error) {
	for {
		if !d.lines.Scan() {
			return nil, d.end()
		}
		d.n++
		l, err := d.read(d.lines.Bytes())
		if err != nil {
			return nil, &ImportError{d.n, err}
		}
		if d.n > 1 {
			return l, nil
		}
	}
}

func (d *dumpReader) end() error {
	switch err := d.lines.Err(); {
	case err != nil:
		return &ImportError{d.n + 1, err}
	case d.n == 0:
		return &ImportError{1, invalid("the file is empty")}
	case d.left > 0:
		return &ImportError{d.n, d.lacks()}
	}
	return io.EOF
}

func (d *dumpReader) lacks() error {
	return invalid("commit %d lacks its last %d lines", d.in.Number, d.left)
}

func (d *dumpReader) read(b []byte) (*dumpLine, error) {
	var l dumpLine
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return nil, invalid("this is no line of an export: %v", err)
	}
	if dec.More() {
		return nil, invalid("a line holds one object")
	}
	switch {
	case d.n == 1:
		if l.Format != formatVersion {
			return nil, fmt.Errorf("%w: an export begins with {\"demarche\": %d}", ErrFormat, formatVersion)
		}
		return nil, nil
	case l.Commit != nil:
		if d.left > 0 {
			return nil, d.lacks()
		}
		if len(l.Commit.Retry) != retryKeyLen+32 {
			return nil, invalid("`retry` is not the hash of a commit")
		}
		d.in, d.left = l.Commit, l.Commit.Lines
		return &l, nil
	case d.in == nil:
		return nil, invalid("what a commit changed stands behind the line of that commit")
	}
	if d.left--; d.left < 0 {
		return nil, invalid("commit %d has more lines than it says", d.in.Number)
	}
	t := l.thing()
	if t == nil && l.Merge == nil {
		return nil, invalid("a line is one of commit, kind, relationType, source, entity, relation, claim, merge")
	}
	if t != nil && reflect.TypeOf(t) != reflect.TypeOf(newThing(t.record().ID.Class())) {
		return nil, invalid("%v is not the id of such a thing", t.record().ID)
	}
	return &l, nil
}

// entry is the commit as the log has it.
func (c *dumpCommit) entry() *Commit {
	e := &Commit{Number: c.Number, At: c.At.UnixMicro(), By: c.By, Message: c.Message, Retry: c.Retry}
	if len(c.Changes) > 0 {
		e.Changes = c.Changes
	}
	return e
}

// sound refuses records from which no index could be derived, or none that could
// be read again.
func (o *Ontology) sound(t thing) error {
	if r := t.record(); r.Given != "" {
		if err := checkKey(r.Given); err != nil {
			return err
		}
	}
	switch t := t.(type) {
	case *Entity:
		if o.Kind(t.Kind) == nil {
			return invalid("its kind %v is not there", t.Kind)
		}
		for _, n := range t.Names {
			if err := checkText("name", n.Text, maxNameLen); err != nil {
				return err
			}
		}
	case *Relation:
		typ := o.Type(t.Type)
		if typ == nil {
			return invalid("its type %v is not there", t.Type)
		}
		for _, p := range t.Participants {
			if int(p.Role) >= len(typ.Roles) {
				return invalid("its type has no role %d", p.Role)
			}
		}
	case *Claim:
		if t.Relation.Class() != ClassRelation {
			return invalid("a claim is on a relation")
		}
	}
	if _, err := encMode.Marshal(t); err != nil {
		return invalid("a value is none of its enumeration: %v", err)
	}
	return nil
}
