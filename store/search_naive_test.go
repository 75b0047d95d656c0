package store

import (
	"cmp"
	"slices"
	"strings"

	"demarche/store/words"
)

// The naive index looks at every record each time. It is written after the API's
// documentation, in the plainest way, for texts that are words with single spaces.

type naiveHit struct {
	id    ID
	score float64
}

type naiveAnswer struct {
	hits    []naiveHit
	partial bool
}

type naiveText struct {
	field MatchField
	text  string
	uses  []textUse
}

// everything reads all things of a state, whatever wrote them.
func (w *world) everything(v *View) []thing {
	var ids []ID
	for k := range w.dump(planeCurrent, planeHistory) {
		if k[3] == byte(spaceRecord) {
			ids = append(ids, ID(bigEndian([]byte(k[4:12]))))
		}
	}
	slices.Sort(ids)
	records, err := v.records(w.ctx, slices.Compact(ids))
	if err != nil {
		w.t.Fatalf("records: %v", err)
	}
	return slices.DeleteFunc(records, func(t thing) bool { return t == nil })
}

func naiveTexts(t thing) (out []naiveText) {
	add := func(f MatchField, text, lang string, kind NameKind) {
		for i := range out {
			if out[i].field == f && out[i].text == text {
				out[i].uses = append(out[i].uses, textUse{lang, kind})
				return
			}
		}
		if text != "" {
			out = append(out, naiveText{f, text, []textUse{{lang, kind}}})
		}
	}
	switch x := t.(type) {
	case *Entity:
		for _, n := range x.Names {
			add(InName, n.Text, n.Lang, n.Kind)
		}
		for _, d := range x.Description {
			add(InDescription, d.Text, d.Lang, "")
		}
		for _, c := range x.Codes {
			add(InCode, c.Code, "", "")
		}
	case *Source:
		for _, title := range x.Titles {
			add(InTitle, title.Text, title.Lang, "")
		}
	case *Claim:
		for _, e := range x.Evidence {
			if x.DerivedFrom == 0 {
				add(InQuote, e.Quote, e.Lang, "")
			}
		}
	}
	return out
}

var naiveStop = strings.Fields("the de of to c d j l m n s t")

// contentOf is the words that count, each once.
func contentOf(text string) []string {
	var all, content []string
	for _, w := range strings.Fields(fold(text)) {
		if slices.Contains(all, w) {
			continue
		}
		all = append(all, w)
		if !slices.Contains(naiveStop, w) {
			content = append(content, w)
		}
	}
	if content == nil {
		return all
	}
	return content
}

func naiveFit(f MatchField, lang, in, want string, prefix, near bool) quality {
	stem := words.Stem(lang, in)
	stems := words.Stems(want)
	surface := stem == "" || f == InName
	switch {
	case surface && in == want:
		return exact
	case stem != "" && slices.Contains(stems, stem):
		return stemmed
	case prefix && (surface && strings.HasPrefix(in, want) || stem != "" && strings.HasPrefix(stem, want)):
		return begun
	case near && f == InName && oneSlip(want, in):
		return nearly
	}
	return missing
}

// oneSlip tells whether two words are the same but for one letter.
func oneSlip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 4 || len(x) > 24 || strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	n := 0
	for n < len(x) && x[n] == y[n] {
		n++
	}
	switch {
	case len(y) == len(x)+1:
		return slices.Equal(x[n:], y[n+1:])
	case len(y) != len(x) || n == len(x):
		return false
	case slices.Equal(x[n+1:], y[n+1:]):
		return true
	}
	return n+1 < len(x) && x[n] == y[n+1] && x[n+1] == y[n] && slices.Equal(x[n+2:], y[n+2:])
}

