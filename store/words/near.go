package words

import "unicode/utf8"

// The lengths between which a word is worth correcting, in letters: shorter ones
// are near too many others, longer ones are no words.
const (
	minNear = 4
	maxNear = 24
)

// alphabets are the letters that folding leaves, script by script. The Latin one
// has those of the languages of Mali.
var alphabets = [][]rune{
	append(span('a', 'z'), []rune("æœøðþłđıŋɓɗɛɔɲƴ")...),
	append(span('а', 'я'), []rune("єіѕјљњћџґ")...),
	span('α', 'ω'),
	span('ء', 'ي'),
	span('א', 'ת'),
	span('ߊ', 'ߪ'),
}

func span(from, to rune) (out []rune) {
	for r := from; r <= to; r++ {
		out = append(out, r)
	}
	return out
}

// Near gives every word that one slip makes of a folded word: a letter too many,
// missing, or wrong, or two neighbours swapped (optimal string alignment distance
// 1). None for words of less than 4 or more than 24 letters, with digits, or in a
// script whose letters are too many to try.
//
// Trying all of them needs no index of its own, which would be ten keys for each
// word that is written; it is some 40 look-ups for each letter, in one call.
func Near(folded string) []string {
	word := []rune(folded)
	letters := alphabetOf(word)
	if n := utf8.RuneCountInString(folded); n < minNear || n > maxNear || letters == nil {
		return nil
	}
	seen := map[string]bool{folded: true}
	var out []string
	add := func(pieces ...[]rune) {
		var v []rune
		for _, p := range pieces {
			v = append(v, p...)
		}
		if s := string(v); !seen[s] && len(s) <= MaxLen {
			seen[s] = true
			out = append(out, s)
		}
	}
	for i := range len(word) + 1 {
		for _, r := range letters {
			add(word[:i], []rune{r}, word[i:])
		}
		if i == len(word) {
			break
		}
		add(word[:i], word[i+1:])
		if i+1 < len(word) {
			add(word[:i], []rune{word[i+1], word[i]}, word[i+2:])
		}
		for _, r := range letters {
			add(word[:i], []rune{r}, word[i+1:])
		}
	}
	return out
}

// alphabetOf is the alphabet that has all letters of a word, nil if none has.
func alphabetOf(word []rune) []rune {
	for _, letters := range alphabets {
		in := map[rune]bool{}
		for _, r := range letters {
			in[r] = true
		}
		all := true
		for _, r := range word {
			all = all && in[r]
		}
		if all {
			return letters
		}
	}
	return nil
}
