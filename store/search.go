package store

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"demarche/store/words"
)

// SearchArgs is what to search for. All words of Text must be found, the last one
// also by its beginning; if nothing has them all, things with any of them are hits.
type SearchArgs struct {
	Text   string
	Langs  []string     // only texts in these languages, and of none; nil: all
	Kinds  []string     // only entities of these kinds and those below; nil: all things
	Fields []MatchField // only these fields; nil: all
}

// The bounds on a search.
const (
	maxSearchLen   = 200 // bytes of the text
	maxSearchWords = 16
)

// sought is a search compiled against a View.
type sought struct {
	text   string
	whole  string // the text, folded
	words  []soughtWord
	langs  []string
	kinds  map[ID]bool // nil: all things
	fields []MatchField
}

// soughtWord is a word that is searched for, and what counts as it.
type soughtWord struct {
	folded string
	stems  []string
	prefix bool            // what begins like it counts too
	kin    []string        // words that count as well; see words.Demonyms
	near   map[string]bool // words that count since nothing else was found; see words.Near
	common bool            // too many things have it to list them
	vague  bool            // too much begins like it: only the word itself counts
}

// compileSearch checks the arguments. keepLast keeps the last word even if it says
// nothing by itself: it may be the beginning of another.
func (v *View) compileSearch(args SearchArgs, what string, minPrefix int, keepLast bool) (*sought, error) {
	text := strings.TrimSpace(args.Text)
	if text == "" {
		return nil, invalid("`%s` is empty; write a word, as in `Bamako`", what)
	}
	if err := checkText(what, text, maxSearchLen); err != nil {
		return nil, err
	}
	if err := CheckLangs(args.Langs); err != nil {
		return nil, err
	}
	all := words.Split(text)
	if len(all) == 0 {
		return nil, invalid("`%s` holds no letter or digit to search for", what)
	}
	last := all[len(all)-1]
	content := words.Content(all)
	if keepLast {
		content = slices.DeleteFunc(words.Content(all[:len(all)-1]), func(c words.Word) bool { return words.Stop(c.Folded) || c.Folded == last.Folded })
		content = append(content, last)
	}
	if len(content) > maxSearchWords {
		return nil, invalid("`%s` has %d words; at most %d: leave out those that say least", what, len(content), maxSearchWords)
	}
	w := &sought{text: text, whole: fold(text), langs: args.Langs, fields: args.Fields}
	for i, c := range content {
		w.words = append(w.words, soughtWord{folded: c.Folded, stems: words.Stems(c.Folded),
			prefix: i == len(content)-1 && c.Folded == last.Folded && utf8.RuneCountInString(c.Folded) >= minPrefix})
	}
	var err error
	w.kinds, err = idsOf(args.Kinds, v.ontology.KindsUnder, func(k *Kind) ID { return k.ID })
	return w, err
}

// order names the order of a search's hits: a cursor of one is none of another.
func (w *sought) order() string {
	terms := append([]string{"search", w.text, strings.Join(w.langs, " ")}, strings.Join(keysOfKinds(w.kinds), " "))
	for _, f := range w.fields {
		terms = append(terms, string(f))
	}
	sum := digest(terms...)
	return "search " + hex.EncodeToString(sum[:8])
}

func keysOfKinds(kinds map[ID]bool) []string {
	var out []string
	for _, id := range slices.Sorted(slices.Values(keysOfSet(kinds))) {
		out = append(out, id.String())
	}
	return out
}

func (w *sought) inField(f MatchField) bool { return w.fields == nil || slices.Contains(w.fields, f) }

// inLang tells whether texts in a language count: those in one that is asked for,
// or in a variety of it (RFC 4647, basic filtering), and those in no known language.
func (w *sought) inLang(lang string) bool {
	if w.langs == nil || lang == "" || lang == undetermined {
		return true
	}
	return slices.ContainsFunc(w.langs, func(want string) bool {
		return strings.EqualFold(lang, want) ||
			len(lang) > len(want) && lang[len(want)] == '-' && strings.EqualFold(lang[:len(want)], want)
	})
}

// quality is how well a word of a text fits one that is searched for.
type quality byte

const (
	missing quality = iota
	nearly          // one slip away
	begun           // begins like it
	stemmed         // has its stem
	exact
)

// fits says how well a term of the index fits the word.
func (w *soughtWord) fits(f MatchField, e term) quality {
	switch {
	case e.form&formWord != 0 && e.word == w.folded:
		return exact
	case e.form&formStem != 0 && slices.Contains(w.stems, e.word), e.form&formWord != 0 && slices.Contains(w.kin, e.word):
		return stemmed
	case w.prefix && !w.vague && strings.HasPrefix(e.word, w.folded):
		return begun
	case f == InName && e.form&formWord != 0 && w.near[e.word]:
		return nearly
	}
	return missing
}

// SearchQuery is the hits of a search, best first, as a Query of one list.
type SearchQuery struct {
	*Query
	// Scores rank the hits of this search; they do not compare with those of another.
	Scores map[ID]float64
	// Partial: nothing has all the words, so these have some of them.
	Partial bool
	sought  *sought
	key     ID // the thing whose key was written out; zero: none
}

// Search finds things by their names, texts and codes. What is wrong with the
// arguments, or finds too much to be ranked, is an *InputError. At most seven engine calls.
func (v *View) Search(ctx context.Context, args SearchArgs) (*SearchQuery, error) {
	return v.search(ctx, args, searchLimits)
}

func (v *View) search(ctx context.Context, args SearchArgs, lim postingLimits) (*SearchQuery, error) {
	w, err := v.compileSearch(args, "text", 2, false)
	if err != nil {
		return nil, err
	}
	key, err := v.withKey(ctx, w)
	if err != nil {
		return nil, err
	}
	found, err := v.find(ctx, w, lim, key == 0)
	if err != nil {
		return nil, err
	}
	q := &SearchQuery{Query: &Query{v: v}, sought: w, key: key, Scores: map[ID]float64{}}
	hits, partial := found.ranked(w, key)
	q.Partial = partial
	if err := v.addDegrees(ctx, hits); err != nil {
		return nil, err
	}
	ids := make([]ID, len(hits))
	for i, h := range hits {
		ids[i], q.Scores[h.id] = h.id, h.score
	}
	q.lists = []list{{fixed: ids, order: w.order(), place: func(_ context.Context, ids []ID) ([][]byte, error) {
		out := make([][]byte, len(ids))
		for i, id := range ids {
			out[i] = placeScore(q.Scores[id])
		}
		return out, nil
	}}}
	return q, nil
}

// withKey finds the thing whose stable key the text is; zero if there is none.
func (v *View) withKey(ctx context.Context, w *sought) (ID, error) {
	if !w.inField(InCode) || len(w.text) > maxKeyLen || strings.ContainsAny(w.text, " \t\n") {
		return 0, nil
	}
	ids, err := v.Resolve(ctx, []Ref{{Key: w.text}})
	if err != nil || ids[0] == 0 || w.kinds == nil {
		return ids[0], err
	}
	e, err := v.Entities(ctx, ids)
	if err != nil || e[0] == nil || !w.kinds[e[0].Kind] {
		return 0, err
	}
	return ids[0], nil
}
