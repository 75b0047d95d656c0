package store

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"demarche/store/words"
)

// The word index: for each word of a thing one key, whose payload says in which of
// its texts the word stands, so that hits are found and ranked without reading
// records, and names are suggested from the index alone.

// The bounds that keep the keys of one thing to a part of what a commit may write.
// Words of names come first, so it is the ends of long texts that are left out.
const (
	maxThingWords = 128 // words of one thing in the index
	maxTextWords  = 64  // different words of one text
	maxNameKept   = 160 // bytes of a name in a payload; what is longer is cut
	maxNamesKept  = 16  // names in a payload; of more, it is only said that they are there
)

// posting is a word of a thing with its payload.
type posting struct {
	word    string
	payload []byte
}

// wordHit is what a payload says of one text that has the word.
type wordHit struct {
	field MatchField
	text  int    // number of the text among those of the thing
	words int    // how many different words the text has
	at    int    // which of them this is
	name  string // the text itself, of names only
	cut   bool   // name is only its beginning
	uses  []hitUse
}

// hitUse is a use of the text in which the word stands in some forms.
type hitUse struct {
	textUse
	form byte
}

// postingsOf gives the words of a thing for the index. They follow from the record alone.
func postingsOf(t thing) []posting {
	texts := textsOf(t)
	if len(texts) == 0 {
		return nil
	}
	x := &indexing{hits: map[string][]wordHit{}}
	content := make([][]words.Word, len(texts))
	for i := range texts {
		content[i] = words.Content(words.Split(texts[i].text))
	}
	each := func(form byte, of func(MatchField) bool) {
		for i := range texts {
			if of(texts[i].field) {
				x.add(&texts[i], i, content[i], form)
			}
		}
	}
	isName := func(f MatchField) bool { return f == InName || f == InCode }
	each(formWord, isName)
	each(formStem, isName)
	each(formWord|formStem, func(f MatchField) bool { return !isName(f) })
	var head []byte
	if e, ok := t.(*Entity); ok {
		head = idPayload(e.Kind)
	}
	out := make([]posting, len(x.order))
	for i, w := range x.order {
		out[i] = posting{w, packHits(head, x.hits[w])}
	}
	return out
}

type indexing struct {
	hits  map[string][]wordHit
	order []string
}

// add indexes a text in those of its forms that are asked for.
func (x *indexing) add(t *searchText, number int, content []words.Word, forms byte) {
	for at, w := range content[:min(len(content), maxTextWords)] {
		for _, use := range t.uses {
			for _, e := range termsOf(t.field, use.lang, w.Folded) {
				if form := e.form & forms; form != 0 {
					x.hit(e.word, t, wordHit{text: number, words: len(content), at: at}, hitUse{use, form})
				}
			}
		}
	}
}

func (x *indexing) hit(term string, t *searchText, h wordHit, use hitUse) {
	have, known := x.hits[term]
	if !known {
		if len(x.order) == maxThingWords {
			return
		}
		x.order = append(x.order, term)
	}
	for i := range have {
		if have[i].text != h.text {
			continue
		}
		for j := range have[i].uses {
			if have[i].uses[j].textUse == use.textUse {
				have[i].uses[j].form |= use.form
				return
			}
		}
		have[i].uses = append(have[i].uses, use)
		return
	}
	h.field, h.uses = t.field, []hitUse{use}
	switch {
	case t.field != InName:
	case len(have) >= maxNamesKept:
		h.cut = true
	default:
		if h.name = t.text; len(h.name) > maxNameKept {
			n := maxNameKept
			for !utf8.RuneStart(h.name[n]) {
				n--
			}
			h.name, h.cut = h.name[:n], true
		}
	}
	x.hits[term] = append(have, h)
}

// packHits writes: the entity's kind, if it is one, then the hits.
func packHits(head []byte, hits []wordHit) []byte {
	b := slices.Clip(head)
	for _, h := range hits {
		b = append(b, byte(slices.Index(matchFields, h.field)))
		for _, n := range []int{h.text, h.words, h.at} {
			b = binary.AppendUvarint(b, uint64(n))
		}
		if h.field == InName {
			cut := byte(0)
			if h.cut {
				cut = 1
			}
			b = appendString(append(b, cut), h.name)
		}
		b = binary.AppendUvarint(b, uint64(len(h.uses)))
		for _, u := range h.uses {
			kind := byte(0)
			if h.field == InName {
				kind, _ = enumPlace(nameKinds, string(u.kind))
			}
			b = appendString(append(b, u.form, kind), u.lang)
		}
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// wordOf is the word that a key of the word index is about.
func wordOf(key []byte) string { return string(key[4 : len(key)-9]) }

// readHits reads a value of the word index, of a thing with this id.
func readHits(id ID, value []byte) (kind ID, hits []wordHit, err error) {
	_, payload, err := recordedValue(value)
	if err != nil {
		return 0, nil, err
	}
	r := &packed{b: payload}
	if id.Class() == ClassEntity {
		kind = ID(r.number8())
	}
	for len(r.b) > 0 && !r.bad {
		var h wordHit
		field := r.byte()
		if int(field) >= len(matchFields) {
			return 0, nil, errBadValue
		}
		h.field = matchFields[field]
		h.text, h.words, h.at = r.number(), r.number(), r.number()
		if h.field == InName {
			h.cut = r.byte() == 1
			h.name = r.string()
		}
		n := r.number()
		if n > len(r.b) {
			return 0, nil, errBadValue
		}
		h.uses = make([]hitUse, n)
		for i := range h.uses {
			u := &h.uses[i]
			u.form = r.byte()
			nameKind := r.byte()
			if int(nameKind) >= len(nameKinds) {
				return 0, nil, errBadValue
			}
			if h.field == InName {
				u.kind = NameKind(nameKinds[nameKind])
			}
			u.lang = r.string()
		}
		hits = append(hits, h)
	}
	if r.bad {
		return 0, nil, errBadValue
	}
	return kind, hits, nil
}

// packed reads bytes from the front; bad tells that some were missing.
type packed struct {
	b   []byte
	bad bool
}

func (p *packed) take(n int) []byte {
	if n < 0 || n > len(p.b) {
		p.bad, p.b = true, nil
		return make([]byte, min(max(n, 0), 8))
	}
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}

func (p *packed) byte() byte      { return p.take(1)[0] }
func (p *packed) number8() uint64 { return bigEndian(p.take(8)) }
func (p *packed) string() string {
	n := p.number()
	if n > len(p.b) {
		p.bad, n = true, 0
	}
	return string(p.take(n))
}

func (p *packed) number() int {
	n, size := binary.Uvarint(p.b)
	if size <= 0 || n > 1<<20 {
		p.bad, p.b = true, nil
		return 0
	}
	p.b = p.b[size:]
	return int(n)
}
