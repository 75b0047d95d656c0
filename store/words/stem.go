package words

import (
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
)

// Stem gives the stem that a folded word has in a language (Snowball), "" for a
// language without stems. Texts and queries are folded before: who types no accents finds the same.
func Stem(lang, folded string) string {
	if len(folded) < 3 || strings.ContainsFunc(folded, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return ""
	}
	switch base, _, _ := strings.Cut(lang, "-"); {
	case strings.EqualFold(base, "en"):
		return english.Stem(folded, true)
	case strings.EqualFold(base, "fr"):
		return french.Stem(folded, true)
	}
	return ""
}

// Stems gives the stems of a word whose language nobody knows, each once.
func Stems(folded string) []string {
	en, fr := Stem("en", folded), Stem("fr", folded)
	switch {
	case en == "":
		return nil
	case en == fr:
		return []string{en}
	}
	return []string{en, fr}
}
