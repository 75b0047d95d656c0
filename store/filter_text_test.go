package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// saying are the keys of the relations that a text finds, in order of time.
func (w *world) saying(v *View, text string) string {
	w.t.Helper()
	q := must(v.FindRelations(w.ctx, &RelationFilter{Text: &text}, nil))
	var keys []string
	for _, r := range must(v.Relations(w.ctx, forward(w.t, pagerOf(w.ctx, q), MaxPage))) {
		keys = append(keys, r.Key())
	}
	return strings.Join(keys, " ")
}

func sayingWorld(t *testing.T) *world {
	w := newWorld(t)
	hires := &PutRelationType{Key: "hires", Labels: []Text{{"hires", "en"}, {"recrute", "fr"}}, InverseLabels: []Text{{"is hired by", "en"}},
		Templates: []Text{{"{employer} takes {hired} into service", "en"}}, Aspect: Event, Parents: []string{"acts"},
		Roles: []RoleInput{role("employer", Subject, "actor"), role("hired", Object, "actor")}}
	w.do(
		Operation{PutRelationType: hires},
		Operation{PutEntity: &PutEntity{Target: Target{Key: "junta"}, Kind: "government", Names: Some([]NameInput{
			{Text: "Malian junta", Lang: "en", Kind: Official}, {Text: "les colonels", Lang: "fr", Kind: Epithet}})}},
		relation("hires", keyed("hiring"), at("2021"), fill("employer", "junta"), fill("hired", "wagner")),
	)
	w.do(
		described(entity("maliki", "actor", "Nuri al-Maliki"), "Said to be a friend of espionage.", "en"),
		relation("acts", keyed("visiting"), at("2020"), fill("actor", "maliki"), fill("target", "bamako")),
		relation("denounces", keyed("denouncing"), at("2022"), fill("denouncer", "junta"), fill("agreement", "accord")),
		relation("accuses", keyed("accusing"), at("2023"), fill("accuser", "france"), fill("accused", "junta"), fill("content", "hiring")),
	)
	w.do(relation("denies", keyed("denying"), at("2024"), fill("denier", "junta"), fill("content", "accusing")))
	return w
}

func TestRelationsByWhatTheySay(t *testing.T) {
	w := sayingWorld(t)
	for _, c := range []struct{ text, found string }{
		{"Mali hires Wagner", "hiring accusing denying"}, // “Malian” says so too
		{"wagner HIRED", "hiring accusing denying"},      // by stem, in any order
		{"recrute Wagner", "hiring accusing denying"},    // in another language
		{"les colonels dénoncent", ""},                   // no type is called so in French
		{"colonel denounce", "denouncing"},
		{"takes into service", "hiring accusing denying"}, // words of the template, but not its roles
		{"employer", ""},
		{"acts accord", "denouncing"}, // the type above it
		{"who accuses France", "accusing denying"},
		{"denies that the junta hires", "denying"}, // two levels below; words that say nothing do not count
		{"denies accord", ""},
		{"Did Mali hire Wagner?", "hiring accusing denying"},
		{"pourquoi recrute Wagner", "hiring accusing denying"},
		{"did what", ""},         // only a question
		{"denoun", "denouncing"}, // not written out
		{"Wag hires", ""},        // but only in the end
		{"hires Wag", "hiring accusing denying"},
		{"hires mal", "hiring accusing denying"},
		{"Mali acts", "hiring denouncing accusing denying"}, // something is called so: not Maliki
		{"acts Malik", "visiting"},
		{"espionage", ""}, // which is said of somebody, but not by a relation
		{"Burkina hires", ""},
	} {
		if got := w.saying(w.view(), c.text); got != c.found {
			t.Errorf("%q finds %q, want %q", c.text, got, c.found)
		}
	}
}

// Whoever was renamed or merged is found by what they are called at the time of the view.
func TestRelationsByWhatTheySaidThen(t *testing.T) {
	w := sayingWorld(t)
	before := w.view().Head().Number
	w.do(entity("wagner", "company", "Africa Corps"))
	w.do(entity("other", "state", "Fifth Republic"))
	w.do(merge("france", "other"))
	then := must(w.view().AtCommit(w.ctx, before))
	for _, c := range []struct {
		v           *View
		text, found string
	}{
		{w.view(), "hires Wagner", ""}, {w.view(), "hires Corps", "hiring accusing denying"}, {w.view(), "fifth accuses", "accusing denying"},
		{then, "hires Wagner", "hiring accusing denying"}, {then, "hires Corps", ""}, {then, "fifth accuses", ""},
	} {
		if got := w.saying(c.v, c.text); got != c.found {
			t.Errorf("%q finds %q, want %q", c.text, got, c.found)
		}
	}
}

// What too many relations say to list them is found all the same, and so is what few
// of those say that say a common word.
func TestRelationsByCommonWords(t *testing.T) {
	w := sayingWorld(t)
	var all []string
	for len(all) <= maxListed {
		var ops []Operation
		for range MaxOperations / 2 {
			key := fmt.Sprintf("visit%04d", len(all))
			all = append(all, key)
			ops = append(ops, relation("acts", keyed(key), spell(key), at("2020"), fill("actor", "france"), fill("target", "mali")))
		}
		w.do(ops...)
	}
	v := w.view()
	if got := strings.Fields(w.saying(v, "france acts mali")); len(got) != len(all)+2 {
		t.Errorf("%d are found, not %d", len(got), len(all)+2) // those that quote the hiring, too
	}
	if got := w.saying(v, "France hires"); got != "accusing denying" {
		t.Errorf("of common words, %q", got)
	}
	text := "france acts mali"
	q := must(v.RelationsOf(w.ctx, []ID{w.id("wagner"), w.id("france")}, nil, &RelationFilter{Text: &text}, nil))
	if got := must(q.Counts(w.ctx)); !slices.Equal(got, []int{0, len(all) + 1}) {
		t.Errorf("of things, %v", got)
	}
}

func TestTextsThatSayNothing(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{"", " ", "…", strings.Repeat("a", maxSearchLen+1), "\xff", strings.Repeat("ab cd ef gh ", 5) + "one two three four five six seven eight nine ten eleven twelve thirteen"} {
		_, err := w.view().FindRelations(w.ctx, &RelationFilter{Text: &text}, nil)
		if !errors.As(err, new(*InputError)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
