package store

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"demarche/edtf"
)

// The bounds on what comes in, in bytes of UTF-8 or in members of a list.
const (
	MaxOperations   = 200
	maxKeyLen       = 128
	maxNameLen      = 500
	maxTextLen      = 4000
	maxQuoteLen     = 1000 // a few quoted words, not an article
	maxNames        = 200
	maxCodes        = 100
	maxParticipants = 100
	maxClaims       = 100
	maxEvidence     = 20
	maxRoles        = 32
	maxMessageLen   = 1000
)

func checkText(what, s string, limit int) error {
	switch {
	case !utf8.ValidString(s):
		return invalid("`%s` is not valid UTF-8", what)
	case s == "":
		return invalid("`%s` is empty", what)
	case len(s) > limit:
		return invalid("`%s` has %d bytes; at most %d", what, len(s), limit)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return invalid("`%s` holds the control character U+%04X; leave it out", what, r)
		}
	}
	return nil
}

// checkOptional is checkText for what may be empty.
func checkOptional(what, s string, limit int) error {
	if s == "" {
		return nil
	}
	return checkText(what, s, limit)
}

var keyForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}\p{M}._:-]*$`)

func checkKey(s string) error {
	if err := checkText("key", s, maxKeyLen); err != nil {
		return err
	}
	if !keyForm.MatchString(s) {
		return invalid("%q is no key: letters, digits, and . _ : - after the first; as in `mali-junta`", clip(s))
	}
	return nil
}

func checkCode(scheme, code string) error {
	if err := checkText("scheme", scheme, maxKeyLen); err != nil {
		return err
	}
	return checkText("code", code, maxKeyLen)
}

func checkLang(s string) error {
	if s == "" {
		return nil
	}
	if _, err := language.Parse(s); err != nil || len(s) > 35 {
		return invalid("%q is no BCP 47 language tag; write fr, en, bm, ar-Latn", clip(s))
	}
	return nil
}

func checkURL(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(s) > 2000 {
		return invalid("%q is no http(s) URL; write it whole, as in https://example.org/article", clip(s))
	}
	return nil
}

func checkEDTF(what, s string) error {
	if s == "" {
		return nil
	}
	_, err := edtf.Parse(s)
	if err == nil {
		return nil
	}
	reason := err.Error()
	var pe *edtf.ParseError
	if errors.As(err, &pe) {
		reason = pe.Reason
	}
	return invalid("`%s`: %q is no EDTF date: %s", what, clip(s), reason)
}

// maxLangs is how many languages a label may be asked for in.
const maxLangs = 20

// CheckLangs checks the languages that texts are asked for in.
func CheckLangs(langs []string) error {
	if len(langs) > maxLangs {
		return invalid("%d languages; at most %d", len(langs), maxLangs)
	}
	for _, l := range langs {
		if l == "" {
			return invalid("a language is empty; write fr, en, bm, ar-Latn")
		}
		if err := checkLang(l); err != nil {
			return err
		}
	}
	return nil
}

func checkTexts(what string, list []Text, limit int) error {
	seen := map[string]bool{}
	if len(list) > maxNames {
		return invalid("`%s` has %d texts; at most %d", what, len(list), maxNames)
	}
	for _, t := range list {
		if err := checkText(what, t.Text, limit); err != nil {
			return err
		}
		if err := checkLang(t.Lang); err != nil {
			return err
		}
		if seen[t.Lang] {
			return invalid("`%s` has two texts in %q; one per language", what, t.Lang)
		}
		seen[t.Lang] = true
	}
	return nil
}

// checkCodes gives a copy in which the default match is filled in: the input is
// the caller's, who may send it again.
func checkCodes(in []Code) ([]Code, error) {
	if len(in) > maxCodes {
		return nil, invalid("%d codes; at most %d", len(in), maxCodes)
	}
	list := slices.Clone(in)
	for i := range list {
		c := &list[i]
		if c.Match == "" {
			c.Match = Exact
		}
		if err := checkCode(c.Scheme, c.Code); err != nil {
			return nil, err
		}
		if err := checkOptional("label", c.Label, maxNameLen); err != nil {
			return nil, err
		}
		if err := checkURL(c.URL); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func checkQuantities(list []Quantity) error {
	if len(list) > maxCodes {
		return invalid("%d quantities; at most %d", len(list), maxCodes)
	}
	for _, q := range list {
		if err := checkText("quantities.key", q.Key, maxKeyLen); err != nil {
			return err
		}
		if err := checkOptional("quantities.unit", q.Unit, maxKeyLen); err != nil {
			return err
		}
		if q.Min != nil && *q.Min > q.Value || q.Max != nil && *q.Max < q.Value {
			return invalid("quantity %q: `value` lies outside `min` and `max`", q.Key)
		}
	}
	return nil
}
