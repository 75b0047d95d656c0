package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// pager is what reads one page of one list.
type pager func(PageArgs) (Page, error)

func pagerOf(ctx context.Context, q *Query) pager {
	return func(a PageArgs) (Page, error) {
		pages, err := q.Pages(ctx, a)
		if err != nil {
			return Page{}, err
		}
		return pages[0], nil
	}
}

// forward pages through a list to its end, n at a time.
func forward(t tester, read pager, n int) (out []ID) {
	t.Helper()
	var a *string
	for range 1000 {
		p, err := read(PageArgs{First: &n, After: a})
		if err != nil {
			t.Fatalf("page: %v", err)
		}
		if len(p.IDs) > n || len(p.IDs) != len(p.Cursors) || p.HasNext && len(p.IDs) < n || p.HasPrevious != (a != nil) {
			t.Fatalf("a page of %d (%d cursors), next %v, previous %v, for first %d after %v", len(p.IDs), len(p.Cursors), p.HasNext, p.HasPrevious, n, a)
		}
		out = append(out, p.IDs...)
		if !p.HasNext {
			return out
		}
		a = &p.Cursors[len(p.Cursors)-1]
	}
	t.Fatalf("the pages never end")
	return nil
}

// backward pages through a list from its end to its beginning; it gives the list's order.
func backward(t tester, read pager, n int) (out []ID) {
	t.Helper()
	var b *string
	for range 1000 {
		p, err := read(PageArgs{Last: &n, Before: b})
		if err != nil {
			t.Fatalf("page: %v", err)
		}
		if len(p.IDs) > n || p.HasPrevious && len(p.IDs) < n || p.HasNext != (b != nil) {
			t.Fatalf("a page of %d, next %v, previous %v, for last %d before %v", len(p.IDs), p.HasNext, p.HasPrevious, n, b)
		}
		out = append(slices.Clone(p.IDs), out...)
		if !p.HasPrevious {
			return out
		}
		b = &p.Cursors[0]
	}
	t.Fatalf("the pages never end")
	return nil
}

// dates of the test list: some alike, some undated.
var listDates = []string{"2020", "2020", "2020-05", "2021-01-01", "2021", "", "", "", "2019/2022", "2018-03", "2022-05-02", "../2010"}

// listWorld has one relation for each date, all of one party.
func listWorld(t tester) *world {
	w := newWorld(t)
	for i, d := range listDates {
		parts := []func(*PutRelation){keyed(fmt.Sprintf("r%d", i)), fill("party", "mali"), spell(fmt.Sprint(i))}
		if d != "" {
			parts = append(parts, at(d))
		}
		w.do(relation("party-to", parts...))
	}
	return w
}

func byTime(d OrderDirection) []*RelationOrder { return []*RelationOrder{{RelationByTime, d}} }

func (w *world) query(filter *RelationFilter, order []*RelationOrder) *Query {
	w.t.Helper()
	q, err := w.view().FindRelations(w.ctx, filter, order)
	if err != nil {
		w.t.Fatalf("FindRelations: %v", err)
	}
	return q
}

func TestPages(t *testing.T) {
	w := listWorld(t)
	v := w.view()
	var all []*Ref
	for i := range listDates {
		all = append(all, refTo(fmt.Sprintf("r%d", i)))
	}
	for name, filter := range map[string]*RelationFilter{
		"of the graph":      nil,
		"of a participant":  {Roles: []*RoleFilter{{Ref: []*Ref{refTo("mali")}}}},
		"filtered":          {Time: &TimeFilter{Overlaps: date("2000/2100"), IncludeUndated: true}},
		"named one by one":  {Ref: all},
		"joined in several": {Or: []*RelationFilter{{Type: []string{"party-to"}}, {Ref: all}}},
	} {
		for _, d := range []OrderDirection{Ascending, Descending} {
			q := w.query(filter, byTime(d))
			want := forward(t, pagerOf(w.ctx, q), 100)
			equal(t, name+": each once", len(slices.Compact(slices.Sorted(slices.Values(want)))), len(listDates))
			counts, err := q.Counts(w.ctx)
			equal(t, name+": total", counts, []int{len(listDates)})
			equal(t, "error", err, nil)
			records, err := v.Relations(w.ctx, want)
			equal(t, "error", err, nil)
			for i, r := range records {
				equal(t, fmt.Sprintf("%s %s: undated last, at %d", name, d, i), r.Time == nil, i >= len(want)-3)
				if i == 0 || r.Time == nil {
					continue
				}
				before, is := records[i-1].Time.sortTime(State), r.Time.sortTime(State)
				if d == Descending {
					before, is = is, before
				}
				if string(before) > string(is) {
					t.Errorf("%s %s: %s stands before %s", name, d, records[i-1].Time.EDTF, r.Time.EDTF)
				}
			}
			for n := 1; n <= 5; n++ {
				equal(t, fmt.Sprintf("%s %s: forward by %d", name, d, n), forward(t, pagerOf(w.ctx, q), n), want)
				equal(t, fmt.Sprintf("%s %s: backward by %d", name, d, n), backward(t, pagerOf(w.ctx, q), n), want)
			}
		}
	}
}

