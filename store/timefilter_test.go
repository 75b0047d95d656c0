package store

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"demarche/edtf"
)

// The predicates are held against their definition: enumerate, day by day in a
// small window, every start and end that a time allows. POSSIBLE: one of them
// fits. CERTAIN: all do.

const windowDays = 14 // in February 2022, from the first

func dayOf(n int) string { return fmt.Sprintf("2022-02-%02d", n) }

// wholeDay is the first and the last instant of a day, which may lie outside February.
func wholeDay(n int) (first, last edtf.Instant) {
	first = date(dayOf(1)).Earliest().AddCalendar(0, 0, n-1, 0)
	return first, first + 24*3600 - 1
}

// aDate draws a day, a month, or an interval of days.
func aDate(t *rapid.T, label string) string {
	a := rapid.IntRange(1, windowDays).Draw(t, label)
	switch rapid.IntRange(0, 3).Draw(t, label+" form") {
	case 0:
		return "2022-02"
	case 1:
		return dayOf(a) + "/" + dayOf(rapid.IntRange(a, windowDays).Draw(t, label+" end"))
	}
	return dayOf(a)
}

// allowed are the (start, end) pairs of days that a time allows within the window,
// one day wider than anything in it, by the words of its definition alone.
type pair struct{ start, end int }

func allowed(fits func(s, e int) bool, moment bool) (out []pair) {
	for s := 0; s <= 30; s++ {
		for e := s; e <= 30; e++ {
			if (!moment || s == e) && fits(s, e) {
				out = append(out, pair{s, e})
			}
		}
	}
	return out
}

// aTimeAndMeaning draws a time and what it means.
func aTimeAndMeaning(t *rapid.T) (tm *Time, aspect Aspect, means []pair) {
	a := rapid.IntRange(1, windowDays).Draw(t, "a")
	b := rapid.IntRange(a, windowDays).Draw(t, "b")
	c := rapid.IntRange(b, windowDays).Draw(t, "c")
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0: // one moment of the interval
		return &Time{EDTF: dayOf(a) + "/" + dayOf(b)}, Event, allowed(func(s, _ int) bool { return a <= s && s <= b }, true)
	case 1: // all of it
		return &Time{EDTF: dayOf(a) + "/" + dayOf(b)}, State, allowed(func(s, e int) bool { return s == a && e == b }, false)
	case 2:
		return &Time{EDTF: dayOf(a)}, State, allowed(func(s, e int) bool { return s == a && e == a }, false)
	case 3: // true on a day: from some day up to it, to some day from it on
		return &Time{EDTF: dayOf(a), Attested: true}, State, allowed(func(s, e int) bool { return s <= a && e >= a }, false)
	case 4: // open or unknown ends
		return &Time{EDTF: dayOf(a) + "/"}, State, allowed(func(s, _ int) bool { return s == a }, false)
	case 5:
		return &Time{EDTF: "/" + dayOf(b)}, State, allowed(func(_, e int) bool { return e == b }, false)
	case 6: // a span of known start
		return &Time{Start: dayOf(a), End: dayOf(c)}, State, allowed(func(s, e int) bool { return s == a && e == c }, false)
	}
	return &Time{Start: "2022-02", End: dayOf(b)}, State, allowed(func(s, e int) bool { return s >= 1 && s <= 28 && e == b }, false)
}

