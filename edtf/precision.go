package edtf

// Precision says how finely a date is known, from the finest to the coarsest.
type Precision uint8

// The precisions. Unknown is that of an open or unknown end of an interval and
// of the zero Date. There is none for minutes: EDTF times always have seconds
// (LoC level 0, "Date and Time").
const (
	Unknown Precision = iota
	Second
	Day
	Month
	Season
	Year
	Decade
	Century
)

var precisionNames = [...]string{"UNKNOWN", "SECOND", "DAY", "MONTH", "SEASON", "YEAR", "DECADE", "CENTURY"}

// String gives the upper-case name, such as DAY.
func (p Precision) String() string {
	if int(p) < len(precisionNames) {
		return precisionNames[p]
	}
	return precisionNames[Unknown]
}