// Between any two cursors lies exactly what stands between them.
func TestPagesBetweenCursors(t *testing.T) {
	w := listWorld(t)
	for _, d := range []OrderDirection{Ascending, Descending} {
		read := pagerOf(w.ctx, w.query(nil, byTime(d)))
		all, err := read(PageArgs{})
		if err != nil {
			t.Fatal(err)
		}
		ten := 10
		for i := range all.IDs {
			for j := range all.IDs {
				want := []ID{}
				if i < j {
					want = all.IDs[i+1 : j]
				}
				for _, a := range []PageArgs{{First: &ten}, {Last: &ten}} {
					a.After, a.Before = &all.Cursors[i], &all.Cursors[j]
					p, err := read(a)
					if err != nil {
						t.Fatal(err)
					}
					equal(t, fmt.Sprintf("%s: between %d and %d", d, i, j), p.IDs, want)
				}
			}
		}
	}
}

// What is there all the time is met exactly once, whatever is written between pages.
func TestPagesUnderWrites(t *testing.T) {
	for _, d := range []OrderDirection{Ascending, Descending} {
		for _, walk := range []func(tester, pager, int) []ID{forward, backward} {
			w := listWorld(t)
			stays := map[ID]int{}
			for i := range listDates {
				if i%3 != 0 {
					stays[w.id(fmt.Sprintf("r%d", i))] = 0
				}
			}
			n := 0
			got := walk(t, func(a PageArgs) (Page, error) {
				n++
				if k := n * 3 % 12; n < 20 { // one moves, one is new, one changes without moving
					w.do(change(fmt.Sprintf("r%d", k), at(fmt.Sprint(2000+n*7%40))),
						relation("party-to", fill("party", "mali"), spell(fmt.Sprint("new", n)), at(fmt.Sprint(2035-n))),
						change("r1", fill("party", "mali"), fill("party", []string{"france", "junta"}[n%2])))
				}
				return pagerOf(w.ctx, w.query(nil, byTime(d)))(a)
			}, 2)
			for _, id := range got {
				if _, ok := stays[id]; ok {
					stays[id]++
				}
			}
			for id, times := range stays {
				equal(t, fmt.Sprintf("%s: times that %v was met", d, id), times, 1)
			}
		}
	}
}

func TestCursorsOfOtherLists(t *testing.T) {
	w := listWorld(t)
	asc := pagerOf(w.ctx, w.query(nil, byTime(Ascending)))
	p, err := asc(PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	good := p.Cursors[3]
	desc := pagerOf(w.ctx, w.query(nil, byTime(Descending)))
	if _, err := desc(PageArgs{After: &good}); err == nil {
		t.Error("a cursor of another order is taken")
	}
	some := &RelationFilter{Ref: []*Ref{refTo("r1"), refTo("r2")}}
	byType := pagerOf(w.ctx, w.query(some, []*RelationOrder{{RelationByType, Ascending}}))
	if _, err := byType(PageArgs{After: &good}); err == nil {
		t.Error("a cursor of a list that is sorted by other means is taken")
	}
	named := pagerOf(w.ctx, w.query(some, byTime(Ascending)))
	if _, err := named(PageArgs{After: &good}); err != nil {
		t.Errorf("a cursor of a list in the same order is refused: %v", err)
	}
	for i := range good {
		for _, bad := range []string{good[:i] + good[i+1:], good[:i] + "A" + good[i+1:], good[:i], "=" + good[i:]} {
			if bad == good {
				continue
			}
			if _, err := asc(PageArgs{Before: &bad}); err == nil {
				t.Errorf("the damaged cursor %q is taken for %q", bad, good)
			}
		}
	}
	n, m, big := 1, -1, 101
	for _, a := range []PageArgs{{First: &n, Last: &n}, {First: &m}, {Last: &m}, {First: &big}} {
		if _, err := asc(a); err == nil {
			t.Errorf("%+v is taken", a)
		}
	}
	zero := 0
	p, err = asc(PageArgs{First: &zero})
	equal(t, "an empty page", []any{len(p.IDs), p.HasNext, err}, []any{0, true, nil})
	gone := p0(asc)
	w.do(change("r0", at("2001")), change("r1", at("2001")))
	after, err := pagerOf(w.ctx, w.query(nil, byTime(Ascending)))(PageArgs{After: &gone})
	equal(t, "a cursor stays good when its member moves away", []any{len(after.IDs) > 0, err}, []any{true, nil})
}

// More types than there are ranges to merge: each list still has its own members.
func TestRolesOfManyTypes(t *testing.T) {
	w := newWorld(t)
	var types []Operation
	for i := range maxRoleRanges + 6 {
		types = append(types, relType(fmt.Sprint("type-", i), Event, role("who", Subject), role("whom", Object)))
	}
	w.do(types...)
	w.do(relation("type-1", fill("who", "mali"), fill("whom", "france")), relation("type-9", fill("who", "france"), fill("whom", "mali")),
		relation("type-2", fill("who", "mali"), fill("whom", "junta")), relation("hires", fill("employer", "mali"), fill("hired", "wagner")))
	things := []ID{w.id("mali"), w.id("france"), w.id("junta")}
	for _, r := range []struct {
		as   []string
		want []int
	}{{nil, []int{4, 2, 1}}, {[]string{"who"}, []int{2, 1, 0}}, {[]string{"whom"}, []int{1, 1, 1}}, {[]string{"who", "employer"}, []int{3, 1, 0}}} {
		q, err := w.view().RelationsOf(w.ctx, things, r.as, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := q.Counts(w.ctx)
		equal(t, fmt.Sprint(r.as), []any{got, err}, []any{r.want, nil})
	}
}

func p0(read pager) string {
	p, _ := read(PageArgs{})
	return p.Cursors[0]
}
