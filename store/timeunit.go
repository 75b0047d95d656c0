package store

import "demarche/edtf"

// Units of time are numbered without gaps: days from 1970-01-01, months and years
// from year 0, decades as EDTF has them, where 000X is decade 0 and -000X (the years
// -9 to -1, as there is no -0) is decade -1.

// unitOf is the unit that an instant lies in.
func unitOf(i edtf.Instant, unit edtf.Precision) int64 {
	switch i {
	case edtf.MinInstant:
		return unboundedPast
	case edtf.MaxInstant:
		return unboundedFuture
	}
	if unit == edtf.Day {
		return floorDiv(int64(i), 24*60*60)
	}
	t := i.Time()
	year := int64(t.Year())
	switch {
	case unit == edtf.Month:
		return 12*year + int64(t.Month()) - 1
	case unit == edtf.Year:
		return year
	case year < 0:
		return -(-year / 10) - 1
	}
	return year / 10
}

// startOf is the first instant of a unit.
func startOf(n int64, unit edtf.Precision) edtf.Instant {
	year, month := n, int64(0)
	switch unit {
	case edtf.Day:
		return edtf.Instant(n * 24 * 60 * 60)
	case edtf.Month:
		year = floorDiv(n, 12)
		month = n - 12*year
	case edtf.Decade:
		if year = 10 * n; n < 0 {
			year = 10*(n+1) - 9
		}
	}
	return edtf.Instant(0).AddCalendar(int(year)-1970, int(month), 0, 0)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
