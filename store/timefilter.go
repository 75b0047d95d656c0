package store

import "demarche/edtf"

// TimeFilter asks three-valued questions about imprecise dates. Its conditions
// are ANDed. POSSIBLE (the default): some moment that the date allows fits.
// CERTAIN: every one does, and the date is not marked uncertain or approximate.
type TimeFilter struct {
	Overlaps       *edtf.Date
	Within         *edtf.Date
	StartsBefore   *edtf.Date
	StartsAfter    *edtf.Date
	Certainty      Certainty
	IncludeUndated bool
}

// Match tells whether what b allows fits. dated false: only IncludeUndated counts.
func (f *TimeFilter) Match(b Bounds, dated bool) bool {
	if f == nil {
		return true
	}
	if !dated {
		return f.IncludeUndated
	}
	certain := f.Certainty == Certain
	if certain && b.Qualified {
		return false
	}
	if q := f.Overlaps; q != nil && !overlaps(b, q.Earliest(), q.Latest(), certain) {
		return false
	}
	if q := f.Within; q != nil && !within(b, q.Earliest(), q.Latest(), certain) {
		return false
	}
	if q := f.StartsBefore; q != nil && !before(b, q.Earliest(), certain) {
		return false
	}
	if q := f.StartsAfter; q != nil && !afterwards(b, q.Latest(), certain) {
		return false
	}
	return true
}

func overlaps(b Bounds, from, to edtf.Instant, certain bool) bool {
	switch {
	case b.Moment && certain:
		return b.StartEarliest >= from && b.StartLatest <= to
	case certain: // each possible start lies before the end of the query, each end after its start
		return b.StartLatest <= to && b.EndEarliest >= from
	}
	return b.StartEarliest <= to && b.EndLatest >= from
}

func within(b Bounds, from, to edtf.Instant, certain bool) bool {
	switch {
	case b.Moment:
		return overlaps(b, from, to, certain)
	case certain:
		return b.StartEarliest >= from && b.EndLatest <= to
	}
	start, end := max(b.StartEarliest, from), min(b.EndLatest, to)
	return start <= b.StartLatest && end >= b.EndEarliest && start <= end
}

func before(b Bounds, t edtf.Instant, certain bool) bool {
	if certain {
		return b.StartLatest < t
	}
	return b.StartEarliest < t
}

func afterwards(b Bounds, t edtf.Instant, certain bool) bool {
	if certain {
		return b.StartEarliest > t
	}
	return b.StartLatest > t
}