func TestTimeFilter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tm, aspect, means := aTimeAndMeaning(t)
		q := date(aDate(t, "query"))
		from, to := q.Earliest(), q.Latest()
		rows := []struct {
			name   string
			filter TimeFilter
			holds  func(p pair) bool
		}{
			{"overlaps", TimeFilter{Overlaps: q}, func(p pair) bool {
				s, _ := wholeDay(p.start)
				_, e := wholeDay(p.end)
				return s <= to && e >= from
			}},
			{"within", TimeFilter{Within: q}, func(p pair) bool {
				s, _ := wholeDay(p.start)
				_, e := wholeDay(p.end)
				return s >= from && e <= to
			}},
			{"startsBefore", TimeFilter{StartsBefore: q}, func(p pair) bool { s, _ := wholeDay(p.start); return s < from }},
			{"startsAfter", TimeFilter{StartsAfter: q}, func(p pair) bool { s, _ := wholeDay(p.start); return s > to }},
		}
		b, dated := tm.Bounds(aspect)
		for _, r := range rows {
			possible, certain := false, true
			for _, p := range means {
				possible, certain = possible || r.holds(p), certain && r.holds(p)
			}
			check(t, r.name, r.filter, Possible, tm, aspect, b, dated, possible)
			check(t, r.name, r.filter, Certain, tm, aspect, b, dated, certain)
		}
	})
}

func check(t *rapid.T, name string, f TimeFilter, c Certainty, tm *Time, a Aspect, b Bounds, dated, want bool) {
	t.Helper()
	f.Certainty = c
	if got := f.Match(b, dated); got != want {
		t.Errorf("%+v as %s, %s %+v, %s: got %v, want %v (bounds %+v)", *tm, a, name, f, c, got, want, b)
	}
}

func TestTimeFilterQualifiedAndUndated(t *testing.T) {
	may := TimeFilter{Overlaps: date("2022")}
	for _, text := range []string{"2022-05?", "2022-05~", "2022-05%", "2022-04?/2022-05"} {
		b, dated := (&Time{EDTF: text}).Bounds(State)
		may.Certainty = Possible
		equal(t, text+" possibly", may.Match(b, dated), true)
		may.Certainty = Certain
		equal(t, text+" certainly", may.Match(b, dated), false)
	}
	for _, c := range []Certainty{Possible, Certain} {
		f := TimeFilter{Overlaps: date("2022"), Certainty: c}
		equal(t, "undated", f.Match(Bounds{}, false), false)
		f.IncludeUndated = true
		equal(t, "undated, included", f.Match(Bounds{}, false), true)
	}
	var none *TimeFilter
	equal(t, "no filter", none.Match(Bounds{}, false), true)
}

// Imprecise starts and ends: within their months, the end not before the start.
func TestTimeFilterImpreciseSpans(t *testing.T) {
	for _, r := range []struct {
		time              string
		filter            TimeFilter
		possible, certain bool
	}{
		{"2022-01/2022-03", TimeFilter{Overlaps: date("2022-02")}, true, true},
		{"2022-01/2022-03", TimeFilter{Overlaps: date("2022-01-05")}, true, false},
		{"2022-01/2022-03", TimeFilter{Within: date("2022-01-15/2022-03-15")}, true, false},
		{"2022-01/2022-03", TimeFilter{Within: date("2022-01/2022-03")}, true, true},
		{"2022-01/2022-03", TimeFilter{Within: date("2022-02")}, false, false},
		{"2022-06/2022", TimeFilter{Overlaps: date("2022-03/2022-07")}, true, true},
		{"2022-06/2022", TimeFilter{Overlaps: date("2022-01/2022-05")}, false, false},
		{"2022/2022-06", TimeFilter{StartsBefore: date("2022-07")}, true, true},
		{"2022/2022-06", TimeFilter{StartsAfter: date("2022-06")}, false, false},
		{"2022-01/..", TimeFilter{Overlaps: date("2050")}, true, true},
		{"2022-01/", TimeFilter{Overlaps: date("2050")}, true, false},
		{"2022-01/..", TimeFilter{Within: date("2022/..")}, true, true},
		{"2022-01/..", TimeFilter{Within: date("2022/2100")}, false, false},
	} {
		b, dated := (&Time{EDTF: r.time}).Bounds(State)
		r.filter.Certainty = Possible
		equal(t, fmt.Sprintf("%s %+v", r.time, r.filter), r.filter.Match(b, dated), r.possible)
		r.filter.Certainty = Certain
		equal(t, fmt.Sprintf("%s %+v", r.time, r.filter), r.filter.Match(b, dated), r.certain)
	}
}
