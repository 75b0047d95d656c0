package edtf

import "fmt"

// FromBounds gives the shortest date with exactly these bounds: a century,
// decade, year, month or day, a single second, or else an interval of days,
// which is open where a bound is. It reports false if there is none, as when
// the bounds are not those of whole days. Seasons are left out: which months
// they have is a convention, which bounds do not state.
func FromBounds(from, to Instant) (Date, bool) {
	text := ""
	switch {
	case from > to || !from.Bounded() && !to.Bounded():
	case from == to:
		day, clock := splitDay(from)
		text = dayText(day)
		if text != "" {
			text += fmt.Sprintf("T%02d:%02d:%02dZ", clock/3600, clock/60%60, clock%60)
		}
	default:
		text = spanText(from, to)
	}
	if text == "" {
		return Date{}, false
	}
	d, err := Parse(text)
	if err != nil || d.Earliest() != from || d.Latest() != to {
		return Date{}, false
	}
	return d, true
}

// spanText spells a span of whole days, or nothing.
func spanText(from, to Instant) string {
	first, last := openEnd, openEnd
	firstDay, clock := splitDay(from)
	if from.Bounded() {
		if first = dayText(firstDay); clock != 0 {
			return ""
		}
	}
	lastDay, clock := splitDay(to)
	if to.Bounded() {
		if last = dayText(lastDay); clock != secondsPerDay-1 {
			return ""
		}
	}
	if from.Bounded() && to.Bounded() {
		if text := unitText(firstDay, lastDay); text != "" {
			return text
		}
	}
	if first == "" || last == "" {
		return ""
	}
	return first + "/" + last
}

// unitText spells a single day, month, year, decade or century.
func unitText(firstDay, lastDay int64) string {
	year, month, day := civilFromDays(firstDay)
	toYear, toMonth, toDay := civilFromDays(lastDay)
	if firstDay == lastDay {
		return dayText(firstDay)
	}
	if day != 1 || toDay != daysIn(toYear, toMonth) {
		return ""
	}
	switch {
	case year == toYear && month == toMonth:
		if text := yearText(year); text[0] != 'Y' {
			return fmt.Sprintf("%s-%02d", text, month)
		}
	case month == 1 && toMonth == 12 && year == toYear:
		return yearText(year)
	case month == 1 && toMonth == 12:
		return yearsText(year, toYear)
	}
	return ""
}

// yearsText spells a decade or century. Candidates are built from the digits
// the years share and then checked against both years.
func yearsText(first, last int64) string {
	near := first // the year closer to 0000, from which digits are masked
	if first < 0 {
		near = last
	}
	for masked := 1; masked <= 2; masked++ {
		text := yearText(near)
		if text[0] == 'Y' {
			break // years beyond four digits have no unspecified ones
		}
		text = text[:len(text)-masked] + "XX"[:masked]
		f, flt := parseFields(text, 0, withoutTime)
		if flt != nil {
			continue
		}
		if a, b := f.years(); a == first && b == last {
			return text
		}
	}
	return ""
}

// yearText spells a year.
func yearText(year int64) string {
	switch {
	case year > 9999 || year < -9999:
		return fmt.Sprintf("Y%d", year)
	case year < 0:
		return fmt.Sprintf("-%04d", -year)
	}
	return fmt.Sprintf("%04d", year)
}

// dayText spells a day, or nothing beyond the years of four digits, which have
// no days in EDTF.
func dayText(dayNumber int64) string {
	year, month, day := civilFromDays(dayNumber)
	text := yearText(year)
	if text[0] == 'Y' {
		return ""
	}
	return fmt.Sprintf("%s-%02d-%02d", text, month, day)
}
