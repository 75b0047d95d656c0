package edtf

import (
	"strconv"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, l := range readTable(t, "testdata/text.tsv", 3) {
		d, err := Parse(l.columns[0])
		if err != nil {
			t.Errorf("text.tsv:%d: %v", l.number, err)
			continue
		}
		for i, lang := range []string{"en", "fr"} {
			if got, want := d.Text(lang), l.columns[i+1]; got != want {
				t.Errorf("text.tsv:%d: %s in %s: got %q, want %q", l.number, d, lang, got, want)
			}
		}
	}
}

func TestTextElsewhere(t *testing.T) {
	if got := MustParse("2022-05").Text("de"); got != "May 2022" {
		t.Errorf("an unknown language gives %q, not English", got)
	}
	if got := (Date{}).Text("en"); got != "" {
		t.Errorf("no date gives %q", got)
	}
}

func TestReasons(t *testing.T) {
	for _, l := range readTable(t, "testdata/reasons.tsv", 3) {
		input, err := strconv.Unquote(l.columns[0])
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse(input)
		e, ok := err.(*ParseError)
		if !ok {
			t.Errorf("reasons.tsv:%d: %q is taken", l.number, input)
			continue
		}
		if got := strconv.Itoa(e.Offset) + "\t" + e.Reason; got != l.columns[1]+"\t"+l.columns[2] {
			t.Errorf("reasons.tsv:%d: %q: got %s", l.number, input, got)
		}
	}
}

func TestLongInput(t *testing.T) {
	if _, err := Parse("[" + strings.Repeat("1667,", 50) + "1668]"); err != nil {
		t.Errorf("a long set: %v", err)
	}
	_, err := Parse(strings.Repeat("é", 1000))
	e := err.(*ParseError)
	if e.Input != strings.Repeat("é", 64) || e.Offset != maxLength {
		t.Errorf("a very long input: %+v", e)
	}
}
