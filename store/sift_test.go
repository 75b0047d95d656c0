package store

import (
	"fmt"
	"slices"
	"testing"

	"demarche/edtf"
)

// A list of a thing's relations that a time filter narrows is the whole list without
// those that do not fit, in the same order, whichever way and from wherever it is
// read. Every form of time meets every filter.
func TestListsNarrowedByTime(t *testing.T) {
	w := newWorld(t)
	for i, when := range modelTimes {
		event := []func(*PutRelation){keyed(fmt.Sprintf("event%d", i)), spell(fmt.Sprint(i)), fill("actor", "mali"), fill("target", "france")}
		state := []func(*PutRelation){keyed(fmt.Sprintf("state%d", i)), spell(fmt.Sprint(i)), fill("one", "mali"), fill("other", "france")}
		if when != "" {
			event, state = append(event, at(when)), append(state, at(when))
		}
		w.do(relation("acts", event...), relation("cooperates-with", state...))
	}
	v, mali := w.view(), []ID{w.id("mali")}
	for _, direction := range []OrderDirection{Ascending, Descending} {
		order := []*RelationOrder{{RelationByTime, direction}}
		all := must(must(v.RelationsOf(w.ctx, mali, nil, nil, order)).Pages(w.ctx, PageArgs{First: ptr(MaxPage)}))[0]
		if len(all.IDs) != 2*len(modelTimes) {
			t.Fatalf("%d relations", len(all.IDs))
		}
		records := must(v.Relations(w.ctx, all.IDs))
		for _, x := range everyTimeFilter() {
			t.Run(fmt.Sprint(x.name, " ", direction), func(t *testing.T) {
				fits := func(r *Relation) bool { return x.filter.Match(v.RelationBounds(r)) }
				want := idsWhere(records, fits, func(r *Relation) ID { return r.ID })
				q := must(v.RelationsOf(w.ctx, mali, nil, &RelationFilter{Time: x.filter}, order))
				if got := forward(t, pagerOf(w.ctx, q), 3); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
				if got := backward(t, pagerOf(w.ctx, q), 3); !slices.Equal(got, want) {
					t.Errorf("backward: got %v, want %v", got, want)
				}
				if got := count(t, q); got != len(want) {
					t.Errorf("counts %d, want %d", got, len(want))
				}
				// A cursor stays good for whoever narrows a list that is half read.
				n := 0
				for i, cursor := range all.Cursors {
					if got := must(q.Pages(w.ctx, PageArgs{First: ptr(MaxPage), Before: &cursor}))[0].IDs; !slices.Equal(got, want[:n]) {
						t.Errorf("before the %d. of all: got %v, want %v", i+1, got, want[:n])
					}
					if fits(records[i]) {
						n++
					}
					if got := must(q.Pages(w.ctx, PageArgs{First: ptr(MaxPage), After: &cursor}))[0].IDs; !slices.Equal(got, want[n:]) {
						t.Errorf("after the %d. of all: got %v, want %v", i+1, got, want[n:])
					}
				}
			})
		}
	}
}

type namedFilter struct {
	name   string
	filter *TimeFilter
}

func everyTimeFilter() (all []namedFilter) {
	for _, d := range []string{"2020", "2020-05", "2021-03-05", "../2020", "2020/..", "1900/1970"} {
		for _, certainty := range []Certainty{Possible, Certain} {
			for _, undated := range []bool{false, true} {
				for i, predicate := range []string{"overlaps", "within", "startsBefore", "startsAfter"} {
					f := &TimeFilter{Certainty: certainty, IncludeUndated: undated}
					*[]**edtf.Date{&f.Overlaps, &f.Within, &f.StartsBefore, &f.StartsAfter}[i] = date(d)
					name := fmt.Sprint(predicate, " ", d, " ", certainty)
					if undated {
						name += " or undated"
					}
					all = append(all, namedFilter{name, f})
				}
			}
		}
	}
	return all
}
