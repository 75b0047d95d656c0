package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// FieldDiff is a field of a record before and after a change, as JSON; nil where it
// was not there. Ids stand for things.
type FieldDiff struct {
	Path          string
	Before, After *string
}

// Diffs tells, for each change, what it did to the record: one engine call or two,
// however many changes.
func (v *View) Diffs(ctx context.Context, changes []LoggedChange) ([][]FieldDiff, error) {
	var keys [][]byte
	var numbers []uint64
	for _, c := range changes {
		for _, n := range []uint64{c.Commit.Number - 1, c.Commit.Number} {
			keys, numbers = append(keys, keyRecord(c.Thing), keyMerged(c.Thing)), append(numbers, n, n)
		}
	}
	values, err := valuesAt(ctx, v.base(), keys, func(i int) uint64 { return numbers[i] })
	if err != nil {
		return nil, err
	}
	out := make([][]FieldDiff, len(changes))
	for i, c := range changes {
		at := values[4*i : 4*i+4]
		before, err := v.fieldsOf(c.Thing, at[0], at[1])
		if err != nil {
			return nil, err
		}
		after, err := v.fieldsOf(c.Thing, at[2], at[3])
		if err != nil {
			return nil, err
		}
		out[i] = diff(before, after)
	}
	return out, nil
}

func diff(before, after map[string]json.RawMessage) (out []FieldDiff) {
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		b, a := before[path], after[path]
		if !bytes.Equal(b, a) {
			out = append(out, FieldDiff{path, text(b), text(a)})
		}
	}
	return out
}

func text(b json.RawMessage) *string {
	if b == nil {
		return nil
	}
	s := string(b)
	return &s
}

// fieldsOf is the fields of a stored record by the names that they have in the API,
// and what it is merged into. Kinds, types and roles stand by their keys. What says
// who and when is left out.
func (v *View) fieldsOf(id ID, stored, merged []byte) (map[string]json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	if stored != nil {
		t, err := decodeThing(id, stored)
		if err != nil {
			return nil, err
		}
		b, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &fields); err != nil {
			return nil, err
		}
		delete(fields, "id")
		delete(fields, "revision")
		if err := v.nameTerms(t, fields); err != nil {
			return nil, err
		}
	}
	into, err := recordedID(merged)
	if err != nil || into == 0 {
		return fields, err
	}
	fields["mergedInto"], err = json.Marshal(into)
	return fields, err
}

// nameTerms writes the keys of the ontology in place of its ids and numbers.
func (v *View) nameTerms(t thing, fields map[string]json.RawMessage) (err error) {
	switch t := t.(type) {
	case *Entity:
		fields["kind"], err = json.Marshal(v.ontology.keyOf(t.Kind))
	case *Relation:
		typ := v.ontology.Type(t.Type)
		if typ == nil {
			return ErrDamaged
		}
		type participant struct {
			Role    string `json:"role"`
			Thing   ID     `json:"thing"`
			Mention string `json:"mention,omitempty"`
		}
		var list []participant
		for _, p := range t.Participants {
			list = append(list, participant{typ.Roles[p.Role].Key, p.Thing, p.Mention})
		}
		if fields["type"], err = json.Marshal(typ.Given); err == nil {
			fields["participants"], err = json.Marshal(list)
		}
	}
	return err
}

// newThing is an empty record of a class; nil for none.
func newThing(c Class) thing {
	switch c {
	case ClassEntity:
		return &Entity{}
	case ClassRelation:
		return &Relation{}
	case ClassClaim:
		return &Claim{}
	case ClassSource:
		return &Source{}
	case ClassKind:
		return &Kind{}
	case ClassRelationType:
		return &RelationType{}
	}
	return nil
}

// decodeThing reads a stored record of whatever class.
func decodeThing(id ID, stored []byte) (thing, error) {
	t := newThing(id.Class())
	from, payload, err := recordedValue(stored)
	if t == nil || err != nil {
		return nil, errBadValue
	}
	if err := decode(payload, t); err != nil {
		return nil, fmt.Errorf("store: thing %v: %w", id, err)
	}
	t.record().ID, t.record().From = id, from
	return t, nil
}
