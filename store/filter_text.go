package store

import (
	"context"
	"regexp"
	"slices"

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

// compileText looks the words up: one engine call, one more if the last word may not be
// written out yet.
func (v *View) compileText(ctx context.Context, text string) (textFilter, error) {
	w, err := v.compileSearch(SearchArgs{Text: text, Fields: []MatchField{InName, InTitle}}, "text", 2, false)
	if err != nil {
		return nil, err
	}
	last := &w.words[len(w.words)-1]
	begun := last.prefix
	last.prefix = false // only if nothing is called so
	for i := range w.words {
		w.words[i].kin = words.Demonyms(w.words[i].folded)
	}
	f, err := v.whatIsCalled(ctx, w)
	if end := len(f) - 1; begun && err == nil && len(f[end].types)+len(f[end].things) == 0 {
		last.prefix = true
		return v.whatIsCalled(ctx, w)
	}
	return f, err
}

func (v *View) whatIsCalled(ctx context.Context, w *sought) (textFilter, error) {
	found, err := v.find(ctx, w, searchLimits, false)
	if err != nil {
		return nil, err
	}
	out := make(textFilter, len(w.words))
	for i := range w.words {
		if w.words[i].common {
			return nil, invalid("more than %d things are called %q; leave it out", searchLimits.word, w.words[i].folded)
		}
		out[i] = textWord{v.ontology.typesCalled(&w.words[i]), map[ID]bool{}}
	}
	for id, texts := range found.things {
		for _, t := range texts {
			for i, q := range t.fits {
				if q > missing {
					out[i].things[id] = true
				}
			}
		}
	}
	return out, nil
}

var templateRole = regexp.MustCompile(`\{[^}]*\}`)

// typesCalled is the types that have a word in what they are called, and those below them.
func (o *Ontology) typesCalled(w *soughtWord) map[ID]bool {
	out := map[ID]bool{}
	for id, t := range o.types {
		for _, l := range slices.Concat(t.Labels, t.InverseLabels, t.Templates) {
			if w.standsIn(templateRole.ReplaceAllString(l.Text, " "), l.Lang) {
				for _, below := range o.andBelow(id) {
					out[below] = true
				}
				break
			}
		}
	}
	return out
}

func (w *soughtWord) standsIn(text, lang string) bool {
	return slices.ContainsFunc(words.Split(text), func(x words.Word) bool {
		return slices.ContainsFunc(termsOf(InName, lang, x.Folded), func(e term) bool { return w.fits(InName, e) > missing })
	})
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
