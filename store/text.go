package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/store/words"
)

// Text is a text in one language.
type Text struct {
	Text string `cbor:"1,keyasint" json:"text"`
	Lang string `cbor:"2,keyasint,omitempty" json:"lang,omitempty"`
}

// Label is a text in the language actually served. Fallback tells that it is
// not the first language asked for.
type Label struct {
	Text, Lang string
	Fallback   bool
}

// fallbackLangs is the chain for labels when no asked language has a text.
var fallbackLangs = []string{"en", "fr"}

// PickText finds the best text: an asked language in order (`fr-CA` also takes
// `fr`), then the fallback chain, then the first. ok is false for no texts.
func PickText(texts []Text, langs []string) (Label, bool) {
	if len(texts) == 0 {
		return Label{}, false
	}
	for i, want := range langs {
		if t, ok := textIn(texts, want); ok {
			return labelIn(t, i > 0), true
		}
	}
	for i, want := range fallbackLangs {
		if t, ok := textIn(texts, want); ok {
			return labelIn(t, len(langs) > 0 || i > 0), true
		}
	}
	return labelIn(texts[0], true), true
}

// undetermined is the BCP 47 tag for text of no known language.
const undetermined = "und"

func labelIn(t Text, fallback bool) Label {
	if t.Lang == "" {
		t.Lang = undetermined
	}
	return Label{t.Text, t.Lang, fallback}
}

// labelOfKey is the last resort.
func labelOfKey(key string) Label { return Label{key, undetermined, true} }

func textIn(texts []Text, lang string) (Text, bool) {
	for _, t := range texts {
		if strings.EqualFold(t.Lang, lang) {
			return t, true
		}
	}
	base, _, _ := strings.Cut(lang, "-")
	for _, t := range texts {
		have, _, _ := strings.Cut(t.Lang, "-")
		if strings.EqualFold(have, base) {
			return t, true
		}
	}
	return Text{}, false
}

// fold makes names comparable: no case, no accents, single spaces.
func fold(s string) string { return words.Fold(s) }

// slug makes a key out of a name: `Junte malienne` → `junte-malienne`.
func slug(s string) string {
	var b strings.Builder
	for _, r := range fold(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() > 80 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// clip keeps echoes of input short in messages.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= 64 {
		return s
	}
	return string([]rune(s)[:64]) + "…"
}

func lower(s string) string { return strings.ToLower(s) }
