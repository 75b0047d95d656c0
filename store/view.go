package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"demarche/store/kv"
)

// View is one unchanging state of the graph. It is safe for concurrent use.
// Every method takes a whole list and answers in its order, nil (or zero) where
// there is nothing; records it gives out must not be changed.
type View struct {
	store    *Store
	snap     kv.Snapshot
	ontology *Ontology
	merges   *merges
	raw      bool // read records as they are stored, not as merges have it: a commit writes them back
	head     Head
	asOf     uint64 // number of the past state; zero for the present
	release  func()

	kindTally, typeTally tally
}

// Head is the end of the log as a View sees it.
type Head struct {
	Number uint64 `cbor:"1,keyasint"`
	At     int64  `cbor:"2,keyasint"` // microseconds since 1970
}

// Close releases the state. Nothing can be read afterwards.
func (v *View) Close() { v.release() }

// Ontology is the kinds and relation types of this state.
func (v *View) Ontology() *Ontology { return v.ontology }

// Head is the last commit of this state.
func (v *View) Head() Head { return v.head }

// getRecords reads the records of one class: one engine call, nil where absent.
// References lead to the survivors of merges, if there are any (m not nil).
func getRecords[T any, P interface {
	*T
	thing
}](ctx context.Context, snap kv.Snapshot, ids []ID, m *merges) ([]P, error) {
	out := make([]P, len(ids))
	keys := make([][]byte, 0, len(ids))
	at := make(map[ID]P, len(ids))
	var order []ID
	for _, id := range ids {
		if _, seen := at[id]; id != 0 && !seen {
			at[id] = nil
			keys, order = append(keys, keyRecord(id)), append(order, id)
		}
	}
	if len(keys) == 0 {
		return out, nil
	}
	values, err := snap.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i, v := range values {
		if v == nil {
			continue
		}
		from, payload, err := recordedValue(v)
		if err != nil {
			return nil, err
		}
		p := P(new(T))
		if err := decode(payload, p); err != nil {
			return nil, fmt.Errorf("store: thing %v: %w", order[i], err)
		}
		p.record().ID, p.record().From, p.record().size = order[i], from, len(payload)
		if l, ok := any(p).(linked); ok && m != nil && len(m.final) > 0 {
			l.link(m.survivor)
		}
		at[order[i]] = p
	}
	for i, id := range ids {
		out[i] = at[id]
	}
	return out, nil
}

// linking is the merges that records are read with.
func (v *View) linking() *merges {
	if v.raw {
		return nil
	}
	return v.merges
}

// Entities reads entities, with what was merged into them: one engine call, two if
// something was. An entity that was merged away is as it was itself.
func (v *View) Entities(ctx context.Context, ids []ID) ([]*Entity, error) {
	list, err := readRecords[Entity](ctx, v, only(ClassEntity, ids))
	if err != nil || v.raw || len(v.merges.absorbed) == 0 {
		return list, err
	}
	return list, v.uniteEntities(ctx, list)
}

// Relations reads relations: one engine call.
func (v *View) Relations(ctx context.Context, ids []ID) ([]*Relation, error) {
	return readRecords[Relation](ctx, v, only(ClassRelation, ids))
}

// Claims reads claims: one engine call.
func (v *View) Claims(ctx context.Context, ids []ID) ([]*Claim, error) {
	return readRecords[Claim](ctx, v, only(ClassClaim, ids))
}

// Sources reads sources: one engine call.
func (v *View) Sources(ctx context.Context, ids []ID) ([]*Source, error) {
	return readRecords[Source](ctx, v, only(ClassSource, ids))
}

// only blanks the ids of other classes, so that a record is never read as another.
func only(c Class, ids []ID) []ID {
	out := make([]ID, len(ids))
	for i, id := range ids {
		if id.Class() == c {
			out[i] = id
		}
	}
	return out
}

// Exist tells which ids name a thing or a member of the ontology: one engine call.
func (v *View) Exist(ctx context.Context, ids []ID) ([]bool, error) {
	keys := make([][]byte, len(ids))
	for i, id := range ids {
		keys[i] = keyRecord(id)
	}
	values, err := v.snap.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([]bool, len(ids))
	for i := range values {
		out[i] = values[i] != nil
	}
	return out, nil
}

// CommitID is the opaque id of an entry of the log.
func CommitID(number uint64) string { return commitIDPrefix + strconv.FormatUint(number, 36) }

const commitIDPrefix = "commit-"

// ParseCommitID reads what CommitID wrote, and nothing else.
func ParseCommitID(s string) (uint64, error) {
	text, ok := strings.CutPrefix(s, commitIDPrefix)
	number, err := strconv.ParseUint(text, 36, 63)
	if !ok || err != nil || CommitID(number) != s {
		return 0, invalid("%q is not the id of a commit; take it from `recorded { commit }` or from the answer to `commit`", clip(s))
	}
	return number, nil
}

// Commits reads entries of the log by number: one engine call.
func (v *View) Commits(ctx context.Context, numbers []uint64) ([]*Commit, error) {
	keys := make([][]byte, len(numbers))
	for i, n := range numbers {
		keys[i] = keyCommit(n)
	}
	values, err := v.snap.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([]*Commit, len(numbers))
	for i, b := range values {
		if b == nil {
			continue
		}
		out[i] = &Commit{Number: numbers[i]}
		if err := decode(b, out[i]); err != nil {
			return nil, fmt.Errorf("store: commit %d: %w", numbers[i], err)
		}
	}
	return out, nil
}

// Earliest is the time of the first commit, from which on states are kept; the
// head's time for an empty graph.
func (v *View) Earliest(ctx context.Context) (int64, error) {
	if v.head.Number == 0 {
		return v.head.At, nil
	}
	c, err := v.Commits(ctx, []uint64{1})
	if err != nil || c[0] == nil {
		return 0, err
	}
	return c[0].At, nil
}

// UsedIdempotencyKeys tells which keys a commit was made with: one engine call.
func (v *View) UsedIdempotencyKeys(ctx context.Context, keys []string) ([]bool, error) {
	list := make([][]byte, len(keys))
	for i, k := range keys {
		list[i] = keyIdempotent(k)
	}
	values, err := v.snap.Get(ctx, list)
	if err != nil {
		return nil, err
	}
	out := make([]bool, len(keys))
	for i := range values {
		out[i] = values[i] != nil
	}
	return out, nil
}
