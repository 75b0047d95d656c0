package store

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/maypok86/otter/v2"

	"demarche/edtf"
)

// FacetKey is what the members of a list are counted by.
type FacetKey string

// The facet keys. Which of them apply to what is in facetKeys, and what the values
// of a thing are in facet_values.go.
const (
	FacetKind        FacetKey = "KIND"
	FacetType        FacetKey = "RELATION_TYPE"
	FacetStanding    FacetKey = "STANDING"
	FacetStance      FacetKey = "STANCE"
	FacetClaimStatus FacetKey = "CLAIM_STATUS"
	FacetClaimant    FacetKey = "CLAIMANT"
	FacetSource      FacetKey = "SOURCE"
	FacetPublisher   FacetKey = "PUBLISHER"
	FacetPlace       FacetKey = "PLACE"
	FacetLang        FacetKey = "LANG"
	FacetYear        FacetKey = "YEAR"
	FacetMonth       FacetKey = "MONTH"
	FacetCameoRoot   FacetKey = "CAMEO_ROOT"
)

// facetKeys are the keys that apply to the members of a list, by the name of its
// class. A list of mixed things takes every key; a thing to which a key does not
// apply is not counted.
var facetKeys = func() map[string][]FacetKey {
	all := []FacetKey{FacetKind, FacetType, FacetStanding, FacetStance, FacetClaimStatus, FacetClaimant, FacetSource,
		FacetPublisher, FacetPlace, FacetLang, FacetYear, FacetMonth, FacetCameoRoot}
	return map[string][]FacetKey{"entities": {FacetKind, FacetLang}, "relations": all, "claims": all}
}()

// MaxFacetValues is how many buckets of a facet can be asked for.
const MaxFacetValues = 100

// maxFacetDates is how many years or months a facet may touch, listed or not.
const maxFacetDates = 100_000

// Facet is the values that the members of a list have, with how many have each.
type Facet struct {
	Key      FacetKey
	Distinct int // values in the whole list, listed or not
	Buckets  []Bucket
}

// Bucket is one value. Only dates, which may be imprecise, have a Possible above Count.
type Bucket struct {
	Value    string // key of a thing, name of an enumeration's value, EDTF date, language, code
	Label    string // in the default languages
	Node     ID     // the thing, or the member of the ontology; zero if it is none
	Count    int    // members that certainly have the value
	Possible int    // members that may have it
}

// undatedValue is the bucket of what has no time.
const undatedValue = "undated"

// Facets counts the values of each list of the query for each key, over the whole
// filtered lists. A member counts once for each value that it has. Of each facet the
// first `top` buckets are given: the most frequent, by value where equal. Dates are
// in order of time, of those the most frequent by Possible; Count is what a filter
// on that date finds with CERTAIN, Possible with POSSIBLE. The lists are read to
// their end, each sort of record once for some thousands of members; what a list of the
// whole graph gave is kept until the next commit. The caller must not change the facets.
func (q *Query) Facets(ctx context.Context, by []FacetKey, top int) ([][]Facet, error) {
	if err := q.checkFacets(by, top); err != nil {
		return nil, err
	}
	asked, keep := q.asked(by, top)
	if !keep {
		return q.count(ctx, by, top)
	}
	// Of those who ask at once, one counts.
	kept, err := q.v.store.cache.facets.Get(ctx, asked, otter.LoaderFunc[facetsAsked, []Facet](func(ctx context.Context, _ facetsAsked) ([]Facet, error) {
		all, err := q.count(ctx, by, top)
		if err != nil {
			return nil, err
		}
		return all[0], nil
	}))
	if err != nil && ctx.Err() == nil { // the one who counted may have gone away
		return q.count(ctx, by, top)
	}
	return [][]Facet{kept}, err
}

