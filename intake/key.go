package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/store/words"
)

// maxKey is how much of a name stands in a key, in bytes; what is longer is cut and
// told apart by a hash.
const maxKey = 90

// keyOf draws a key from a name: “Military (Mali)” gives military.mali, “Barack Obama”
// barack-obama. Spaces and other signs are kept apart, since “Transport Canada” and
// “Transport (Canada)” are two. Names that differ in case, accents or the sort of a
// sign only are one. It is empty for a name without a letter or digit.
func keyOf(name string) string {
	var b strings.Builder
	gap := byte(0)
	for _, r := range words.Fold(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r) || b.Len() > 0 && gap == 0 && unicode.IsMark(r):
			if gap != 0 && b.Len() > 0 {
				b.WriteByte(gap)
			}
			gap = 0
			b.WriteRune(r)
		case r == ' ' || r == '-':
			gap = max(gap, '-')
		default:
			gap = '.'
		}
	}
	key := b.String()
	if len(key) <= maxKey {
		return key
	}
	n := maxKey
	for !utf8.RuneStart(key[n]) {
		n--
	}
	return key[:n] + "-" + hashOf(key)
}

// hashOf is 12 hexadecimal digits that tell texts apart.
func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}

// webAddress tells whether a source is named by its address.
func webAddress(s string) (*url.URL, bool) {
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	return u, ok
}
