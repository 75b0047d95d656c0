package document

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

// awkward is a graph whose texts are hard for every format, with all sorts of relations.
func awkward() *Graph {
	thing := func(key, class, label string) Thing { return Thing{Key: key, Class: class, Label: label, Lang: "en"} }
	r := func(key, typ string, roles ...Role) Relation {
		return Relation{Thing: Thing{Key: key, Class: "relation", Kind: typ, Label: key, EDTF: "2022", Standing: "STATED"}, Roles: roles}
	}
	g := &Graph{
		Things: []Thing{
			thing("a", "entity", `<A> & "co", `+"\n\x00 Ltd"), thing("b ü/", "entity", "=SUM(A1)"), thing("c", "source", "@news"),
			r("inner", "hires").Thing,
		},
		Relations: []Relation{
			r("line", "knows", Role{"object", "a", 1}, Role{"subject", "b ü/", 0}),
			r("either", "meets", Role{"one", "a", 0}, Role{"other", "b ü/", 1}),
			r("many", "agree", Role{"party", "a", 0}, Role{"party", "b ü/", 0}, Role{"text", "c", 1}),
			r("alone", "exists", Role{"what", "a", 0}),
			r("inner", "hires", Role{"client", "a", 0}, Role{"provider", "b ü/", 1}),
			r("about", "denies", Role{"denier", "a", 0}, Role{"content", "inner", 1}),
		},
	}
	g.Relations[1].Symmetric = true
	return g
}

func write(t *testing.T, f Format) string {
	t.Helper()
	s, err := Write(awkward(), f)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Write(awkward(), f); err != nil || again != s {
		t.Errorf("%s is not the same twice: %v", f, err)
	}
	return s
}

// A relation is a line only if nothing is lost by it.
func TestLinesAndNodes(t *testing.T) {
	nodes, edges := flat(awkward())
	var keys, lines []string
	for _, n := range nodes {
		keys = append(keys, n.Key)
	}
	for _, e := range edges {
		lines = append(lines, e.source+"-"+e.typ+"-"+e.target)
	}
	if want := []string{"a", "b ü/", "c", "inner", "many", "alone", "about"}; !slices.Equal(keys, want) {
		t.Errorf("nodes %q, want %q", keys, want)
	}
	want := []string{"b ü/-knows-a", "a-meets-b ü/", "many-party-a", "many-party-b ü/", "many-text-c", "alone-what-a",
		"inner-client-a", "inner-provider-b ü/", "about-denier-a", "about-content-inner"}
	if !slices.Equal(lines, want) {
		t.Errorf("lines %q\nwant  %q", lines, want)
	}
}

// GEXF by the rules of its schema: required attributes, and ids that lead somewhere.
func TestGEXF(t *testing.T) {
	var f gexfFile
	if err := xml.Unmarshal([]byte(write(t, GEXF)), &f); err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, a := range f.Graph.Attributes {
		for _, x := range a.List {
			declared[a.Class+" "+x.ID] = true
		}
	}
	ids, edges := map[string]bool{}, map[string]bool{}
	check := func(class string, label string, values []gexfValue) {
		if label != strings.Join(strings.Fields(label), " ") {
			t.Errorf("label %q is no xsd:token", label)
		}
		for _, v := range values {
			if !declared[class+" "+v.For] {
				t.Errorf("%s attribute %q is not declared", class, v.For)
			}
		}
	}
	for _, n := range f.Graph.Nodes.List {
		if ids[n.ID] {
			t.Errorf("node %q is there twice", n.ID)
		}
		ids[n.ID] = true
		check("node", n.Label, n.Values)
	}
	for _, e := range f.Graph.Edges.List {
		if edges[e.ID] || !ids[e.Source] || !ids[e.Target] {
			t.Errorf("edge %+v is there twice or leads nowhere", e)
		}
		edges[e.ID] = true
		check("edge", e.Label, e.Values)
	}
	if f.Version != "1.3" || len(ids) != 7 || len(edges) != 10 {
		t.Errorf("version %s, %d nodes, %d edges", f.Version, len(ids), len(edges))
	}
	s, err := Write(&Graph{Things: []Thing{{Key: "a", Class: "entity"}}}, GEXF)
	if err != nil || !strings.Contains(s, "<edges></edges>") {
		t.Errorf("without edges: %v\n%s", err, s)
	}
}

func TestGraphML(t *testing.T) {
	var f graphMLFile
	if err := xml.Unmarshal([]byte(write(t, GraphML)), &f); err != nil {
		t.Fatal(err)
	}
	keys, ids := map[string]bool{}, map[string]bool{}
	for _, k := range f.Keys {
		keys[k.ID] = true
	}
	for _, n := range f.Graph.Nodes {
		ids[n.ID] = true
		for _, d := range n.Data {
			if !keys[d.Key] {
				t.Errorf("%s is not declared", d.Key)
			}
		}
	}
	undirected := 0
	for _, e := range f.Graph.Edges {
		if !ids[e.Source] || !ids[e.Target] {
			t.Errorf("edge %+v leads nowhere", e)
		}
		if e.Directed == "false" {
			undirected++
		}
	}
	if len(ids) != 7 || undirected != 1 {
		t.Errorf("%d nodes, %d undirected edges", len(ids), undirected)
	}
}

func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(write(t, CSV))).ReadAll()
	if err != nil || len(rows) != 11 {
		t.Fatal(err, rows)
	}
	if rows[1][0] != "b ü/" || rows[1][3] != "'=SUM(A1)" || !strings.HasPrefix(rows[1][4], `<A> & "co", `) || rows[5][4] != "'@news" {
		t.Errorf("%q", rows)
	}
	// Each row says date and standing of its relation, whether that is a line or a node.
	for _, row := range rows[1:] {
		if row[6] != "2022" || row[7] != "STATED" {
			t.Errorf("date %q and standing %q of %q", row[6], row[7], row[9])
		}
	}
}

func TestJSONLD(t *testing.T) {
	var d struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(write(t, JSONLD)), &d); err != nil {
		t.Fatal(err)
	}
	byID := map[any]map[string]any{}
	for _, n := range d.Graph {
		byID[n["@id"]] = n
	}
	if len(d.Graph) != 9 || len(byID) != 9 {
		t.Errorf("%d nodes, want 3 things and 6 relations", len(byID))
	}
	for _, n := range d.Graph {
		for property, v := range n {
			list, _ := v.([]any)
			if !strings.HasPrefix(property, "role:") {
				continue
			}
			for _, x := range list {
				if byID[x.(map[string]any)["@id"]] == nil {
					t.Errorf("%s of %v leads nowhere: %v", property, n["@id"], x)
				}
			}
		}
	}
	if got := byID["thing:many"]["role:agree/party"]; len(got.([]any)) != 2 {
		t.Errorf("two parties: %v", got)
	}
}

func TestUnknownFormat(t *testing.T) {
	if _, err := Write(awkward(), "DOT"); err == nil {
		t.Error("DOT is written")
	}
}
