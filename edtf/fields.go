package edtf

import (
	"strconv"
	"strings"
)

// unspecified stands in for a month or day written XX.
const unspecified = -1

// fields is a single date taken apart.
type fields struct {
	negative bool  // written with a minus sign
	year     int64 // absolute value; unspecified digits are zero
	masked   int   // unspecified digits at the end of the year: 0, 1 or 2

	month int // 0 if absent, unspecified, 1 to 12, or a season 21 to 24
	day   int // 0 if absent, unspecified, or 1 to 31

	clock *clock // nil if there is no time of day

	approximate, uncertain bool
}

// clock is a time of day as written.
type clock struct {
	hour, minute, second int
	zone                 string // as written: "", "Z", "-04" or "+04:30"
	offset               int    // seconds east of UTC
}

// timeRule says whether a date may have a time of day.
type timeRule bool

const (
	withTime    timeRule = true
	withoutTime timeRule = false
)

// parseFields reads a date of level 0 or 1. at is the place of s in the whole
// input, for the offset of errors.
func parseFields(s string, at int, rule timeRule) (fields, *fault) {
	var f fields
	body, flt := f.parseQualifier(s, at)
	if flt != nil {
		return f, flt
	}
	if body == "" {
		return f, faultAt(at, "put a date here, such as 2022-05-02, 2022-05 or 2022")
	}
	date, timeOfDay, hasTime := strings.Cut(body, "T")
	if hasTime {
		if flt := f.parseTime(timeOfDay, at+len(date)+1, rule); flt != nil {
			return f, flt
		}
		if len(body) < len(s) {
			return f, faultAt(at+len(body), "remove the qualifier: a date with a time of day takes none")
		}
	}
	if date != "" && date[0] == 'Y' {
		flt = f.parseLongYear(date, at)
	} else {
		flt = f.parseCalendar(date, at)
	}
	if flt == nil && hasTime && f.day <= 0 {
		flt = faultAt(at+len(date), "give the full date before the time of day, as in 1985-04-12T23:20:30Z")
	}
	return f, flt
}

// parseQualifier takes off the qualifier at the end (LoC level 1,
// "Qualification of a date (complete)").
func (f *fields) parseQualifier(s string, at int) (body string, _ *fault) {
	body = strings.TrimRight(s, "?~%")
	if len(s)-len(body) > 1 {
		return "", faultAt(at+len(body)+1, "use one qualifier only: ? for uncertain, ~ for approximate, %% for both")
	}
	if i := strings.IndexAny(body, "?~%"); i >= 0 {
		return "", faultAt(at+i, "move the qualifier %c to the end of the date: qualifying a single component is level 2 and not supported", body[i])
	}
	switch s[len(body):] {
	case "~":
		f.approximate = true
	case "?":
		f.uncertain = true
	case "%":
		f.approximate, f.uncertain = true, true
	}
	return body, nil
}

// parseLongYear reads Y and a year of five digits or more (LoC level 1,
// "Letter-prefixed calendar year").
func (f *fields) parseLongYear(s string, at int) *fault {
	digits := s[1:]
	if strings.HasPrefix(digits, "-") {
		f.negative, digits = true, digits[1:]
	}
	start := at + len(s) - len(digits)
	if n := digitsAt(digits); n < len(digits) {
		return faultAt(start+n, "write only digits after Y: it marks a year alone, without month or day")
	}
	switch {
	case len(digits) < 5:
		return faultAt(at, "remove the Y: it is for years of more than four digits")
	case digits[0] == '0':
		return faultAt(start, "remove the leading zeros from the year")
	case len(digits) > 18:
		return faultAt(start+18, "shorten the year: at most 18 digits are supported")
	}
	f.year, _ = strconv.ParseInt(digits, 10, 64)
	return nil
}

