package store

import (
	"bytes"
	"context"
	"slices"

	"demarche/edtf"
	"demarche/store/kv"
)

// sift tells from the index entries of a thing's relations (space `a`) which of them
// a filter may take, so that few records have to be read. What it lets through, the
// filter still judges, unless it asks for nothing but types and participants.
type sift struct {
	thing ID
	as    map[ID][]uint8 // roles of the thing, by type; nil: any
	types map[ID]bool    // nil: any
	with  []roleFilter   // those that name things
	hull  hull
	// exact: the filter asks for nothing but what sift tells, and a time that is
	// POSSIBLE, which for an EVENT is told by its place alone.
	exact bool
}

// sure tells that the filter takes what the sift has let through, so that no record
// is needed to judge it.
func (s *sift) sure(v *View, l *link) bool {
	return s.exact && (!s.hull.dated || v.aspect(l.typ) == Event && l.place[0] != timeUnboundedPast && l.place[0] != timeUndated)
}

// hull is what a time filter asks of a relation's place at least, whatever its
// certainty. The zero hull takes everything.
type hull struct {
	dated  bool
	begins []byte // its earliest instant must not lie behind this one; nil: may lie anywhere
	ends   []byte // its latest instant must not lie before this one; nil: likewise
}

func hullOf(f *TimeFilter) (h hull) {
	if f == nil || f.IncludeUndated {
		return h
	}
	h.dated = true
	for _, d := range []*edtf.Date{f.Overlaps, f.Within} {
		if d != nil {
			h.narrow(d.Earliest(), d.Latest())
		}
	}
	if d := f.StartsBefore; d != nil {
		if d.Earliest().Bounded() {
			h.narrow(edtf.MinInstant, d.Earliest()-1)
		} else { // nothing starts before what has no start
			h.begins = nowhere
		}
	}
	if d := f.StartsAfter; d != nil {
		if d.Latest().Bounded() {
			h.narrow(d.Latest()+1, edtf.MaxInstant)
		} else { // nor after what has no end
			h.begins = nowhere
		}
	}
	return h
}

// nowhere is before every place.
var nowhere = []byte{0}

// narrow asks for something between two instants.
func (h *hull) narrow(from, to edtf.Instant) {
	begins, ends := appendInstant(nil, to), appendInstant(nil, from)
	if h.begins == nil || bytes.Compare(begins, h.begins) < 0 {
		h.begins = begins
	}
	if h.ends == nil || bytes.Compare(ends, h.ends) > 0 {
		h.ends = ends
	}
}

// bound is a place among the dated before which all that may fit stands; nil if it
// may stand anywhere.
func (h *hull) bound() []byte {
	if h.begins == nil || h.begins[0] == timeUnboundedFuture {
		return nil
	}
	return successor(h.begins)
}

func (h *hull) takes(place []byte) bool {
	if !h.dated {
		return true
	}
	if len(place) == 0 || place[0] == timeUndated {
		return false
	}
	n, err := instantLen(place)
	if err != nil {
		return true // the record will tell what is wrong
	}
	m, err := instantLen(place[n:])
	if err != nil {
		return true
	}
	return (h.begins == nil || bytes.Compare(place[:n], h.begins) <= 0) && (h.ends == nil || bytes.Compare(place[n:n+m], h.ends) >= 0)
}

func (s *sift) takes(l *link) bool {
	if !has(s.types, l.typ) || !s.hull.takes(l.place) {
		return false
	}
	if s.as != nil && !slices.ContainsFunc(l.fillers, func(f filler) bool {
		return f.thing == s.thing && bytes.IndexByte(s.as[l.typ], f.role) >= 0
	}) {
		return false
	}
	for _, w := range s.with {
		if !slices.ContainsFunc(l.fillers, func(f filler) bool {
			return w.things[f.thing] && (w.roles == nil || bytes.IndexByte(w.roles[l.typ], f.role) >= 0)
		}) {
			return false
		}
	}
	return true
}

// sifted keeps the entries that the sifts of their lists let through, and tells of
// which it is sure that their filter takes them. One engine call if a relation has
// many participants, else none.
func (v *View) sifted(ctx context.Context, lists []list, entries []entry, of []int) ([]entry, []int, []bool, error) {
	if !slices.ContainsFunc(lists, func(l list) bool { return l.sift != nil }) || len(entries) == 0 {
		return entries, of, make([]bool, len(entries)), nil
	}
	links, err := v.links(ctx, entries)
	if err != nil {
		return nil, nil, nil, err
	}
	kept, at := entries[:0], of[:0]
	var sure []bool
	for i, e := range entries {
		s := lists[of[i]].sift
		if s == nil || s.takes(links[i]) {
			kept, at, sure = append(kept, e), append(at, of[i]), append(sure, s != nil && s.sure(v, links[i]))
		}
	}
	return kept, at, sure, nil
}

// maxProbe bounds how far the relations of things are counted to find the one with
// the fewest.
const maxProbe = 1024

// fewest is which of several things has the fewest relations: one engine call.
func (v *View) fewest(ctx context.Context, things []map[ID]bool) (int, error) {
	if len(things) < 2 {
		return 0, nil
	}
	var ranges []kv.Range
	var of []int
	for i, set := range things {
		for id := range set {
			for _, p := range v.prefixes(spaceOf, id) {
				r := p.under()
				r.Count, r.Limit = true, maxProbe
				ranges, of = append(ranges, r), append(of, i)
			}
		}
	}
	pages, err := v.snap.Scan(ctx, ranges)
	if err != nil {
		return 0, err
	}
	counts := make([]int, len(things))
	for i, p := range pages {
		counts[of[i]] += p.Count
	}
	return slices.Index(counts, slices.Min(counts)), nil
}
