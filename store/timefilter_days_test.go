package store

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"demarche/edtf"
)

// The same enumeration of days for the forms of time that have an end beyond every
// window, several ends, or hang on another time; and for queries that are open. Day 0
// stands for all before February, day 30 for all after it.

func moreTimes(t *rapid.T) (tm *Time, aspect Aspect, means []pair) {
	a := rapid.IntRange(1, windowDays).Draw(t, "a")
	b := rapid.IntRange(a, windowDays).Draw(t, "b")
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0: // goes on
		return &Time{EDTF: dayOf(a) + "/.."}, State, []pair{{a, 30}}
	case 1: // was ever so
		return &Time{EDTF: "../" + dayOf(b)}, State, []pair{{0, b}}
	case 2: // one day of a set
		return &Time{EDTF: "[" + dayOf(a) + ".." + dayOf(b) + "]"}, Event, allowed(func(s, _ int) bool { return a <= s && s <= b }, true)
	case 3: // began in the month
		return &Time{EDTF: "2022-02/" + dayOf(b)}, State, allowed(func(s, e int) bool { return 1 <= s && e == b }, false)
	case 4: // ended in it
		return &Time{EDTF: dayOf(a) + "/2022-02"}, State, allowed(func(s, e int) bool { return s == a && 1 <= e && e <= 28 }, false)
	case 5: // true at some time of the month
		return &Time{EDTF: "2022-02", Attested: true}, State, allowed(func(s, e int) bool { return s <= 28 && e >= 1 }, false)
	case 6: // two days after something between a and b
		moved := offset{days: 2}.after(dateBounds(*date(dayOf(a) + "/" + dayOf(b)), Event), Event)
		return &Time{Anchor: 1, Moved: &moved}, Event, allowed(func(s, _ int) bool { return a+2 <= s && s <= b+2 }, true)
	}
	moved := offset{days: 2}.after(dateBounds(*date(dayOf(a)), State), State)
	return &Time{Anchor: 1, Moved: &moved}, State, allowed(func(s, _ int) bool { return s == a+2 }, false)
}

// aQuery is an interval of days that may be open at one end.
func aQuery(t *rapid.T) (text string, from, to int) {
	from = rapid.IntRange(1, windowDays).Draw(t, "from")
	to = rapid.IntRange(from, windowDays).Draw(t, "to")
	switch rapid.IntRange(0, 3).Draw(t, "query form") {
	case 0:
		return dayOf(from) + "/..", from, 30
	case 1:
		return "../" + dayOf(to), 0, to
	}
	return dayOf(from) + "/" + dayOf(to), from, to
}

func TestTimeFilterOfMoreForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tm, aspect, means := moreTimes(t)
		text, from, to := aQuery(t)
		q := date(text)
		b, dated := tm.Bounds(aspect)
		for _, r := range []struct {
			name   string
			filter TimeFilter
			holds  func(p pair) bool
		}{
			{"overlaps", TimeFilter{Overlaps: q}, func(p pair) bool { return p.start <= to && p.end >= from }},
			{"within", TimeFilter{Within: q}, func(p pair) bool { return p.start >= from && p.end <= to }},
			{"startsBefore", TimeFilter{StartsBefore: q}, func(p pair) bool { return p.start < from }},
			{"startsAfter", TimeFilter{StartsAfter: q}, func(p pair) bool { return p.start > to }},
		} {
			possible, certain := false, true
			for _, p := range means {
				possible, certain = possible || r.holds(p), certain && r.holds(p)
			}
			check(t, r.name, r.filter, Possible, tm, aspect, b, dated, possible)
			check(t, r.name, r.filter, Certain, tm, aspect, b, dated, certain)
		}
		both := true // several conditions are CERTAIN if all hold of every start and end
		for _, p := range means {
			both = both && p.start <= to && p.end >= from && p.start < from
		}
		check(t, "overlaps and startsBefore", TimeFilter{Overlaps: q, StartsBefore: q}, Certain, tm, aspect, b, dated, both)
	})
}

// A histogram by day of one time says of each day whether it may, and must, touch it.
func TestHistogramAgainstDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tm, aspect, means := aTimeAndMeaning(t)
		if rapid.Bool().Draw(t, "more") {
			tm, aspect, means = moreTimes(t)
		}
		february := date("2022-02")
		tally := newDateTally(edtf.Day, (&TimeFilter{Overlaps: february}).window())
		tally.add(moment(february.Earliest(), february.Latest(), true), true) // makes the span the month
		tally.add(tm.Bounds(aspect))
		units, err := tally.units(28)
		if err != nil {
			t.Fatal(err)
		}
		buckets, err := tally.buckets(units)
		if err != nil || len(buckets) != 28 {
			t.Fatalf("%d buckets, %v", len(buckets), err)
		}
		for i, b := range buckets {
			day := i + 1
			possible, certain := false, true
			for _, p := range means {
				touches := p.start <= day && p.end >= day
				possible, certain = possible || touches, certain && touches
			}
			got := fmt.Sprintf("%s certain %d, possible %d", b.Value, b.Count, b.Possible-1)
			want := fmt.Sprintf("%s certain %d, possible %d", dayOf(day), one01(certain), one01(possible))
			if got != want {
				t.Fatalf("%+v as %s: %s, want %s", *tm, aspect, got, want)
			}
		}
	})
}

func one01(b bool) int {
	if b {
		return 1
	}
	return 0
}
