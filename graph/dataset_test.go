package graph_test

import (
	"os"
	"sort"
	"strings"
	"testing"
)

// The shipped graph is held, row by row, against datasets/sahel/expectations.tsv,
// whose header says what its columns are.
func TestDatasetRowByRow(t *testing.T) {
	a := sahel(t)
	file, err := os.ReadFile("../datasets/sahel/expectations.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	seen := map[string]bool{}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		cells := strings.Split(line, "\t")
		if columns == nil {
			columns = cells
			continue
		}
		want := map[string]string{}
		for i, c := range columns {
			want[c] = cells[i]
		}
		seen[want["relation"]] = true
		got := relationRow(a, want["relation"])
		for _, c := range columns[2:] {
			if normal(c, got[c]) != normal(c, want[c]) {
				t.Errorf("row %s, %s: %s is %q, want %q", want["row"], want["relation"], c, got[c], want[c])
			}
		}
	}
	all := a.do(`{ relations(first: 100) { totalCount nodes { key } } }`, nil)
	if n := at(all, "relations", "totalCount").(float64); int(n) != len(seen) {
		t.Errorf("the graph holds %v relations, the table %d", n, len(seen))
	}
}

// normal makes lists whose order means nothing comparable.
func normal(column, s string) string {
	sep := " "
	if column == "quotes" {
		sep = "; "
	}
	list := strings.Split(s, sep)
	sort.Strings(list)
	return strings.Join(list, sep)
}

// relationRow is a relation of the graph in the columns of the table.
func relationRow(a *api, key string) map[string]string {
	a.t.Helper()
	r := at(a.do(`query($key: String!) { relation(ref: {key: $key}) {
		type { key } subject { key } place { key }
		participants { node { key } role { key position } }
		time { edtf start { edtf anchor { key } offset latest } end { edtf earliest } }
		standing
		claims(first: 100) { nodes { stance claimant { key } evidence { quote locator { paragraph } } } } } }`,
		map[string]any{"key": key}), "relation")
	if r == nil {
		return nil
	}
	row := map[string]string{"type": text(at(r, "type", "key")), "subject": text(at(r, "subject", "key")), "standing": text(at(r, "standing")), "time": timeCell(at(r, "time"))}
	lists := map[string][]string{}
	add := func(column, value string) {
		for _, have := range lists[column] {
			if have == value && column != "claims" {
				return
			}
		}
		lists[column] = append(lists[column], value)
	}
	for _, p := range at(r, "participants").([]any) {
		node, role := text(at(p, "node", "key")), text(at(p, "role", "key"))
		switch at(p, "role", "position") {
		case "OBJECT":
			add("object", node)
		case "OTHER":
			add("roles", role+"="+node)
		}
	}
	if place := at(r, "place", "key"); place != nil {
		add("roles", "place="+text(place))
	}
	for _, c := range at(r, "claims", "nodes").([]any) {
		who := "source"
		if k := at(c, "claimant", "key"); k != nil {
			who = text(k)
		}
		add("claims", who+":"+text(at(c, "stance")))
		for _, e := range at(c, "evidence").([]any) {
			if p := at(e, "locator", "paragraph"); p != nil {
				add("paragraphs", text(p))
			}
			if q := at(e, "quote"); q != nil {
				add("quotes", text(q))
			}
		}
	}
	for _, c := range []string{"object", "roles", "claims", "paragraphs", "quotes"} {
		sep := " "
		if c == "quotes" {
			sep = "; "
		}
		if row[c] = strings.Join(lists[c], sep); row[c] == "" {
			row[c] = "-"
		}
	}
	return row
}

func timeCell(t any) string {
	switch {
	case t == nil:
		return "-"
	case at(t, "start", "anchor") != nil:
		return "relative:" + text(at(t, "start", "anchor", "key")) + "+" + text(at(t, "start", "offset"))
	case at(t, "edtf") != nil:
		return text(at(t, "edtf"))
	}
	from, to := text(at(t, "start", "latest")), text(at(t, "end", "earliest"))
	if from[:7] == to[:7] && from[:10] != to[:10] || from[:10] > to[:10] {
		return "attested:" + from[:7]
	}
	return "attested:" + from[:10]
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
