package edtf

// Date is a parsed EDTF string. Dates are comparable with ==, which compares
// the spelling: 2022-05 and 2022-05-01/2022-05-31 differ. The zero Date is
// "no date"; its bounds are unbounded.
type Date struct {
	text             string
	earliest, latest Instant
	precision        Precision
	shape            shape
	approximate      bool
	uncertain        bool
}

// shape tells the three kinds of EDTF expression apart.
type shape uint8

const (
	single shape = iota
	interval
	set
)

// MustParse is Parse for dates known to be valid; it panics if s is not.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String gives the date as it was written.
func (d Date) String() string { return d.text }

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d.text == "" }

// IsInterval reports whether d has two ends, as 2013-03/2014.
func (d Date) IsInterval() bool { return d.shape == interval }

// IsSet reports whether d is a set, as [1667,1668] or {1960,1961-12}.
func (d Date) IsSet() bool { return d.shape == set }

// Earliest is the first second d can mean, or MinInstant.
func (d Date) Earliest() Instant {
	if d.IsZero() {
		return MinInstant
	}
	return d.earliest
}

// Latest is the last second d can mean, or MaxInstant.
func (d Date) Latest() Instant {
	if d.IsZero() {
		return MaxInstant
	}
	return d.latest
}

// Precision is how finely d is known. An interval or set is known as finely
// as the coarsest of its dates.
func (d Date) Precision() Precision { return d.precision }

// Approximate reports whether any part of d is qualified with "~" or "%".
func (d Date) Approximate() bool { return d.approximate }

// Uncertain reports whether any part of d is qualified with "?" or "%".
func (d Date) Uncertain() bool { return d.uncertain }

// Start is the first end of an interval. That of a single date is the date
// itself, that of a set the hull of its members.
func (d Date) Start() Part {
	if d.shape == interval {
		start, _ := splitInterval(d.text)
		return start
	}
	return d.whole()
}

// End is the second end of an interval. That of a single date is the date
// itself, that of a set the hull of its members.
func (d Date) End() Part {
	if d.shape == interval {
		_, end := splitInterval(d.text)
		return end
	}
	return d.whole()
}

// Members lists the members of a set, each with its bounds; a range such as
// 1670..1672 is one member. It is nil for anything but a set.
func (d Date) Members() []Part {
	if d.shape != set {
		return nil
	}
	members, _ := parseSet(d.text)
	return members
}

// whole is d as a single part.
func (d Date) whole() Part {
	return Part{
		EDTF:        d.text,
		Earliest:    d.Earliest(),
		Latest:      d.Latest(),
		Precision:   d.precision,
		Approximate: d.approximate,
		Uncertain:   d.uncertain,
		Open:        d.shape == set && (d.earliest == MinInstant || d.latest == MaxInstant),
		Unknown:     d.IsZero(),
	}
}

// newDate is the date spelled text with the bounds and flags of p.
func newDate(text string, s shape, p Part) Date {
	return Date{
		text: text, shape: s,
		earliest: p.Earliest, latest: p.Latest, precision: p.Precision,
		approximate: p.Approximate, uncertain: p.Uncertain,
	}
}

// MarshalText gives the date as written, and nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText parses b. Empty text is the zero Date, so that no date
// survives the round trip.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
