package store

import (
	"slices"
	"strings"
)

// cameoScheme is how codes of CAMEO, the Conflict and Mediation Event Observations
// codebook, name their vocabulary; in any case of letters.
const cameoScheme = "cameo"

// cameoRoots are the first two digits of a type's CAMEO codes, which name the class
// of an event (“11”, disapprove); if it has none, those of its nearest ancestors.
func (o *Ontology) cameoRoots(typ ID) (roots []string) {
	seen := map[ID]bool{}
	for level := []ID{typ}; len(level) > 0 && len(roots) == 0; {
		var above []ID
		for _, id := range level {
			t := o.types[id]
			if t == nil || seen[id] {
				continue
			}
			seen[id] = true
			above = append(above, t.Parents...)
			for _, c := range t.Codes {
				if strings.EqualFold(c.Scheme, cameoScheme) && isCameo(c.Code) {
					roots = append(roots, c.Code[:2])
				}
			}
		}
		level = above
	}
	slices.Sort(roots)
	return slices.Compact(roots)
}

func isCameo(code string) bool {
	return len(code) >= 2 && strings.Trim(code[:2], "0123456789") == ""
}

// typeOfCameoRoot is the type that stands for a root: the first by key whose code
// is the root itself; nil if there is none.
func (o *Ontology) typeOfCameoRoot(root string) *RelationType {
	all, _ := o.TypesUnder("") // never an error for the empty key
	for _, t := range all {
		if slices.ContainsFunc(t.Codes, func(c Code) bool { return strings.EqualFold(c.Scheme, cameoScheme) && c.Code == root }) {
			return t
		}
	}
	return nil
}
