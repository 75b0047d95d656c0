package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"demarche/store/words"
)

// named is an entity with names written `text`, `text/lang` or `text/lang/KIND`.
func named(key, kind string, names ...string) Operation {
	var list []NameInput
	for _, n := range names {
		parts := append(strings.Split(n, "/"), "", "")
		list = append(list, NameInput{Text: parts[0], Lang: parts[1], Kind: NameKind(parts[2])})
	}
	return Operation{PutEntity: &PutEntity{Target: Target{Key: key}, Kind: kind, Names: Some(list)}}
}

func described(op Operation, text, lang string) Operation {
	op.PutEntity.Description = Some([]Text{{text, lang}})
	return op
}

// searchWorld has what the tables below look for.
func searchWorld(t tester) *world {
	w := newWorld(t)
	w.searchCast()
	return w
}

func (w *world) searchCast() {
	coded := named("qcoded", "state", "Upper Volta//FORMER", "Burkina Faso")
	coded.PutEntity.ExternalIDs = Some([]Code{{Scheme: "wikidata", Code: "Q965"}, {Scheme: "cow", Code: "UV-439"}})
	quoted := says("", Asserts, "rfi")
	quoted.Evidence[0].Quote, quoted.Evidence[0].Lang = "les militaires ont dénoncé les accords", "fr"
	w.do(
		named("mali-state", "state", "Mali/en/SHORT", "Bamako/en/METONYM"),
		named("bamako-airport", "place", "Bamako airport/en/SHORT"),
		described(named("colonels", "government", "the colonels/en/EPITHET", "Malian authorities/en/SHORT"), "Came to power in the coups of 2020 and 2021.", "en"),
		described(named("spokesman", "actor", "Abdoulaye Maïga/fr/SHORT"), "Colonel, spokesman of the government.", "en"),
		named("barkhane", "actor", "Operation Barkhane/en/OFFICIAL", "opération Barkhane/fr/OFFICIAL", "Barkhane"),
		named("sofa", "treaty", "Status of Forces Agreement/en", "SOFA/en/ACRONYM"),
		named("ndjamena", "place", "N'Djamena/fr"),
		named("wrong", "place", "Timbuktu/en", "Tombuctu/en/MISSPELLING"),
		named("african-union", "actor", "African Union/en", "AU/en/ACRONYM"),
		named("star", "place", "★"),
		coded,
		article("journal", "Treaties between the states of the Sahel"),
		relation("acts", keyed("act"), fill("actor", "mali"), fill("target", "bamako"), claimed(quoted)),
	)
}

// why is a match in one line: `NAME METONYM [Bamako]`.
func why(m Match) string {
	var b strings.Builder
	b.WriteString(string(m.Field))
	if m.NameKind != "" {
		b.WriteString(" " + string(m.NameKind))
	}
	b.WriteString(" ")
	for _, f := range m.Fragments {
		if f.Hit {
			b.WriteString("[" + f.Text + "]")
		} else {
			b.WriteString(f.Text)
		}
	}
	return b.String()
}

func (w *world) found(v *View, args SearchArgs) (out []string) {
	w.t.Helper()
	q, err := v.Search(w.ctx, args)
	if err != nil {
		w.t.Fatalf("%+v: %v", args, err)
	}
	ids := forward(w.t, pagerOf(w.ctx, q.Query), 10)
	matches, err := q.Matches(w.ctx, ids)
	if err != nil {
		w.t.Fatalf("%+v: %v", args, err)
	}
	records, err := v.records(w.ctx, ids)
	if err != nil {
		w.t.Fatalf("%+v: %v", args, err)
	}
	for i := range ids {
		key := records[i].record().Key()
		if c, ok := records[i].(*Claim); ok {
			key = "claim on " + one(w, v.Relations, c.Relation).Key()
		}
		out = append(out, key+": "+why(matches[i][0]))
	}
	return out
}

