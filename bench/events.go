package bench

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// event is one row: who did what to whom on which day.
type event struct {
	subject, relation, object string
	date                      string // 2014-01-01
}

// readEvents reads rows of `subject TAB relation TAB object TAB date`, plain or
// gzip. Columns after the date are not read.
func readEvents(file string) (events []event, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the events: %w", err)
	}
	defer f.Close()
	rows := bufio.NewReader(f)
	if magic, _ := rows.Peek(2); string(magic) == "\x1f\x8b" {
		z, err := gzip.NewReader(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		rows = bufio.NewReader(z)
	}
	for line := 1; ; line++ {
		row, err := rows.ReadString('\n')
		if row == "" && err == io.EOF {
			return events, nil
		}
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("%s:%d: %w", file, line, err)
		}
		e, err := parseEvent(strings.TrimRight(row, "\r\n"))
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, line, err)
		}
		events = append(events, e)
	}
}

func parseEvent(row string) (event, error) {
	columns := strings.Split(row, "\t")
	if len(columns) < 4 {
		return event{}, fmt.Errorf("%d columns; an event has subject, relation, object and date, with tabs between", len(columns))
	}
	e := event{columns[0], columns[1], columns[2], columns[3]}
	if _, err := time.Parse(time.DateOnly, e.date); err != nil {
		return event{}, fmt.Errorf("%q is no date; write 2014-01-01", e.date)
	}
	return e, nil
}

// writeEvents writes what readEvents reads.
func writeEvents(w io.Writer, events []event) error {
	b := bufio.NewWriter(w)
	for _, e := range events {
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\n", e.subject, e.relation, e.object, e.date)
	}
	return b.Flush()
}
