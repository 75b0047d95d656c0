package store

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"demarche/store/words"
)

// calledTypes is what relation types are called, by the terms under which words are
// looked up: made when it is first asked for, as most versions of an ontology never are.
type calledTypes struct {
	once  sync.Once
	terms map[string][]calledType
}

// calledType is a type that has a word in these forms.
type calledType struct {
	id   ID
	form byte
}

var templateRole = regexp.MustCompile(`\{[^}]*\}`)

func (o *Ontology) calledBy() map[string][]calledType {
	o.called.once.Do(func() {
		o.called.terms = map[string][]calledType{}
		for id, t := range o.types {
			for _, l := range slices.Concat(t.Labels, t.InverseLabels, t.Templates) {
				for _, w := range words.Split(templateRole.ReplaceAllString(l.Text, " ")) {
					for _, e := range termsOf(InName, l.Lang, w.Folded) {
						o.called.terms[e.word] = append(o.called.terms[e.word], calledType{id, e.form})
					}
				}
			}
		}
	})
	return o.called.terms
}

// typesCalled is the types that have a word in what they are called, and those below them.
func (o *Ontology) typesCalled(w *soughtWord) map[ID]bool {
	out := map[ID]bool{}
	all := o.calledBy()
	add := func(word string) {
		for _, t := range all[word] {
			if !out[t.id] && w.fits(InName, term{word, t.form}) > missing {
				for _, id := range o.andBelow(t.id) {
					out[id] = true
				}
			}
		}
	}
	for _, t := range w.terms() {
		add(t)
	}
	if w.prefix {
		for word := range all {
			if strings.HasPrefix(word, w.folded) {
				add(word)
			}
		}
	}
	return out
}
