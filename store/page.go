package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"hash/crc32"
	"slices"
	"sort"

	"demarche/store/kv"
)

// PageArgs are the arguments of a Relay connection: First and After, or Last and
// Before. With neither First nor Last it is the first DefaultPage.
type PageArgs struct {
	First, Last   *int
	After, Before *string
}

// The page sizes that are published.
const (
	DefaultPage = 20
	MaxPage     = 100
)

// Page is one page of a list, in the list's order.
type Page struct {
	IDs         []ID
	Cursors     []string
	HasNext     bool
	HasPrevious bool
}

// limits is PageArgs checked: how many, from which end, and between which places.
type limits struct {
	n             int
	backward      bool
	after, before []byte
}

func (a PageArgs) check(order string) (l limits, err error) {
	if a.First != nil && a.Last != nil {
		return l, invalid("give `first` or `last`, not both")
	}
	l.n = DefaultPage
	for _, n := range []*int{a.First, a.Last} {
		if n == nil {
			continue
		}
		if *n < 0 || *n > MaxPage {
			return l, invalid("a page holds 0 to %d members, not %d; page with `after`", MaxPage, *n)
		}
		l.n = *n
	}
	l.backward = a.Last != nil
	if l.after, err = readCursor(a.After, order); err != nil {
		return l, err
	}
	l.before, err = readCursor(a.Before, order)
	return l, err
}

// A cursor is a place in one order: a checksum over order and place, then the
// place. It stays good when its member goes away.
func makeCursor(order string, place []byte) string {
	sum := crc32.Checksum(append([]byte(order+"\x00"), place...), castagnoli)
	return base64.RawURLEncoding.EncodeToString(append([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}, place...))
}

func readCursor(s *string, order string) ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*s)
	if err != nil || len(*s) > 2048 || len(b) < 4+8 || makeCursor(order, b[4:]) != *s {
		return nil, invalid("%q is not a cursor of this list in this order; take cursors from `edges.cursor` or `pageInfo`, and keep `orderBy` while paging", clip(*s))
	}
	return b[4:], nil
}

// list is a query of one list, ready to be read: where its members stand in
// order, and which of them it takes. Several lists are read together.
type list struct {
	prefixes []key
	disjoint bool // no member is under two of the prefixes
	desc     bool
	timed    bool
	// place sorts members that no index has in order; nil: the index's order.
	place placer
	// indexed: the places are those of the index all the same. What is listed beforehand
	// today may be read from the index tomorrow, and cursors stay good.
	indexed bool
	// sift leaves out members by what the index says of them; nil: none.
	sift *sift
	// fixed is the members of a list that is known beforehand; prefixes are unused.
	fixed []ID
	order string // names what it is ordered by; see orderName
}

// orderName is the order in cursors: an index and a sort write places differently.
func (l *list) orderName() string {
	if l.place != nil && !l.indexed {
		return "sorted " + l.order
	}
	return l.order
}

// before tells whether a place comes before another one in a sorted list.
func (l *list) before(a, b []byte) bool {
	if !l.indexed || !l.desc {
		return bytes.Compare(a, b) < 0
	}
	if undated := a[0] == timeUndated; undated != (b[0] == timeUndated) {
		return !undated // which comes last in both directions
	}
	return bytes.Compare(a, b) > 0
}

// walk goes through the index between the places of l.
func (l *list) walk(desc bool, at limits) *walk {
	if l.sift == nil {
		return newWalk(l.prefixes, desc, l.timed && desc, at.backward, at.after, at.before)
	}
	after, before := at.after, at.before
	switch bound := l.sift.hull.bound(); {
	case bound == nil:
	case !desc && (before == nil || bytes.Compare(bound, before) < 0):
		before = bound
	// What begins later comes first, and what is undated comes last.
	case desc && (after == nil || after[0] != timeUndated && bytes.Compare(bound, after) < 0):
		after = bound
	}
	return newWalk(l.prefixes, desc, l.timed && desc, at.backward, after, before).withValues()
}

