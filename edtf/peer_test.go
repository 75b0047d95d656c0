package edtf

import (
	"fmt"
	"strings"
	"testing"

	goedtf "github.com/sfomuseum/go-edtf"
	"github.com/sfomuseum/go-edtf/parser"
)

// TestPeer compares the table with go-edtf. A disagreement has to be named in
// the column "peers", and one that is named has to be there.
func TestPeer(t *testing.T) {
	for _, r := range readCases(t) {
		named := false
		for _, p := range strings.Split(r.peers, "; ") {
			named = named || strings.HasPrefix(p, "go-edtf:")
		}
		ours := "invalid"
		if r.valid == "yes" {
			ours = strings.Join([]string{r.earliest, r.latest,
				fmt.Sprint(strings.Contains(r.flags, "approximate")), fmt.Sprint(strings.Contains(r.flags, "uncertain"))}, " ")
		}
		switch theirs := readByPeer(r.input); {
		case theirs == ours && named:
			t.Errorf("cases.tsv:%d: %s: go-edtf agrees, contrary to the column", r.line, r.input)
		case theirs != ours && !named:
			t.Errorf("cases.tsv:%d: %s: here %s, go-edtf %s", r.line, r.input, ours, theirs)
		}
	}
}

// readByPeer describes a date as go-edtf reads it.
func readByPeer(input string) string {
	d, err := parser.ParseString(input)
	if err != nil {
		return "invalid"
	}
	approximate, uncertain := false, false
	for _, end := range []*goedtf.Date{d.Start.Lower, d.Start.Upper, d.End.Lower, d.End.Upper} {
		if end != nil {
			approximate = approximate || end.Approximate != goedtf.NONE
			uncertain = uncertain || end.Uncertain != goedtf.NONE
		}
	}
	return strings.Join([]string{peerBound(d.Start.Lower), peerBound(d.End.Upper), fmt.Sprint(approximate), fmt.Sprint(uncertain)}, " ")
}

func peerBound(d *goedtf.Date) string {
	switch {
	case d.Open || d.Unknown:
		return "unbounded"
	case d.Timestamp == nil:
		return "nothing"
	}
	return instantText(Instant(d.Timestamp.Unix()))
}
