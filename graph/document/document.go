// Package document writes a graph as a file: GEXF, GraphML, CSV or JSON-LD. What it
// writes is the same, byte for byte, for the same graph.
package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Format is a format of files.
type Format string

// The formats.
const (
	JSONLD  Format = "JSON_LD"
	GraphML Format = "GRAPHML"
	GEXF    Format = "GEXF"
	CSV     Format = "CSV"
)

// Graph is what a file holds. All that relations name are things of it.
type Graph struct {
	Things    []Thing
	Relations []Relation
}

// Thing is what may take part in a relation.
type Thing struct {
	Key   string // unique in the graph
	Label string
	Lang  string // of the label, "" if it has none
	Class string // entity, relation, claim, source
	Kind  string // key of the kind of an entity or of the type of a relation; ""
	// EDTF and Standing are those of a relation.
	EDTF, Standing string
}

// Relation connects things. It is a Thing of the graph as well if it takes part
// in another relation.
type Relation struct {
	Thing
	Roles []Role
	// Symmetric: neither of its participants is more its subject than the other.
	Symmetric bool
}

// Role is one filled role.
type Role struct {
	Key  string
	Of   string // key of the thing that fills it
	Rank int    // 0 the subject, 1 the object, 2 neither
}

// Write makes a file.
func Write(g *Graph, f Format) (string, error) {
	switch f {
	case JSONLD:
		return jsonLD(g)
	case GraphML:
		return graphML(g)
	case GEXF:
		return gexf(g)
	case CSV:
		return edgeList(g)
	}
	return "", fmt.Errorf("document: there is no format %q", f)
}

// edge is a line between two nodes, in the formats that know only such.
type edge struct {
	id, source, target string
	relation           string // key
	typ, label         string // of the relation; of an edge of a role, the role's key
	edtf, standing     string
	roles              string
	undirected         bool
}

// flat makes a graph of nodes and lines: a relation between two things of which
// neither is a relation, and which is in no other relation, is a line from its subject to its
// object; any other is a node with a line to each of its participants.
func flat(g *Graph) (nodes []Thing, edges []edge) {
	nodes = slices.Clone(g.Things)
	things := map[string]Thing{}
	for _, t := range g.Things {
		things[t.Key] = t
	}
	for _, r := range g.Relations {
		_, fills := things[r.Key]
		of := func(i int) Thing { return things[r.Roles[i].Of] }
		if !fills && len(r.Roles) == 2 && of(0).Class != "relation" && of(1).Class != "relation" {
			ends := slices.Clone(r.Roles)
			slices.SortStableFunc(ends, func(a, b Role) int { return cmp.Compare(a.Rank, b.Rank) })
			edges = append(edges, edge{r.Key, ends[0].Of, ends[1].Of, r.Key, r.Kind, r.Label, r.EDTF, r.Standing, ends[0].Key + ">" + ends[1].Key, r.Symmetric})
			continue
		}
		if !fills {
			nodes = append(nodes, r.Thing)
		}
		for _, role := range r.Roles {
			edges = append(edges, edge{id: r.Key + " " + role.Key + " " + role.Of, relation: r.Key, source: r.Key, target: role.Of, typ: role.Key, label: role.Key, roles: role.Key})
		}
	}
	return nodes, edges
}

// line makes one line of a text.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