func TestSearch(t *testing.T) {
	w := searchWorld(t)
	for _, c := range []struct {
		says string
		args SearchArgs
		want string // the first hits, each with its best match
	}{
		{"the place is called so, the state is meant by it, the airport has more words", SearchArgs{Text: "Bamako"},
			"bamako: NAME OFFICIAL [Bamako]; mali-state: NAME METONYM [Bamako]; bamako-airport: NAME SHORT [Bamako] airport"},
		{"stop words of either language do not matter; a name beats a text, in which the stem is found", SearchArgs{Text: "les colonels"},
			"colonels: NAME EPITHET the [colonels]; spokesman: DESCRIPTION [Colonel], spokesman of the government."},
		{"case", SearchArgs{Text: "sofa"}, "sofa: NAME ACRONYM [SOFA]"},
		{"points", SearchArgs{Text: "S.O.F.A."}, "sofa: NAME ACRONYM [SOFA]"},
		{"accents, in the name or not", SearchArgs{Text: "opération barkhane"}, "barkhane: NAME OFFICIAL [Operation] [Barkhane]"},
		{"accents, in the search or not", SearchArgs{Text: "maiga"}, "spokesman: NAME SHORT Abdoulaye [Maïga]"},
		{"stems", SearchArgs{Text: "operations"}, "barkhane: NAME OFFICIAL [Operation] Barkhane"},
		{"stems in texts: singular for plural", SearchArgs{Text: "treaty", Fields: []MatchField{InTitle}}, "journal: TITLE [Treaties] between the states of the Sahel"},
		{"French stems in quotes: the hit is the claim", SearchArgs{Text: "accord militaire"}, "claim on act: QUOTE les [militaires] ont dénoncé les [accords]"},
		{"the last word by its beginning", SearchArgs{Text: "operation bar"}, "barkhane: NAME OFFICIAL [Operation] [Barkhane]"},
		{"but no other, and then what has any word", SearchArgs{Text: "operat barkhane"}, "barkhane: NAME OFFICIAL Operation [Barkhane]"},
		{"a letter missing", SearchArgs{Text: "barkane"}, "barkhane: NAME ALIAS [Barkhane]"},
		{"a letter too many", SearchArgs{Text: "barkkhane"}, "barkhane: NAME ALIAS [Barkhane]"},
		{"a wrong letter, the first", SearchArgs{Text: "varkhane"}, "barkhane: NAME ALIAS [Barkhane]"},
		{"two letters swapped", SearchArgs{Text: "bakrhane"}, "barkhane: NAME ALIAS [Barkhane]"},
		{"two slips are too many", SearchArgs{Text: "varkane"}, ""},
		{"short words are not corrected", SearchArgs{Text: "sof"}, "sofa: NAME ACRONYM [SOFA]"},
		{"a word that is found is not corrected", SearchArgs{Text: "mali"}, "mali: NAME OFFICIAL [Mali]; mali-state: NAME SHORT [Mali]"},
		{"elision", SearchArgs{Text: "ndjamena"}, "ndjamena: CODE [ndjamena]"},
		{"with its apostrophe", SearchArgs{Text: "n’djamena"}, "ndjamena: NAME ALIAS N'[Djamena]"},
		{"a misspelling finds, but last", SearchArgs{Text: "tombuctu"}, "wrong: NAME MISSPELLING [Tombuctu]"},
		{"stop words that are all there is", SearchArgs{Text: "AU"}, "african-union: NAME ACRONYM [AU]"},
		{"a code", SearchArgs{Text: "q965"}, "qcoded: CODE [Q965]"},
		{"a code with signs in it", SearchArgs{Text: "UV-439"}, "qcoded: CODE [UV]-[439]"},
		{"the key of a thing, even of a relation", SearchArgs{Text: "act"}, "act: CODE [act]"},
		{"a symbol", SearchArgs{Text: "★"}, "star: NAME ALIAS [★]"},
		{"words in several texts", SearchArgs{Text: "maiga colonel"}, "spokesman: NAME SHORT Abdoulaye [Maïga]"},
		{"numbers", SearchArgs{Text: "coups 2021"}, "colonels: DESCRIPTION Came to power in the [coups] of 2020 and [2021]."},
		{"by kind", SearchArgs{Text: "bamako", Kinds: []string{"actor"}}, "mali-state: NAME METONYM [Bamako]"},
		{"by language, and none", SearchArgs{Text: "barkhane", Langs: []string{"fr"}}, "barkhane: NAME ALIAS [Barkhane]"},
		{"by language", SearchArgs{Text: "operation", Langs: []string{"fr"}}, "barkhane: NAME OFFICIAL [opération] Barkhane"},
		{"by another language", SearchArgs{Text: "colonels", Langs: []string{"bm"}}, "colonels: CODE [colonels]"},
		{"by field", SearchArgs{Text: "colonels", Fields: []MatchField{InDescription}}, "spokesman: DESCRIPTION [Colonel], spokesman of the government."},
		{"in no field", SearchArgs{Text: "colonels", Fields: []MatchField{}}, ""},
	} {
		got := w.found(w.view(), c.args)
		if c.want != "" {
			got = got[:min(len(got), strings.Count(c.want, "; ")+1)]
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s, %q:\n  got  %s\n  want %s", c.says, c.args.Text, s, c.want)
		}
	}
}

