package edtf

// Seasons are written in place of a month (LoC level 1, "Seasons").
const (
	spring = 21
	winter = 24
)

// farYear is beyond every year whose seconds fit an Instant and well within
// what the day arithmetic can count.
const farYear = 300_000_000_000

// years gives the first and last year f can mean.
func (f *fields) years() (first, last int64) {
	span := [...]int64{0, 9, 99}[f.masked]
	if !f.negative {
		return f.year, f.year + span
	}
	// -004X is -49 to -40. There is no year -0000, so -000X ends with -1.
	return -(f.year + span), min(-f.year, -1)
}

// months gives the first and last month, each with its year, that f can mean.
func (f *fields) months() (fromYear int64, from int, toYear int64, to int) {
	first, last := f.years()
	first, last = clamp(first, farYear), clamp(last, farYear)
	switch {
	case f.month == winter:
		return first, 12, last + 1, 2
	case f.month >= spring:
		from = 3 + (f.month-spring)*3
		return first, from, last, from + 2
	case f.month > 0:
		return first, f.month, last, f.month
	}
	return first, 1, last, 12
}

// bounds gives the first and last second f can mean.
func (f *fields) bounds() (earliest, latest Instant) {
	fromYear, from, toYear, to := f.months()
	firstDay, lastDay := 1, daysIn(toYear, to)
	if f.day > 0 {
		firstDay, lastDay = f.day, f.day
	}
	start := daysFromCivil(fromYear, from, firstDay)
	if f.clock != nil {
		c := f.clock
		at := fromDay(start, int64(c.hour*3600+c.minute*60+c.second-c.offset))
		return at, at
	}
	return fromDay(start, 0), fromDay(daysFromCivil(toYear, to, lastDay), secondsPerDay-1)
}

// precision is how finely f is known, whatever its spelling.
func (f *fields) precision() Precision {
	switch {
	case f.clock != nil:
		return Second
	case f.day > 0:
		return Day
	case f.month >= spring:
		return Season
	case f.month > 0:
		return Month
	case f.masked == 2:
		return Century
	case f.masked == 1:
		return Decade
	}
	return Year
}

// part is f, written as text, with its bounds.
func (f *fields) part(text string) Part {
	earliest, latest := f.bounds()
	return Part{
		EDTF: text, Earliest: earliest, Latest: latest, Precision: f.precision(),
		Approximate: f.approximate, Uncertain: f.uncertain,
	}
}
