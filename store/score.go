package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"
)

// The points of a word by where it was found and how well it fits. What a thing is
// called tells more than what is written about it, a word as it stands more than its
// beginning, and a slip is the last that is believed, but before texts.
var points = map[MatchField][exact + 1]int{
	InName:        {nearly: 60, begun: 70, stemmed: 75, exact: 80},
	InTitle:       {begun: 45, stemmed: 48, exact: 50},
	InCode:        {begun: 40, stemmed: 44, exact: 44},
	InDescription: {begun: 25, stemmed: 28, exact: 30},
	InQuote:       {begun: 25, stemmed: 28, exact: 30},
}

// What a text adds that has all the words.
const (
	pointsWhole    = 15 // and no others
	pointsLiteral  = 2  // and is written like the search, stop words and all
	pointsFirst    = 5  // and begins with one
	pointsNearly   = 3  // and no others, but not as they stand
	pointsKey      = 85 // a key or code that is written out
	pointsSpread   = -5 // all words, but in several texts
	pointsOfDegree = 64 // relations that are counted
)

// literalness is what a name loses for saying something else than what it names.
func literalness(k NameKind) int {
	switch k {
	case Former, Metonym, Epithet:
		return 3
	case Misspelling:
		return 20
	}
	return 0
}

// pointsOf is the score of one text, and how many words it has.
func (t *foundText) pointsOf(w *sought) (score, has int) {
	literally := true
	for _, q := range t.fits {
		if q > missing {
			has++
			score += points[t.field][q]
		}
		literally = literally && q == exact
	}
	if has == 0 {
		return 0, 0
	}
	score /= has
	if has < len(t.fits) {
		return score, has
	}
	switch whole := t.words == has; {
	case whole && literally && t.field == InCode:
		return pointsKey, has
	case t.field != InName:
		return score, has
	case whole && literally:
		score += pointsWhole
		if !t.cut && fold(t.name) == w.whole {
			score += pointsLiteral
		}
	case whole:
		score += pointsFirst + pointsNearly
	case t.first:
		score += pointsFirst
	}
	return score - literalness(t.kind), has
}

// scoreOf is the score of a thing: that of its best text with all words, else of
// all its texts together. complete tells whether it has all words.
func scoreOf(w *sought, texts []*foundText) (score int, complete bool) {
	best := make([]int, len(w.words))
	for _, t := range texts {
		s, has := t.pointsOf(w)
		if has == len(w.words) {
			score, complete = max(score, s), true
		}
		for i, q := range t.fits {
			if q > missing {
				best[i] = max(best[i], max(1, points[t.field][q]-literalness(t.kind)))
			}
		}
	}
	sum, has := 0, 0
	for _, p := range best {
		if p > 0 {
			sum, has = sum+p, has+1
		}
	}
	switch {
	case has == len(w.words):
		return max(score, sum/has+pointsSpread), true
	case has > 0: // how many words counts more than where they are
		return 10*has + sum/has/10, false
	}
	return score, complete
}

// hit is a thing with its rank.
type hit struct {
	id    ID
	score float64
}

// ranked gives the things with all words, or, if there are none, those with any,
// best first, and tells whether it is the latter.
func (f *found) ranked(w *sought, key ID) (all []hit, partial bool) {
	var some []hit
	for id, texts := range f.things {
		score, complete := scoreOf(w, texts)
		if id == key {
			continue
		}
		if complete {
			all = append(all, hit{id, float64(score)})
		} else {
			some = append(some, hit{id, float64(score)})
		}
	}
	if key != 0 {
		score := pointsKey
		if s, complete := scoreOf(w, f.things[key]); complete {
			score = max(score, s)
		}
		all = append(all, hit{key, float64(score)})
	}
	if len(all) == 0 {
		all, partial = some, len(some) > 0
	}
	sortHits(all)
	return all, partial
}

func sortHits(hits []hit) {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
}

// maxDegrees is how many hits are told apart by their relations.
const maxDegrees = 1000

// addDegrees breaks ties by how many relations a thing has: one engine call.
func (v *View) addDegrees(ctx context.Context, hits []hit) error {
	best := hits[:min(len(hits), maxDegrees)]
	ids := make([]ID, len(best))
	for i, h := range best {
		ids[i] = h.id
	}
	degrees, err := v.degreesOf(ctx, ids, pointsOfDegree)
	if err != nil {
		return err
	}
	for i, d := range degrees {
		best[i].score += float64(d) / (pointsOfDegree + 1)
	}
	sortHits(hits)
	return nil
}

// placeScore puts higher scores first; they are never negative.
func placeScore(score float64) []byte {
	return binary.BigEndian.AppendUint64(nil, ^math.Float64bits(score))
}
