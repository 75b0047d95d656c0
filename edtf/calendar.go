package edtf

// The day arithmetic is done here and not by package time because EDTF years
// (LoC level 1, "Letter-prefixed calendar year") go far beyond its range.

const (
	secondsPerDay  = 24 * 60 * 60
	daysPer400     = 146_097 // days in a 400-year cycle, after which the calendar repeats
	daysToEpoch    = 719_468 // days from 0000-03-01 to 1970-01-01
	marchFirstYear = 400     // the cycle is counted in years that begin in March
)

// daysFromCivil numbers a day, 1970-01-01 being 0. The year is counted from
// March, which puts the leap day last and makes the month lengths regular.
// Exact for any year within ±10^15.
func daysFromCivil(year int64, month, day int) int64 {
	if month <= 2 {
		year--
	}
	cycle := floorDiv(year, marchFirstYear)
	yearOfCycle := year - cycle*marchFirstYear
	monthFromMarch := int64((month + 9) % 12)
	dayOfYear := (153*monthFromMarch+2)/5 + int64(day) - 1
	dayOfCycle := yearOfCycle*365 + yearOfCycle/4 - yearOfCycle/100 + dayOfYear
	return cycle*daysPer400 + dayOfCycle - daysToEpoch
}

// civilFromDays is the inverse of daysFromCivil.
func civilFromDays(dayNumber int64) (year int64, month, day int) {
	dayNumber += daysToEpoch
	cycle := floorDiv(dayNumber, daysPer400)
	dayOfCycle := dayNumber - cycle*daysPer400
	yearOfCycle := (dayOfCycle - dayOfCycle/1460 + dayOfCycle/36_524 - dayOfCycle/146_096) / 365
	dayOfYear := dayOfCycle - (365*yearOfCycle + yearOfCycle/4 - yearOfCycle/100)
	monthFromMarch := (5*dayOfYear + 2) / 153
	day = int(dayOfYear-(153*monthFromMarch+2)/5) + 1
	month = int(monthFromMarch+2)%12 + 1
	year = yearOfCycle + cycle*marchFirstYear
	if month <= 2 {
		year++
	}
	return year, month, day
}

// daysIn gives the length of a month.
func daysIn(year int64, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// floorDiv divides rounding down, also for negative numbers.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
