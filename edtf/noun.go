package edtf

import (
	"fmt"
	"strconv"
	"strings"
)

// noun is the date itself, without qualifiers and unspecified parts.
func (l *language) noun(f *fields) string {
	first, last := f.years()
	switch f.precision() {
	case Decade, Century:
		if f.masked == 1 && first >= 100 {
			return l.decade[0] + strconv.FormatInt(first, 10) + l.decade[1]
		}
		return l.years + l.yearRange(first, last)
	case Season:
		name := l.seasons[f.month-spring] + " "
		if f.month == winter {
			return name + l.yearRange(first, first+1)
		}
		return name + l.year(first)
	case Year:
		return l.year(first)
	case Month:
		return l.months[f.month-1] + " " + l.year(first)
	}
	day := strconv.Itoa(f.day)
	if f.day == 1 {
		day = l.first
	}
	text := day + " " + l.months[f.month-1] + " " + l.year(first)
	if c := f.clock; c != nil {
		text += fmt.Sprintf(", %02d:%02d:%02d", c.hour, c.minute, c.second)
		switch c.zone {
		case "":
		case "Z":
			text += " UTC"
		default:
			text += " UTC" + c.zone
		}
	}
	return text
}

// year names a year. Year 0000 is 1 BCE (ISO 8601-1, 4.2.1), so that -0043 is
// 44 BCE.
func (l *language) year(y int64) string {
	number, era := l.yearParts(y)
	return strings.TrimSuffix(number+" "+era, " ")
}

// yearRange names the years from one to another.
func (l *language) yearRange(first, last int64) string {
	number, era := l.yearParts(first)
	if _, lastEra := l.yearParts(last); era == lastEra || era == l.after {
		return number + "–" + l.year(last)
	}
	return number + " " + era + "–" + l.year(last)
}

func (l *language) yearParts(y int64) (number, era string) {
	switch {
	case y <= 0:
		return strconv.FormatInt(1-y, 10), l.before
	case y < 100:
		era = l.after
	}
	return strconv.FormatInt(y, 10), era
}

// unspecified tells which parts of the date are unspecified.
func (l *language) unspecified(f *fields) []string {
	switch {
	case f.month == unspecified && f.day == unspecified:
		return []string{l.either}
	case f.month == unspecified:
		return []string{l.monthless}
	case f.day == unspecified:
		return []string{l.dayless}
	}
	return nil
}