// naive searches by looking at everything.
func (w *world) naive(v *View, args SearchArgs) naiveAnswer {
	want := contentOf(args.Text)
	all := strings.Fields(fold(args.Text))
	prefix := want[len(want)-1] == all[len(all)-1] && len([]rune(want[len(want)-1])) >= 2
	kinds, err := idsOf(args.Kinds, v.ontology.KindsUnder, func(k *Kind) ID { return k.ID })
	if err != nil {
		w.t.Fatalf("kinds: %v", err)
	}
	things := w.everything(v)
	if kinds != nil {
		things = slices.DeleteFunc(things, func(t thing) bool {
			e, ok := t.(*Entity)
			return !ok || !kinds[e.Kind]
		})
	}
	degree := map[ID]int{}
	for _, t := range w.everything(v) {
		if r, ok := t.(*Relation); ok {
			in := map[ID]bool{}
			for _, p := range r.Participants {
				in[p.Thing] = true
			}
			for id := range in {
				degree[id]++
			}
		}
	}
	keyed := slices.IndexFunc(things, func(t thing) bool {
		return t.record().Given == args.Text && (args.Fields == nil || slices.Contains(args.Fields, InCode))
	})
	// A word is corrected only if it is found nowhere as it is.
	fits := func(t thing, near []bool) (texts []foundText) {
		for _, x := range naiveTexts(t) {
			if args.Fields != nil && !slices.Contains(args.Fields, x.field) {
				continue
			}
			content := contentOf(x.text)
			f := foundText{field: x.field, words: len(content), name: x.text, fits: make([]quality, len(want)), kind: Misspelling}
			any := false
			for _, u := range x.uses {
				if args.Langs != nil && u.lang != "" && !slices.ContainsFunc(args.Langs, func(l string) bool { return u.lang == l || strings.HasPrefix(u.lang, l+"-") }) {
					continue
				}
				for at, in := range content {
					for i := range want {
						q := naiveFit(x.field, u.lang, in, want[i], prefix && i == len(want)-1, near[i])
						if q == missing {
							continue
						}
						any = true
						f.fits[i] = max(f.fits[i], q)
						f.first = f.first || at == 0
						if literalness(u.kind) < literalness(f.kind) {
							f.kind = u.kind
						}
					}
				}
			}
			if any {
				texts = append(texts, f)
			}
		}
		return texts
	}
	near := make([]bool, len(want))
	for i := range near {
		near[i] = keyed < 0
		for _, t := range things {
			for _, f := range fits(t, make([]bool, len(want))) {
				near[i] = near[i] && f.fits[i] == missing
			}
		}
	}
	var complete, some []naiveHit
	for i, t := range things {
		best, all, has := 0, true, 0
		spread := make([]int, len(want))
		for _, f := range fits(t, near) {
			sum, n := 0, 0
			for i, q := range f.fits {
				if q > missing {
					p := points[f.field][q]
					sum, n = sum+p, n+1
					spread[i] = max(spread[i], p-literalness(f.kind), 1)
				}
			}
			if n == len(want) {
				best = max(best, naiveScore(f, sum/n, args.Text))
			}
		}
		sum := 0
		for _, p := range spread {
			all = all && p > 0
			if p > 0 {
				sum, has = sum+p, has+1
			}
		}
		score := 0
		switch {
		case all:
			score = max(best, sum/has-5)
		case has > 0:
			score = 10*has + sum/has/10
		}
		if i == keyed {
			all, score = true, max(85, map[bool]int{true: score}[all])
		}
		h := naiveHit{t.record().ID, float64(score) + float64(min(64, degree[t.record().ID]))/65}
		if all {
			complete = append(complete, h)
		} else if has > 0 {
			some = append(some, h)
		}
	}
	partial := len(complete) == 0 && len(some) > 0
	if partial {
		complete = some
	}
	slices.SortFunc(complete, func(a, b naiveHit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	return naiveAnswer{complete, partial}
}

func naiveScore(f foundText, mean int, asked string) int {
	whole := f.words == len(f.fits)
	exactly := !slices.ContainsFunc(f.fits, func(q quality) bool { return q != exact })
	switch {
	case f.field == InCode && whole && exactly:
		return 85
	case f.field != InName:
		return mean
	case whole && exactly && fold(f.name) == fold(asked):
		mean += 17
	case whole && exactly:
		mean += 15
	case whole:
		mean += 8
	case f.first:
		mean += 5
	}
	return mean - literalness(f.kind)
}
