package edtf

// Part is one end of an interval, one member of a set, or a whole date.
type Part struct {
	// EDTF is the part as written: ".." for an open end, "" for an unknown one.
	EDTF string
	// Earliest and Latest are the first and last second the part can mean.
	// Those of an open or unknown end of an interval are both unbounded.
	Earliest, Latest Instant
	Precision        Precision
	// Approximate and Uncertain report the qualifiers "~" and "?"; "%" is both.
	Approximate, Uncertain bool
	// Open reports an end that is deliberately without limit (".."), Unknown
	// one that exists but is not known (LoC level 1, "Extended Interval").
	Open, Unknown bool
}

// unboundedPart is an end of an interval without a date.
func unboundedPart(text string) Part {
	return Part{EDTF: text, Earliest: MinInstant, Latest: MaxInstant, Open: text == openEnd, Unknown: text == ""}
}

// hull is the smallest part that covers both, known no finer than the coarser.
func hull(a, b Part) Part {
	return Part{
		Earliest:    min(a.Earliest, b.Earliest),
		Latest:      max(a.Latest, b.Latest),
		Precision:   max(a.Precision, b.Precision),
		Approximate: a.Approximate || b.Approximate,
		Uncertain:   a.Uncertain || b.Uncertain,
		Open:        a.Open || b.Open,
		Unknown:     a.Unknown || b.Unknown,
	}
}
