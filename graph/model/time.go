package model

import (
	"strings"
	"time"

	"demarche/edtf"
	"demarche/store"
)

// TimeSpan is a valid time as it is stored. What it means is worked out for the
// fields that are asked for: most lists show the text alone.
type TimeSpan struct {
	time   *store.Time
	aspect store.Aspect
	anchor Thing
}

// timeSpan shows a stored time; nil if undated.
func timeSpan(t *store.Time, a store.Aspect, anchor Thing) *TimeSpan {
	if t == nil {
		return nil
	}
	return &TimeSpan{t, a, anchor}
}

// Edtf is the time in one EDTF string; nil where none can say it.
func (s *TimeSpan) Edtf() *string {
	switch t := s.time; {
	case t.Anchor != 0:
		return s.meaning().edtf
	case t.EDTF != "" && !t.Attested:
		return &t.EDTF
	case t.Start != "" && t.End != "":
		both := t.Start + "/" + t.End
		return &both
	}
	return nil
}

// Start is when it began; nil if nothing is known of that.
func (s *TimeSpan) Start() *FuzzyDate { return s.meaning().start }

// End is when it ended; nil if nothing is known of that.
func (s *TimeSpan) End() *FuzzyDate { return s.meaning().end }

// Ongoing tells that it has no end.
func (s *TimeSpan) Ongoing() bool { return s.meaning().ongoing }

// meaning is a TimeSpan worked out; edtf only of a relative date.
type meaning struct {
	edtf       *string
	start, end *FuzzyDate
	ongoing    bool
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

func (s *TimeSpan) meaning() (out meaning) {
	t, a := s.time, s.aspect
	b, dated := t.Bounds(a)
	if t.Anchor != 0 {
		offset := t.Offset
		when := &FuzzyDate{Precision: edtf.Unknown.String()}
		if dated {
			when = between(b.StartEarliest, b.StartLatest)
		}
		when.Anchor, when.Offset = s.anchor, &offset
		out.start = when
		if a == store.Event {
			out.end, out.edtf = when, when.Edtf
		}
		return out
	}
	if t.EDTF != "" && !t.Attested {
		d, err := edtf.Parse(t.EDTF)
		if err == nil {
			out.ongoing = d.End().Open && d.IsInterval()
			if a == store.Event && !d.IsInterval() {
				out.start = fuzzy(d)
				out.end = out.start
				return out
			}
		}
	}
	if b.Moment {
		out.start = between(b.StartEarliest, b.EndLatest)
		out.end = out.start
		return out
	}
	if b.StartLatest != edtf.MinInstant && (b.StartEarliest.Bounded() || b.StartLatest.Bounded()) {
		out.start = startOrEnd(b.StartEarliest, b.StartLatest, b.Qualified, true)
	}
	if b.EndEarliest != edtf.MaxInstant && (b.EndEarliest.Bounded() || b.EndLatest.Bounded()) {
		out.end = startOrEnd(b.EndEarliest, b.EndLatest, b.Qualified, false)
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
