package bench

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGeneratedEventsAreTheSameEveryTime(t *testing.T) {
	events := extend(nil, 3000)
	if !slices.Equal(events, extend(nil, 3000)) {
		t.Fatal("two runs generate different events")
	}
	if want := (event{"Government (Anhel 0)", "Make statement", "Toninnin Toninru 1", "2014-10-15"}); events[0] != want {
		t.Errorf("the first event is %+v, not %+v: figures of earlier versions cannot be compared", events[0], want)
	}
	sorted := slices.SortedFunc(slices.Values(events), func(a, b event) int {
		return strings.Compare(a.subject+a.relation+a.object+a.date, b.subject+b.relation+b.object+b.date)
	})
	if n := len(slices.Compact(sorted)); n != 3000 {
		t.Errorf("only %d of 3000 events differ", n)
	}
}

func TestGeneratedDegreesAreUneven(t *testing.T) {
	events := extend(nil, 5000)
	actors := byDegree(events)
	degree := func(a string) (n int) {
		for _, e := range events {
			if e.subject == a || e.object == a {
				n++
			}
		}
		return n
	}
	if busy, median := degree(actors[0]), degree(actors[len(actors)/2]); busy < 20*median {
		t.Errorf("the busiest actor is in %d events, one in the middle in %d", busy, median)
	}
}

func TestGeneratedEventsGoOnTopOfGivenOnes(t *testing.T) {
	given := []event{{"France", "Consult", "Mali", "2014-01-01"}, {"France", "Accuse", "Mali", "2014-01-02"}}
	events := extend(given, 500)
	if len(events) != 500 || !slices.Equal(events[:2], given) {
		t.Fatalf("%d events that begin with %v", len(events), events[:2])
	}
	if busiest := byDegree(events)[:2]; !slices.Contains(busiest, "France") || !slices.Contains(busiest, "Mali") {
		t.Errorf("the busiest are %v, not the given ones", busiest)
	}
	if again := extend(given, 1); !slices.Equal(again, given) {
		t.Errorf("given more than asked for, it gives %v", again)
	}
}

func TestReadEvents(t *testing.T) {
	events := extend(nil, 100)
	var plain, packed bytes.Buffer
	if err := writeEvents(&plain, events); err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(plain.Bytes())
	_ = z.Close()
	for name, b := range map[string][]byte{
		"plain": plain.Bytes(), "gzip": packed.Bytes(), "without a last newline": bytes.TrimRight(plain.Bytes(), "\n"),
		"with CR": bytes.ReplaceAll(plain.Bytes(), []byte("\n"), []byte("\tsource\r\n")),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "events")
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := readEvents(file); err != nil || !slices.Equal(got, events) {
				t.Errorf("%d events, %v", len(got), err)
			}
		})
	}
	for row, want := range map[string]string{
		"a\tb\tc":                  ":1: 3 columns; an event has subject, relation, object and date, with tabs between",
		"a\tb\tc\t2014-13-01":      `:1: "2014-13-01" is no date; write 2014-01-01`,
		"a\tb\tc\t2014-01-01\na\t": ":2: 2 columns; an event has subject, relation, object and date, with tabs between",
	} {
		file := filepath.Join(t.TempDir(), "events")
		if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readEvents(file); err == nil || err.Error() != file+want {
			t.Errorf("%q: %v", row, err)
		}
	}
}
