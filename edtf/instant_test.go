package edtf

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAddCalendar(t *testing.T) {
	for _, c := range []struct {
		from                string
		years, months, days int
		seconds             int64
		want                string
	}{
		{"2022-01-31T00:00:00Z", 0, 1, 0, 0, "2022-02-28T00:00:00Z"},
		{"2024-01-31T12:30:00Z", 0, 1, 0, 0, "2024-02-29T12:30:00Z"},
		{"2024-02-29T00:00:00Z", 1, 0, 0, 0, "2025-02-28T00:00:00Z"},
		{"2024-03-31T00:00:00Z", 0, -1, 0, 0, "2024-02-29T00:00:00Z"},
		{"2022-11-30T23:59:59Z", 0, 3, 0, 1, "2023-03-01T00:00:00Z"},
		{"2022-01-31T00:00:00Z", 0, 1, 1, 0, "2022-03-01T00:00:00Z"},
		{"2022-01-01T00:00:00Z", -1, 12, 0, 0, "2022-01-01T00:00:00Z"},
		{"2022-01-01T00:00:00Z", 0, -1, 0, 0, "2021-12-01T00:00:00Z"},
		{"2022-01-01T00:00:00Z", 0, 0, 0, -1, "2021-12-31T23:59:59Z"},
		{"0000-03-01T00:00:00Z", 0, 0, -1, 0, "0000-02-29T00:00:00Z"},
	} {
		got := MustParse(c.from).Earliest().AddCalendar(c.years, c.months, c.days, c.seconds)
		if instantText(got) != c.want {
			t.Errorf("%s + %dY %dM %dD %ds: got %s, want %s", c.from, c.years, c.months, c.days, c.seconds, instantText(got), c.want)
		}
	}
}

func TestAddCalendarAtTheLimits(t *testing.T) {
	for _, i := range []Instant{MinInstant, MaxInstant} {
		if i.Bounded() || i.AddCalendar(1, 1, 1, 1) != i {
			t.Errorf("the unbounded %d moves", i)
		}
	}
	now := MustParse("2022-05-02").Earliest()
	for _, c := range []struct {
		got, want Instant
	}{
		{now.AddCalendar(math.MaxInt, 0, 0, 0), lastInstant},
		{now.AddCalendar(0, math.MaxInt, 0, 0), lastInstant},
		{now.AddCalendar(0, 0, math.MaxInt, 0), lastInstant},
		{now.AddCalendar(0, 0, 0, math.MaxInt64), lastInstant},
		{now.AddCalendar(math.MinInt, 0, 0, 0), firstInstant},
		{now.AddCalendar(0, math.MinInt, 0, 0), firstInstant},
		{now.AddCalendar(0, 0, math.MinInt, 0), firstInstant},
		{firstInstant.AddCalendar(0, 0, 0, math.MinInt64), firstInstant},
		{firstInstant.AddCalendar(math.MinInt, math.MinInt, math.MinInt, math.MinInt64), firstInstant},
		{lastInstant.AddCalendar(math.MaxInt, math.MaxInt, math.MaxInt, math.MaxInt64), lastInstant},
		{MustParse("Y999999999999999999").Latest(), lastInstant},
		{MustParse("Y-999999999999999999").Earliest(), firstInstant},
	} {
		if c.got != c.want {
			t.Errorf("got %d, want %d", c.got, c.want)
		}
	}
}

// Without the end of the month in play, package time adds the same way.
func TestAddCalendarLikeTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(rapid.IntRange(-5000, 5000).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
			rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, rapid.IntRange(0, 86399).Draw(t, "second"), 0, time.UTC)
		years, months, days := rapid.IntRange(-999, 999).Draw(t, "years"), rapid.IntRange(-999, 999).Draw(t, "months"), rapid.IntRange(-99999, 99999).Draw(t, "days")
		want := FromTime(start.AddDate(years, months, days))
		if got := FromTime(start).AddCalendar(years, months, days, 0); got != want {
			t.Fatalf("got %s, want %s", instantText(got), instantText(want))
		}
	})
}

func TestAddCalendarStaysBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := Instant(rapid.Int64Range(int64(firstInstant), int64(lastInstant)).Draw(t, "instant"))
		got := i.AddCalendar(rapid.Int().Draw(t, "years"), rapid.Int().Draw(t, "months"), rapid.Int().Draw(t, "days"), rapid.Int64().Draw(t, "seconds"))
		if !got.Bounded() {
			t.Fatalf("%d becomes unbounded", i)
		}
		if forward := i.AddCalendar(0, rapid.IntRange(0, math.MaxInt).Draw(t, "forward"), 0, 0); forward < i {
			t.Fatalf("%d moves back to %d", i, forward)
		}
		if i.AddCalendar(0, 0, 0, 0) != i {
			t.Fatalf("%d moves by nothing", i)
		}
	})
}

func TestTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := Instant(rapid.Int64Range(int64(timeMin), int64(timeMax)).Draw(t, "instant"))
		if got := FromTime(i.Time()); got != i {
			t.Fatalf("%d becomes %d", i, got)
		}
	})
	if got := FromTime(time.Date(2022, 5, 2, 1, 0, 0, 999, time.FixedZone("", 3600))); got != MustParse("2022-05-02T00:00:00Z").Earliest() {
		t.Errorf("got %s", instantText(got))
	}
	if !MinInstant.Time().Before(MaxInstant.Time()) || MinInstant.Time().Year() > 0 {
		t.Error("the ends of time wrap round")
	}
}

// The day arithmetic is that of package time.
func TestCivil(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-100_000_000, 100_000_000).Draw(t, "day")
		year, month, day := civilFromDays(n)
		if want := time.Unix(n*secondsPerDay, 0).UTC(); want != time.Date(int(year), time.Month(month), day, 0, 0, 0, 0, time.UTC) {
			t.Fatalf("day %d is %d-%d-%d, not %s", n, year, month, day, want)
		}
		if back := daysFromCivil(year, month, day); back != n {
			t.Fatalf("day %d becomes %d", n, back)
		}
	})
}
