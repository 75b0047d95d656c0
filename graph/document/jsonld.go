package document

import (
	"bytes"
	"encoding/json"
	"net/url"
)

// JSON-LD 1.1. Every relation is a node of its own, an n-ary relation: its type is
// its class, and each of its roles a property, named by the keys of type and role.
var jsonLDContext = map[string]any{
	"demarche": "urn:demarche:vocab:",
	"thing":    "urn:demarche:thing:",
	"kind":     "urn:demarche:kind:",
	"type":     "urn:demarche:type:",
	"role":     "urn:demarche:role:",
	"label":    "http://www.w3.org/2000/01/rdf-schema#label",
	"key":      "demarche:key",
	"standing": "demarche:standing",
	"edtf":     map[string]string{"@id": "demarche:edtf", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
	"Entity":   "demarche:Entity",
	"Relation": "demarche:Relation",
	"Claim":    "demarche:Claim",
	"Source":   "demarche:Source",
}

var jsonLDClass = map[string]string{"entity": "Entity", "relation": "Relation", "claim": "Claim", "source": "Source"}

func jsonLD(g *Graph) (string, error) {
	nodes := []map[string]any{}
	at := map[string]map[string]any{}
	add := func(t Thing) map[string]any {
		n := at[t.Key]
		if n == nil {
			n = jsonLDNode(t)
			at[t.Key], nodes = n, append(nodes, n)
		}
		return n
	}
	for _, t := range g.Things {
		add(t)
	}
	for _, r := range g.Relations {
		n := add(r.Thing)
		for _, role := range r.Roles {
			property := "role:" + url.PathEscape(r.Kind) + "/" + url.PathEscape(role.Key)
			list, _ := n[property].([]any)
			n[property] = append(list, map[string]string{"@id": thingIRI(role.Of)})
		}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(map[string]any{"@context": jsonLDContext, "@graph": nodes})
	return out.String(), err
}

func thingIRI(key string) string { return "thing:" + url.PathEscape(key) }

func jsonLDNode(t Thing) map[string]any {
	types := []string{jsonLDClass[t.Class]}
	switch {
	case t.Kind == "":
	case t.Class == "relation":
		types = append(types, "type:"+url.PathEscape(t.Kind))
	default:
		types = append(types, "kind:"+url.PathEscape(t.Kind))
	}
	n := map[string]any{"@id": thingIRI(t.Key), "@type": types, "key": t.Key, "label": t.Label}
	if t.Lang != "" {
		n["label"] = map[string]string{"@value": t.Label, "@language": t.Lang}
	}
	if t.EDTF != "" {
		n["edtf"] = t.EDTF
	}
	if t.Standing != "" {
		n["standing"] = t.Standing
	}
	return n
}
