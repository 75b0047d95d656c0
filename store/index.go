package store

// Index entries are derived from a record alone (and its type's aspect), so that
// they can be taken away again when the record changes, and checked against it.

// indexEntry is a key of plane C and its payload.
type indexEntry struct {
	key     key
	payload []byte
}

func (v *View) indexOf(t thing) []indexEntry {
	out := make([]indexEntry, 0, 12)
	add := func(k key, payload []byte) { out = append(out, indexEntry{k, payload}) }
	if r := t.record(); r.Given != "" && r.ID.Class() != ClassKind && r.ID.Class() != ClassRelationType {
		add(keyOfKey(r.Given), idPayload(r.ID))
	}
	for _, p := range postingsOf(t) {
		add(keyWord(p.word, t.record().ID), p.payload)
	}
	switch x := t.(type) {
	case *Entity:
		add(keyKind(x.Kind, x.sortLabel(), x.ID), nil)
		for _, n := range x.Names {
			if f := fold(n.Text); f != "" {
				add(keyName(f, x.ID), nil)
			}
		}
		for _, c := range x.Codes {
			if c.Match == Exact {
				add(keyOfCode(c.Scheme, c.Code), idPayload(x.ID))
			}
		}
	case *Relation:
		v.indexRelation(x, add)
	case *Claim:
		said := eventSortTime(x.SaidAt)
		add(keyClaimOn(x.Relation, x.ID), x.summary())
		add(keyClaim(said, x.ID), nil)
		if x.Claimant != 0 {
			add(keyClaimBy(x.Claimant, said, x.ID), nil)
		}
		for _, e := range x.Evidence {
			add(keyClaimFrom(e.Source, said, x.ID), nil)
		}
		if x.InReplyTo != 0 {
			add(keyReply(x.InReplyTo, said, x.ID), nil)
		}
		if x.DerivedFrom != 0 {
			add(keyDerived(x.DerivedFrom, x.ID), nil)
		}
		if x.Time != nil && x.Time.Anchor != 0 {
			add(keyRelative(x.Time.Anchor, x.ID), nil)
		}
	case *Kind, *RelationType:
		add(keyOntology(t.record().ID), nil)
	}
	return out
}

func (v *View) indexRelation(r *Relation, add func(key, []byte)) {
	t := r.Time.sortTime(v.aspect(r.Type))
	add(keyType(r.Type, t, r.ID), nil)
	link := linkPayload(r)
	for _, p := range r.Participants {
		add(keyOf(p.Thing, t, r.ID), link) // once for a thing in several roles: it is one key
		add(keyOfRole(p.Thing, r.Type, p.Role, t, r.ID), nil)
	}
	if r.Time != nil && r.Time.Anchor != 0 {
		add(keyRelative(r.Time.Anchor, r.ID), nil)
	}
	if fp := v.fingerprintOf(r); naturalID(ClassRelation, fp, 0) != r.ID {
		add(keyOfContent(fp), idPayload(r.ID))
	}
}

// write replaces a thing's record and index entries. was is nil for a new thing.
func (p *plan) write(was, is thing) {
	if was != nil {
		p.erase(was)
	}
	for _, e := range p.v.indexOf(is) {
		p.d.set(e.key, e.payload)
	}
	p.d.set(keyRecord(is.record().ID), encode(is))
}

// erase takes a thing's index entries away.
func (p *plan) erase(was thing) {
	for _, e := range p.v.indexOf(was) {
		p.d.del(e.key)
	}
}
