package store

import (
	"context"

	"demarche/store/kv"
)

// maxSuggestFrom bounds how many entities an error message looks at.
const maxSuggestFrom = 1000

// notFound is the error for a reference that leads nowhere; for a key it names
// the nearest keys of entities, as far as a bounded look shows them.
func (v *View) notFound(ctx context.Context, r Ref) error {
	e := &InputError{Code: CodeNotFound, Message: "there is no thing with " + r.String()}
	if r.Key == "" {
		return e
	}
	var ranges []kv.Range
	for id := range v.ontology.kinds {
		rng := ofThing(spaceKind, id).under()
		rng.Limit, rng.KeysOnly = max(1, maxSuggestFrom/len(v.ontology.kinds)), true
		ranges = append(ranges, rng)
	}
	pages, err := v.snap.Scan(ctx, ranges)
	if err != nil {
		return err
	}
	var ids []ID
	for _, page := range pages {
		for _, p := range page.Pairs {
			ids = append(ids, lastID(p.Key))
		}
	}
	entities, err := v.Entities(ctx, ids)
	if err != nil {
		return err
	}
	var keys []string
	for _, x := range entities {
		if x != nil && x.Given != "" {
			keys = append(keys, x.Given)
		}
	}
	if e.Suggestions = nearest(r.Key, keys); len(e.Suggestions) > 0 {
		e.Message += "; the nearest are " + quoteList(e.Suggestions)
	}
	return e
}
