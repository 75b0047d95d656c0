package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Print writes a report as tables for people.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "demarche %s on %s\n", r.Revision, r.Machine)
	for _, run := range r.Runs {
		run.print(&b)
	}
	if len(r.Runs) > 1 {
		r.printGrowth(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (run *RunReport) print(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s events of %s actors. Loaded: %s events a second. On disk: %.0f bytes an event. First answer: %.2f s after the start. Syncs of this disk: %s a second.\n\n",
		thousands(run.Events), thousands(run.Actors), thousands(int(run.LoadPerSecond)), run.DiskPerEvent, run.FirstAnswer, thousands(int(run.SyncsPerSecond)))
	t := newTable(b)
	t.row("workload", "connections", "requests/s", "p50 ms", "p99 ms", "CPU ms", "floor", "ratio", "memory MB", "bytes")
	for _, r := range run.Results {
		t.row(r.Workload, strconv.Itoa(r.Connections), thousands(int(r.PerSecond+0.5)), number(r.P50, 2), number(r.P99, 2),
			number(r.CPU, 3), number(r.FloorCPU, 3), number(r.Ratio(), 2), megabytes(r.Memory), thousands(int(r.Bytes)))
	}
	t.flush()
	b.WriteString("\n")
	for i, r := range run.Results {
		if i == 0 || run.Results[i-1].Workload != r.Workload {
			fmt.Fprintf(b, "- %s: %s\n", r.Workload, r.What)
		}
	}
}

// printGrowth shows what grows with the graph: of each workload its CPU, over the fewest
// connections.
func (r *Report) printGrowth(b *strings.Builder) {
	fmt.Fprintf(b, "\nGrowth: server CPU a request, in ms, by the number of events.\n\n")
	t := newTable(b)
	head := []string{""}
	for _, run := range r.Runs {
		head = append(head, thousands(run.Events))
	}
	t.row(head...)
	each := func(name string, cell func(*RunReport) string) {
		row := []string{name}
		for _, run := range r.Runs {
			row = append(row, cell(run))
		}
		t.row(row...)
	}
	for i, first := range r.Runs[0].Results {
		if i > 0 && r.Runs[0].Results[i-1].Workload == first.Workload {
			continue
		}
		each(first.Workload, func(run *RunReport) string { return number(run.Results[i].CPU, 3) })
	}
	each("memory at most, MB", func(run *RunReport) string {
		most := int64(-1)
		for _, x := range run.Results {
			most = max(most, x.Memory)
		}
		return megabytes(most)
	})
	each("disk, bytes an event", func(run *RunReport) string { return number(run.DiskPerEvent, 0) })
	each("load, events a second", func(run *RunReport) string { return thousands(int(run.LoadPerSecond)) })
	each("first answer, s", func(run *RunReport) string { return number(run.FirstAnswer, 2) })
	t.flush()
}

// table is in Markdown, so that it can be copied into a page, with its columns aligned.
type table struct {
	w    *tabwriter.Writer
	rows int
}

func newTable(b *strings.Builder) *table {
	return &table{w: tabwriter.NewWriter(b, 0, 0, 1, ' ', 0)}
}

func (t *table) row(cells ...string) {
	fmt.Fprintf(t.w, "| %s\t|\n", strings.Join(cells, "\t| "))
	if t.rows == 0 {
		fmt.Fprintf(t.w, "| ---%s\t|\n", strings.Repeat("\t| --:", len(cells)-1))
	}
	t.rows++
}

func (t *table) flush() { _ = t.w.Flush() } // to memory

func number(f float64, decimals int) string {
	if f < 0 {
		return "n/a"
	}
	return strconv.FormatFloat(f, 'f', decimals, 64)
}

func megabytes(n int64) string {
	if n < 0 {
		return "n/a"
	}
	return strconv.FormatInt((n+500_000)/1_000_000, 10)
}

// thousands writes 12345 as 12,345.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return strconv.Itoa(n) + " " + of + "s"
}
