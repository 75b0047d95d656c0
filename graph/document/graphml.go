package document

import (
	"encoding/xml"
	"fmt"
)

// GraphML 1.0 (graphml.graphdrawing.org). Its ids are XML name tokens, which keys
// need not be, so nodes and edges are numbered and the key is a datum.

type graphMLFile struct {
	XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []graphMLKey `xml:"key"`
	Graph   struct {
		ID      string        `xml:"id,attr"`
		Default string        `xml:"edgedefault,attr"`
		Nodes   []graphMLNode `xml:"node"`
		Edges   []graphMLEdge `xml:"edge"`
	} `xml:"graph"`
}

type graphMLKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphMLNode struct {
	ID   string         `xml:"id,attr"`
	Data []graphMLDatum `xml:"data"`
}

type graphMLEdge struct {
	ID       string         `xml:"id,attr"`
	Directed string         `xml:"directed,attr,omitempty"`
	Source   string         `xml:"source,attr"`
	Target   string         `xml:"target,attr"`
	Data     []graphMLDatum `xml:"data"`
}

type graphMLDatum struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func graphML(g *Graph) (string, error) {
	var f graphMLFile
	f.Graph.ID, f.Graph.Default = "graph", "directed"
	nodeFields, edgeFields := append([]string{"key", "label"}, nodeFields...), append([]string{"key", "label"}, edgeFields...)
	for _, n := range nodeFields {
		f.Keys = append(f.Keys, graphMLKey{"node-" + n, "node", n, "string"})
	}
	for _, n := range edgeFields {
		f.Keys = append(f.Keys, graphMLKey{"edge-" + n, "edge", n, "string"})
	}
	nodes, edges := flat(g)
	ids := map[string]string{}
	for i, n := range nodes {
		ids[n.Key] = fmt.Sprintf("n%d", i)
		f.Graph.Nodes = append(f.Graph.Nodes, graphMLNode{ids[n.Key], graphMLData("node-", nodeFields, append([]string{n.Key, n.Label}, n.fields()...))})
	}
	for i, e := range edges {
		x := graphMLEdge{ID: fmt.Sprintf("e%d", i), Source: ids[e.source], Target: ids[e.target],
			Data: graphMLData("edge-", edgeFields, append([]string{e.relation, e.label}, e.fields()...))}
		if e.undirected {
			x.Directed = "false"
		}
		f.Graph.Edges = append(f.Graph.Edges, x)
	}
	return xmlText(f)
}

func graphMLData(prefix string, fields, values []string) (out []graphMLDatum) {
	for i, v := range values {
		if v != "" {
			out = append(out, graphMLDatum{prefix + fields[i], v})
		}
	}
	return out
}
