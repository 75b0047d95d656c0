package store

import (
	"context"
	"slices"

	"demarche/store/kv"
	"demarche/store/words"
)

// postingLimits bound what one search reads of the index.
type postingLimits struct {
	word  int // things with one word
	all   int // things with any word, one by one
	near  int // things with one word that is near to one that nothing has
	asked int // things that are asked whether they have a common word
}

var searchLimits = postingLimits{word: 100_000, all: 250_000, near: 1000, asked: 10_000}

// found is what the index says of the things that have any of the words sought.
type found struct {
	words  int
	merges *merges
	things map[ID][]*foundText
	joined map[ID]bool // survivors found by what they absorbed, whose own kind the index has not told
}

// foundText is a text with words that are sought.
type foundText struct {
	of     ID  // the thing whose text it is, which may be merged into that which is found
	number int // among the texts of its thing
	field  MatchField
	kind   NameKind
	words  int // how many different words it has
	first  bool
	name   string
	cut    bool
	fits   []quality // of each word sought
}

// find reads the index: one engine call, one more for words that nothing has (if
// correct), and one for words that too many things have.
func (v *View) find(ctx context.Context, w *sought, lim postingLimits, correct bool) (*found, error) {
	f := &found{len(w.words), v.merges, map[ID][]*foundText{}, map[ID]bool{}}
	limit := min(lim.word, lim.all/len(w.words))
	var ranges []kv.Range
	var of []int
	for i := range w.words {
		for _, t := range w.words[i].terms() {
			ranges, of = append(ranges, ofWord(t).str(t).under()), append(of, i)
		}
	}
	wholeWords := len(ranges)
	for i := range w.words {
		if w.words[i].prefix {
			r := ofWord(w.words[i].folded).raw([]byte(w.words[i].folded)).under()
			r.Start = append(slices.Clone(r.Start), 1) // behind the word itself
			ranges, of = append(ranges, r), append(of, i)
		}
	}
	pages, err := v.scanTo(ctx, limit, ranges)
	if err != nil {
		return nil, err
	}
	for n, page := range pages {
		switch word := &w.words[of[n]]; {
		case !page.More:
		case n < wholeWords:
			word.common = true
		default:
			word.vague, pages[n].Pairs = true, nil
		}
	}
	for n, page := range pages {
		if !w.words[of[n]].common {
			if err := f.take(w, of[n], page.Pairs); err != nil {
				return nil, err
			}
		}
	}
	if err := v.findRest(ctx, w, f, lim, limit, correct); err != nil {
		return nil, err
	}
	return f, f.dropOtherKinds(ctx, v, w)
}

// dropOtherKinds asks survivors for their kind, where kinds were asked for: one engine
// call, and only if something was found by the texts of what was merged into it.
func (f *found) dropOtherKinds(ctx context.Context, v *View, w *sought) error {
	ids := keysOfSet(f.joined)
	entities, err := v.Entities(ctx, ids)
	for i, e := range entities {
		if e == nil || !has(w.kinds, e.Kind) {
			delete(f.things, ids[i])
		}
	}
	return err
}

func (v *View) scanTo(ctx context.Context, limit int, ranges []kv.Range) ([]kv.Page, error) {
	if len(ranges) == 0 {
		return nil, nil
	}
	for i := range ranges {
		ranges[i].Limit = limit
	}
	return v.snap.Scan(ctx, ranges)
}

// terms are what the word is looked up by.
func (w *soughtWord) terms() []string {
	out := append([]string{w.folded}, w.stems...)
	out = append(out, w.kin...)
	slices.Sort(out)
	return slices.Compact(out)
}

// findRest looks for the words that were not found as they are.
func (v *View) findRest(ctx context.Context, w *sought, f *found, lim postingLimits, limit int, correct bool) error {
	var ranges []kv.Range
	var near []string
	var of []int
	common, has := 0, f.has()
	for i := range w.words {
		word := &w.words[i]
		switch {
		case word.common:
			common++
		case has[i]:
		case word.vague:
			return invalid("more than %d words begin with %q; write more of it", limit, word.folded)
		case correct && w.inField(InName):
			word.near = map[string]bool{}
			for _, n := range words.Near(word.folded) {
				ranges, near, of = append(ranges, ofWord(n).str(n).under()), append(near, n), append(of, i)
			}
		}
	}
	pages, err := v.scanTo(ctx, min(limit, lim.near), ranges)
	if err != nil {
		return err
	}
	for n, page := range pages {
		if page.More { // so common a word is another one, not a slip
			continue
		}
		w.words[of[n]].near[near[n]] = true
		if err := f.take(w, of[n], page.Pairs); err != nil {
			return err
		}
	}
	switch {
	case common == 0:
		return nil
	case common == len(w.words) || len(f.things) > lim.asked:
		return invalid("more than %d things have these words; add another word", limit)
	}
	return v.findCommon(ctx, w, f)
}

// findCommon asks the things found by other words whether they have the common ones.
func (v *View) findCommon(ctx context.Context, w *sought, f *found) error {
	var keys [][]byte
	var of []int
	for id := range f.things {
		for i := range w.words {
			if !w.words[i].common {
				continue
			}
			for _, t := range w.words[i].terms() {
				for _, each := range v.merges.each(id) {
					keys, of = append(keys, keyWord(t, each)), append(of, i)
				}
			}
		}
	}
	values, err := v.snap.Get(ctx, keys)
	if err != nil {
		return err
	}
	for n, value := range values {
		if value == nil {
			continue
		}
		if err := f.take(w, of[n], []kv.Pair{{Key: keys[n], Value: value}}); err != nil {
			return err
		}
	}
	return nil
}

// has tells for each word whether anything has it.
func (f *found) has() []bool {
	out := make([]bool, f.words)
	for _, texts := range f.things {
		for _, t := range texts {
			for i, q := range t.fits {
				out[i] = out[i] || q > missing
			}
		}
	}
	return out
}

// take notes entries of the index that were read for a word.
func (f *found) take(w *sought, word int, pairs []kv.Pair) error {
	for _, p := range pairs {
		id := lastID(p.Key)
		kind, hits, err := readHits(id, p.Value)
		if err != nil {
			return err
		}
		if f.merges.isAbsorbed(id) && w.kinds != nil {
			f.joined[f.merges.survivor(id)] = true
		} else if w.kinds != nil && !w.kinds[kind] {
			continue
		}
		for _, h := range hits {
			if w.inField(h.field) {
				f.note(w, word, id, wordOf(p.Key), h)
			}
		}
	}
	return nil
}

func (f *found) note(w *sought, word int, of ID, folded string, h wordHit) {
	id := f.merges.survivor(of)
	for _, u := range h.uses {
		if !w.inLang(u.lang) {
			continue
		}
		fit := w.words[word].fits(h.field, term{folded, u.form})
		if fit == missing {
			continue
		}
		at := slices.IndexFunc(f.things[id], func(t *foundText) bool { return t.of == of && t.number == h.text })
		if at < 0 {
			at = len(f.things[id])
			f.things[id] = append(f.things[id], &foundText{of: of, number: h.text, field: h.field, kind: u.kind, words: h.words,
				name: h.name, cut: h.cut, fits: make([]quality, f.words)})
		}
		t := f.things[id][at]
		t.first = t.first || h.at == 0
		t.fits[word] = max(t.fits[word], fit)
		if literalness(u.kind) < literalness(t.kind) {
			t.kind = u.kind
		}
	}
}
