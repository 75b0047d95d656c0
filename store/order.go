package store

import (
	"context"
	"encoding/binary"
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

func (v *View) orderRelations(q *Query, order []*RelationOrder) error {
	name := ""
	for _, o := range order {
		name += string(o.Field) + " " + string(o.Direction) + ","
	}
	indexed := len(order) == 0 || len(order) == 1 && order[0].Field == RelationByTime
	for i := range q.lists {
		l := &q.lists[i]
		l.timed, l.order = true, "relations "+name
		l.desc = len(order) > 0 && order[0].Direction == Descending
		if !indexed || l.fixed != nil {
			if len(order) == 0 {
				order = []*RelationOrder{{RelationByTime, Ascending}}
			}
			l.place = v.placeRelations(order)
		}
	}
	return nil
}

func (v *View) placeRelations(order []*RelationOrder) func(context.Context, []ID) ([][]byte, error) {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Relations(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, o := range order {
			desc := o.Direction == Descending
			var claims [][]claimSummary
			if o.Field == RelationByClaims {
				if claims, err = v.claimsOn(ctx, ids); err != nil {
					return nil, err
				}
			}
			for i, r := range records {
				var b []byte
				switch o.Field {
				case RelationByTime:
					if b = r.Time.sortTime(v.aspect(r.Type)); b[0] == timeUndated {
						b = nil
					}
				case RelationByType:
					b = placeString(v.ontology.keyOf(r.Type))
				case RelationByRecord:
					b = placeNumber(r.From)
				case RelationByClaims:
					b = placeNumber(uint64(currentOf(claims[i])))
				}
				out[i] = placed(out[i], b, desc)
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

func (v *View) orderEntities(q *Query, order []*EntityOrder) error {
	name := ""
	for _, o := range order {
		name += string(o.Field) + " " + string(o.Direction) + ","
	}
	indexed := len(order) == 0 || len(order) == 1 && order[0].Field == EntityByLabel
	for i := range q.lists {
		l := &q.lists[i]
		l.order = "entities " + name
		l.desc = len(order) > 0 && order[0].Direction == Descending
		if !indexed || l.fixed != nil || l.place != nil {
			if len(order) == 0 {
				order = []*EntityOrder{{EntityByLabel, Ascending}}
			}
			l.place = v.placeEntities(order)
		}
	}
	return nil
}

func (v *View) placeEntities(order []*EntityOrder) func(context.Context, []ID) ([][]byte, error) {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Entities(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, o := range order {
			for i, e := range records {
				var b []byte
				switch o.Field {
				case EntityByLabel:
					b = placeString(e.sortLabel())
				case EntityByKind:
					b = placeString(v.ontology.keyOf(e.Kind))
				case EntityByRecorded:
					b = placeNumber(e.From)
				}
				out[i] = placed(out[i], b, o.Direction == Descending)
			}
		}
		return out, nil
	}
}

func (v *View) orderClaims(q *Query, order []*ClaimOrder) error {
	name := ""
	for _, o := range order {
		name += string(o.Field) + " " + string(o.Direction) + ","
	}
	indexed := len(order) == 0 || len(order) == 1 && order[0].Field == ClaimBySaidAt
	for i := range q.lists {
		l := &q.lists[i]
		l.timed, l.order = true, "claims "+name
		l.desc = len(order) > 0 && order[0].Direction == Descending
		if !indexed || l.fixed != nil {
			if len(order) == 0 {
				order = []*ClaimOrder{{ClaimBySaidAt, Ascending}}
			}
			l.place = v.placeClaims(order)
		}
	}
	return nil
}

func (v *View) placeClaims(order []*ClaimOrder) func(context.Context, []ID) ([][]byte, error) {
	return func(ctx context.Context, ids []ID) ([][]byte, error) {
		records, err := v.Claims(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(ids))
		for _, o := range order {
			for i, c := range records {
				var b []byte
				switch o.Field {
				case ClaimBySaidAt:
					if c.SaidAt != "" {
						b = eventSortTime(c.SaidAt)
					}
				case ClaimByConfid:
					if c.Confidence != nil {
						b = placeNumber(math.Float64bits(*c.Confidence)) // 0..1: bits order as numbers
					}
				case ClaimByRecorded:
					b = placeNumber(c.From)
				case ClaimByLocator:
					b = placeLocator(c)
				}
				out[i] = placed(out[i], b, o.Direction == Descending)
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
