package edtf

import "strings"

// Text gives the date in words, in English ("en") or French ("fr"). Any other
// language gets English. The text is for readers: it cannot be parsed back.
func (d Date) Text(lang string) string {
	l := &english
	if lang == "fr" {
		l = &french
	}
	switch {
	case d.IsZero():
		return ""
	case d.IsInterval():
		start, end, _ := strings.Cut(d.text, "/")
		return l.interval(start, end)
	case d.IsSet():
		return l.set(d.text)
	}
	return l.single(d.text)
}

// single words a date that stands alone: "about May 2022, uncertain".
func (l *language) single(s string) string {
	f, _ := parseFields(s, 0, withTime)
	text := l.noun(&f)
	if f.approximate {
		text = l.place(about, f.precision(), text) + text
	}
	text += parenthesis(l.unspecified(&f))
	if f.uncertain {
		text += ", " + l.uncertain
	}
	return text
}

// nested words a date within a sentence: "1984 (uncertain)".
func (l *language) nested(s string) (text string, f fields) {
	f, _ = parseFields(s, 0, withoutTime)
	text = l.noun(&f)
	if f.approximate {
		text = l.approxBefore + text + l.approxAfter
	}
	notes := l.unspecified(&f)
	if f.uncertain {
		notes = append(notes, l.uncertain)
	}
	return text + parenthesis(notes), f
}

// placed words a date with what introduces it: "since March 2013".
func (l *language) placed(r role, s string) string {
	text, f := l.nested(s)
	return l.place(r, f.precision(), text) + text
}

// interval words the two ends of an interval. An open end is left out, an
// unknown one is mentioned.
func (l *language) interval(start, end string) string {
	switch {
	case end == openEnd:
		return l.placed(since, start)
	case start == openEnd:
		return l.placed(until, end)
	case end == "":
		return l.placed(since, start) + ", " + l.endUnknown
	case start == "":
		return l.placed(until, end) + ", " + l.startUnknown
	}
	return l.placed(from, start) + " " + l.placed(to, end)
}

// set words the members of a set: "1667, 1668 or 1670 to 1672".
func (l *language) set(s string) string {
	joiner := l.or
	if s[0] == '{' {
		joiner = l.and
	}
	var b strings.Builder
	members := strings.Split(s[1:len(s)-1], ",")
	for i, member := range members {
		switch {
		case i == 0:
		case i < len(members)-1:
			b.WriteString(", ")
		default:
			b.WriteString(" " + joiner + " ")
		}
		b.WriteString(l.member(member, joiner))
	}
	return b.String()
}

// member words one date or range of a set.
func (l *language) member(s, joiner string) string {
	first, last, ranged := strings.Cut(s, openEnd)
	switch {
	case !ranged:
		text, _ := l.nested(s)
		return text
	case first == "":
		text, _ := l.nested(last)
		return text + " " + joiner + " " + l.earlier
	case last == "":
		text, _ := l.nested(first)
		return text + " " + joiner + " " + l.later
	}
	text, _ := l.nested(first)
	return text + " " + l.placed(to, last)
}

// parenthesis puts notes in parentheses after a space.
func parenthesis(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, ", ") + ")"
}