// picker tells which ids a filter takes; nil takes all.
type picker func(ctx context.Context, ids []ID) ([]bool, error)

// chunkOf is how many members are read at once for a page of n, in the r-th round.
func chunkOf(n, round int, filtered bool) int {
	c := n + 1
	if filtered {
		c = max(2*c, 64)
	}
	return min(c<<min(2*round, 12), 4096)
}

// pages reads one page of each list. Lists in index order cost one engine call
// and those of the filter, again for each round that a filter left too little;
// other orders read the whole list.
func (v *View) pages(ctx context.Context, lists []list, pick picker, args PageArgs) ([]Page, error) {
	out := make([]Page, len(lists))
	if len(lists) == 0 {
		return out, nil
	}
	l, err := args.check(lists[0].orderName())
	if err != nil {
		return nil, err
	}
	if lists[0].place != nil {
		all, err := v.gather(ctx, lists, pick)
		if err != nil {
			return nil, err
		}
		for i := range lists {
			out[i] = lists[i].cut(all[i], l)
		}
		return out, nil
	}
	walks := make([]*walk, len(lists))
	got := make([][]entry, len(lists))
	for i, q := range lists {
		walks[i] = q.walk(q.desc, l)
	}
	for round := 0; ; round++ {
		var open []*walk
		var at []int
		for i, w := range walks {
			if len(got[i]) <= l.n && !w.ended() {
				open, at = append(open, w), append(at, i)
			}
		}
		if len(open) == 0 {
			break
		}
		chunk := chunkOf(l.n, round, pick != nil || lists[0].sift != nil)
		if err := walkAll(ctx, v.snap, open, chunk); err != nil {
			return nil, err
		}
		if err := v.takeFrom(ctx, lists, open, at, got, pick, chunk); err != nil {
			return nil, err
		}
	}
	for i := range got {
		out[i] = pageOf(got[i], l, lists[i].orderName())
	}
	return out, nil
}

// takeFrom moves what walks can give into got, filtered in one go.
func (v *View) takeFrom(ctx context.Context, lists []list, walks []*walk, at []int, got [][]entry, pick picker, chunk int) error {
	var entries []entry
	var of []int
	for i, w := range walks {
		for _, e := range w.take(chunk) {
			if !v.merges.isAbsorbed(e.id) { // it is listed where its survivor is
				entries, of = append(entries, e), append(of, at[i])
			}
		}
	}
	entries, of, sure, err := v.sifted(ctx, lists, entries, of)
	if err != nil {
		return err
	}
	ok, err := pickEntries(ctx, entries, sure, pick)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if ok == nil || ok[i] {
			got[of[i]] = append(got[of[i]], e)
		}
	}
	return nil
}

// pickEntries asks a filter about those entries of which it is not sure already (nil:
// of none); nil takes all.
func pickEntries(ctx context.Context, entries []entry, sure []bool, pick picker) ([]bool, error) {
	if pick == nil || len(entries) == 0 {
		return nil, nil
	}
	out := make([]bool, len(entries))
	var ids []ID
	var at []int
	for i, e := range entries {
		if sure != nil && sure[i] {
			out[i] = true
			continue
		}
		ids, at = append(ids, e.id), append(at, i)
	}
	if len(ids) == 0 {
		return out, ctx.Err()
	}
	ok, err := pick(ctx, ids)
	for i := range ok {
		out[at[i]] = ok[i]
	}
	return out, err
}

// pageOf makes a page of the first l.n of entries, which are in reading order.
func pageOf(entries []entry, l limits, order string) Page {
	more := len(entries) > l.n
	if more {
		entries = entries[:l.n]
	}
	p := Page{HasNext: more, HasPrevious: l.after != nil}
	if l.backward {
		p = Page{HasPrevious: more, HasNext: l.before != nil}
		reversed := make([]entry, len(entries))
		for i, e := range entries {
			reversed[len(entries)-1-i] = e
		}
		entries = reversed
	}
	for _, e := range entries {
		p.IDs = append(p.IDs, e.id)
		p.Cursors = append(p.Cursors, makeCursor(order, e.place))
	}
	return p
}