// parseCalendar reads year, year-month or year-month-day, with unspecified
// digits from the right (LoC level 0 "Date", level 1 "Unspecified digit(s)
// from the right", "Seasons" and "Negative calendar year").
func (f *fields) parseCalendar(s string, at int) *fault {
	rest := s
	if strings.HasPrefix(rest, "-") {
		f.negative, rest = true, rest[1:]
	}
	if flt := checkYear(s, rest, at); flt != nil {
		return flt
	}
	yearAt := at + len(s) - len(rest)
	known := strings.TrimRight(rest[:4], "X")
	f.masked = 4 - len(known)
	if f.masked > 2 || strings.Contains(known, "X") {
		return faultAt(yearAt, "leave at most the last two digits of the year unspecified, as in 201X or 20XX")
	}
	f.year, _ = strconv.ParseInt(known+"00"[:f.masked], 10, 64)
	if f.negative && f.year == 0 && f.masked == 0 {
		return faultAt(at, "remove the minus sign: the year 0000 has none")
	}
	if rest = rest[4:]; rest == "" {
		return nil
	}
	if f.masked > 0 {
		return faultAt(yearAt+4, "stop after the year: a month can follow only a year with four known digits")
	}
	return f.parseMonth(rest[1:], yearAt+5)
}

// checkYear sees to it that s begins with a year of four places and that it
// ends there or goes on with a hyphen. unsigned is s without its sign.
func checkYear(s, unsigned string, at int) *fault {
	yearAt := at + len(s) - len(unsigned)
	if strings.HasPrefix(s, "+") {
		return faultAt(at, "remove the plus sign")
	}
	n := 0
	for n < len(unsigned) && (isDigit(unsigned[n]) || unsigned[n] == 'X') {
		n++
	}
	switch {
	case n == 0:
		return faultAt(yearAt, "begin with the year in four digits, as in 2022-05-02")
	case n < 4:
		return faultAt(yearAt, "write the year first and with four digits, as in 2022-05-02")
	case n == 6 || n == 8:
		return faultAt(yearAt+4, "put hyphens between year, month and day, as in 2022-05-02")
	case n > 4:
		return faultAt(yearAt+4, "write a year of more than four digits with a leading Y, as in Y17000")
	case len(unsigned) > 4 && unsigned[4] != '-':
		return faultAt(yearAt+4, "put a hyphen after the year, as in 2022-05-02")
	}
	return nil
}

// parseMonth reads a month or season and what follows it.
func (f *fields) parseMonth(s string, at int) *fault {
	month, day, hasDay := strings.Cut(s, "-")
	if month == "XX" {
		f.month = unspecified
	} else {
		if digitsAt(month) != 2 || len(month) != 2 {
			return faultAt(at, "write the month with two digits, or XX if it is unspecified")
		}
		f.month = int(month[0]-'0')*10 + int(month[1]-'0')
	}
	switch m := f.month; {
	case m >= 21 && m <= 24 && hasDay:
		return faultAt(at+2, "stop after the season: a day can follow only a month")
	case m >= 21 && m <= 24:
		return nil
	case m >= 25 && m <= 41:
		return faultAt(at, "use a month 01 to 12 or a season 21 to 24: the other divisions of the year are level 2 and not supported")
	case m == 0 || m > 12:
		return faultAt(at, "use a month 01 to 12 or a season 21 to 24")
	}
	if !hasDay {
		return nil
	}
	return f.parseDay(day, at+3)
}

// parseDay reads the day of the month.
func (f *fields) parseDay(s string, at int) *fault {
	if s == "XX" {
		f.day = unspecified
		return nil
	}
	if digitsAt(s) != 2 || len(s) != 2 {
		return faultAt(at, "write the day with two digits, or XX if it is unspecified")
	}
	if f.month == unspecified {
		return faultAt(at, "write XX for the day too: digits are unspecified from the right")
	}
	f.day = int(s[0]-'0')*10 + int(s[1]-'0')
	if last := daysIn(f.signedYear(), f.month); f.day < 1 || f.day > last {
		return faultAt(at, "use a day 01 to %d: %s %s has no more", last, english.months[f.month-1], yearText(f.signedYear()))
	}
	return nil
}

// signedYear is the year with its sign. It is meant for years without
// unspecified digits.
func (f *fields) signedYear() int64 {
	if f.negative {
		return -f.year
	}
	return f.year
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digitsAt counts the digits s begins with.
func digitsAt(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
