package edtf

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawDate draws a valid date of level 0 or 1.
func drawDate(t *rapid.T, label string) string {
	year := yearText(rapid.Int64Range(-9999, 9999).Draw(t, label+" year"))
	month := rapid.IntRange(1, 12).Draw(t, label+" month")
	qualifier := rapid.SampledFrom([]string{"", "", "?", "~", "%"}).Draw(t, label+" qualifier")
	switch rapid.IntRange(0, 9).Draw(t, label+" kind") {
	case 0:
		return year + qualifier
	case 1:
		return year[:len(year)-1] + "X" + qualifier
	case 2:
		return year[:len(year)-2] + "XX" + qualifier
	case 3:
		return year + "-XX" + qualifier
	case 4:
		return year + "-XX-XX" + qualifier
	case 5:
		return fmt.Sprintf("%s-%02d-XX%s", year, month, qualifier)
	case 6:
		return fmt.Sprintf("%s-%02d%s", year, month, qualifier)
	case 7:
		return fmt.Sprintf("%s-%d%s", year, 20+(month+3)/4, qualifier)
	case 8:
		far := rapid.Int64Range(10_000, 999_999_999_999_999_999).Draw(t, label+" far year")
		return fmt.Sprintf("Y%d%s", far*int64(rapid.SampledFrom([]int{-1, 1}).Draw(t, label+" sign")), qualifier)
	}
	return fmt.Sprintf("%s-%02d-%02d%s", year, month, rapid.IntRange(1, 28).Draw(t, label+" day"), qualifier)
}

// drawText draws a date, interval or set; some are invalid, as their ends are
// in the wrong order.
func drawText(t *rapid.T) string {
	a, b := drawDate(t, "a"), drawDate(t, "b")
	return rapid.SampledFrom([]string{
		a, a + "/" + b, b + "/" + a, a + "/..", a + "/", "../" + a, "/" + a,
		"[" + a + "," + b + "]", "{" + a + "," + b + "..}", "[.." + a + "," + b + "]", "{" + a + ".." + b + "}",
	}).Draw(t, "text")
}

func TestBoundsAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		d, err := Parse(text)
		if err != nil {
			t.SkipNow() // drawn with its ends in the wrong order; rapid draws another
		}
		if d.Earliest() > d.Latest() {
			t.Fatalf("%s is from %d to %d", d, d.Earliest(), d.Latest())
		}
		for _, p := range append(d.Members(), d.Start(), d.End()) {
			if p.Earliest > p.Latest {
				t.Fatalf("%s: %+v", d, p)
			}
			if d.IsSet() && (p.Earliest < d.Earliest() || p.Latest > d.Latest()) {
				t.Fatalf("%s: %+v is not within the whole", d, p)
			}
			if p.Approximate && !d.Approximate() || p.Uncertain && !d.Uncertain() || p.Precision > d.Precision() {
				t.Fatalf("%s does not tell of %+v", d, p)
			}
		}
	})
}

func TestSingleDatesAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDate(t, "date")
		if d, err := Parse(text); err != nil || d.String() != text || !d.Earliest().Bounded() || !d.Latest().Bounded() {
			t.Fatalf("%s: %v", text, err)
		}
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, err := Parse(drawText(t))
		if err != nil {
			t.SkipNow() // drawn with its ends in the wrong order; rapid draws another
		}
		text, _ := d.MarshalText()
		var back Date
		if err := back.UnmarshalText(text); err != nil || back != d {
			t.Fatalf("%s becomes %s: %v", d, back, err)
		}
	})
}

