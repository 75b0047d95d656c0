package edtf

import (
	"math"
	"time"
)

// Instant counts seconds since 1970-01-01T00:00:00Z in the proleptic Gregorian
// calendar. Leap seconds are not counted.
type Instant int64

// MinInstant and MaxInstant stand for a bound that is open or unknown. They
// are never the result of arithmetic: an instant too far away to be counted
// saturates one second short of them, so that what was bounded stays bounded.
const (
	MinInstant Instant = math.MinInt64
	MaxInstant Instant = math.MaxInt64
)

const (
	firstInstant = MinInstant + 1
	lastInstant  = MaxInstant - 1
)

// Seconds that package time can hold without wrapping round. Its own range is
// a little shorter than int64 because it counts from other epochs internally.
const (
	timeMin Instant = -9_223_371_900_000_000_000
	timeMax Instant = 9_223_371_900_000_000_000
)

// Bounded reports whether i is a real moment, neither MinInstant nor MaxInstant.
func (i Instant) Bounded() bool { return i != MinInstant && i != MaxInstant }

// Time converts i to UTC. Instants beyond what time.Time can hold (about 292
// billion years) are moved to its limits.
func (i Instant) Time() time.Time {
	return time.Unix(int64(min(max(i, timeMin), timeMax)), 0).UTC()
}

// FromTime converts t, dropping any fraction of a second.
func FromTime(t time.Time) Instant { return bounded(t.Unix()) }

// AddCalendar moves i by an ISO 8601 duration: first years and months, keeping
// the day of the month or clamping it to the last day (31 January plus one
// month is 28 or 29 February), then days, then seconds. An unbounded instant
// stays what it is; a bounded one saturates instead of overflowing.
func (i Instant) AddCalendar(years, months, days int, seconds int64) Instant {
	if !i.Bounded() {
		return i
	}
	dayNumber, clock := splitDay(i)
	year, month, day := civilFromDays(dayNumber)

	// Beyond this many units every result saturates, so that cutting the
	// arguments changes nothing but makes the sums below safe.
	const tooManyYears, tooManyDays = 1_000_000_000_000, 1_000_000_000_000_000
	year += clamp(int64(years), tooManyYears)
	total := int64(month-1) + clamp(int64(months), 12*tooManyYears)
	year += floorDiv(total, 12)
	month = int(total-floorDiv(total, 12)*12) + 1
	day = min(day, daysIn(year, month))

	dayNumber = daysFromCivil(year, month, day) + clamp(int64(days), tooManyDays)
	return addSeconds(fromDay(dayNumber, clock), seconds)
}

// bounded keeps a count of seconds off the two unbounded values.
func bounded(seconds int64) Instant {
	return min(max(Instant(seconds), firstInstant), lastInstant)
}

// addSeconds adds without overflow.
func addSeconds(i Instant, seconds int64) Instant {
	switch {
	case seconds > 0 && int64(i) > math.MaxInt64-seconds:
		return lastInstant
	case seconds < 0 && int64(i) < math.MinInt64-seconds:
		return firstInstant
	}
	return bounded(int64(i) + seconds)
}

// fromDay gives the instant of a second of the day, saturating.
func fromDay(dayNumber, clock int64) Instant {
	const last = math.MaxInt64/secondsPerDay - 1
	switch {
	case dayNumber > last:
		return lastInstant
	case dayNumber < -last:
		return firstInstant
	}
	return Instant(dayNumber*secondsPerDay + clock)
}

// splitDay is the inverse of fromDay.
func splitDay(i Instant) (dayNumber, clock int64) {
	dayNumber = floorDiv(int64(i), secondsPerDay)
	return dayNumber, int64(i) - dayNumber*secondsPerDay
}

// clamp limits v to the range -limit to limit.
func clamp(v, limit int64) int64 { return min(max(v, -limit), limit) }
