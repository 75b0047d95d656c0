package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/store/words"
)

// Match is a text of a thing in which a search found words: why it is a hit.
type Match struct {
	Field     MatchField
	NameKind  NameKind // of a name: what kind of name was found; "" otherwise
	Lang      string   // "" if not known
	Fragments []Fragment
}

// Fragment is a piece of a text. The pieces of a name make up the name; of long
// texts they are what stands around the first hit, with a "…" where text is left out.
type Fragment struct {
	Text string
	Hit  bool
}

// The bounds on what is shown of a hit.
const (
	maxMatches  = 10
	maxFragment = 200 // letters of a long text
)

// Matches says of each thing which texts were found, names first, best first, at
// most 10: at most four engine calls.
func (q *SearchQuery) Matches(ctx context.Context, ids []ID) ([][]Match, error) {
	records, err := q.v.records(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]Match, len(ids))
	for i, t := range records {
		if t != nil {
			out[i] = q.sought.matches(t, t.record().ID == q.key)
		}
	}
	return out, nil
}

// records reads things of all classes, nil where there is none.
func (v *View) records(ctx context.Context, ids []ID) ([]thing, error) {
	out := make([]thing, len(ids))
	if err := recordsOf(ctx, out, ids, v.Entities); err != nil {
		return nil, err
	}
	if err := recordsOf(ctx, out, ids, v.Relations); err != nil {
		return nil, err
	}
	if err := recordsOf(ctx, out, ids, v.Claims); err != nil {
		return nil, err
	}
	return out, recordsOf(ctx, out, ids, v.Sources)
}

func recordsOf[T any, P interface {
	*T
	thing
}](ctx context.Context, out []thing, ids []ID, read func(context.Context, []ID) ([]P, error)) error {
	list, err := read(ctx, ids)
	for i, t := range list {
		if t != nil {
			out[i] = t
		}
	}
	return err
}

type rankedMatch struct {
	Match
	score int
}

func (w *sought) matches(t thing, byKey bool) []Match {
	var list []rankedMatch
	if byKey {
		list = append(list, rankedMatch{Match{Field: InCode, Fragments: []Fragment{{t.record().Key(), true}}}, pointsKey + 100*len(w.words)})
	}
	for _, x := range textsOf(t) {
		if !w.inField(x.field) {
			continue
		}
		for _, u := range x.uses {
			if !w.inLang(u.lang) {
				continue
			}
			if m, ok := w.match(x.field, x.text, u); ok {
				list = append(list, m)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b rankedMatch) int {
		return cmp.Or(cmp.Compare(notName(a.Field), notName(b.Field)), cmp.Compare(b.score, a.score))
	})
	out := make([]Match, min(len(list), maxMatches))
	for i := range out {
		out[i] = list[i].Match
	}
	return out
}

func notName(f MatchField) int {
	if f == InName {
		return 0
	}
	return 1
}

// match looks for the words in one text.
func (w *sought) match(f MatchField, text string, use textUse) (rankedMatch, bool) {
	all := words.Split(text)
	content := words.Content(all)
	t := &foundText{field: f, kind: use.kind, words: len(content), name: text, fits: make([]quality, len(w.words))}
	hits := map[string]bool{}
	for at, c := range content {
		for i := range w.words {
			for _, e := range termsOf(f, use.lang, c.Folded) {
				if q := w.words[i].fits(f, e); q > missing {
					t.fits[i] = max(t.fits[i], q)
					t.first = t.first || at == 0
					hits[c.Folded] = true
				}
			}
		}
	}
	score, has := t.pointsOf(w)
	m := Match{Field: f, NameKind: use.kind, Lang: use.lang, Fragments: fragments(text, all, hits)}
	if f != InName {
		m.Fragments = excerpt(m.Fragments)
	}
	return rankedMatch{m, score + 100*has}, has > 0
}

// fragments cuts a text at the words that are hits.
func fragments(text string, all []words.Word, hits map[string]bool) (out []Fragment) {
	from := 0
	for _, w := range all {
		if !hits[w.Folded] {
			continue
		}
		if w.Start > from {
			out = append(out, Fragment{text[from:w.Start], false})
		}
		out = append(out, Fragment{text[w.Start:w.End], true})
		from = w.End
	}
	if from < len(text) {
		out = append(out, Fragment{text[from:], false})
	}
	return out
}

// excerpt keeps what stands around the first hit of a long text: a quarter before it.
func excerpt(pieces []Fragment) []Fragment {
	total, before := 0, 0
	for _, p := range pieces {
		total += utf8.RuneCountInString(p.Text)
	}
	if total <= maxFragment {
		return pieces
	}
	if !pieces[0].Hit {
		before = utf8.RuneCountInString(pieces[0].Text)
	}
	skip := max(0, min(before-maxFragment/4, total-maxFragment))
	var out []Fragment
	left := maxFragment
	if skip > 0 {
		rest := []rune(pieces[0].Text)[skip:]
		pieces = append([]Fragment{{atSpace(string(rest)), false}}, pieces[1:]...)
		out = append(out, Fragment{"…", false})
	}
	for _, p := range pieces {
		letters := []rune(p.Text)
		if len(letters) > left {
			if !p.Hit {
				out = append(out, Fragment{beforeSpace(string(letters[:left])), false})
			}
			return append(out, Fragment{"…", false})
		}
		left -= len(letters)
		out = append(out, p)
	}
	return out
}

// atSpace leaves out the rest of a word that a cut went through, if it is short.
func atSpace(s string) string {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 && i < maxFragment/8 {
		return s[i:]
	}
	return s
}

// beforeSpace leaves out the beginning of a word that a cut went through.
func beforeSpace(s string) string {
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 && len(s)-i < maxFragment/8 {
		return s[:i+1]
	}
	return s
}