// What a commit wrote the next search finds, what it took away no longer, and an
// earlier state finds what was there.
func TestSearchFollowsCommits(t *testing.T) {
	w := searchWorld(t)
	before := w.view().Head().Number
	w.do(named("barkhane", "actor", "Operation Takuba/en"))
	if got := w.found(w.view(), SearchArgs{Text: "takuba"}); len(got) != 1 {
		t.Errorf("after the commit: %v", got)
	}
	if got := w.found(w.view(), SearchArgs{Text: "barkhane", Fields: []MatchField{InName}}); len(got) != 0 {
		t.Errorf("the old name is found: %v", got)
	}
	then, err := w.view().AtCommit(w.ctx, before)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"barkhane": 1, "takuba": 0} {
		if got := w.found(then, SearchArgs{Text: text, Fields: []MatchField{InName}}); len(got) != want {
			t.Errorf("%s, before: %v", text, got)
		}
		got, err := then.Suggest(w.ctx, SearchArgs{Text: text}, 8)
		if err != nil || len(got) != want {
			t.Errorf("%s, suggested before: %v, %v", text, got, err)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	w := searchWorld(t)
	v := w.view()
	for _, c := range []struct {
		args SearchArgs
		says string
	}{
		{SearchArgs{}, "empty"},
		{SearchArgs{Text: " \t\n"}, "empty"},
		{SearchArgs{Text: "?! … --"}, "no letter or digit"},
		{SearchArgs{Text: strings.Repeat("\u0301", 90)}, "no letter or digit"},
		{SearchArgs{Text: strings.Repeat("a ", 101)}, "at most 200"},
		{SearchArgs{Text: "e" + strings.Repeat("\u0301", 10_000)}, "at most 200"},
		{SearchArgs{Text: strings.Repeat("w", 10_000)}, "at most 200"},
		{SearchArgs{Text: "b c d e f g h i j k l m n o p q r s t u v w x y z"}, "at most 16"},
		{SearchArgs{Text: "ma\x00li"}, "U+0000"},
		{SearchArgs{Text: "mali\x1b[31m"}, "U+001B"},
		{SearchArgs{Text: "\xff"}, "UTF-8"},
		{SearchArgs{Text: "mali", Langs: []string{"french"}}, "BCP 47"},
		{SearchArgs{Text: "mali", Langs: []string{""}}, "language is empty"},
		{SearchArgs{Text: "mali", Kinds: []string{"stat"}}, `"state"`},
		{SearchArgs{Text: "mali", Kinds: []string{""}}, "empty"},
	} {
		_, err := v.Search(w.ctx, c.args)
		var ie *InputError
		if !errors.As(err, &ie) || !strings.Contains(ie.Message, c.says) {
			t.Errorf("search %.40q: %v, want %q", c.args.Text, err, c.says)
		}
		if _, err := v.Suggest(w.ctx, c.args, 8); !errors.As(err, &ie) {
			t.Errorf("suggest %.40q: %v", c.args.Text, err)
		}
	}
	for _, n := range []int{-1, MaxSuggestions + 1} {
		if _, err := v.Suggest(w.ctx, SearchArgs{Text: "mali"}, n); err == nil {
			t.Errorf("%d suggestions are not refused", n)
		}
	}
	q, err := v.Search(w.ctx, SearchArgs{Text: "bamako"})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := q.Pages(w.ctx, PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := v.Search(w.ctx, SearchArgs{Text: "mali"})
	if err != nil {
		t.Fatal(err)
	}
	if other.Check(PageArgs{After: &pages[0].Cursors[0]}) == nil {
		t.Error("a cursor of another search is taken")
	}
}

// Words that very many things have are asked only of what other words found.
func TestSearchForCommonWords(t *testing.T) {
	w := newWorld(t)
	var ops []Operation
	for i := range 8 {
		ops = append(ops, named(fmt.Sprintf("op%d", i), "actor", fmt.Sprintf("Operation Number%d", i)))
	}
	w.do(ops...)
	few := postingLimits{word: 5, all: 10, near: 5, asked: 3}
	search := func(text string) string {
		q, err := w.view().search(w.ctx, SearchArgs{Text: text}, few)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(len(q.Scores))
	}
	for text, want := range map[string]string{
		"operation":         "more than 5 things have these words; add another word",
		"operation number3": "1",
		"number3 operation": "1",
		"mali operation":    "1", // nothing has both, so what has one
		"op":                `more than 5 words begin with "op"; write more of it`,
		"numbe":             `more than 5 words begin with "numbe"; write more of it`,
		"number3":           "1",
	} {
		if got := search(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// The largest thing that the limits of its fields allow is committed alone, and changed.
func TestLargestThingFitsACommit(t *testing.T) {
	w := newWorld(t)
	large := func(word string) Operation {
		var names []string
		for i := range 100 {
			names = append(names, fmt.Sprintf("%s%d of the republic and its people whose name is long so that it fills the index as much as it can %d", word, i, 1000+i))
		}
		op := named("large", "actor", names...)
		for _, lang := range []string{"en", "fr", "bm", "ar"} {
			var text strings.Builder
			for i := 0; text.Len() < 3900; i++ {
				fmt.Fprintf(&text, "%s%s%d ", word, lang, i)
			}
			op.PutEntity.Description.Set = true
			op.PutEntity.Description.Value = append(op.PutEntity.Description.Value, Text{text.String(), lang})
		}
		return op
	}
	w.do(large("first"))
	w.do(large("second"))
	for text, want := range map[string]int{"first1": 0, "second0": 1} {
		if got := w.found(w.view(), SearchArgs{Text: text}); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestLongTextsAreShownAroundTheHit(t *testing.T) {
	long := strings.Repeat("lorem ipsum dolor ", 30)
	hits := map[string]bool{"bamako": true}
	for _, c := range []struct{ text, want string }{
		{"Bamako", "[Bamako]"},
		{long + "Bamako " + long, "…| ipsum dolor lorem ipsum dolor lorem ipsum dolor |[Bamako]| lorem ipsum dolor"},
		{"Bamako " + long, "[Bamako]| lorem ipsum dolor"},
		{long + "in Bamako", "…| dolor lorem ipsum"},
	} {
		var all []string
		letters := 0
		for _, f := range excerpt(fragments(c.text, words.Split(c.text), hits)) {
			letters += len([]rune(f.Text))
			if f.Hit {
				f.Text = "[" + f.Text + "]"
			}
			all = append(all, f.Text)
		}
		if got := strings.Join(all, "|"); !strings.HasPrefix(got, c.want) || !strings.Contains(got, "[Bamako]") || letters > maxFragment+2 {
			t.Errorf("%.30s…: %s (%d letters)", c.text, got, letters)
		}
	}
}
