package edtf

import "strings"

// role is the place of a date in a sentence.
type role int

const (
	about role = iota
	since
	from
	to
	until
)

// language holds the words of one language. Everything that differs by more
// than words is in place.
type language struct {
	months  [12]string
	seasons [4]string
	first   string // the first of the month
	// before and after mark the years before the common era and the first
	// hundred after, which would not look like years.
	before, after string
	decade        [2]string // put around the first year of a decade
	years         string    // put before the first and last year

	approxBefore, approxAfter  string // an approximate date within a sentence
	uncertain                  string
	dayless, monthless, either string // what is unspecified
	endUnknown, startUnknown   string

	or, and, earlier, later string

	// place gives the words between a role and a date. precision is that of the
	// date, noun the date itself.
	place func(r role, precision Precision, noun string) string
}

var english = language{
	months: [12]string{"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"},
	seasons: [4]string{"spring", "summer", "autumn", "winter"},
	first:   "1", before: "BCE", after: "CE",
	decade: [2]string{"the ", "s"}, years: "the years ",
	approxBefore: "about ",
	uncertain:    "uncertain",
	dayless:      "day unspecified", monthless: "month unspecified", either: "month and day unspecified",
	endUnknown: "end unknown", startUnknown: "start unknown",
	or: "or", and: "and", earlier: "earlier", later: "later",
	place: func(r role, _ Precision, _ string) string {
		return [...]string{about: "about ", since: "since ", from: "from ", to: "to ", until: "until "}[r]
	},
}

var french = language{
	months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
		"août", "septembre", "octobre", "novembre", "décembre"},
	seasons: [4]string{"printemps", "été", "automne", "hiver"},
	first:   "1er", before: "av. J.-C.", after: "apr. J.-C.",
	decade: [2]string{"années ", ""}, years: "années ",
	approxAfter: " environ",
	uncertain:   "incertain",
	dayless:     "jour non précisé", monthless: "mois non précisé", either: "mois et jour non précisés",
	endUnknown: "fin inconnue", startUnknown: "début inconnu",
	or: "ou", and: "et", earlier: "avant", later: "après",
	place: placeFrench,
}

// placeFrench picks the article and its contraction: days and seasons have
// one, decades are plural, months and years have none.
func placeFrench(r role, precision Precision, noun string) string {
	masculine := [...]string{"vers le ", "depuis le ", "du ", "au ", "jusqu'au "}
	elided := [...]string{"vers l'", "depuis l'", "de l'", "à l'", "jusqu'à l'"}
	plural := [...]string{"vers les ", "depuis les ", "des ", "aux ", "jusqu'aux "}
	bare := [...]string{"vers ", "depuis ", "de ", "à ", "jusqu'en "}

	beginsWithVowel := strings.HasPrefix(noun, "é") || strings.ContainsAny(noun[:1], "aoh")
	switch precision {
	case Second, Day:
		return masculine[r]
	case Season:
		if beginsWithVowel {
			return elided[r]
		}
		return masculine[r]
	case Decade, Century:
		return plural[r]
	case Month:
		if beginsWithVowel && r == from {
			return "d'"
		}
	}
	return bare[r]
}
