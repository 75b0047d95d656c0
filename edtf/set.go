package edtf

import "strings"

// parseSet reads the members of a set (LoC level 2, "Set representation"): in
// square brackets one of them is meant, in braces all of them. The number of
// members is limited by the length of the input.
func parseSet(s string) ([]Part, *fault) {
	closing := "]"
	if s[0] == '{' {
		closing = "}"
	}
	if i := strings.IndexAny(s[1:], "[]{}"); i < 0 {
		return nil, faultAt(len(s), "close the set with %s", closing)
	} else if 1+i < len(s)-1 || s[len(s)-1:] != closing {
		return nil, faultAt(1+i, "close the set with %s at the very end, and do not nest sets", closing)
	}
	texts := strings.Split(s[1:len(s)-1], ",")
	members := make([]Part, 0, len(texts))
	at := 1
	for i, text := range texts {
		m, flt := parseMember(text, at, i == 0, i == len(texts)-1)
		if flt != nil {
			return nil, flt
		}
		members = append(members, m)
		at += len(text) + 1
	}
	return members, nil
}

// parseMember reads one date or a range. Only the first member can reach back
// without limit and only the last one forward, as they are in ascending order.
func parseMember(s string, at int, first, last bool) (Part, *fault) {
	if i := strings.IndexByte(s, '/'); i >= 0 {
		return Part{}, faultAt(at+i, "use .. instead of / between the ends of a range in a set")
	}
	left, right, ranged := strings.Cut(s, openEnd)
	if !ranged {
		f, flt := parseFields(s, at, withoutTime)
		if flt != nil {
			return Part{}, flt
		}
		return f.part(s), nil
	}
	switch {
	case left == "" && right == "":
		return Part{}, faultAt(at, "put a date before or after the ..")
	case left == "" && !first:
		return Part{}, faultAt(at, "put the member that begins with .. first")
	case right == "" && !last:
		return Part{}, faultAt(at, "put the member that ends with .. last")
	}
	rightAt := at + len(left) + len(openEnd)
	from, flt := parseRangeEnd(left, at)
	if flt != nil {
		return Part{}, flt
	}
	to, flt := parseRangeEnd(right, rightAt)
	if flt != nil {
		return Part{}, flt
	}
	if left != "" && right != "" {
		if from.Precision != to.Precision {
			return Part{}, faultAt(rightAt, "write both ends of the range to the same precision, as in 1670..1672")
		}
		if from.Earliest > to.Earliest {
			return Part{}, faultAt(rightAt, "swap the two ends: the range ends before it starts")
		}
	}
	p := hull(from, to)
	p.EDTF, p.Earliest, p.Latest = s, from.Earliest, to.Latest
	return p, nil
}

// parseRangeEnd reads a date; nothing is an end without limit.
func parseRangeEnd(s string, at int) (Part, *fault) {
	if s == "" {
		return unboundedPart(openEnd), nil
	}
	f, flt := parseFields(s, at, withoutTime)
	if flt != nil {
		return Part{}, flt
	}
	return f.part(s), nil
}
