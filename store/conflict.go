package store

import "slices"

// What two sets of claims on one relation may contradict each other about. Each
// rule asks whether the sides can both be right, and leaves the answer to people.

// opposed: one side has a claim for the relation, the other one against it.
func opposed(left, right []*Claim) bool {
	pro := func(c *Claim) bool { return c.Stance == Asserts || c.Stance == Supports }
	contra := func(c *Claim) bool { return c.Stance == Disputes || c.Stance == Denies }
	return slices.ContainsFunc(left, pro) && slices.ContainsFunc(right, contra) ||
		slices.ContainsFunc(left, contra) && slices.ContainsFunc(right, pro)
}

// neverAtOnce: both sides give times, and no two of them can be the same one.
func neverAtOnce(left, right []*Claim, a Aspect) bool {
	l, r := timesOf(left, a), timesOf(right, a)
	return len(l) > 0 && len(r) > 0 && !anyPair(l, r, sameTime)
}

// set holds each time or figure once: pairs are tried, and of many claims few differ.
type set[T comparable] map[T]bool

func timesOf(claims []*Claim, a Aspect) set[Bounds] {
	out := set[Bounds]{}
	for _, c := range claims {
		if b, dated := c.Time.Bounds(a); dated {
			out[b] = true
		}
	}
	return out
}

// sameTime: some start and some end fit both. A
// qualified date (`2022~`) counts as what it says, since nobody says how far off it
// may be.
func sameTime(a, b Bounds) bool {
	from, to := max(a.StartEarliest, b.StartEarliest), min(a.StartLatest, b.StartLatest)
	endFrom, endTo := max(a.EndEarliest, b.EndEarliest), min(a.EndLatest, b.EndLatest)
	if a.Moment || b.Moment {
		return max(from, endFrom) <= min(to, endTo)
	}
	return from <= to && endFrom <= endTo
}

// figuresDiffer: both sides give a figure of one key and unit, and no two of them
// have a number in common.
func figuresDiffer(left, right []*Claim) bool {
	l, r := figuresOf(left), figuresOf(right)
	for what, figures := range l {
		if len(r[what]) > 0 && !anyPair(figures, r[what], sameFigure) {
			return true
		}
	}
	return false
}

// figure is what a number counts, in which unit.
type figure struct{ key, unit string }

// spread is from a figure's least number to its greatest.
type spread struct{ from, to float64 }

func figuresOf(claims []*Claim) map[figure]set[spread] {
	out := map[figure]set[spread]{}
	for _, c := range claims {
		for _, q := range c.Quantities {
			is := spread{q.Value, q.Value}
			if q.Min != nil {
				is.from = *q.Min
			}
			if q.Max != nil {
				is.to = *q.Max
			}
			what := figure{q.Key, q.Unit}
			if out[what] == nil {
				out[what] = set[spread]{}
			}
			out[what][is] = true
		}
	}
	return out
}

func sameFigure(a, b spread) bool { return a.from <= b.to && b.from <= a.to }

func anyPair[T comparable](left, right set[T], fit func(a, b T) bool) bool {
	for a := range left {
		for b := range right {
			if fit(a, b) {
				return true
			}
		}
	}
	return false
}
