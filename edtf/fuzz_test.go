package edtf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse looks for panics, for dates that do not survive a round trip, and
// for errors that do not help.
func FuzzParse(f *testing.F) {
	for _, r := range readCases(f) {
		f.Add(r.input)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			checkError(t, s, err.(*ParseError))
			return
		}
		if back, err := Parse(d.String()); err != nil || back != d {
			t.Errorf("%q becomes %q", s, back)
		}
		if d.Earliest() > d.Latest() || d.IsZero() || d.IsSet() != (d.Members() != nil) {
			t.Errorf("%q: %+v", s, d)
		}
		if d.Text("en") == "" || d.Text("fr") == "" {
			t.Errorf("%q has no text", s)
		}
	})
}

func checkError(t *testing.T, s string, e *ParseError) {
	if e.Reason == "" || e.Offset < 0 || e.Offset > len(s) || !strings.HasPrefix(s, e.Input) || utf8.RuneCountInString(e.Input) > 64 {
		t.Errorf("%q: %+v", s, e)
	}
	if _, better, ok := strings.Cut(e.Reason, "; write "); ok {
		if _, err := Parse(better); err != nil {
			t.Errorf("%q: the advice %q is wrong: %v", s, better, err)
		}
	}
}