func (q *Query) count(ctx context.Context, by []FacetKey, top int) ([][]Facet, error) {
	all, err := q.tallies(ctx, by, map[FacetKey]edtf.Precision{FacetYear: edtf.Year, FacetMonth: edtf.Month})
	if err != nil {
		return nil, err
	}
	names, err := q.v.nameFacets(ctx, all)
	if err != nil {
		return nil, err
	}
	out := make([][]Facet, len(all))
	for i, tallies := range all {
		out[i] = make([]Facet, len(tallies))
		for j, t := range tallies {
			if out[i][j], err = t.facet(names, top); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (q *Query) checkFacets(by []FacetKey, top int) error {
	if top < 1 || top > MaxFacetValues {
		return invalid("`top`: a facet lists 1 to %d values, not %d", MaxFacetValues, top)
	}
	allowed, single := facetKeys[q.class]
	if !single {
		allowed = facetKeys["relations"]
	}
	for i, k := range by {
		if slices.Contains(by[:i], k) {
			return invalid("`by` names %s twice; name each key once", k)
		}
		if !slices.Contains(allowed, k) {
			words := make([]string, len(allowed))
			for i, a := range allowed {
				words[i] = string(a)
			}
			return invalid("%s does not apply to %s; what does: %s", clip(string(k)), q.class, strings.Join(words, ", "))
		}
	}
	return nil
}

// facetValue is a thing, or a word where the value is none.
type facetValue struct {
	id   ID
	word string
}

// facetTally counts the values of one facet in one list.
type facetTally struct {
	key    FacetKey
	values map[facetValue]int
	dates  *dateTally // of what is counted by time; then values are unused
}

// tallies reads the lists to their end and counts. units says which keys count
// times, and in which units.
func (q *Query) tallies(ctx context.Context, by []FacetKey, units map[FacetKey]edtf.Precision) ([][]*facetTally, error) {
	type member struct {
		list int
		id   ID
	}
	out := make([][]*facetTally, len(q.lists))
	for i := range out {
		for _, k := range by {
			t := &facetTally{key: k, values: map[facetValue]int{}}
			if unit, ok := units[k]; ok {
				t.dates = newDateTally(unit, q.window)
			}
			out[i] = append(out[i], t)
		}
	}
	if len(by) == 0 {
		return out, nil
	}
	all, err := q.members(ctx)
	if err != nil {
		return nil, err
	}
	var members []member
	for i, ids := range all {
		for _, id := range ids {
			members = append(members, member{i, id})
		}
	}
	const chunk = 4096
	for part := range slices.Chunk(members, chunk) {
		ids := make([]ID, len(part))
		for i, m := range part {
			ids[i] = m.id
		}
		f, err := q.v.readFacts(ctx, ids, by)
		if err != nil {
			return nil, err
		}
		for _, m := range part {
			for _, t := range out[m.list] {
				t.add(f, m.id)
			}
		}
	}
	return out, nil
}

func (t *facetTally) add(f *facts, id ID) {
	if t.dates != nil {
		if b, dated, ok := f.time(id); ok {
			t.dates.add(b, dated)
		}
		return
	}
	values := f.values(t.key, id)
	for i, x := range values {
		if x != (facetValue{}) && !slices.Contains(values[:i], x) {
			t.values[x]++
		}
	}
}

func (t *facetTally) facet(names map[facetValue]Bucket, top int) (Facet, error) {
	f := Facet{Key: t.key}
	if t.dates != nil {
		all, err := t.dates.units(maxFacetDates)
		if err != nil {
			return f, err
		}
		f.Distinct = len(all)
		f.Buckets, err = t.dates.buckets(mostPossible(all, top))
		return f, err
	}
	f.Distinct = len(t.values)
	for x, n := range t.values {
		b := names[x]
		b.Count, b.Possible = n, n
		f.Buckets = append(f.Buckets, b)
	}
	sort.Slice(f.Buckets, func(i, j int) bool {
		a, b := f.Buckets[i], f.Buckets[j]
		return a.Count > b.Count || a.Count == b.Count && a.Value < b.Value
	})
	f.Buckets = f.Buckets[:min(top, len(f.Buckets))]
	return f, nil
}

// nameFacets gives value, label and node of every value counted: two engine calls.
func (v *View) nameFacets(ctx context.Context, all [][]*facetTally) (map[facetValue]Bucket, error) {
	out := map[facetValue]Bucket{}
	var ids []ID
	for _, tallies := range all {
		for _, t := range tallies {
			for x := range t.values {
				if _, seen := out[x]; seen {
					continue
				}
				out[x] = v.nameWord(t.key, x)
				ids = append(ids, x.id)
			}
		}
	}
	entities, err := v.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	sources, err := v.Sources(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if e := entities[i]; e != nil {
			out[facetValue{id: id}] = Bucket{Value: e.Key(), Label: e.Label(nil).Text, Node: id}
		}
		if s := sources[i]; s != nil {
			out[facetValue{id: id}] = Bucket{Value: s.Key(), Label: s.Label(nil).Text, Node: id}
		}
	}
	return out, nil
}

// nameWord names what needs no reading: words, kinds and types.
func (v *View) nameWord(k FacetKey, x facetValue) Bucket {
	b := Bucket{Value: x.word, Label: x.word}
	if k == FacetCameoRoot {
		if t := v.ontology.typeOfCameoRoot(x.word); t != nil {
			b.Label, b.Node = t.Label(nil, false).Text, t.ID
		}
	}
	if kind := v.ontology.Kind(x.id); kind != nil {
		b = Bucket{Value: kind.Key(), Label: kind.Label(nil).Text, Node: x.id}
	}
	if t := v.ontology.Type(x.id); t != nil {
		b = Bucket{Value: t.Key(), Label: t.Label(nil, false).Text, Node: x.id}
	}
	return b
}
