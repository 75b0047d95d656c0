package words

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func foldedOf(text string) string {
	var out []string
	for _, w := range Split(text) {
		out = append(out, w.Folded)
	}
	return strings.Join(out, " ")
}

func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		"Opération Barkhane":                  "operation barkhane",
		"l'armée d’Alger":                     "l armee d alger",
		"N'Djamena":                           "n djamena",
		"France's allies":                     "france s allies",
		"no-fly zone":                         "no fly zone",
		"S.O.F.A. and U.S.":                   "sofa and us",
		"france24.com":                        "france24 com",
		"16 juillet 2014, 2,400":              "16 juillet 2014 2 400",
		"MAÏGA Maïga maiga":                   "maiga maiga maiga",
		"STRASSE Straße":                      "strasse strasse",
		"ﬁn":                                  "fin",
		"½":                                   "12",
		"ߡߊߟߌ":                                "ߡߊߟߌ",
		"Бамако":                              "бамако",
		"馬里":                                  "馬 里",
		"soft\u00adhyphen":                    "softhyphen",
		"?! …":                                "",
		"":                                    "",
		"★ ★":                                 "★ ★",
		"e" + strings.Repeat("\u0301", 10000): "e",
		strings.Repeat("x", 100):              strings.Repeat("x", MaxLen),
		strings.Repeat("ж", 100):              strings.Repeat("ж", MaxLen/2),
	} {
		if got := foldedOf(text); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}

func TestContent(t *testing.T) {
	for text, want := range map[string]string{
		"the colonels":             "colonels",
		"les colonels":             "colonels",
		"force against force":      "force against",
		"The The":                  "the",
		"AU":                       "au",
		"l'armée de l'air":         "armee air",
		"Status of Forces":         "status forces",
		"qu’il s’agisse de Bamako": "agisse bamako",
	} {
		var got []string
		for _, w := range Content(Split(text)) {
			got = append(got, w.Folded)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ lang, word, want string }{
		{"en", "colonels", "colonel"}, {"fr", "colonels", "colonel"}, {"fr-CA", "operations", "oper"},
		{"en", "operation", "oper"}, {"EN-gb", "treaties", "treati"}, {"fr", "journaux", "journal"},
		{"bm", "colonels", ""}, {"", "colonels", ""}, {"en", "2014", ""}, {"en", "бамако", ""}, {"fr", "un", ""},
	} {
		if got := Stem(c.lang, c.word); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.word, got, c.want)
		}
	}
}

// osa is the optimal string alignment distance, as its definition says.
func osa(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestNear(t *testing.T) {
	for _, word := range []string{"mali", "wagner", "bɛɛma", "бамако", "abcdefghijklmnopqrstuvwx"} {
		near := Near(word)
		for _, v := range near {
			if osa([]rune(word), []rune(v)) != 1 {
				t.Errorf("%q is not near %q", v, word)
			}
		}
		if len(near) > 2100 {
			t.Errorf("%q: %d variants", word, len(near))
		}
	}
	for _, word := range []string{"", "abc", "2014", "ab12", "aбcд", strings.Repeat("a", 25), "馬里馬里"} {
		if near := Near(word); near != nil {
			t.Errorf("%q: %d variants, want none", word, len(near))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]rune("abcz"))
		a := rapid.SliceOfN(letter, 4, 6).Draw(t, "a")
		b := rapid.SliceOfN(letter, 3, 7).Draw(t, "b")
		if has, want := slices.Contains(Near(string(a)), string(b)), osa(a, b) == 1; has != want {
			t.Fatalf("%s, %s: near %v, want %v", string(a), string(b), has, want)
		}
	})
}

// Fold has a short way for ASCII, which must give what the long one gives.
func TestFoldASCII(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[ -~\t\n]{0,20}`).Draw(t, "text")
		if got, want := Fold(s), strings.TrimSuffix(Fold(s+" é"), "e"); got != strings.TrimSpace(want) {
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"l'armée", "S.O.F.A.", "ﷺ", "½", "a\u0301\u0301", "🇲🇱", "yeux euse", "\xff", "e.g."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, w := range Split(s) {
			if w.Start < end || w.End <= w.Start || w.End > len(s) {
				t.Fatalf("%q: %+v", s, w)
			}
			end = w.End
			if w.Folded == "" || len(w.Folded) > MaxLen || strings.ContainsRune(w.Folded, 0) || utf8.ValidString(s) && !utf8.ValidString(w.Folded) {
				t.Fatalf("%q: %+v", s, w)
			}
			for _, stem := range Stems(w.Folded) {
				if stem == "" || len(stem) > MaxLen {
					t.Fatalf("%q has the stem %q", w.Folded, stem)
				}
			}
			Near(w.Folded)
		}
	})
}

// Countries of the Sahel and around it, and how what is theirs is called.
func TestDemonyms(t *testing.T) {
	for _, pair := range strings.Fields(`
		mali/malian mali/malien russia/russian russie/russe ukraine/ukrainian ukraine/ukrainien niger/nigerien niger/nigerian chad/chadian tchad/tchadien
		china/chinese chine/chinois france/francais senegal/senegalese iraq/iraqi irlande/irlandais europe/european europe/europeen algerie/algerien britain/british`) {
		country, demonym, _ := strings.Cut(pair, "/")
		if got := slices.Contains(Demonyms(country), demonym); got != (demonym != "british") {
			t.Errorf("%s makes %s: %v", country, demonym, got)
		}
	}
	for _, pair := range strings.Fields("part/parti mali/maliki mali/malin mali/malice france/france guinee/guinee army/armyi a/an") {
		word, other, _ := strings.Cut(pair, "/")
		if slices.Contains(Demonyms(word), other) {
			t.Errorf("%s makes %s", word, other)
		}
	}
}
