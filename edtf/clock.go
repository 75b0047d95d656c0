package edtf

import "strings"

// parseTime reads what follows T (LoC level 0, "Date and Time"): hours,
// minutes and seconds, then nothing, Z, ±hh or ±hh:mm. The standard has
// neither fractions nor times without seconds, and only full dates have a time
// of day.
func (f *fields) parseTime(s string, at int, rule timeRule) *fault {
	if rule == withoutTime {
		return faultAt(at-1, "remove the time of day: the ends of an interval and the members of a set are dates (LoC level 0, Time Interval)")
	}
	c := &clock{}
	f.clock = c
	zoneStart := len(s)
	if i := strings.IndexAny(s, "Z+-"); i >= 0 {
		zoneStart = i
	}
	if flt := c.parseClock(s[:zoneStart], at); flt != nil {
		return flt
	}
	return c.parseZone(s[zoneStart:], at+zoneStart)
}

// parseClock reads hh:mm:ss.
func (c *clock) parseClock(s string, at int) *fault {
	if shapeOf(s) == "dd:dd" {
		return faultAt(at+len(s), "add the seconds: a time of day has hours, minutes and seconds")
	}
	if strings.HasPrefix(shapeOf(s), "dd:dd:dd.") {
		return faultAt(at+len("dd:dd:dd"), "remove the fraction of a second")
	}
	if shapeOf(s) != "dd:dd:dd" {
		return faultAt(at, "write the time of day as hh:mm:ss, as in 1985-04-12T23:20:30Z")
	}
	c.hour, c.minute, c.second = twoDigits(s), twoDigits(s[3:]), twoDigits(s[6:])
	switch {
	case c.hour == 24:
		return faultAt(at, "write midnight as 00:00:00 of the next day")
	case c.hour > 23:
		return faultAt(at, "use an hour 00 to 23")
	case c.minute > 59:
		return faultAt(at+3, "use a minute 00 to 59")
	case c.second == 60:
		return faultAt(at+6, "use second 59: leap seconds are not counted")
	case c.second > 59:
		return faultAt(at+6, "use a second 00 to 59")
	}
	return nil
}

// parseZone reads the shift from UTC. A time without one is taken as UTC.
func (c *clock) parseZone(s string, at int) *fault {
	c.zone = s
	if s == "" || s == "Z" {
		return nil
	}
	if shape := shapeOf(s[1:]); s[0] == 'Z' || shape != "dd" && shape != "dd:dd" {
		return faultAt(at, "end the time of day with Z or a shift from UTC such as +02 or +02:00")
	}
	hours, minutes := twoDigits(s[1:]), 0
	if len(s) > 3 {
		minutes = twoDigits(s[4:])
	}
	if hours > 23 || minutes > 59 {
		return faultAt(at+1, "use a shift from UTC of at most 23 hours and 59 minutes")
	}
	c.offset = (hours*60 + minutes) * 60
	if s[0] == '-' {
		if c.offset == 0 {
			// ISO 8601-1, 4.3.13: a shift of zero is not written with a minus.
			return faultAt(at, "write Z for no shift from UTC")
		}
		c.offset = -c.offset
	}
	return nil
}

// shapeOf replaces each digit with d.
func shapeOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return 'd'
		}
		return r
	}, s)
}

// twoDigits reads the number in the first two bytes.
func twoDigits(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
