package store

import (
	"encoding/binary"
	"strconv"
)

// prepared is all of a commit that follows from its input and the ontology alone, so that
// several can be worked out at once: records, ids, index entries.
type prepared struct {
	body   [32]byte
	things []preparedThing
	needs  []need
	result Result // its Errors, as of Commit
	err    error
}

type preparedThing struct {
	op      int
	id      ID
	mark    uint64
	given   string
	kind    ID
	entries []indexEntry // the record among them
}

// need is a reference that must lead to a thing of a class and kind.
type need struct {
	op, before int // it must be there before this thing
	key        string
	id         ID
	class      Class
	kinds      []ID
}

// preparing is a plan that reads nothing.
type preparing struct {
	*plan
	out *prepared
	op  int
}

func prepare(v *View, in CommitInput) *prepared {
	out := &prepared{}
	var errs []UserError
	if out.body, errs = checkInput(&in); len(errs) > 0 {
		out.result.Errors = errs
		return out
	}
	p := &preparing{plan: &plan{v: &View{ontology: v.ontology, merges: &merges{}}, result: &out.result}, out: out}
	for i := range in.Operations {
		p.op, p.path = i, []string{"operations", strconv.Itoa(i)}
		if err := p.report(p.operation(&in.Operations[i])); err != nil {
			out.err = err
			return out
		}
	}
	return out
}

func (p *preparing) operation(o *Operation) error {
	switch {
	case o.PutEntity != nil:
		return p.entity(o.PutEntity)
	case o.PutSource != nil:
		return p.source(o.PutSource)
	case o.PutRelation != nil:
		return p.relation(o.PutRelation)
	}
	return ErrNotBulk
}

// idOfKey gives the id of a new thing with a key; see identifyEntity and identifySource.
func idOfKey(c Class, key string) (ID, [32]byte) {
	sum := digest("key", strconv.Itoa(int(c)), key)
	return naturalID(c, sum, 0), sum
}

func (p *preparing) newTarget(t *Target) error {
	if t.Ref != nil || t.Local != "" || t.IfRevision != nil || t.Key == "" {
		return ErrNotBulk
	}
	return p.field(checkKey(t.Key), "key")
}

func (p *preparing) entity(in *PutEntity) error {
	if err := p.newTarget(&in.Target); err != nil {
		return err
	}
	for _, n := range in.Names.Value {
		if n.Source != nil {
			return ErrNotBulk
		}
	}
	e := &Entity{Record: Record{Given: in.Key}}
	if err := p.fillEntity(e, in, true); err != nil {
		return err
	}
	for _, c := range e.Codes {
		if c.Match == Exact { // unique over all entities
			return ErrNotBulk
		}
	}
	var sum [32]byte
	e.ID, sum = idOfKey(ClassEntity, in.Key)
	p.put(e, sum)
	return nil
}

func (p *preparing) source(in *PutSource) error {
	if err := p.newTarget(&in.Target); err != nil {
		return err
	}
	if in.Publisher.Set || in.Agency.Set || in.Authors.Set {
		return ErrNotBulk
	}
	s := &Source{Record: Record{Given: in.Key}}
	if err := p.fillSource(s, in); err != nil {
		return err
	}
	if s.Genre == "" {
		return p.field(invalid("a new source needs its `genre`, as in \"news-article\""), "genre")
	}
	var sum [32]byte
	s.ID, sum = idOfKey(ClassSource, in.Key)
	p.put(s, sum)
	return nil
}

// put notes a new thing with everything that it writes.
func (p *preparing) put(t thing, sum [32]byte) {
	r := t.record()
	r.Revision = 1
	x := preparedThing{op: p.op, id: r.ID, mark: binary.BigEndian.Uint64(sum[8:]), given: r.Given}
	if e, ok := t.(*Entity); ok {
		x.kind = e.Kind
	}
	x.entries = append(p.v.indexOf(t), indexEntry{keyRecord(r.ID), encode(t)})
	p.out.things = append(p.out.things, x)
}

