// Package edtf reads dates written in the Extended Date/Time Format, the
// profile of ISO 8601-2:2019 kept by the Library of Congress
// (https://www.loc.gov/standards/datetime/).
//
// Supported are level 0 and level 1 in full, and of level 2 the sets
// ("one of" in square brackets, "all of" in braces). Every date has bounds,
// the first and last second it can possibly mean, so that imprecise dates can
// be ordered and compared.
//
// Where the standard leaves a choice, this package chooses as follows.
//
//   - Days are those of the proleptic Gregorian calendar, and year 0000 is
//     1 BCE (ISO 8601-1, 4.2.1).
//   - A time without a zone is read as UTC.
//   - The seasons 21 to 24 are the meteorological seasons of the northern
//     hemisphere: spring is March to May, summer June to August, autumn
//     September to November, and winter December to February of the next year.
//   - The qualifiers "?", "~" and "%" never widen the bounds. They are
//     reported beside them.
//   - [Precision] says how finely the date is known, not how it is spelled:
//     1985-04-XX is known to the month. (LoC level 1, "Unspecified digit(s)
//     from the right", calls the spelling "day precision".)
//   - The ends of an interval and the members of a set may be any level 1 date
//     without a time of day, which includes unspecified digits (201X/2022).
//   - An interval names a date at one end at least; "../.." says nothing.
//   - An interval ends no earlier than it begins, judged by the bounds.
package edtf
