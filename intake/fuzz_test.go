package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"demarche/store"
)

// readAll reads a file to its end: batches, and the rows that are wrong.
func readAll(t *testing.T, text []byte, format Format) (batches []*Batch, wrong []error) {
	t.Helper()
	in, err := Decompress(bytes.NewReader(text))
	if err != nil {
		return nil, []error{err}
	}
	if format == "" {
		if format, err = Detect(in); err != nil || format == Dump {
			return nil, []error{err}
		}
	}
	r, err := New(in, format, "test")
	if err != nil {
		t.Fatal(err)
	}
	for {
		b, err := r.Next()
		var row *RowError
		switch {
		case errors.Is(err, io.EOF):
			return batches, wrong
		case errors.As(err, &row):
			wrong = append(wrong, err)
		case err != nil: // a compressed file that is cut off
			return batches, append(wrong, err)
		default:
			batches = append(batches, b)
		}
	}
}

// Whatever comes in, nothing panics, batches stay within the bounds of commits, no line
// disappears, and reading again gives the same.
func fuzz(f *testing.F, format Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		batches, wrong := readAll(t, text, format)
		rows, keys := 0, ""
		for _, b := range batches {
			if n := len(b.Input.Operations); n == 0 || n > store.MaxOperations || len(b.Lines) != n {
				t.Fatalf("a batch of %d operations, %d lines", n, len(b.Lines))
			}
			rows += b.Rows
			keys += b.Input.IdempotencyKey + "\n"
		}
		if lines, ok := countLines(text); ok && format != "" {
			if got := rows + len(wrong); got > lines || got < lines-1 { // a header is no row
				t.Fatalf("%d rows and %d wrong ones of %d lines", rows, len(wrong), lines)
			}
		}
		again, _ := readAll(t, text, format)
		for _, b := range again {
			rest, ok := strings.CutPrefix(keys, b.Input.IdempotencyKey+"\n")
			if !ok {
				t.Fatal("reading again gives other commits")
			}
			keys = rest
		}
	})
}

// countLines counts the lines that are not empty; ok is false where the file breaks off,
// so that nobody knows.
func countLines(text []byte) (n int, ok bool) {
	in, err := Decompress(bytes.NewReader(text))
	if err != nil {
		return 0, false
	}
	whole, err := io.ReadAll(in)
	if err != nil {
		return 0, false
	}
	for i, line := range strings.Split(string(whole), "\n") {
		if i == 0 {
			line = strings.TrimPrefix(line, byteOrderMark)
		}
		if strings.TrimSuffix(line, "\r") != "" {
			n++
		}
	}
	return n, true
}

func gdeltRow(set map[int]string) string {
	f := make([]string, gdeltColumns)
	for i, v := range map[int]string{colID: "1", colDay: "20310102", colActor1: "MLI", colActor1 + 1: "MALI", colActor1 + 2: "MLI", colCode: "010",
		colPlaceName: "Gao, Mali", colPlaceID: "-12", colPlaceState: "ML", colLat: "16.2", colLon: "-0.1", colSource: "https://example.org/a", colMentions: "2", colTone: "-1.5"} {
		f[i] = v
	}
	for i, v := range set {
		f[i] = v
	}
	return strings.Join(f, "\t")
}

func FuzzEvents(f *testing.F) {
	fuzz(f, Events, "A\tConsult\tB\t2031-01-02\nA\tconsult\tB (Mali)\t20310102\tRadio\r\n", "subject\trelation\tobject\tdate\n\n\x00\t\t\t\n", "\ufeffA\tx\tB\t2031~")
}

func FuzzGDELT(f *testing.F) {
	fuzz(f, GDELT, gdeltRow(nil), gdeltRow(map[int]string{colLat: "91", colID: "x"}), gdeltRow(map[int]string{colPlaceID: "", colTone: "NaN"}), strings.Repeat("\t", 60))
}

func FuzzOperations(f *testing.F) {
	fuzz(f, Operations, "\r\r", "\ufeff\r\n\ufeff\n", `{"putKind": {"key": "a", "labels": [{"text": "a"}]}}`+"\n\n"+`{"putRelation": {"type": "x", "claim": {"evidence": []}}}`, `{"merge": null}`, "[]\n{}{}")
}

func FuzzDetect(f *testing.F) {
	fuzz(f, "", "\x1f\x8b\x08\x00", "\x28\xb5\x2f\xfd\x00", "{\"demarche\":2}\n", "a\tb\tc\td\n", "{}", "")
}

// A line that is too long costs no memory and no other line.
func TestLongLines(t *testing.T) {
	good := "A\tConsult\tB\t2031-01-02\n"
	long := strings.Repeat("x", 3*MaxLine) + "\n"
	_, wrong := readAll(t, []byte(good+long+good+strings.TrimSuffix(long, "\n")), Events)
	if got := fmt.Sprint(wrong); got != fmt.Sprintf("[line 2: the line is longer than %d bytes line 4: the line is longer than %d bytes]", MaxLine, MaxLine) {
		t.Error(got)
	}
}
