package edtf

import "strings"

// parseInterval reads two ends with a slash between them (LoC level 0, "Time
// Interval"; level 1, "Extended Interval").
func parseInterval(s string) (start, end Part, _ *fault) {
	left, right, _ := strings.Cut(s, "/")
	rightAt := len(left) + 1
	if i := strings.IndexByte(right, '/'); i >= 0 {
		return start, end, faultAt(rightAt+i, "use one slash only, between the two ends of an interval")
	}
	start, flt := parseEnd(left, 0)
	if flt != nil {
		return start, end, flt
	}
	if end, flt = parseEnd(right, rightAt); flt != nil {
		return start, end, flt
	}
	if start.Precision == Unknown && end.Precision == Unknown {
		return start, end, faultAt(0, "give a date at one end of the interval at least")
	}
	// The end may lie within the start (2005/2005-02), but not wholly before it.
	if start.Earliest.Bounded() && end.Latest.Bounded() && start.Earliest > end.Latest {
		return start, end, faultAt(rightAt, "swap the two ends: the interval ends before it starts")
	}
	return start, end, nil
}

// parseEnd reads one end, which may be open ("..") or unknown (nothing).
func parseEnd(s string, at int) (Part, *fault) {
	if s == openEnd || s == "" {
		return unboundedPart(s), nil
	}
	f, flt := parseFields(s, at, withoutTime)
	if flt != nil {
		return Part{}, flt
	}
	return f.part(s), nil
}

// splitInterval gives the ends of an interval known to be valid.
func splitInterval(s string) (start, end Part) {
	start, end, _ = parseInterval(s)
	return start, end
}
