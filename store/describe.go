package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"demarche/edtf"
)

// indexNames says what is in each space, and of what its keys are made: i an id, s a
// string, t a time, n a number, b a byte, h a hash of 16 bytes, f one of 32.
var indexNames = map[string]struct{ name, parts string }{
	"Cr": {"records", "i"}, "Ck": {"stable keys", "s"}, "Cx": {"codes", "ss"}, "Cf": {"contents", "f"},
	"Cn": {"names", "si"}, "Cg": {"words", "si"}, "Ce": {"entities by kind", "isi"}, "Ct": {"relations by type", "iti"},
	"Ca": {"relations by participant", "iti"}, "Cb": {"relations by role", "iibti"}, "Cc": {"claims on relations", "ii"},
	"Cm": {"claims by claimant", "iti"}, "Cs": {"claims by source", "iti"}, "Cq": {"claims by time", "ti"},
	"Cy": {"replies", "iti"}, "Cd": {"claims of speech acts", "ii"}, "Cz": {"relative dates", "ii"},
	"Co": {"the ontology", "bi"}, "Cv": {"version of the ontology", ""}, "Cj": {"merges", "i"}, "Cu": {"version of merges", ""},
	"LF": {"format", ""}, "Lh": {"head of the log", ""}, "Ll": {"the log", "n"}, "Lw": {"times of commits", "n"}, "Li": {"idempotency keys", "h"},
}

// unknownIndex is where keys go that are in no space.
const unknownIndex = "foreign keys"

// indexName is what a key belongs to.
func indexName(k key) string {
	if len(k) < 4 {
		return unknownIndex
	}
	plane := k[2]
	if plane == planeHistory {
		plane = planeCurrent
	}
	x, ok := indexNames[string([]byte{plane, k[3]})]
	switch {
	case !ok:
		return unknownIndex
	case k[2] == planeHistory:
		return x.name + ", past"
	}
	return x.name
}

// describeKey says what a key means, for people.
func describeKey(k key) string {
	name := indexName(k)
	if name == unknownIndex {
		return hex.EncodeToString(k)
	}
	body, until := k[4:], ""
	plane := k[2]
	if plane == planeHistory {
		if len(body) < 8 {
			return name + " " + hex.EncodeToString(k)
		}
		until = fmt.Sprintf(" (until commit %d)", bigEndian(body[len(body)-8:]))
		body, plane = body[:len(body)-8], planeCurrent
	}
	out := []string{name + ":"}
	for _, part := range indexNames[string([]byte{plane, k[3]})].parts {
		says, rest, ok := readPart(part, body)
		if !ok {
			return name + " " + hex.EncodeToString(k)
		}
		out, body = append(out, says), rest
	}
	if len(body) > 0 {
		return name + " " + hex.EncodeToString(k)
	}
	if len(out) == 1 {
		return name + until
	}
	return strings.Join(out, " ") + until
}

func readPart(part rune, b []byte) (says string, rest []byte, ok bool) {
	size := map[rune]int{'i': 8, 'n': 8, 'b': 1, 'h': retryKeyLen, 'f': len(fingerprint{})}[part]
	if len(b) < size {
		return "", nil, false
	}
	switch part {
	case 'i':
		id := ID(bigEndian(b))
		says = id.Class().noun() + " " + id.String()
	case 'n':
		says = fmt.Sprint(bigEndian(b))
	case 'b':
		says = fmt.Sprint(b[0])
	case 'h', 'f':
		says = hex.EncodeToString(b[:size])
	case 's':
		if size = bytes.IndexByte(b, 0) + 1; size == 0 {
			return "", nil, false
		}
		says = fmt.Sprintf("%q", b[:size-1])
	case 't':
		t, rest, err := cutTime(b)
		if err != nil {
			return "", nil, false
		}
		return t.text(), rest, true
	}
	return says, b[size:], true
}

// text is the first second that a time in a key means.
func (t sortTime) text() string {
	switch c := t[0]; {
	case c == timeUndated:
		return "undated"
	case c == timeUnboundedPast:
		return "from ever"
	case c == timeUnboundedFuture:
		return "without a beginning"
	case c < 0x80: // a negative number, its leading bytes left out
		n := int(0x80 - c)
		seconds := int64(-1)
		for _, b := range t[1 : n+1] {
			seconds = seconds<<8 | int64(b)
		}
		return "from " + edtf.Instant(seconds).Time().Format(time.RFC3339)
	default:
		seconds := int64(0)
		for _, b := range t[1 : int(c)-0x80+1] {
			seconds = seconds<<8 | int64(b)
		}
		return "from " + edtf.Instant(seconds).Time().Format(time.RFC3339)
	}
}

// noun is the class without its article.
func (c Class) noun() string {
	if _, noun, ok := strings.Cut(c.String(), " "); ok {
		return noun
	}
	return "thing"
}
