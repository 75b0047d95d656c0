package document

import (
	"encoding/csv"
	"strings"
)

// edgeList is one line for each edge, under a header (RFC 4180).
func edgeList(g *Graph) (string, error) {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	nodes, edges := flat(g)
	labels := map[string]string{}
	for _, n := range nodes {
		labels[n.Key] = n.Label
	}
	// There are no rows for nodes, so an edge of a relation that is a node says its date and standing.
	relations := map[string]Relation{}
	for _, r := range g.Relations {
		relations[r.Key] = r
	}
	rows := [][]string{{"source", "target", "type", "sourceLabel", "targetLabel", "label", "edtf", "standing", "roles", "relation"}}
	for _, e := range edges {
		rows = append(rows, []string{e.source, e.target, e.typ, labels[e.source], labels[e.target], e.label, relations[e.relation].EDTF, relations[e.relation].Standing, e.roles, e.relation})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
	}
	err := w.WriteAll(rows)
	return out.String(), err
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
