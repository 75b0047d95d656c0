package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"demarche/store/kv"
)

// merges is which things were merged into which, in one state of the graph. No
// record is rewritten by a merge: what points at an absorbed thing is read as
// pointing at its survivor, and an index is read for both. So a merge costs one key
// whatever it joins, and taking it back leaves no trace.
//
// It is small, and everything that is read needs it, so it is kept decoded, like the
// ontology, and never changed.
type merges struct {
	version  uint64      // number of the commit that last changed it
	into     map[ID]ID   // absorbed → what it was merged into, which may be absorbed itself
	final    map[ID]ID   // absorbed → survivor
	absorbed map[ID][]ID // survivor → all that it stands for, by id
}

func newMerges(version uint64, into map[ID]ID) *merges {
	m := &merges{version, into, map[ID]ID{}, map[ID][]ID{}}
	for id := range into {
		last := into[id]
		for next, more := into[last]; more; next, more = into[last] {
			last = next
		}
		m.final[id] = last
		m.absorbed[last] = append(m.absorbed[last], id)
	}
	for _, list := range m.absorbed {
		slices.Sort(list)
	}
	return m
}

// loadMerges reads all of them: one scan.
func loadMerges(ctx context.Context, snap kv.Snapshot, version uint64) (*merges, error) {
	if version == 0 {
		return newMerges(0, nil), nil
	}
	pages, err := snap.Scan(ctx, rangeList(ofTerm(spaceMerged).under()))
	if err != nil {
		return nil, err
	}
	into := map[ID]ID{}
	for _, p := range pages[0].Pairs {
		if into[lastID(p.Key)], err = recordedID(p.Value); err != nil {
			return nil, err
		}
	}
	for id := range into {
		steps := 0
		for at := id; at != 0; at = into[at] {
			if steps++; steps > len(into)+1 { // a circle would have no survivor
				return nil, fmt.Errorf("store: %v is merged into itself: %w", id, ErrDamaged)
			}
		}
	}
	return newMerges(version, into), nil
}

// with is the same and one more (to 0: one less), for a commit.
func (m *merges) with(id, to ID) *merges {
	into := make(map[ID]ID, len(m.into)+1)
	for k, v := range m.into {
		into[k] = v
	}
	into[id] = to
	if to == 0 {
		delete(into, id)
	}
	return newMerges(m.version, into)
}

// survivor is the thing that an id stands for: itself, unless it was merged away.
func (m *merges) survivor(id ID) ID {
	if s, ok := m.final[id]; ok {
		return s
	}
	return id
}

func (m *merges) isAbsorbed(id ID) bool { _, ok := m.final[id]; return ok }

// each is an id and all that were merged into it.
func (m *merges) each(id ID) []ID { return append([]ID{id}, m.absorbed[id]...) }

// Survivor is the thing that another was merged into, through all merges; zero if
// it stands for itself. It costs nothing.
func (v *View) Survivor(id ID) ID { return v.merges.final[id] }

// linked has references to other things, which lead to survivors when they are read.
type linked interface{ link(survivor func(ID) ID) }

func (r *Relation) link(survivor func(ID) ID) {
	kept := r.Participants[:0]
	for _, p := range r.Participants {
		was := p.Thing
		p.Thing = survivor(was)
		// Two fillers of a role may have become one.
		if p.Thing == was || !slices.ContainsFunc(kept, func(k Participant) bool { return k.Role == p.Role && k.Thing == p.Thing }) {
			kept = append(kept, p)
		}
	}
	r.Participants, r.Place = kept, survivor(r.Place)
	r.Time.link(survivor)
}

func (t *Time) link(survivor func(ID) ID) {
	if t != nil {
		t.Anchor = survivor(t.Anchor)
	}
}

func (c *Claim) link(survivor func(ID) ID) {
	c.Relation, c.Claimant, c.DerivedFrom = survivor(c.Relation), survivor(c.Claimant), survivor(c.DerivedFrom)
	for i := range c.Via {
		c.Via[i] = survivor(c.Via[i])
	}
	c.Time.link(survivor)
}

func (s *Source) link(survivor func(ID) ID) {
	s.Publisher, s.Agency = survivor(s.Publisher), survivor(s.Agency)
	for i := range s.Authors {
		s.Authors[i] = survivor(s.Authors[i])
	}
}

// uniteEntities replaces survivors by copies that have the names, codes and texts of
// what they absorbed as well: one engine call, and only if there is such a one.
func (v *View) uniteEntities(ctx context.Context, list []*Entity) error {
	var ids []ID
	var of []*Entity
	copies := map[ID]*Entity{}
	for i, e := range list {
		if e == nil || v.merges.absorbed[e.ID] == nil {
			continue
		}
		if copies[e.ID] == nil {
			c := *e
			c.Names, c.Codes, c.Description = slices.Clip(c.Names), slices.Clip(c.Codes), slices.Clip(c.Description)
			copies[e.ID] = &c
			for _, id := range v.merges.absorbed[e.ID] {
				ids, of = append(ids, id), append(of, &c)
			}
		}
		list[i] = copies[e.ID]
	}
	absorbed, err := readRecords[Entity](ctx, v, ids)
	if err != nil {
		return err
	}
	for i, a := range absorbed {
		if a == nil {
			return fmt.Errorf("store: %v was merged and has no record: %w", ids[i], ErrDamaged)
		}
		of[i].unite(a)
	}
	return nil
}

func (e *Entity) unite(a *Entity) {
	for _, n := range a.Names {
		if !slices.Contains(e.Names, n) {
			e.Names = append(e.Names, n)
		}
	}
	for _, c := range a.Codes {
		if !slices.ContainsFunc(e.Codes, c.same) {
			e.Codes = append(e.Codes, c)
		}
	}
	for _, t := range a.Description {
		if !slices.ContainsFunc(e.Description, func(have Text) bool { return have.Lang == t.Lang }) {
			e.Description = append(e.Description, t)
		}
	}
	if e.Point == nil {
		e.Point = a.Point
	}
}

func (c Code) same(other Code) bool { return c.Scheme == other.Scheme && c.Code == other.Code }

func idPayload(id ID) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }
