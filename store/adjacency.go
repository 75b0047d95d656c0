package store

import (
	"context"
	"encoding/binary"
	"slices"
)

// link is a relation as what connects its participants, as traversal sees it.
type link struct {
	relation ID
	typ      ID
	place    []byte   // its place in every order by time
	fillers  []filler // by thing, then role; each once
}

// filler is a thing in a role.
type filler struct {
	thing ID
	role  uint8
}

// maxInlineFillers is how many participants an index entry lists, so that a hop
// reads no records; relations with more, which are rare, are read from theirs.
const maxInlineFillers = 8

// linkPayload is what the entries of space `a` say of a relation: its type, then
// each participant's role and id, or nothing if they are too many.
func linkPayload(r *Relation) []byte {
	out := idPayload(r.Type)
	if len(r.Participants) > maxInlineFillers {
		return out
	}
	for _, p := range r.Participants {
		out = binary.BigEndian.AppendUint64(append(out, p.Role), uint64(p.Thing))
	}
	return out
}

const fillerSize = 1 + 8

// links reads relations as links from entries of space `a`, in their order. One
// engine call if a relation has many participants, else none. The ids of
// participants enter a traversal here and in linksOf, and nowhere else.
func (v *View) links(ctx context.Context, entries []entry) ([]*link, error) {
	out := make([]*link, len(entries))
	all := make([]link, len(entries))
	var long []ID
	var at []int
	n := 0
	for _, e := range entries {
		n += len(e.value) / fillerSize
	}
	fillers := make([]filler, 0, n) // one allocation for all
	for i, e := range entries {
		_, b, err := recordedValue(e.value)
		if err != nil || len(b) < 8 || (len(b)-8)%fillerSize != 0 {
			return nil, errBadValue
		}
		l := &all[i]
		l.relation, l.typ, l.place, out[i] = e.id, ID(binary.BigEndian.Uint64(b)), e.place, l
		if b = b[8:]; len(b) == 0 {
			long, at = append(long, e.id), append(at, i)
			continue
		}
		from := len(fillers)
		for ; len(b) > 0; b = b[fillerSize:] {
			fillers = append(fillers, filler{v.merges.survivor(ID(binary.BigEndian.Uint64(b[1:]))), b[0]})
		}
		l.fillers = inOrder(fillers[from:len(fillers):len(fillers)])
	}
	if len(long) == 0 {
		return out, nil
	}
	read, err := v.linksOf(ctx, long)
	if err != nil {
		return nil, err
	}
	for i, l := range read {
		if l == nil {
			return nil, ErrDamaged
		}
		out[at[i]] = l
	}
	return out, nil
}

// linksOf reads relations as links, nil where there is none: one engine call.
func (v *View) linksOf(ctx context.Context, relations []ID) ([]*link, error) {
	records, err := v.Relations(ctx, relations)
	if err != nil {
		return nil, err
	}
	out := make([]*link, len(relations))
	for i, r := range records {
		if r == nil {
			continue
		}
		l := &link{relation: r.ID, typ: r.Type, place: key(r.Time.sortTime(v.aspect(r.Type))).id(r.ID)}
		for _, p := range r.Participants {
			l.fillers = append(l.fillers, filler{p.Thing, p.Role})
		}
		l.fillers = inOrder(l.fillers)
		out[i] = l
	}
	return out, nil
}

func inOrder(f []filler) []filler {
	slices.SortFunc(f, func(a, b filler) int {
		switch {
		case a.thing != b.thing && a.thing < b.thing, a.thing == b.thing && a.role < b.role:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	return slices.Compact(f) // the same filler with two mentions
}

// walksOf goes through the relations of each thing, in order of time.
func (v *View) walksOf(things []ID) []*walk {
	out := make([]*walk, len(things))
	for i, id := range things {
		out[i] = newWalk(v.prefixes(spaceOf, id), false, false, false, nil, nil).withValues()
	}
	return out
}

// readLinks reads on for every walk: up to chunk links of each. One engine call,
// and one if a relation has many participants.
func (v *View) readLinks(ctx context.Context, walks []*walk, chunk int) ([][]*link, error) {
	if err := walkAll(ctx, v.snap, walks, chunk); err != nil {
		return nil, err
	}
	var entries []entry
	ends := make([]int, len(walks))
	for i, w := range walks {
		for _, e := range w.take(chunk) {
			if !v.merges.isAbsorbed(e.id) { // its survivor is a link of its own
				entries = append(entries, e)
			}
		}
		ends[i] = len(entries)
	}
	links, err := v.links(ctx, entries)
	if err != nil {
		return nil, err
	}
	out := make([][]*link, len(walks))
	from := 0
	for i, end := range ends {
		out[i], from = links[from:end:end], end
	}
	return out, nil
}
