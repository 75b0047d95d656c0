package store

import (
	"fmt"

	"github.com/maypok86/otter/v2"
	"github.com/sosodev/duration"

	"demarche/edtf"
)

// Time is a valid time as it was given, in one of four forms: EDTF alone; attested
// (true as of EDTF: started no later, ended no earlier); start and end; or an
// offset after another thing's time. A nil Time is undated.
type Time struct {
	EDTF     string `cbor:"1,keyasint,omitempty" json:"edtf,omitempty"`
	Attested bool   `cbor:"2,keyasint,omitempty" json:"attested,omitempty"`
	Start    string `cbor:"3,keyasint,omitempty" json:"start,omitempty"`
	End      string `cbor:"4,keyasint,omitempty" json:"end,omitempty"`
	Anchor   ID     `cbor:"5,keyasint,omitempty" json:"anchor,omitempty"`
	Offset   string `cbor:"6,keyasint,omitempty" json:"offset,omitempty"` // ISO 8601 duration
	// Moved is when the anchor's time plus the offset is, written again whenever
	// the anchor moves; nil while the anchor is undated.
	Moved *Bounds `cbor:"7,keyasint,omitempty" json:"moved,omitempty"`
}

// Bounds is what a Time says about its start and its end, as instants.
type Bounds struct {
	StartEarliest edtf.Instant `cbor:"1,keyasint" json:"startEarliest"`
	StartLatest   edtf.Instant `cbor:"2,keyasint" json:"startLatest"`
	EndEarliest   edtf.Instant `cbor:"3,keyasint" json:"endEarliest"`
	EndLatest     edtf.Instant `cbor:"4,keyasint" json:"endLatest"`
	// Moment: start and end are one and the same instant, as of an EVENT.
	Moment bool `cbor:"5,keyasint,omitempty" json:"moment,omitempty"`
	// Qualified: marked uncertain or approximate, so that no filter on it is CERTAIN.
	Qualified bool `cbor:"6,keyasint,omitempty" json:"qualified,omitempty"`
}

// moment is the Bounds of an instant somewhere in [earliest, latest].
func moment(earliest, latest edtf.Instant, qualified bool) Bounds {
	return Bounds{earliest, latest, earliest, latest, true, qualified}
}

// Bounds resolves t for an aspect; ok is false if it is undated. `2022-05` as an
// EVENT is one moment of May, as a STATE all of May.
func (t *Time) Bounds(a Aspect) (b Bounds, ok bool) {
	switch {
	case t == nil:
		return Bounds{}, false
	case t.Anchor != 0:
		if t.Moved == nil {
			return Bounds{}, false
		}
		return *t.Moved, true
	case t.Attested:
		return attestedBounds(parseStored(t.EDTF)), true
	case t.EDTF != "":
		return dateBounds(parseStored(t.EDTF), a), true
	}
	b = Bounds{edtf.MinInstant, edtf.MaxInstant, edtf.MinInstant, edtf.MaxInstant, false, false}
	if t.Start != "" {
		d := parseStored(t.Start)
		b.StartEarliest, b.StartLatest, b.EndEarliest = d.Earliest(), d.Latest(), d.Earliest()
		b.Qualified = d.Uncertain() || d.Approximate()
	}
	if t.End != "" {
		d := parseStored(t.End)
		b.EndEarliest, b.EndLatest = max(b.EndEarliest, d.Earliest()), d.Latest()
		b.StartLatest = min(b.StartLatest, d.Latest())
		b.Qualified = b.Qualified || d.Uncertain() || d.Approximate()
	}
	if a == Event {
		return moment(b.StartEarliest, b.EndLatest, b.Qualified), true
	}
	return b, true
}

