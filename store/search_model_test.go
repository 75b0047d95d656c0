package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	someWords = []string{"Mali", "malian", "Maliens", "opération", "operations", "Operation", "Barkhane", "barkane", "colonel", "Colonels", "the", "de", "of",
		"treaty", "treaties", "traité", "42", "Maïga", "maiga", "journal", "journaux", "X", "w", "wagner"}
	someLangs     = []string{"", "en", "fr", "fr-CA", "bm"}
	someNameKinds = []NameKind{Official, Short, Alias, Metonym, Epithet, Misspelling, Former}
)

func phrase(t *rapid.T, most int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(someWords), 1, most).Draw(t, "words"), " ")
}

// randomTexts commits things with random texts, new or changed.
func (w *world) randomTexts(t *rapid.T, n int) {
	var ops []Operation
	for i := range rapid.IntRange(1, 4).Draw(t, "operations") {
		key := fmt.Sprintf("e%d", rapid.IntRange(0, 5).Draw(t, "key"))
		switch rapid.IntRange(0, 5).Draw(t, "operation") {
		case 0, 1, 2:
			e := &PutEntity{Target: Target{Key: key}, Kind: pick(t, "kind", modelKinds)}
			var names []NameInput
			for range rapid.IntRange(0, 3).Draw(t, "names") {
				names = append(names, NameInput{Text: phrase(t, 3), Lang: pick(t, "lang", someLangs), Kind: pick(t, "name kind", someNameKinds)})
			}
			e.Names = Some(names)
			if rapid.Bool().Draw(t, "described") {
				e.Description = Some([]Text{{phrase(t, 5), "en"}, {phrase(t, 5), pick(t, "lang", []string{"fr", "bm"})}})
			}
			if rapid.Bool().Draw(t, "coded") {
				e.ExternalIDs = Some([]Code{{Scheme: key, Code: phrase(t, 2)}})
			}
			ops = append(ops, Operation{PutEntity: e})
		case 3:
			ops = append(ops, Operation{PutSource: &PutSource{Target: Target{Key: "s" + key}, Genre: "article", Title: Some(&Text{phrase(t, 4), pick(t, "lang", []string{"en", "fr"})})}})
		default:
			c := says("mali", Asserts, "rfi")
			c.Evidence[0].Quote, c.Evidence[0].Lang = phrase(t, 5), pick(t, "lang", someLangs)
			ops = append(ops, relation("acts", fill("actor", pick(t, "actor", []string{"mali", "france", "junta"})), fill("target", "bamako"),
				at(fmt.Sprint(1000+10*n+i)), claimed(c)))
		}
	}
	w.do(ops...)
}

func someSearch(t *rapid.T) SearchArgs {
	a := SearchArgs{Text: phrase(t, 3)}
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0, 1: // a beginning
		letters := []rune(a.Text)
		a.Text = strings.TrimSpace(string(letters[:rapid.IntRange(1, len(letters)).Draw(t, "cut")]))
	case 2, 3: // a slip
		letters := []rune(a.Text)
		at := rapid.IntRange(0, len(letters)-1).Draw(t, "at")
		a.Text = strings.TrimSpace(string(letters[:at]) + "z" + string(letters[at+1:]))
	case 4:
		a.Text = fmt.Sprintf("e%d", rapid.IntRange(0, 5).Draw(t, "key"))
	}
	if rapid.IntRange(0, 3).Draw(t, "by language") == 0 {
		a.Langs = rapid.SliceOfN(rapid.SampledFrom([]string{"en", "fr", "fr-CA", "bm"}), 1, 2).Draw(t, "langs")
	}
	if rapid.IntRange(0, 3).Draw(t, "by kind") == 0 {
		a.Kinds = rapid.SliceOfN(rapid.SampledFrom(modelKinds), 1, 2).Draw(t, "kinds")
	}
	if rapid.IntRange(0, 3).Draw(t, "by field") == 0 {
		a.Fields = rapid.SliceOfN(rapid.SampledFrom(matchFields), 1, 3).Draw(t, "fields")
	}
	return a
}

// What a search finds, in which order, with which scores, is what a look at every
// record gives: after each commit, and of each earlier state.
func TestSearchAgainstNaiveIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		type asked struct {
			args SearchArgs
			at   uint64
			want naiveAnswer
		}
		var before []asked
		for n := range rapid.IntRange(1, 6).Draw(t, "commits") {
			w.randomTexts(t, n)
			v := w.view()
			for range 4 {
				args := someSearch(t)
				want := w.naive(v, args)
				w.checkSearch(t, v, args, want)
				before = append(before, asked{args, v.Head().Number, want})
			}
		}
		for _, a := range before {
			then, err := w.view().AtCommit(w.ctx, a.at)
			if err != nil {
				t.Fatal(err)
			}
			w.checkSearch(t, then, a.args, a.want)
		}
	})
}

func (w *world) checkSearch(t *rapid.T, v *View, args SearchArgs, answer naiveAnswer) {
	t.Helper()
	q, err := v.Search(w.ctx, args)
	if err != nil {
		t.Fatalf("%+v: %v", args, err)
	}
	want := answer.hits
	if q.Partial != answer.partial {
		t.Fatalf("%+v: partial %v, want %v", args, q.Partial, answer.partial)
	}
	n := rapid.IntRange(1, 4).Draw(t, "page size")
	got := forward(t, pagerOf(w.ctx, q.Query), n)
	if back := backward(t, pagerOf(w.ctx, q.Query), n); !slices.Equal(back, got) {
		t.Fatalf("%+v: backward %v, forward %v", args, back, got)
	}
	if len(got) != len(want) {
		t.Fatalf("%+v: %v, want %v", args, got, want)
	}
	for i, id := range got {
		if id != want[i].id || q.Scores[id] != want[i].score {
			t.Fatalf("%+v: hit %d is %v with %v, want %+v", args, i, id, q.Scores[id], want[i])
		}
	}
	if counts, err := q.Counts(w.ctx); err != nil || counts[0] != len(want) {
		t.Fatalf("%+v: count %v, %v; want %d", args, counts, err, len(want))
	}
	why, err := q.Matches(w.ctx, got)
	if err != nil {
		t.Fatal(err)
	}
	records, err := v.records(w.ctx, got)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if len(why[i]) == 0 {
			t.Fatalf("%+v finds %v and says not why", args, got[i])
		}
		for _, m := range why[i] {
			checkMatch(t, records[i], args, m)
		}
	}
}

// checkMatch holds a match against the record.
func checkMatch(t *rapid.T, of thing, args SearchArgs, m Match) {
	t.Helper()
	var text strings.Builder
	hit := false
	for _, f := range m.Fragments {
		text.WriteString(f.Text)
		hit = hit || f.Hit
		if f.Text == "" {
			t.Fatalf("%+v: an empty fragment in %+v", args, m)
		}
	}
	if args.Fields != nil && !slices.Contains(args.Fields, m.Field) {
		t.Fatalf("%+v finds %+v", args, m)
	}
	for _, x := range naiveTexts(of) {
		if hit && x.field == m.Field && x.text == text.String() && slices.Contains(x.uses, textUse{m.Lang, m.NameKind}) {
			return
		}
	}
	if m.Field != InCode || text.String() != of.record().Key() {
		t.Fatalf("%+v: %+v is no text of %+v", args, m, of)
	}
}
