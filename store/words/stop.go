package words

import "strings"

// stop is the words that say nothing of a thing: articles, prepositions,
// conjunctions of English and French, and what elision leaves of them. It holds no
// words that are acronyms too: IS, US, UN, IT.
var stop = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
		a an and are as at be by for from in into its of on or over per that the their this to was were which who with
		au aux avec ce ces cette chez dans de des du elle en et eux il ils la le les leur leurs lui ou par pour qu que qui sa se ses sur une
		c d j l m n s t`) {
		set[w] = true
	}
	return set
}()

// Stop tells whether a folded word is a stop word.
func Stop(folded string) bool { return stop[folded] }

// Content drops the stop words of a text, unless it has no others: `The The` keeps them.
// Of words that stand there twice it keeps the first.
func Content(text []Word) []Word {
	out := distinct(text, func(w string) bool { return !stop[w] })
	if len(out) == 0 {
		out = distinct(text, func(string) bool { return true })
	}
	return out
}

func distinct(text []Word, keep func(string) bool) (out []Word) {
	seen := map[string]bool{}
	for _, w := range text {
		if keep(w.Folded) && !seen[w.Folded] {
			seen[w.Folded] = true
			out = append(out, w)
		}
	}
	return out
}
