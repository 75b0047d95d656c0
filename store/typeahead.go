package store

import (
	"context"
	"slices"
	"strings"

	"demarche/store/kv"
	"demarche/store/words"
)

// Suggestion is a thing one of whose names goes on from what was typed.
type Suggestion struct {
	ID     ID
	Score  float64
	Cursor string
	Match  Match // the name; a very long one ends in "…"
}

// MaxSuggestions is how many suggestions there are at most.
const MaxSuggestions = 50

// maxSuggested bounds the entries of the index that are looked at for one word.
const maxSuggested = 2000

// Suggest finds names that have all words of a text, the last one as the beginning
// of a word, best first, each thing once. It reads the index alone, in two engine calls (with kinds, also
// the records of what other things were merged into), and no more of it than 2,000 entries a word: of a beginning that very many names have, the first in
// alphabetical order.
func (v *View) Suggest(ctx context.Context, args SearchArgs, n int) ([]Suggestion, error) {
	if n < 0 || n > MaxSuggestions {
		return nil, invalid("`first` is 0 to %d, not %d", MaxSuggestions, n)
	}
	args.Fields = []MatchField{InName}
	w, err := v.compileSearch(args, "prefix", 1, true)
	if err != nil {
		return nil, err
	}
	var ranges []kv.Range
	for _, word := range w.words {
		r := ofWord(word.folded).str(word.folded).under()
		if word.prefix {
			r = ofWord(word.folded).raw([]byte(word.folded)).under()
		}
		ranges = append(ranges, r)
	}
	pages, err := v.scanTo(ctx, maxSuggested, ranges)
	if err != nil {
		return nil, err
	}
	best, joined := map[ID]rankedMatch{}, map[ID]bool{}
	for _, page := range pages {
		for _, p := range page.Pairs {
			if err := w.suggest(p, v.merges, best, joined); err != nil {
				return nil, err
			}
		}
	}
	ids := keysOfSet(joined)
	entities, err := v.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, e := range entities {
		if e == nil || !has(w.kinds, e.Kind) {
			delete(best, ids[i])
		}
	}
	hits := make([]hit, 0, len(best))
	for id, m := range best {
		hits = append(hits, hit{id, float64(m.score)})
	}
	sortHits(hits)
	if err := v.addDegrees(ctx, hits); err != nil {
		return nil, err
	}
	out := make([]Suggestion, min(n, len(hits)))
	for i := range out {
		h := hits[i]
		out[i] = Suggestion{h.id, h.score, makeCursor("sorted "+w.order(), key(placeScore(h.score)).id(h.id)), best[h.id].Match}
	}
	return out, nil
}

// suggest keeps the best name of a thing, of those that an entry of the index holds
// and that have all words. joined takes survivors whose kind only their record tells.
func (w *sought) suggest(p kv.Pair, m *merges, best map[ID]rankedMatch, joined map[ID]bool) error {
	of := lastID(p.Key)
	kind, hits, err := readHits(of, p.Value)
	if err != nil {
		return err
	}
	id := m.survivor(of)
	if id != of && w.kinds != nil {
		joined[id] = true
	} else if w.kinds != nil && !w.kinds[kind] {
		return nil
	}
	for _, h := range hits {
		if h.field != InName || h.name == "" {
			continue
		}
		for _, u := range h.uses {
			if !w.inLang(u.lang) {
				continue
			}
			m, ok := w.suggestion(h, u.textUse)
			if have, known := best[id]; ok && (!known || m.score > have.score) {
				best[id] = m
			}
		}
	}
	return nil
}

// suggestion is a name that has all words: as they are, the last one as a beginning.
func (w *sought) suggestion(h wordHit, use textUse) (rankedMatch, bool) {
	all := words.Split(h.name)
	begins := words.Content(all)[0].Start
	t := &foundText{field: InName, kind: use.kind, words: h.words, name: h.name, cut: h.cut, fits: make([]quality, len(w.words))}
	marked := map[string]bool{}
	for _, c := range all {
		for i, word := range w.words {
			switch {
			case c.Folded == word.folded:
				t.fits[i] = exact
			case word.prefix && strings.HasPrefix(c.Folded, word.folded):
				t.fits[i] = max(t.fits[i], begun)
			default:
				continue
			}
			marked[c.Folded] = true
			t.first = t.first || c.Start == begins
		}
	}
	if slices.Contains(t.fits, missing) {
		return rankedMatch{}, false
	}
	m := Match{Field: InName, NameKind: use.kind, Lang: use.lang, Fragments: fragments(h.name, all, marked)}
	if h.cut {
		m.Fragments = append(m.Fragments, Fragment{"…", false})
	}
	score, _ := t.pointsOf(w)
	return rankedMatch{m, score}, true
}
