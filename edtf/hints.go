package edtf

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// screen refuses what can be told at the first sight of the characters, so
// that the parser proper meets only those that EDTF uses.
func screen(s string) *fault {
	if s == "" {
		return faultAt(0, "write a date such as 2022-05-02, 2022-05 or 2022")
	}
	if len(s) > maxLength {
		return faultAt(maxLength, "shorten the text to %d characters", maxLength)
	}
	if yearLast.MatchString(s) {
		return faultAt(0, "write the year first, then month and day, as in 2022-05-02")
	}
	if at := draftKeyword.FindStringIndex(s); at != nil {
		return faultAt(at[0], "write .. for an open end, and nothing for an unknown one")
	}
	if i := strings.Index(s, openEnd); i > 0 && s[0] >= '0' && s[0] <= '9' && !strings.Contains(s, "/") {
		return faultAt(i, "put / between the two ends of an interval")
	}
	if i := strings.IndexByte(s, ','); i > 0 && !strings.ContainsAny(s[:1], "[{") {
		return faultAt(0, "put a set of dates in [ ] if one of them is meant, in { } if all are")
	}
	for i, r := range s {
		if flt := screenRune(r, i); flt != nil {
			return flt
		}
	}
	return nil
}

func screenRune(r rune, at int) *fault {
	switch {
	case r >= '0' && r <= '9' || strings.ContainsRune("-XYTZ:+./?~%[]{},", r):
		return nil
	case unicode.IsSpace(r):
		return faultAt(at, "remove the space: EDTF has none")
	case strings.ContainsRune("xytz", r):
		return faultAt(at, "write %c in upper case", r)
	case r == 'u':
		return faultAt(at, "write X instead of u for an unspecified digit")
	case r == 'W':
		return faultAt(at, "give the month and day: week dates are not EDTF")
	case r == 'E' || r == 'S':
		return faultAt(at, "write the year in full: exponents and significant digits are level 2 and not supported")
	case r == 'P':
		return faultAt(at, "write both ends of the interval as dates: durations are not EDTF")
	case unicode.Is(unicode.Pd, r) || r == '−':
		return faultAt(at, "write a plain hyphen")
	case r == utf8.RuneError:
		return faultAt(at, "remove the character that is not valid text")
	}
	if unicode.IsLetter(r) {
		return faultAt(at, "write the date in digits, as in 2022-05-02")
	}
	return faultAt(at, "remove %q: EDTF dates have no such character", r)
}

// yearLast matches day and month, in whatever order, before the year.
var yearLast = regexp.MustCompile(`^\d{1,2}[-./]\d{1,2}[-./]\d{4}$`)

// draftKeyword matches what the draft of 2012 had for open and unknown ends.
var draftKeyword = regexp.MustCompile(`(?i)\b(open|unknown)\b`)

// Spellings that are wrong but leave only one date to be meant.
var rewrites = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`\s+`), ``},
	{regexp.MustCompile(`[\p{Pd}−]`), `-`},
	{regexp.MustCompile(`(?i)\bopen\b`), `..`},
	{regexp.MustCompile(`(?i)\bunknown\b`), ``},
	{regexp.MustCompile(`^(\d[^/]*)\.\.(\d[^/]*)$`), `$1/$2`},
	{regexp.MustCompile(`\?~|~\?`), `%`},
	{regexp.MustCompile(`\+(\d{4}(?:-|/|$))`), `$1`},
	{regexp.MustCompile(`^(-?)(\d{4})(\d\d)(\d\d)$`), `$1$2-$3-$4`},     // basic format
	{regexp.MustCompile(`^(-?)(\d{4})((?:0[1-9]|1[0-2]))$`), `$1$2-$3`}, // the same, month only
	{regexp.MustCompile(`^(\d{4})[./](\d{1,2})[./](\d{1,2})$`), `$1-$2-$3`},
	{regexp.MustCompile(`^(-?)(\d{5}|\d{7}|\d{9,})$`), `Y$1$2`},
	{regexp.MustCompile(`\bY(-?\d{4})\b`), `$1`},
	{regexp.MustCompile(`-(\d)(-|T|/|[?~%]|$)`), `-0$1$2`},
	{regexp.MustCompile(`-(\d)([?~%]|T|/|$)`), `-0$1$2`}, // the day, when the month took its hyphen
	{regexp.MustCompile(`(T\d\d:\d\d)(Z|[+-]|$)`), `$1:00$2`},
	{regexp.MustCompile(`(T\d\d:\d\d:\d\d)\.\d+`), `$1`},
	{regexp.MustCompile(`(T\d\d:\d\d:\d\d)-00(?::00)?$`), `${1}Z`},
	{regexp.MustCompile(`^-(0000)\b`), `$1`},
}

// maxSuggestion is the longest input to suggest a better spelling for.
const maxSuggestion = 64

// suggest finds a valid spelling close to s, if there is an obvious one.
func suggest(s string) (string, bool) {
	if len(s) > maxSuggestion {
		return "", false
	}
	better := s
	for _, r := range rewrites {
		better = r.pattern.ReplaceAllString(better, r.replacement)
	}
	better = strings.ReplaceAll(strings.ToUpper(better), "U", "X")
	if better == s || len(better) > maxSuggestion {
		return "", false
	}
	if _, f := parse(better); f != nil {
		return "", false
	}
	return better, true
}
