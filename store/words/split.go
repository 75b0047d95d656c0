package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// MaxLen is how long a folded word gets, in bytes. What is longer is cut, in texts
// and queries alike, so that it is found all the same.
const MaxLen = 64

// Word is a word of a text: folded, and where it stands there, in bytes.
type Word struct {
	Folded     string
	Start, End int
}

// Split gives the words of a text in order. Boundaries are those of UAX #29; within
// them a word ends at an apostrophe or point (`l'armée` has two), except that
// letters with points between them are one (`S.O.F.A.`). A text without any letter
// or digit is split into its symbols.
func Split(text string) []Word {
	segments := segment(text)
	out := pick(text, segments, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	if len(out) == 0 {
		out = pick(text, segments, unicode.IsSymbol)
	}
	return out
}

// segment gives the pieces of a text between word boundaries.
func segment(text string) (out [][2]int) {
	for it := words.FromString(text); it.Next(); {
		out = append(out, [2]int{it.Start(), it.End()})
	}
	return out
}

// pick makes words of the segments that hold a rune that makes a word.
func pick(text string, segments [][2]int, makes func(rune) bool) (out []Word) {
	part := func(r rune) bool { return makes(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r) }
	for _, s := range segments {
		if !strings.ContainsFunc(text[s[0]:s[1]], makes) {
			continue
		}
		if isAcronym(text[s[0]:s[1]]) {
			out = appendWord(out, text, s[0], s[1], part)
			continue
		}
		start := -1
		for i, r := range text[s[0]:s[1]] {
			switch {
			case part(r) && start < 0:
				start = s[0] + i
			case !part(r) && start >= 0:
				out = appendWord(out, text, start, s[0]+i, part)
				start = -1
			}
		}
		if start >= 0 {
			out = appendWord(out, text, start, s[1], part)
		}
	}
	return out
}

func isAcronym(s string) bool {
	if !strings.Contains(s, ".") {
		return false
	}
	for _, piece := range strings.Split(s, ".") {
		if r, n := utf8.DecodeRuneInString(piece); n != len(piece) || !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

func appendWord(out []Word, text string, start, end int, part func(rune) bool) []Word {
	folded := strings.Map(func(r rune) rune {
		if part(r) && !unicode.Is(unicode.Cf, r) {
			return r
		}
		return -1 // folding can bring signs in: ½ has a stroke
	}, Fold(text[start:end]))
	if len(folded) > MaxLen {
		n := MaxLen
		for !utf8.RuneStart(folded[n]) {
			n--
		}
		folded = folded[:n]
	}
	if folded == "" {
		return out
	}
	return append(out, Word{folded, start, end})
}
