package store

import (
	"bytes"
	"context"
	"slices"

	"demarche/store/kv"
	"demarche/store/words"
)

// A text in a RelationFilter finds relations by what they say: each word stands in the
// labels or templates of the relation's type or of one above it, or in a name or title
// of a participant; of a participant that is a relation, in what that one says, as deep
// as a label spells it out. So it finds what a reader sees, in all languages at once.
// Demonyms count as well: who writes "Mali" means the Malian army, too.

// textFilter is the words of such a text.
type textFilter []textWord

// textWord is where one word stands.
type textWord struct {
	types  map[ID]bool
	things map[ID]bool // entities and sources
}

// compileText looks the words up: one engine call for some thousands of texts that have
// them, once more if the last word may not be written out yet.
func (v *View) compileText(ctx context.Context, text string) (textFilter, error) {
	w, err := v.compileSearch(SearchArgs{Text: text}, "text", 2, false)
	if err != nil {
		return nil, err
	}
	last := &w.words[len(w.words)-1]
	begun := last.prefix
	last.prefix = false // only if nothing is called so
	for i := range w.words {
		w.words[i].kin = words.Demonyms(w.words[i].folded)
	}
	f, err := v.whatIsCalled(ctx, w.words)
	if err == nil && begun && f[len(f)-1].isNothing() {
		last.prefix = true
		f, err = v.whatIsCalled(ctx, w.words)
	}
	if err != nil {
		return nil, err
	}
	// What makes a question of it, and nothing is called, is left out.
	var out textFilter
	for i, word := range f {
		if !word.isNothing() || !words.Asking(w.words[i].folded) {
			out = append(out, word)
		}
	}
	if out == nil {
		out = f
	}
	return out, nil
}

// isNothing tells that nothing has the word.
func (w *textWord) isNothing() bool { return len(w.types)+len(w.things) == 0 }

// maxCalled is how many texts that have one of the words are looked at.
const maxCalled = 200_000

func (v *View) whatIsCalled(ctx context.Context, sought []soughtWord) (textFilter, error) {
	out := make(textFilter, len(sought))
	var ranges []kv.Range
	var of []int
	for i := range sought {
		w := &sought[i]
		out[i] = textWord{v.ontology.typesCalled(w), map[ID]bool{}}
		for _, t := range w.terms() {
			ranges, of = append(ranges, ofWord(t).str(t).under()), append(of, i)
		}
		if w.prefix {
			ranges, of = append(ranges, ofWord(w.folded).raw([]byte(w.folded)).under()), append(of, i)
		}
	}
	for read := 0; len(ranges) > 0; {
		pages, err := v.scanTo(ctx, 4096, ranges)
		if err != nil {
			return nil, err
		}
		var rest []kv.Range
		var ofRest []int
		for n, page := range pages {
			for _, p := range page.Pairs {
				if err := out[of[n]].take(v, &sought[of[n]], p); err != nil {
					return nil, err
				}
			}
			if read += len(page.Pairs); page.More {
				r := ranges[n]
				r.Start = append(bytes.Clone(page.Pairs[len(page.Pairs)-1].Key), 0)
				rest, ofRest = append(rest, r), append(ofRest, of[n])
			}
		}
		if ranges, of = rest, ofRest; len(rest) > 0 && read > maxCalled {
			return nil, invalid("too many texts have the word %q; leave it out", sought[of[0]].folded)
		}
	}
	return out, nil
}

// take notes whose word an entry of the index is, if it is in a name or title.
func (w *textWord) take(v *View, sought *soughtWord, p kv.Pair) error {
	id := lastID(p.Key)
	if id.Class() != ClassEntity && id.Class() != ClassSource {
		return nil
	}
	_, hits, err := readHits(id, p.Value)
	for _, h := range hits {
		for _, u := range h.uses {
			if (h.field == InName || h.field == InTitle) && sought.fits(h.field, term{wordOf(p.Key), u.form}) > missing {
				w.things[v.merges.survivor(id)] = true
			}
		}
	}
	return err
}

func (f textFilter) match(ctx context.Context, v *View, list []*Relation) ([]bool, error) {
	said, err := f.said(ctx, v, list, maxLabelDepth)
	ok := make([]bool, len(said))
	for i, s := range said {
		ok[i] = s == 1<<len(f)-1
	}
	return ok, err
}

// said tells which of the words, by bits, each relation says; a nil one says nothing.
// An engine call for each level of relations about relations.
func (f textFilter) said(ctx context.Context, v *View, list []*Relation, depth int) ([]uint, error) {
	out := make([]uint, len(list))
	var inner []ID
	var of []int
	for i, r := range list {
		if r == nil {
			continue
		}
		for n, w := range f {
			if w.types[r.Type] || slices.ContainsFunc(r.Participants, func(p Participant) bool { return w.things[p.Thing] }) {
				out[i] |= 1 << n
			}
		}
		for _, p := range r.Participants {
			if out[i] != 1<<len(f)-1 && p.Thing.Class() == ClassRelation {
				inner, of = append(inner, p.Thing), append(of, i)
			}
		}
	}
	if depth == 1 || len(inner) == 0 {
		return out, nil
	}
	records, err := v.Relations(ctx, inner)
	if err != nil {
		return nil, err
	}
	below, err := f.said(ctx, v, records, depth-1)
	for i, s := range below {
		out[of[i]] |= s
	}
	return out, err
}

// listed is the relations that may say all the words: those that say the rarest one.
// nil if even that is said by too many. At most maxLabelDepth engine calls for each word.
func (f textFilter) listed(ctx context.Context, v *View) (rarest []ID, err error) {
	for _, w := range f {
		ids, err := w.sayers(ctx, v)
		if err != nil {
			return nil, err
		}
		if ids != nil && (rarest == nil || len(ids) < len(rarest)) {
			rarest = ids
		}
	}
	return rarest, nil
}

// sayers is the relations that say the word, nil if they are too many.
func (w *textWord) sayers(ctx context.Context, v *View) ([]ID, error) {
	prefixes := v.prefixesOfAll(spaceOf, w.things)
	for id := range w.types {
		prefixes = append(prefixes, ofThing(spaceType, id))
	}
	all := map[ID]bool{}
	for range maxLabelDepth {
		ids, err := v.listUnder(ctx, prefixes)
		if ids == nil || err != nil {
			return nil, err
		}
		prefixes = nil
		for _, id := range ids {
			if !all[id] {
				all[id] = true
				prefixes = append(prefixes, v.prefixes(spaceOf, id)...) // what is about it says it too
			}
		}
		if len(all) > maxListed {
			return nil, nil
		}
	}
	return keysOfSet(all), nil
}