// gather reads whole lists, filtered, in the order of their places.
func (v *View) gather(ctx context.Context, lists []list, pick picker) ([][]entry, error) {
	all := make([][]entry, len(lists))
	if err := v.each(ctx, lists, pick, func(i int, es []entry) { all[i] = append(all[i], es...) }); err != nil {
		return nil, err
	}
	var ids []ID
	for _, es := range all {
		for _, e := range es {
			ids = append(ids, e.id)
		}
	}
	places, err := lists[0].place(ctx, ids)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, es := range all {
		for i := range es {
			es[i].place = key(places[n]).id(es[i].id)
			n++
		}
		sort.Slice(es, func(i, j int) bool { return lists[0].before(es[i].place, es[j].place) })
	}
	return all, nil
}

// cut takes a page out of a whole list.
func (l *list) cut(all []entry, at limits) Page {
	from, to := 0, len(all)
	if at.after != nil {
		from = sort.Search(len(all), func(i int) bool { return l.before(at.after, all[i].place) })
	}
	if at.before != nil {
		to = max(from, sort.Search(len(all), func(i int) bool { return !l.before(all[i].place, at.before) }))
	}
	all = all[from:to]
	if !at.backward {
		return pageOf(all, at, l.orderName())
	}
	reversed := make([]entry, 0, at.n+1)
	for i := len(all) - 1; i >= 0 && len(reversed) <= at.n; i-- {
		reversed = append(reversed, all[i])
	}
	return pageOf(reversed, at, l.orderName())
}

// each gives all members of the lists, filtered, in chunks.
func (v *View) each(ctx context.Context, lists []list, pick picker, give func(list int, es []entry)) error {
	const chunk = 4096
	var walks []*walk
	var at, of []int
	var fixed []entry
	for i, q := range lists {
		if q.fixed == nil {
			walks, at = append(walks, q.walk(false, limits{})), append(at, i)
		}
		for _, id := range q.fixed {
			fixed, of = append(fixed, entry{id: id}), append(of, i)
		}
	}
	ok, err := pickEntries(ctx, fixed, nil, pick)
	if err != nil {
		return err
	}
	for i, e := range fixed {
		if ok == nil || ok[i] {
			give(of[i], []entry{e})
		}
	}
	for {
		var open []*walk
		var which []int
		for i, w := range walks {
			if !w.ended() {
				open, which = append(open, w), append(which, at[i])
			}
		}
		if len(open) == 0 {
			return nil
		}
		if err := walkAll(ctx, v.snap, open, chunk); err != nil {
			return err
		}
		got := make([][]entry, len(lists))
		if err := v.takeFrom(ctx, lists, open, which, got, pick, chunk); err != nil {
			return err
		}
		for i, es := range got {
			give(i, es)
		}
	}
}

// counts gives the exact number of members of each list. What ranges of the index hold
// once, and no filter judges, is counted by the engine.
func (v *View) counts(ctx context.Context, lists []list, pick picker) ([]int, error) {
	out := make([]int, len(lists))
	if pick == nil && len(v.merges.into) == 0 && !slices.ContainsFunc(lists, func(l list) bool {
		return len(l.prefixes) != 1 && !l.disjoint || l.fixed != nil || l.sift != nil
	}) {
		var ranges []kv.Range
		var of []int
		for i, l := range lists {
			for _, p := range l.prefixes {
				r := p.under()
				r.Count = true
				ranges, of = append(ranges, r), append(of, i)
			}
		}
		pages, err := v.snap.Scan(ctx, ranges)
		for i, p := range pages {
			out[of[i]] += p.Count
		}
		return out, err
	}
	err := v.each(ctx, lists, pick, func(i int, es []entry) { out[i] += len(es) })
	return out, err
}
