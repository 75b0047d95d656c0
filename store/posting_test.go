package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func someTexts() []thing {
	return []thing{
		&Entity{Record: Record{ID: someEntity}, Kind: someKind, Names: []Name{{Text: "Mali", Lang: "en", Kind: Short}, {Text: "Mali", Lang: "fr", Kind: Official}, {Text: "les Maliens", Lang: "fr", Kind: Metonym}},
			Codes: []Code{{Scheme: "wikidata", Code: "Q912"}}, Description: english("Where Malians live.")},
		&Source{Record: Record{ID: someSource}, Titles: []Text{{"Les accords", "fr"}, {"Bɛnkan", "bm"}}},
		&Claim{Record: Record{ID: someClaim}, Evidence: []Evidence{{Quote: "immediate effect"}, {Quote: "immediate effect", Lang: "en"}, {Quote: "immediate effect"}}},
	}
}

// What stands in the index of a thing: a word a key, names under the word and its
// stem, texts in a language with stems under the stem alone.
func TestPostings(t *testing.T) {
	want := [][]string{
		{"mali NAME 1/1 SHORT en word+stem OFFICIAL fr word", "maliens NAME 1/1 METONYM fr word", "q912 CODE 1/1  word",
			"mal NAME 1/1 OFFICIAL fr stem", "malien NAME 1/1 METONYM fr stem", "where DESCRIPTION 1/3  en stem", "malian DESCRIPTION 2/3  en stem", "live DESCRIPTION 3/3  en stem"},
		{"accord TITLE 1/1  fr stem", "bɛnkan TITLE 1/1  bm word"},
		{"immediate QUOTE 1/2  word", "immedi QUOTE 1/2  en stem", "effect QUOTE 2/2  word  en stem"},
	}
	for i, x := range someTexts() {
		var got []string
		for _, p := range postingsOf(x) {
			kind, hits, err := readHits(x.record().ID, append(binary.AppendUvarint(nil, 7), p.payload...))
			if e, ok := x.(*Entity); err != nil || ok && kind != e.Kind {
				t.Fatalf("%s: kind %v, %v", p.word, kind, err)
			}
			line := p.word
			for _, h := range hits {
				line += fmt.Sprintf(" %s %d/%d", h.field, h.at+1, h.words)
				for _, u := range h.uses {
					line += " " + string(u.kind)
					if u.lang != "" {
						line += " " + u.lang
					}
					line += [...]string{"", " word", " stem", " word+stem"}[u.form]
				}
			}
			got = append(got, line)
		}
		if !slices.Equal(got, want[i]) {
			t.Errorf("got  %q\nwant %q", got, want[i])
		}
	}
	if p := postingsOf(&Claim{Record: Record{ID: someClaim}, DerivedFrom: someRelation, Evidence: []Evidence{{Quote: "espionage"}}}); p != nil {
		t.Errorf("a derived claim stands in the index: %v", p)
	}
}

// A commit may write 1,000 keys; this is what the index of words takes of them.
func TestKeysThatWordsTake(t *testing.T) {
	w := newWorld(t)
	quoting := func(year, quote string) Operation {
		c := says("mali", Asserts, "rfi")
		c.Evidence[0].Quote, c.Evidence[0].Lang = quote, "en"
		return relation("denounces", fill("denouncer", "mali"), fill("agreement", "treaty"), at(year), claimed(c))
	}
	var long strings.Builder
	for i := 0; long.Len() < 990; i++ {
		fmt.Fprintf(&long, "w%d ", i)
	}
	for _, c := range []struct {
		says       string
		op         Operation
		all, words int
	}{
		{"a name of one word", named("gao", "place", "Gao/en"), 5, 1},
		{"a name of two", named("airport", "place", "Bamako airport/en"), 6, 2},
		{"three names and a description", described(named("op", "actor", "Operation Barkhane/en", "opération Barkhane/fr", "Barkhane/fr"),
			"French military operation in the Sahel from 2014 to 2022, successor of Operation Serval.", "en"), 16, 11},
		{"a relation with a claim", quoting("2019", ""), 11, 0},
		{"with two words quoted", quoting("2020", "immediate effect"), 13, 2},
		{"with twelve", quoting("2021", "the transitional government denounces the defence cooperation treaty of July 2014 with France"), 20, 9},
		{"with as many as a quote takes", quoting("2022", long.String()), 75, 64},
	} {
		before := w.dump(planeCurrent, planeHistory)
		w.do(c.op)
		all, words := 0, 0
		for k := range w.dump(planeCurrent, planeHistory) {
			if _, had := before[k]; !had {
				all++
				if k[3] == byte(spaceWord) {
					words++
				}
			}
		}
		if all != c.all || words != c.words {
			t.Errorf("%s: %d keys, %d of them of words; want %d and %d", c.says, all, words, c.all, c.words)
		}
	}
}

// Damaged values are refused or read, never a panic.
func FuzzReadHits(f *testing.F) {
	for _, x := range someTexts() {
		for _, p := range postingsOf(x) {
			f.Add(uint64(x.record().ID), append([]byte{1}, p.payload...))
		}
	}
	f.Fuzz(func(t *testing.T, id uint64, value []byte) {
		_, hits, err := readHits(ID(id), value)
		for _, h := range hits {
			if err == nil && !slices.Contains(matchFields, h.field) {
				t.Errorf("%x: %+v", value, h)
			}
		}
	})
}
