package edtf

import "strings"

// maxLength limits what Parse looks at. No date needs more; a set of fifty
// years fits.
const maxLength = 256

// openEnd marks an end without limit (LoC level 1, "Open end time interval").
const openEnd = ".."

// Parse reads an EDTF string. The error is a *ParseError that says what to
// change.
func Parse(s string) (Date, error) {
	d, fault := parse(s)
	if fault == nil {
		return d, nil
	}
	if better, ok := suggest(s); ok {
		fault.reason += "; write " + better
	}
	return Date{}, &ParseError{Input: clip(s), Offset: fault.offset, Reason: fault.reason}
}

// parse is Parse without the search for a better spelling.
func parse(s string) (Date, *fault) {
	if f := screen(s); f != nil {
		return Date{}, f
	}
	switch {
	case s[0] == '[' || s[0] == '{':
		members, f := parseSet(s)
		if f != nil {
			return Date{}, f
		}
		all := members[0]
		for _, m := range members[1:] {
			all = hull(all, m)
		}
		return newDate(s, set, all), nil
	case strings.ContainsRune(s, '/'):
		start, end, f := parseInterval(s)
		if f != nil {
			return Date{}, f
		}
		// Not the hull: an open or unknown end has no bounds of its own, and a
		// date may end before the year in which it starts has passed.
		p := hull(start, end)
		p.Earliest, p.Latest = start.Earliest, end.Latest
		return newDate(s, interval, p), nil
	}
	f, flt := parseFields(s, 0, withTime)
	if flt != nil {
		return Date{}, flt
	}
	return newDate(s, single, f.part(s)), nil
}