func dateBounds(d edtf.Date, a Aspect) Bounds {
	q := d.Uncertain() || d.Approximate()
	if a == Event || d.IsSet() {
		return moment(d.Earliest(), d.Latest(), q)
	}
	if !d.IsInterval() {
		return Bounds{d.Earliest(), d.Earliest(), d.Latest(), d.Latest(), false, q}
	}
	s, e := d.Start(), d.End()
	b := Bounds{s.Earliest, s.Latest, e.Earliest, e.Latest, false, q}
	if s.Open { // EDTF `..`: without a start, so it held from ever
		b.StartLatest = edtf.MinInstant
	}
	if s.Unknown { // it started before it ended
		b.StartLatest = e.Latest
	}
	if e.Open {
		b.EndEarliest = edtf.MaxInstant
	}
	if e.Unknown {
		b.EndEarliest = s.Earliest
	}
	// It does not end before it starts: “2022/2022-06” started by June.
	b.StartLatest, b.EndEarliest = min(b.StartLatest, b.EndLatest), max(b.EndEarliest, b.StartEarliest)
	return b
}

// attestedBounds takes the day as the grain: what was true on a day was true all
// day; what was true in a month was true at some time of it.
func attestedBounds(d edtf.Date) Bounds {
	q := d.Uncertain() || d.Approximate()
	if d.Precision() == edtf.Day || d.Precision() == edtf.Second {
		return Bounds{edtf.MinInstant, d.Earliest(), d.Latest(), edtf.MaxInstant, false, q}
	}
	return Bounds{edtf.MinInstant, d.Latest(), d.Earliest(), edtf.MaxInstant, false, q}
}

// parsed keeps dates that were read: the same few thousand stand in most records.
var parsed = otter.Must(&otter.Options[string, edtf.Date]{MaximumSize: 1 << 13})

// parseStored reads a date that was checked when it came in.
func parseStored(s string) edtf.Date {
	if d, ok := parsed.GetIfPresent(s); ok {
		return d
	}
	d, err := edtf.Parse(s)
	if err != nil {
		return edtf.Date{}
	}
	parsed.Set(s, d)
	return d
}

func (t *Time) sortTime(a Aspect) sortTime {
	b, ok := t.Bounds(a)
	return sortTimeOf(b.StartEarliest, b.EndLatest, ok)
}

// eventSortTime is the place in time order of a single EDTF date such as saidAt.
func eventSortTime(s string) sortTime {
	if s == "" {
		return sortTimeOf(0, 0, false)
	}
	d := parseStored(s)
	return sortTimeOf(d.Earliest(), d.Latest(), true)
}

// Offset is a parsed ISO 8601 duration whose calendar parts stay calendar parts.
type offset struct {
	years, months, days int
	seconds             int64
}

func parseOffset(s string) (offset, error) {
	d, err := duration.Parse(s)
	if err != nil {
		return offset{}, fmt.Errorf("%q is not an ISO 8601 duration; write P6M for six months, P2D for two days, -P1D for the day before", clip(s))
	}
	sign := 1.0
	if d.Negative {
		sign = -1
	}
	o := offset{
		years: int(sign * d.Years), months: int(sign * d.Months), days: int(sign * (d.Days + 7*d.Weeks)),
		seconds: int64(sign * (d.Hours*3600 + d.Minutes*60 + d.Seconds)),
	}
	for _, part := range []float64{d.Years, d.Months, d.Weeks, d.Days} {
		if part != float64(int(part)) || part > 1e6 {
			return offset{}, fmt.Errorf("%q has a part that is no whole number of years, months, weeks or days up to a million", clip(s))
		}
	}
	return o, nil
}

// after moves the start of an anchor's bounds by an offset.
func (o offset) after(b Bounds, a Aspect) Bounds {
	from := b.StartEarliest.AddCalendar(o.years, o.months, o.days, o.seconds)
	to := b.StartLatest.AddCalendar(o.years, o.months, o.days, o.seconds)
	if a == Event {
		return moment(from, to, b.Qualified)
	}
	return Bounds{from, to, from, edtf.MaxInstant, false, b.Qualified}
}
