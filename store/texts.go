package store

import (
	"slices"

	"demarche/store/words"
)

// MatchField says which of a thing's texts a search found.
type MatchField string

// The fields that are searched.
const (
	InName        MatchField = "NAME"
	InDescription MatchField = "DESCRIPTION"
	InQuote       MatchField = "QUOTE"
	InTitle       MatchField = "TITLE"
	InCode        MatchField = "CODE"
)

// matchFields are numbered in the index: the list only grows at its end.
var matchFields = []MatchField{InName, InDescription, InQuote, InTitle, InCode}

// searchText is a text that search finds. The same words in several languages, or
// as several kinds of name, are one text with several uses.
type searchText struct {
	field MatchField
	text  string
	uses  []textUse
}

// textUse is a language that a text is in ("": not known), and what kind of name it is.
type textUse struct {
	lang string
	kind NameKind // of names only
}

// textsOf gives the texts of a thing that search finds, in the record's order. A
// claim that was derived has none: its quotes are those of the claim on the speech act.
func textsOf(t thing) (out []searchText) {
	add := func(f MatchField, text string, use textUse) {
		at := slices.IndexFunc(out, func(x searchText) bool { return x.field == f && x.text == text })
		switch {
		case text == "":
		case at < 0:
			out = append(out, searchText{f, text, []textUse{use}})
		case !slices.Contains(out[at].uses, use):
			out[at].uses = append(out[at].uses, use)
		}
	}
	switch x := t.(type) {
	case *Entity:
		for _, n := range x.Names {
			add(InName, n.Text, textUse{n.Lang, n.Kind})
		}
		for _, c := range x.Codes {
			add(InCode, c.Code, textUse{})
		}
		for _, d := range x.Description {
			add(InDescription, d.Text, textUse{lang: d.Lang})
		}
	case *Source:
		for _, title := range x.Titles {
			add(InTitle, title.Text, textUse{lang: title.Lang})
		}
	case *Claim:
		if x.DerivedFrom != 0 {
			return nil
		}
		for _, e := range x.Evidence {
			add(InQuote, e.Quote, textUse{lang: e.Lang})
		}
	}
	return out
}

// A word stands in the index in these forms. A text in a language with stems is
// found by its stems alone, so that it takes no more keys than it has words; a
// name is found by both, so that what begins like it finds it too.
const (
	formWord byte = 1 << iota
	formStem
)

// term is a word as it stands in the index, and the forms that it has there.
type term struct {
	word string
	form byte
}

// termsOf gives the terms under which a word of a text stands in the index.
func termsOf(f MatchField, lang, folded string) []term {
	switch stem := words.Stem(lang, folded); {
	case stem == "":
		return []term{{folded, formWord}}
	case f != InName:
		return []term{{stem, formStem}}
	case stem == folded:
		return []term{{folded, formWord | formStem}}
	default:
		return []term{{folded, formWord}, {stem, formStem}}
	}
}
