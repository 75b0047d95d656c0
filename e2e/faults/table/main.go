// Command table prints docs/faults.md, made of what tests left in a directory.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"demarche/e2e/faults"
)

const head = `# Faults tried

What tests did to demarche, how often, and what came of it. This page is generated (` + "`.ci/faults`" + `): a row is there because
its test passed, and CI makes the page anew and compares. Random faults have fixed seeds; ` + "`DEMARCHE_ROUNDS=20`" + ` in the
environment of ` + "`go test`" + ` tries twenty times as many.
`

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: table DIRECTORY")
		os.Exit(2)
	}
	rows, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
	print(os.Stdout, rows)
}

func read(dir string) ([]faults.Row, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no test left anything in %s", dir)
	}
	var rows []faults.Row
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var r faults.Row
		if err := json.Unmarshal(b, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !slices.Contains(faults.Areas, r.Area) {
			return nil, fmt.Errorf("%s: there is no area %q", name, r.Area)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b faults.Row) int { return strings.Compare(a.Fault, b.Fault) })
	return rows, nil
}

func print(w io.Writer, rows []faults.Row) {
	fmt.Fprint(w, head)
	for _, area := range faults.Areas {
		section := slices.DeleteFunc(slices.Clone(rows), func(r faults.Row) bool { return r.Area != area })
		if len(section) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n## %s\n\n| fault | tried | what came of it | test |\n| --- | --- | --- | --- |\n", area)
		for _, r := range section {
			tried := 0
			var came []string
			for _, outcome := range slices.Sorted(maps.Keys(r.Outcomes)) {
				tried += r.Outcomes[outcome]
				came = append(came, fmt.Sprintf("%s: %d", outcome, r.Outcomes[outcome]))
			}
			if len(came) == 1 {
				came[0] = strings.TrimSuffix(came[0], fmt.Sprintf(": %d", tried))
			}
			fmt.Fprintf(w, "| %s | %d | %s | %s |\n", r.Fault, tried, strings.Join(came, "; "), r.Test)
		}
	}
}
