package store

import (
	"fmt"
	"slices"
	"testing"
)

// visits puts relations between France and Mali, dated and undated, numbered from..to.
func (w *world) visits(from, to int) (all []ID) {
	w.t.Helper()
	for n := from; n < to; {
		var ops []Operation
		for ; n < to && len(ops) < MaxOperations/2; n++ {
			parts := []func(*PutRelation){keyed(fmt.Sprintf("visit%d", n)), spell(fmt.Sprint(n)), fill("actor", "france"), fill("target", "mali")}
			if n%3 > 0 {
				parts = append(parts, at(fmt.Sprint(1000+n%900)))
			}
			ops = append(ops, relation("acts", parts...))
		}
		for _, c := range w.do(ops...).Changes {
			all = append(all, c.Thing)
		}
	}
	return all
}

// What a filter names less directly is listed beforehand if it is little, and sifted if it
// is much. Who pages through it meanwhile must not notice, whichever way it goes.
func TestPagingWhileAListGrowsBeyondWhatIsListed(t *testing.T) {
	w := newWorld(t)
	made := w.visits(0, maxListed-1)
	filter := &RelationFilter{Text: ptr("France acts")}
	read := func(v *View, direction OrderDirection, args PageArgs) (Page, bool) {
		q := must(v.FindRelations(w.ctx, filter, []*RelationOrder{{RelationByTime, direction}}))
		return must(q.Pages(w.ctx, args))[0], q.lists[0].fixed != nil
	}
	small := w.view()
	w.visits(maxListed-1, maxListed+50)
	large := w.view()
	for _, direction := range []OrderDirection{Ascending, Descending} {
		first, listed := read(small, direction, PageArgs{First: ptr(7)})
		after := &first.Cursors[6]
		if _, sifted := read(large, direction, PageArgs{}); !listed || sifted {
			t.Fatal("the bound is elsewhere")
		}
		// From here on, what both states have comes in the same order.
		for backward, args := range map[bool]PageArgs{false: {First: ptr(MaxPage), After: after}, true: {Last: ptr(MaxPage)}} {
			here, _ := read(small, direction, args)
			there, _ := read(large, direction, args)
			both := func(ids []ID) []ID {
				return slices.DeleteFunc(slices.Clone(ids), func(id ID) bool { return !slices.Contains(made, id) })
			}
			a, b := here.IDs, both(there.IDs)
			if backward {
				slices.Reverse(a)
				slices.Reverse(b)
			}
			if len(b) < MaxPage/2 || !slices.Equal(a[:len(b)], b) {
				t.Errorf("%s, backward %v: %v and %v", direction, backward, a[:len(b)], b)
			}
		}
		later, _ := read(large, direction, PageArgs{First: ptr(7), After: after})
		if back, _ := read(small, direction, PageArgs{Last: ptr(7), Before: &later.Cursors[0]}); !slices.Equal(back.IDs, first.IDs) {
			t.Errorf("%s, and back: %v, want %v", direction, back.IDs, first.IDs)
		}
	}
}

// What was merged away takes room in an index, but is not counted twice, nor is anything
// lost behind it.
func TestListingAroundMerges(t *testing.T) {
	w := newWorld(t)
	all := w.visits(0, maxListed+100)
	either := &RelationFilter{Or: []*RelationFilter{{Roles: []*RoleFilter{{Ref: []*Ref{refTo("france")}}}}}}
	for absorbed := 0; absorbed < 150; absorbed += 50 {
		var away []string
		for _, id := range all[absorbed+1 : absorbed+51] {
			away = append(away, idName(id))
		}
		w.do(merge(idName(all[0]), away...))
		v := w.view()
		want := count(t, must(v.RelationsOf(w.ctx, []ID{w.id("france")}, nil, nil, nil)))
		if got := count(t, must(v.FindRelations(w.ctx, either, nil))); got != want || want != len(all)-absorbed-50 {
			t.Errorf("with %d absorbed: %d relations, want %d", absorbed+50, got, want)
		}
	}
}