// Every day of a month or season is in it, and no other day.
func TestDaysOfMonthsAndSeasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(0, 9999).Draw(t, "year")
		part := rapid.SampledFrom([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 21, 22, 23, 24}).Draw(t, "part")
		d := MustParse(fmt.Sprintf("%04d-%02d", year, part))
		months := map[int][]time.Month{21: {3, 4, 5}, 22: {6, 7, 8}, 23: {9, 10, 11}, 24: {12, 13, 14}}[part]
		if months == nil {
			months = []time.Month{time.Month(part)}
		}
		day := time.Date(year, months[0], 1, 0, 0, 0, 0, time.UTC)
		if d.Earliest() != FromTime(day) {
			t.Fatalf("%s begins %s", d, instantText(d.Earliest()))
		}
		for _, m := range months {
			month := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC).Month()
			for ; day.Month() == month; day = day.AddDate(0, 0, 1) {
				if i := FromTime(day); i < d.Earliest() || i+secondsPerDay-1 > d.Latest() {
					t.Fatalf("%s is not in %s", day, d)
				}
			}
		}
		if d.Latest() != FromTime(day)-1 {
			t.Fatalf("%s ends %s", d, instantText(d.Latest()))
		}
	})
}

// FromBounds finds back what has the bounds of a calendar unit.
func TestFromBoundsOfUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := yearText(rapid.Int64Range(-9999, 9999).Draw(t, "year"))
		month, day := rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		text := rapid.SampledFrom([]string{
			year, year[:len(year)-1] + "X", year[:len(year)-2] + "XX",
			fmt.Sprintf("%s-%02d", year, month),
			fmt.Sprintf("%s-%02d-%02d", year, month, day),
			fmt.Sprintf("%s-%02d-%02dT%02d:59:07Z", year, month, day, month),
			fmt.Sprintf("%s-%02d-%02d/..", year, month, day),
			fmt.Sprintf("../%s-%02d-%02d", year, month, day),
			fmt.Sprintf("Y%d", rapid.Int64Range(10_000, 200_000_000_000).Draw(t, "far year")),
		}).Draw(t, "text")
		d := MustParse(text)
		if back, ok := FromBounds(d.Earliest(), d.Latest()); !ok || back != d {
			t.Fatalf("%s becomes %s", d, back)
		}
	})
}

// What FromBounds finds has the bounds asked for, and it finds any span of
// days within the years of four digits.
func TestFromBoundsOfDays(t *testing.T) {
	first, last := daysFromCivil(-9999, 1, 1), daysFromCivil(9999, 12, 31)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(first, last).Draw(t, "from")
		to := rapid.Int64Range(from, min(last, from+rapid.SampledFrom([]int64{3, 400, last}).Draw(t, "span"))).Draw(t, "to")
		earliest, latest := fromDay(from, 0), fromDay(to, secondsPerDay-1)
		d, ok := FromBounds(earliest, latest)
		if !ok || d.Earliest() != earliest || d.Latest() != latest {
			t.Fatalf("days %d to %d become %s", from, to, d)
		}
	})
}

func TestFromBoundsFindsNone(t *testing.T) {
	noon := MustParse("2022-05-02T12:00:00Z").Earliest()
	far := MustParse("Y12345").Earliest()
	for _, c := range [][2]Instant{
		{MinInstant, MaxInstant}, {MinInstant, MinInstant}, {MaxInstant, MaxInstant}, {MaxInstant, MinInstant},
		{noon + 1, noon}, {noon, noon + 1}, {noon, MaxInstant}, {MinInstant, noon},
		{far, far}, {far, far + secondsPerDay - 1}, {far, MaxInstant}, {MinInstant, far - 1 + secondsPerDay},
		{firstInstant, lastInstant}, {MinInstant, lastInstant}, {firstInstant, MaxInstant}, {lastInstant, lastInstant},
	} {
		if d, ok := FromBounds(c[0], c[1]); ok || !d.IsZero() {
			t.Errorf("%d to %d become %s", c[0], c[1], d)
		}
	}
	// A season's bounds are a span of days: see the comment on FromBounds.
	spring := MustParse("2022-21")
	if d, _ := FromBounds(spring.Earliest(), spring.Latest()); d.String() != "2022-03-01/2022-05-31" {
		t.Errorf("spring becomes %s", d)
	}
}
