package store

import (
	"fmt"

	"demarche/store/kv"
)

// time checks a valid time and resolves what it is relative to. of is the thing
// it will belong to, zero for a new one.
func (p *plan) time(in *DateInput, a Aspect, of ID, path string) (*Time, error) {
	if in == nil {
		return nil, nil
	}
	given := 0
	for _, set := range []bool{in.EDTF != "", in.Attested != "", in.Span != nil, in.Relative != nil} {
		if set {
			given++
		}
	}
	if given != 1 {
		return nil, p.field(invalid("a time is exactly one of edtf, attested, span, relative"), path)
	}
	t := &Time{}
	switch {
	case in.EDTF != "":
		t.EDTF = in.EDTF
		return t, p.field(checkEDTF("edtf", in.EDTF), path, "edtf")
	case in.Attested != "":
		t.EDTF, t.Attested = in.Attested, true
		return t, p.field(checkSingle("attested", in.Attested), path, "attested")
	case in.Span != nil:
		t.Start, t.End = in.Span.Start, in.Span.End
		return t, p.field(checkSpan(in.Span), path, "span")
	}
	if _, err := parseOffset(in.Relative.Offset); err != nil {
		return nil, p.field(invalid("%v", err), path, "relative", "offset")
	}
	anchor, err := p.resolve(&in.Relative.Anchor, []string{path, "relative", "anchor"}, ClassRelation, ClassClaim, ClassSource)
	if err != nil {
		return nil, err
	}
	t.Anchor, t.Offset = anchor, in.Relative.Offset
	if err := p.noCircle(of, anchor, path); err != nil {
		return nil, err
	}
	return t, p.move(t, a)
}

func checkSingle(what, s string) error {
	if err := checkEDTF(what, s); err != nil {
		return err
	}
	if d := parseStored(s); d.IsInterval() || d.IsSet() {
		return invalid("`%s` takes one date, not an interval or set", what)
	}
	return nil
}

func checkSpan(s *SpanInput) error {
	if s.Start == "" && s.End == "" {
		return invalid("a span needs a start or an end")
	}
	for what, v := range map[string]string{"start": s.Start, "end": s.End} {
		if v == "" {
			continue
		}
		if err := checkSingle(what, v); err != nil {
			return err
		}
	}
	if s.Start != "" && s.End != "" && parseStored(s.Start).Earliest() > parseStored(s.End).Latest() {
		return invalid("the span ends before it starts")
	}
	return nil
}

// maxAnchors is how long a chain of dates relative to dates may be.
const maxAnchors = 32

func (p *plan) noCircle(of, anchor ID, path string) error {
	wrong, err := p.circle(of, anchor)
	if err != nil || wrong == nil {
		return err
	}
	return p.field(wrong, path, "relative", "anchor")
}

// circle tells what is wrong with a date of a thing that is relative to anchor.
func (p *plan) circle(of, anchor ID) (wrong *InputError, err error) {
	for range maxAnchors {
		if anchor = p.v.merges.survivor(anchor); anchor == p.v.merges.survivor(of) && of != 0 {
			return invalid("this date would be relative to itself"), nil
		}
		t, err := p.timeOf(anchor)
		if err != nil {
			return nil, err
		}
		if t == nil || t.Anchor == 0 {
			return nil, nil
		}
		anchor = t.Anchor
	}
	return invalid("more than %d dates, each relative to the next", maxAnchors), nil
}

func (p *plan) timeOf(id ID) (*Time, error) {
	id = p.v.merges.survivor(id)
	if id.Class() != ClassRelation {
		return nil, nil
	}
	found, err := p.v.Relations(p.ctx, []ID{id})
	if err != nil || found[0] == nil {
		return nil, err
	}
	return found[0].Time, nil
}

// anchorBounds is when an anchor is: a relation's time, when a claim was made, a
// source published.
func (p *plan) anchorBounds(id ID) (b Bounds, ok bool, err error) {
	id = p.v.merges.survivor(id)
	switch id.Class() {
	case ClassRelation:
		found, err := p.v.Relations(p.ctx, []ID{id})
		if err != nil || found[0] == nil {
			return b, false, err
		}
		b, ok = p.v.RelationBounds(found[0])
		return b, ok, nil
	case ClassClaim:
		found, err := p.v.Claims(p.ctx, []ID{id})
		if err != nil || found[0] == nil {
			return b, false, err
		}
		b, ok = saidBounds(found[0].SaidAt)
		return b, ok, nil
	case ClassSource:
		found, err := p.v.Sources(p.ctx, []ID{id})
		if err != nil || found[0] == nil {
			return b, false, err
		}
		b, ok = saidBounds(found[0].PublishedAt)
		return b, ok, nil
	}
	return b, false, nil
}

// move works a relative time out anew.
func (p *plan) move(t *Time, a Aspect) error {
	b, ok, err := p.anchorBounds(t.Anchor)
	if err != nil {
		return err
	}
	t.Moved = nil
	if !ok {
		return nil
	}
	o, err := parseOffset(t.Offset)
	if err != nil {
		return fmt.Errorf("%v: %w", err, ErrDamaged)
	}
	moved := o.after(b, a)
	t.Moved = &moved
	return nil
}

// moveDependents works out anew the times that are relative to a thing, and the
// times relative to those.
func (p *plan) moveDependents(anchor ID) error {
	var ranges []kv.Range
	for _, prefix := range p.v.prefixes(spaceRelative, p.v.merges.survivor(anchor)) {
		ranges = append(ranges, prefix.under())
	}
	pages, err := p.d.Scan(p.ctx, ranges)
	if err != nil {
		return err
	}
	var pairs []kv.Pair
	for _, page := range pages {
		pairs = append(pairs, page.Pairs...)
	}
	for _, pair := range pairs {
		id := lastID(pair.Key)
		switch id.Class() {
		case ClassRelation:
			err = p.moveRelation(id)
		case ClassClaim:
			err = p.moveClaim(id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) moveRelation(id ID) error {
	found, err := p.v.Relations(p.ctx, []ID{id})
	if err != nil || found[0] == nil {
		return err
	}
	was, is := found[0], *found[0]
	t := *was.Time
	is.Time = &t
	if err := p.move(&t, p.v.aspect(is.Type)); err != nil {
		return err
	}
	op, err := p.store(was, &is, nil)
	if err != nil || op == Unchanged {
		return err
	}
	p.dirty = append(p.dirty, id)
	return p.moveDependents(id)
}

func (p *plan) moveClaim(id ID) error {
	found, err := p.v.Claims(p.ctx, []ID{id})
	if err != nil || found[0] == nil {
		return err
	}
	was, is := found[0], *found[0]
	t := *was.Time
	is.Time = &t
	if err := p.move(&t, Event); err != nil {
		return err
	}
	_, err = p.store(was, &is, nil)
	p.dirty = append(p.dirty, is.Relation)
	return err
}
