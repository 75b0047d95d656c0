package store

import (
	"context"
	"maps"
	"math"
	"slices"
	"sort"

	"demarche/edtf"
)

// MaxHistogram is how many buckets a histogram has at most.
const MaxHistogram = 1_000

// Histogram counts the members of each list by decade, year, month or day: only
// buckets in which something may lie, in order of time, the undated last. The counts
// are those of Facets.
func (q *Query) Histogram(ctx context.Context, unit edtf.Precision) ([][]Bucket, error) {
	if !slices.Contains([]edtf.Precision{edtf.Decade, edtf.Year, edtf.Month, edtf.Day}, unit) {
		return nil, invalid("`bucket`: %s is no unit of a histogram; take DECADE, YEAR, MONTH or DAY", unit)
	}
	all, err := q.tallies(ctx, []FacetKey{FacetYear}, map[FacetKey]edtf.Precision{FacetYear: unit})
	if err != nil {
		return nil, err
	}
	out := make([][]Bucket, len(all))
	for i, tallies := range all {
		units, err := tallies[0].dates.units(MaxHistogram)
		if err != nil {
			return nil, err
		}
		if out[i], err = tallies[0].dates.buckets(units); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// window is the stretch of time that a list is narrowed to, and so its buckets.
type window struct{ from, to edtf.Instant }

// window of what may overlap or lie within the filter's date; nil if it has none.
func (f *TimeFilter) window() *window {
	if f == nil || f.Overlaps == nil && f.Within == nil {
		return nil
	}
	w := &window{edtf.MinInstant, edtf.MaxInstant}
	for _, d := range []*edtf.Date{f.Overlaps, f.Within} {
		if d != nil {
			w.from, w.to = max(w.from, d.Earliest()), min(w.to, d.Latest())
		}
	}
	return w
}

// dateTally counts in which units of time imprecise times lie. A time touches a
// stretch of units, of which only the ends are noted, so that centuries cost as much
// as days.
type dateTally struct {
	unit              edtf.Precision
	window            *window
	first, last       int64 // units of the finite bounds; first > last: none yet
	possible, certain map[int64]int
	undated           int
}

// before and after every unit.
const (
	unboundedPast   = math.MinInt64
	unboundedFuture = math.MaxInt64
)

func newDateTally(unit edtf.Precision, w *window) *dateTally {
	return &dateTally{unit: unit, window: w, first: unboundedFuture, last: unboundedPast, possible: map[int64]int{}, certain: map[int64]int{}}
}

// add notes a time: possible and certain are what TimeFilter's overlaps says of a unit.
func (t *dateTally) add(b Bounds, dated bool) {
	if !dated {
		t.undated++
		return
	}
	for _, i := range [...]edtf.Instant{b.StartEarliest, b.StartLatest, b.EndEarliest, b.EndLatest} {
		if i.Bounded() {
			t.first, t.last = min(t.first, unitOf(i, t.unit)), max(t.last, unitOf(i, t.unit))
		}
	}
	from, to := unitOf(b.StartEarliest, t.unit), unitOf(b.EndLatest, t.unit)
	mark(t.possible, from, to)
	switch {
	case b.Qualified, b.Moment && from != to:
	case b.Moment:
		mark(t.certain, from, to)
	default:
		mark(t.certain, unitOf(b.StartLatest, t.unit), unitOf(b.EndEarliest, t.unit))
	}
}

// mark notes that one more touches the units from..to.
func mark(n map[int64]int, from, to int64) {
	if from > to || from == unboundedFuture || to == unboundedPast {
		return
	}
	n[from]++
	if to != unboundedFuture {
		n[to+1]--
	}
}

// dateCount is the count of one unit, or of the undated.
type dateCount struct {
	unit              int64
	undated           bool
	certain, possible int
}

// units are those in which something may lie, in order, within the span of the
// finite bounds and within the window; then the undated. More than limit are an error.
func (t *dateTally) units(limit int) (out []dateCount, err error) {
	first, last := t.first, t.last
	if w := t.window; w != nil {
		first, last = max(first, unitOf(w.from, t.unit)), min(last, unitOf(w.to, t.unit))
	}
	edges := map[int64]bool{first: true, last + 1: true} // where counts may change
	for _, m := range []map[int64]int{t.possible, t.certain} {
		for u := range m {
			edges[u] = true
		}
	}
	certain, possible := 0, 0
	at := slices.Sorted(maps.Keys(edges))
	for i, u := range at {
		certain, possible = certain+t.certain[u], possible+t.possible[u]
		if u < first || u > last || possible == 0 {
			continue
		}
		if at[i+1]-u > int64(limit-len(out)) {
			return nil, invalid("there are more than %d buckets of one %s; take a coarser one, or narrow the list with `filter: {time: {overlaps: …}}`", limit, lower(t.unit.String()))
		}
		for ; u < at[i+1]; u++ {
			out = append(out, dateCount{u, false, certain, possible})
		}
	}
	if t.undated > 0 {
		out = append(out, dateCount{0, true, t.undated, t.undated})
	}
	return out, nil
}

// mostPossible keeps those in which most may lie, the certain and the earlier ones
// first where equal, in their order.
func mostPossible(all []dateCount, top int) []dateCount {
	if len(all) <= top {
		return all
	}
	at := make([]int, len(all))
	for i := range at {
		at[i] = i
	}
	sort.SliceStable(at, func(i, j int) bool {
		a, b := all[at[i]], all[at[j]]
		return a.possible > b.possible || a.possible == b.possible && a.certain > b.certain
	})
	at = at[:top]
	slices.Sort(at)
	out := make([]dateCount, top)
	for i := range at {
		out[i] = all[at[i]]
	}
	return out
}

func (t *dateTally) buckets(counts []dateCount) ([]Bucket, error) {
	out := make([]Bucket, len(counts))
	for i, c := range counts {
		out[i] = Bucket{Value: undatedValue, Label: undatedValue, Count: c.certain, Possible: c.possible}
		if c.undated {
			continue
		}
		d, ok := edtf.FromBounds(startOf(c.unit, t.unit), startOf(c.unit+1, t.unit)-1)
		if !ok {
			return nil, invalid("some of the dates lie where EDTF cannot write a %s; take a coarser bucket, or narrow the list with `filter: {time: {overlaps: …}}`", lower(t.unit.String()))
		}
		out[i].Value, out[i].Label = d.String(), d.Text(fallbackLangs[0])
	}
	return out, nil
}
