package edtf

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// row is a line of testdata/cases.tsv, where the columns are explained.
type row struct {
	line                                             int
	input, valid, earliest, latest, precision, flags string
	peers                                            string
}

func TestCases(t *testing.T) {
	for _, r := range readCases(t) {
		d, err := Parse(r.input)
		if got := describe(r, d, err); got != r {
			t.Errorf("cases.tsv:%d:\n got %+v\nwant %+v", r.line, got, r)
		}
		if err == nil && d.String() != r.input {
			t.Errorf("%s: String gives %s", r.input, d)
		}
	}
}

// describe puts what was parsed in the words of the table.
func describe(r row, d Date, err error) row {
	r.valid, r.earliest, r.latest, r.precision, r.flags = "no", "-", "-", "-", "-"
	if err != nil {
		return r
	}
	r.valid = "yes"
	r.earliest, r.latest = instantText(d.Earliest()), instantText(d.Latest())
	r.precision = d.Precision().String()
	start, end := d.Start(), d.End()
	var flags []string
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"interval", d.IsInterval()},
		{"set", d.IsSet()},
		{"approximate", d.Approximate()},
		{"uncertain", d.Uncertain()},
		{"start-open", d.IsInterval() && start.Open},
		{"start-unknown", start.Unknown},
		{"end-open", d.IsInterval() && end.Open},
		{"end-unknown", end.Unknown},
	} {
		if f.set {
			flags = append(flags, f.name)
		}
	}
	if flags != nil {
		r.flags = strings.Join(flags, " ")
	}
	return r
}

// instantText is an instant in RFC 3339, also for years beyond package time.
func instantText(i Instant) string {
	if !i.Bounded() {
		return "unbounded"
	}
	dayNumber, clock := splitDay(i)
	year, month, day := civilFromDays(dayNumber)
	sign := ""
	if year < 0 {
		sign, year = "-", -year
	}
	return fmt.Sprintf("%s%04d-%02d-%02dT%02d:%02d:%02dZ", sign, year, month, day, clock/3600, clock/60%60, clock%60)
}

func readCases(t testing.TB) []row {
	t.Helper()
	var rows []row
	for _, l := range readTable(t, "testdata/cases.tsv", 7) {
		c := l.columns
		if c[0] == `""` {
			c[0] = ""
		}
		rows = append(rows, row{l.number, c[0], c[1], c[2], c[3], c[4], c[5], c[6]})
	}
	return rows
}

type tableLine struct {
	number  int
	columns []string
}

// readTable reads tab-separated lines, leaving out comments and empty lines.
func readTable(t testing.TB, name string, columns int) []tableLine {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var lines []tableLine
	for i, l := range strings.Split(string(text), "\n") {
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		c := strings.Split(l, "\t")
		if len(c) != columns {
			t.Fatalf("%s:%d: %d columns, not %d", name, i+1, len(c), columns)
		}
		lines = append(lines, tableLine{i + 1, c})
	}
	return lines
}
