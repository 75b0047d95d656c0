package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// Orders. One criterion that an index has is read from the index; everything
// else gets a place: the criteria's bytes one behind the other, descending ones
// complemented, what has no value last.

const (
	placeValue = 0x01
	placeNone  = 0x02
)

// placed writes one criterion. b must end itself if another criterion follows.
func placed(to []byte, b []byte, desc bool) []byte {
	if b == nil {
		return append(to, placeNone)
	}
	to = append(to, placeValue)
	for _, c := range b {
		if desc {
			c = ^c
		}
		to = append(to, c)
	}
	return to
}

func placeString(s string) []byte { return append([]byte(strings.ReplaceAll(s, "\x00", "")), 0) }
func placeNumber(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// criterion is one field of an order.
type criterion struct {
	field string
	desc  bool
}

func (o *EntityOrder) criterion() criterion {
	return criterion{string(o.Field), o.Direction == Descending}
}
func (o *RelationOrder) criterion() criterion {
	return criterion{string(o.Field), o.Direction == Descending}
}
func (o *ClaimOrder) criterion() criterion {
	return criterion{string(o.Field), o.Direction == Descending}
}

func criteria[O interface{ criterion() criterion }](order []O) []criterion {
	out := make([]criterion, len(order))
	for i, o := range order {
		out[i] = o.criterion()
	}
	return out
}

// placer gives the place of each thing in an order.
type placer func(ctx context.Context, ids []ID) ([][]byte, error)

// sortBy puts the lists of a query in order: from their index, if that has the
// order, else by place. The default is the index's own order, ascending. times is the
// places of an index in order of time; nil: it is in another one.
func (q *Query) sortBy(class string, by []criterion, indexed string, place func([]criterion) placer, times placer) {
	if len(by) == 0 {
		by = []criterion{{indexed, false}}
	}
	name := fmt.Sprint(class, by)
	q.class = class
	for i := range q.lists {
		l := &q.lists[i]
		l.order, l.timed, l.desc = name, times != nil, by[0].desc
		switch own := len(by) == 1 && by[0].field == indexed; {
		case own && l.fixed != nil && times != nil:
			l.place, l.indexed = times, true
		case !own || l.fixed != nil:
			l.place = place(by)
		}
	}
}

// timesOfRelations is the places in the indexes of relations, without their ids.
func (v *View) timesOfRelations(ctx context.Context, ids []ID) ([][]byte, error) {
	records, err := v.Relations(ctx, ids)
	out := make([][]byte, len(records))
	for i, r := range records {
		out[i] = r.Time.sortTime(v.aspect(r.Type))
	}
	return out, err
}

// timesOfClaims is the places in the indexes of claims, without their ids.
func (v *View) timesOfClaims(ctx context.Context, ids []ID) ([][]byte, error) {
	records, err := v.Claims(ctx, ids)
	out := make([][]byte, len(records))
	for i, c := range records {
		out[i] = eventSortTime(c.SaidAt)
	}
	return out, err
}

func (v *View) placeRelations(by []criterion) placer {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Relations(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, c := range by {
			var claims [][]claimSummary
			if c.field == string(RelationByClaims) {
				if claims, err = v.claimsOn(ctx, ids); err != nil {
					return nil, err
				}
			}
			for i, r := range records {
				var b []byte
				switch c.field {
				case string(RelationByTime):
					if b = r.Time.sortTime(v.aspect(r.Type)); b[0] == timeUndated {
						b = nil
					}
				case string(RelationByType):
					b = placeString(v.ontology.keyOf(r.Type))
				case string(RelationByRecord):
					b = placeNumber(r.From)
				case string(RelationByClaims):
					b = placeNumber(uint64(currentOf(claims[i])))
				}
				out[i] = placed(out[i], b, c.desc)
			}
		}
		return out, nil
	}
}

func currentOf(claims []claimSummary) (n int) {
	for _, c := range claims {
		if c.status == Current {
			n++
		}
	}
	return n
}

func (v *View) placeEntities(by []criterion) placer {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Entities(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, o := range by {
			for i, e := range records {
				var b []byte
				switch o.field {
				case string(EntityByLabel):
					b = placeString(e.sortLabel())
				case string(EntityByKind):
					b = placeString(v.ontology.keyOf(e.Kind))
				case string(EntityByRecorded):
					b = placeNumber(e.From)
				}
				out[i] = placed(out[i], b, o.desc)
			}
		}
		return out, nil
	}
}

func (v *View) placeClaims(by []criterion) placer {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Claims(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, o := range by {
			for i, c := range records {
				var b []byte
				switch o.field {
				case string(ClaimBySaidAt):
					if c.SaidAt != "" {
						b = eventSortTime(c.SaidAt)
					}
				case string(ClaimByConfid):
					if c.Confidence != nil {
						b = placeNumber(math.Float64bits(*c.Confidence)) // 0..1: bits order as numbers
					}
				case string(ClaimByRecorded):
					b = placeNumber(c.From)
				case string(ClaimByLocator):
					b = placeLocator(c)
				}
				out[i] = placed(out[i], b, o.desc)
			}
		}
		return out, nil
	}
}

// placeLocator is where a claim's first evidence stands; nil if it does not say.
func placeLocator(c *Claim) []byte {
	if len(c.Evidence) == 0 {
		return nil
	}
	l := c.Evidence[0].Locator
	if l.Page == "" && l.Paragraph == "" {
		return nil
	}
	return append(placeNatural(l.Page), placeNatural(l.Paragraph)...)
}

// placeNatural orders runs of digits as numbers: each is led by how many digits it
// has, so that 9 comes before 10.
func placeNatural(s string) []byte {
	var out []byte
	for s != "" {
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if n == 0 {
			out, s = append(out, s[0]), s[1:]
			continue
		}
		digits := strings.TrimLeft(s[:n], "0")
		out = append(append(out, '0', byte(min(len(digits), 255))), digits...)
		s = s[n:]
	}
	return append(out, 0)
}
