package store

import (
	"strings"
	"testing"
)

// labelWorld gives types templates in two languages, and the cast French names.
func labelWorld(t tester) *world {
	w := newWorld(t)
	ops := testOntology()
	for _, op := range ops {
		rt := op.PutRelationType
		if rt == nil {
			continue
		}
		switch rt.Key {
		case "denounces":
			rt.Templates = []Text{{"{denouncer} denounces {agreement}[ in {forum}]", "en"}, {"{denouncer} dénonce {agreement}[ à {forum}]", "fr"}}
		case "accuses":
			rt.Templates = []Text{{"{accuser} accuses[ {accused}]: {content}", "en"}}
		case "denies":
			rt.Labels = []Text{{"denies", "en"}, {"dément", "fr"}}
		}
	}
	w.do(ops...)
	name := func(key string, names ...NameInput) Operation {
		return Operation{PutEntity: &PutEntity{Target: Target{Ref: refTo(key)}, Names: Some(names)}}
	}
	w.do(name("junta", NameInput{Text: "the colonels", Lang: "en", Kind: Epithet}, NameInput{Text: "Malian junta", Lang: "en"}, NameInput{Text: "junte malienne", Lang: "fr"}),
		name("treaty", NameInput{Text: "Defence treaty", Lang: "en"}, NameInput{Text: "traité de défense", Lang: "fr"}),
		name("accord", NameInput{Text: "Accord d’Alger", Lang: "fr"}))
	w.do(relation("denounces", keyed("d"), fill("denouncer", "junta"), fill("agreement", "treaty")),
		relation("denounces", keyed("in"), fill("denouncer", "junta"), fill("agreement", "accord"), fill("forum", "bamako")),
		relation("accuses", keyed("a"), fill("accuser", "france"), fill("accused", "junta"), fill("content", "d")),
		relation("accuses", keyed("b"), fill("accuser", "mali"), fill("content", "a")),
		relation("denies", keyed("n"), fill("denier", "junta"), fill("content", "d"), fill("content", "a")),
		relation("denies", keyed("empty")),
		says("france", Denies, "rfi").as("c").on("d"), says("", Asserts, "rfi").as("voice").on("d"))
	return w
}

func TestLabels(t *testing.T) {
	w := labelWorld(t)
	v := w.view()
	for _, r := range []struct {
		name  string
		langs string
		want  string
	}{
		{"junta", "", "Malian junta (en)"},
		{"junta", "fr", "junte malienne (fr)"},
		{"junta", "fr-CA", "junte malienne (fr)"},
		{"junta", "bm", "Malian junta (en, fallback)"},
		{"junta", "bm fr", "junte malienne (fr, fallback)"},
		{"accord", "en", "Accord d’Alger (fr, fallback)"},
		{"rfi", "en", "RFI report (en)"},
		{"d", "en", "Malian junta denounces Defence treaty (en)"},
		{"d", "fr", "junte malienne dénonce traité de défense (fr)"},
		{"in", "fr", "junte malienne dénonce Accord d’Alger à Bamako (fr)"},
		{"a", "en", "France accuses Malian junta: Malian junta denounces Defence treaty (en)"},
		{"b", "en", "Mali accuses: France accuses Malian junta: Malian junta denounces Defence treaty (en)"},
		{"n", "en", "Malian junta denies Malian junta denounces Defence treaty, France accuses Malian junta: Malian junta denounces Defence treaty (en)"},
		{"empty", "fr", "dément (fr)"},
	} {
		var langs []string
		if r.langs != "" {
			langs = strings.Fields(r.langs)
		}
		got, err := v.Labels(w.ctx, []ID{w.id(r.name)}, langs)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, r.name+" in "+r.langs, labelText(got[0]), r.want)
	}
	claims := w.claimsOn("d")
	for _, c := range claims {
		want := map[bool]string{true: "RFI report asserts: Malian junta denounces Defence treaty (en)",
			false: "France denies: Malian junta denounces Defence treaty (en)"}[c.Claimant == 0]
		if c.DerivedFrom != 0 {
			continue
		}
		got, err := v.Labels(w.ctx, []ID{c.ID}, []string{"en"})
		equal(t, "claim", labelText(got[0]), want)
		equal(t, "error", err, nil)
	}
	all, err := v.Labels(w.ctx, []ID{w.id("b"), 0, w.id("junta"), w.id("b")}, []string{"en"})
	equal(t, "in the order asked for, empty where there is nothing", []any{all[0] == all[3], all[1], all[2].Text, err},
		[]any{true, Label{}, "Malian junta", nil})
}

func labelText(l Label) string {
	if l.Fallback {
		return l.Text + " (" + l.Lang + ", fallback)"
	}
	return l.Text + " (" + l.Lang + ")"
}

// A relation whose content is itself a relation, deeper than labels go.
func TestDeepLabels(t *testing.T) {
	w := labelWorld(t)
	last := "d"
	for _, k := range strings.Fields("a1 a2 a3 a4 a5 a6 a7") {
		w.do(relation("accuses", keyed(k), fill("accuser", "mali"), fill("content", last)))
		last = k
	}
	got, err := w.view().Labels(w.ctx, []ID{w.id(last)}, []string{"en"})
	equal(t, "cut short", []any{got[0].Text, err}, []any{strings.Repeat("Mali accuses: ", maxLabelDepth) + "… accuses: …", nil})
}

func TestTemplates(t *testing.T) {
	roles := map[string]string{"a": "A", "b": "B [{a}]", "none": ""}
	for template, want := range map[string]string{
		"{a} meets {b}":            "A meets B [{a}]",
		"{a}[ with {none}]":        "A",
		"{a}[ with {none} or {b}]": "A with or B [{a}]",
		"[{none}: ]{a}":            "A",
		"[not a role]{a}":          "A",
		"{a} {unknown} {b":         "A {b",
		"{a} [ never closed":       "A [ never closed",
		"  {a}   x ":               "A x",
		"":                         "",
	} {
		got := fillTemplate(template, func(role string) string { return roles[role] })
		equal(t, template, strings.Join(strings.Fields(got), " "), want)
	}
}

func TestFoldAndSlug(t *testing.T) {
	for text, want := range map[string][2]string{
		"Côte  d’Ivoire":         {"cote d’ivoire", "cote-d-ivoire"},
		" MALI ":                 {"mali", "mali"},
		"Straße":                 {"strasse", "strasse"},
		"ﬁn":                     {"fin", "fin"},
		"Малийская хунта":        {"малииская хунта", "малииская-хунта"},
		"!!!":                    {"!!!", ""},
		strings.Repeat("x", 200): {strings.Repeat("x", 200), strings.Repeat("x", 81)},
	} {
		equal(t, text, [2]string{fold(text), slug(text)}, want)
	}
}
