package model

import (
	"strings"
	"time"

	"demarche/edtf"
	"demarche/store"
)

// TimeSpan is a valid time.
type TimeSpan struct {
	Edtf       *string
	Start, End *FuzzyDate
	Ongoing    bool
}

// FuzzyDate is an imprecise date.
type FuzzyDate struct {
	Edtf             *string
	Earliest, Latest *time.Time
	Precision        string
	Approximate      bool
	Uncertain        bool
	Anchor           Thing
	Offset           *string
	date             edtf.Date
}

// Text is the date as people write it in a language.
func (d *FuzzyDate) Text(lang *string) string {
	l := "en"
	if lang != nil {
		l = *lang
	}
	french := l == "fr" || strings.HasPrefix(l, "fr-")
	switch {
	case d.Earliest == nil && d.Latest == nil && french:
		return "date inconnue"
	case d.Earliest == nil && d.Latest == nil:
		return "date unknown"
	case d.Earliest == nil && french:
		return "au plus tard le " + dayText(*d.Latest, l)
	case d.Earliest == nil:
		return "by " + dayText(*d.Latest, l)
	case d.Latest == nil && french:
		return "le " + dayText(*d.Earliest, l) + " ou plus tard"
	case d.Latest == nil:
		return dayText(*d.Earliest, l) + " or later"
	case d.date.IsZero(): // bounds that no EDTF date has
		return dayText(*d.Earliest, l) + " – " + dayText(*d.Latest, l)
	}
	return d.date.Text(l)
}

func dayText(t time.Time, lang string) string {
	return edtf.MustParse(t.Format(time.DateOnly)).Text(lang)
}

// dateOf reads a stored EDTF date; nil for none.
func dateOf(s string) *FuzzyDate {
	if s == "" {
		return nil
	}
	d, err := edtf.Parse(s)
	if err != nil {
		return nil // it was checked when it came in; shown as undated rather than failing the answer
	}
	return fuzzy(d)
}

func fuzzy(d edtf.Date) *FuzzyDate {
	s := d.String()
	return &FuzzyDate{
		Edtf: &s, Earliest: instant(d.Earliest()), Latest: instant(d.Latest()), Precision: d.Precision().String(),
		Approximate: d.Approximate(), Uncertain: d.Uncertain(), date: d,
	}
}

func instant(i edtf.Instant) *time.Time {
	if !i.Bounded() {
		return nil
	}
	t := i.Time()
	return &t
}

// between is the date with given bounds, as far as EDTF can say it.
func between(from, to edtf.Instant) *FuzzyDate {
	if d, ok := edtf.FromBounds(from, to); ok {
		return fuzzy(d)
	}
	return &FuzzyDate{Earliest: instant(from), Latest: instant(to), Precision: edtf.Unknown.String()}
}

// timeSpan shows a stored time; nil if undated.
func timeSpan(t *store.Time, a store.Aspect, anchor Thing) *TimeSpan {
	if t == nil {
		return nil
	}
	b, dated := t.Bounds(a)
	out := &TimeSpan{}
	if t.Anchor != 0 {
		offset := t.Offset
		when := &FuzzyDate{Precision: edtf.Unknown.String()}
		if dated {
			when = between(b.StartEarliest, b.StartLatest)
		}
		when.Anchor, when.Offset = anchor, &offset
		out.Start = when
		if a == store.Event {
			out.End, out.Edtf = when, when.Edtf
		}
		return out
	}
	if t.EDTF != "" && !t.Attested {
		s := t.EDTF
		out.Edtf = &s
		d, err := edtf.Parse(s)
		if err == nil {
			out.Ongoing = d.End().Open && d.IsInterval()
			if a == store.Event && !d.IsInterval() {
				out.Start = fuzzy(d)
				out.End = out.Start
				return out
			}
		}
	}
	if b.Moment {
		out.Start = between(b.StartEarliest, b.EndLatest)
		out.End = out.Start
		return out
	}
	if b.StartLatest != edtf.MinInstant && (b.StartEarliest.Bounded() || b.StartLatest.Bounded()) {
		out.Start = startOrEnd(b.StartEarliest, b.StartLatest, b.Qualified, true)
	}
	if b.EndEarliest != edtf.MaxInstant && (b.EndEarliest.Bounded() || b.EndLatest.Bounded()) {
		out.End = startOrEnd(b.EndEarliest, b.EndLatest, b.Qualified, false)
	}
	if out.Edtf == nil && t.Start != "" && t.End != "" {
		s := t.Start + "/" + t.End
		out.Edtf = &s
	}
	return out
}

// startOrEnd shows a bound of a state. One known to the second is the first or
// last second of a day, and shown as that day.
func startOrEnd(from, to edtf.Instant, qualified, start bool) *FuzzyDate {
	const day = 24*60*60 - 1
	if from == to && start {
		to += day
	} else if from == to {
		from -= day
	}
	d := between(from, to)
	d.Uncertain = d.Uncertain || qualified
	return d
}