// refer gives the id that a reference by key will lead to.
func (p *preparing) refer(r *Ref, c Class, kinds []ID) (ID, error) {
	if r.Key == "" || r.ID != "" || r.Local != "" || r.ExternalID != nil {
		return 0, ErrNotBulk
	}
	id, _ := idOfKey(c, r.Key)
	p.out.needs = append(p.out.needs, need{p.op, len(p.out.things), r.Key, id, c, kinds})
	return id, nil
}

func (p *preparing) relation(in *PutRelation) error {
	if in.Target != (Target{}) || in.Quantities.Set {
		return ErrNotBulk
	}
	typ, err := p.v.ontology.TypeNamed(in.Type)
	if err != nil {
		return p.field(err, "type")
	}
	if typ.SpeechAct != nil || in.Time.Set && (in.Time.Value == nil || in.Time.Value.Relative != nil) {
		return ErrNotBulk // what follows from it touches other things
	}
	r := &Relation{Type: typ.ID}
	filled := make([]int, len(typ.Roles))
	for _, f := range in.Participants.Value {
		n, role := typ.Role(f.Role)
		if role == nil || f.Mention != "" || len(role.RelationTypes) > 0 {
			return ErrNotBulk
		}
		id, err := p.refer(&f.Ref, ClassEntity, role.Kinds)
		if err != nil {
			return err
		}
		if filled[n]++; filled[n] > 1 {
			return ErrNotBulk
		}
		r.Participants = append(r.Participants, Participant{Role: uint8(n), Thing: id})
	}
	for n, role := range typ.Roles {
		if role.Required && filled[n] == 0 {
			return ErrNotBulk
		}
	}
	rest := *in // what a relation has besides, which reads nothing
	rest.Type, rest.Participants, rest.Place = "", Opt[[]ParticipantInput]{}, Opt[*Ref]{}
	if err := p.fillRelation(r, &rest, false); err != nil {
		return err
	}
	if in.Place.Value != nil {
		if r.Place, err = p.refer(in.Place.Value, ClassEntity, nil); err != nil {
			return err
		}
	}
	sum := p.v.fingerprintOf(r)
	r.ID = naturalID(ClassRelation, sum, 0)
	sum[8] ^= byte(r.Place >> 56) // the same event elsewhere would be a change of it
	p.put(r, sum)
	for i := range in.Claims {
		if err := p.under(func() error { return p.claim(&in.Claims[i], r.ID) }, "claims", strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func (p *preparing) claim(in *AddClaim, on ID) error {
	if in.Local != "" || in.Claimant != nil || len(in.Via) > 0 || in.InReplyTo != nil || in.Time != nil {
		return ErrNotBulk
	}
	c := &Claim{Relation: on, Stance: in.Stance, Status: Current}
	for i := range in.Evidence {
		e := &in.Evidence[i]
		src, err := p.refer(&e.Source, ClassSource, nil)
		if err != nil {
			return err
		}
		if *e != (EvidenceInput{Source: e.Source}) {
			return ErrNotBulk
		}
		c.Evidence = append(c.Evidence, Evidence{Source: src})
	}
	if len(in.Evidence) == 0 || len(in.Evidence) > maxEvidence {
		return ErrNotBulk
	}
	if in.Key != "" {
		if err := p.field(checkKey(in.Key), "key"); err != nil {
			return err
		}
	}
	if c.Stance == "" {
		c.Stance = Asserts
	}
	if err := p.field(checkEDTF("saidAt", in.SaidAt), "saidAt"); err != nil {
		return err
	}
	c.SaidAt = in.SaidAt
	if err := p.field(checkQuantities(in.Quantities), "quantities"); err != nil {
		return err
	}
	c.Quantities = in.Quantities
	if err := p.judgement(c, in); err != nil {
		return err
	}
	sum := contentOfClaim(c)
	c.ID = naturalID(ClassClaim, sum, 0)
	c.Given = in.Key
	p.put(c, sum)
	return nil
}
