package document

import "encoding/xml"

// GEXF 1.3, from its RELAX NG schema (github.com/gephi/gexf, specs/1.3).

type gexfFile struct {
	XMLName xml.Name `xml:"http://gexf.net/1.3 gexf"`
	Version string   `xml:"version,attr"`
	Graph   struct {
		EdgeType   string           `xml:"defaultedgetype,attr"`
		Mode       string           `xml:"mode,attr"`
		Attributes []gexfAttributes `xml:"attributes"`
		Nodes      struct {         // required, also when there are none
			List []gexfNode `xml:"node"`
		} `xml:"nodes"`
		Edges struct {
			List []gexfEdge `xml:"edge"`
		} `xml:"edges"`
	} `xml:"graph"`
}

type gexfAttributes struct {
	Class string          `xml:"class,attr"`
	List  []gexfAttribute `xml:"attribute"`
}

type gexfAttribute struct {
	ID    string `xml:"id,attr"`
	Title string `xml:"title,attr"`
	Type  string `xml:"type,attr"`
}

type gexfNode struct {
	ID     string      `xml:"id,attr"`
	Label  string      `xml:"label,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfEdge struct {
	ID     string      `xml:"id,attr"`
	Type   string      `xml:"type,attr,omitempty"`
	Label  string      `xml:"label,attr"`
	Source string      `xml:"source,attr"`
	Target string      `xml:"target,attr"`
	Kind   string      `xml:"kind,attr"` // tells parallel edges apart
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

var (
	nodeFields = []string{"class", "kind", "edtf", "standing"}
	edgeFields = []string{"type", "edtf", "standing", "roles"}
)

func (t Thing) fields() []string { return []string{t.Class, t.Kind, t.EDTF, t.Standing} }
func (e edge) fields() []string  { return []string{e.typ, e.edtf, e.standing, e.roles} }

func gexf(g *Graph) (string, error) {
	f := gexfFile{Version: "1.3"}
	f.Graph.EdgeType, f.Graph.Mode = "directed", "static"
	f.Graph.Attributes = []gexfAttributes{gexfClass("node", nodeFields), gexfClass("edge", edgeFields)}
	nodes, edges := flat(g)
	for _, n := range nodes {
		f.Graph.Nodes.List = append(f.Graph.Nodes.List, gexfNode{n.Key, line(n.Label), gexfValues(nodeFields, n.fields())})
	}
	for _, e := range edges {
		x := gexfEdge{ID: e.id, Label: line(e.label), Source: e.source, Target: e.target, Kind: e.typ, Values: gexfValues(edgeFields, e.fields())}
		if e.undirected {
			x.Type = "undirected"
		}
		f.Graph.Edges.List = append(f.Graph.Edges.List, x)
	}
	return xmlText(f)
}

func gexfClass(class string, fields []string) gexfAttributes {
	a := gexfAttributes{Class: class}
	for _, f := range fields {
		a.List = append(a.List, gexfAttribute{f, f, "string"})
	}
	return a
}

func gexfValues(fields, values []string) (out []gexfValue) {
	for i, v := range values {
		if v != "" {
			out = append(out, gexfValue{fields[i], v})
		}
	}
	return out
}

func xmlText(v any) (string, error) {
	b, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		return "", err
	}
	return xml.Header + string(b) + "\n", nil
}
