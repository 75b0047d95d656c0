package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"demarche/store/kv"
)

// Import reads what Export wrote: into a store without commits, or into one that holds
// the beginning of the same history, as after an import that was interrupted. It
// gives how many commits it added. Indexes are derived anew. A wrong line is an
// *ImportError; then the commits before it are in the store, whole. Nothing else may
// commit meanwhile. Each engine commit holds as many commits as fit.
func (s *Store) Import(ctx context.Context, r io.Reader) (added int, err error) {
	im := &importer{ctx: ctx, store: s}
	defer im.close()
	in := newDumpReader(r)
	for {
		l, err := in.next()
		if err == nil {
			if err = im.line(l); err != nil {
				err = &ImportError{in.n, err}
			}
		}
		if errors.Is(err, io.EOF) {
			if err = im.seal(); err == nil {
				return im.added, im.flush()
			}
			err = &ImportError{in.n, err}
		}
		if err != nil {
			return im.added, errors.Join(err, im.flush())
		}
	}
}

// importer rebuilds commits and hands as many to the engine at once as it takes.
type importer struct {
	ctx   context.Context
	store *Store
	added int

	snap   kv.Snapshot
	merged *overlay // what is not handed over yet
	writes []kv.Write
	sealed uint64 // number of the last commit among them

	plan   *plan // the commit being rebuilt
	commit *Commit
	have   bool    // the store has that commit already
	was    []thing // what it replaces
	is     []thing // what it leaves
}

func (im *importer) line(l *dumpLine) error {
	switch {
	case l.Commit != nil:
		if err := im.seal(); err != nil {
			return err
		}
		return im.begin(l.Commit.entry())
	case im.have:
		return nil
	case l.Merge != nil:
		return im.merge(l.Merge)
	}
	return im.put(l.thing())
}

// begin starts a commit, on top of those before it.
func (im *importer) begin(c *Commit) (err error) {
	im.commit, im.was, im.is = c, nil, nil
	if im.snap == nil {
		if im.snap, err = im.store.engine.Snapshot(im.ctx); err != nil {
			return err
		}
		im.merged = newOverlay(im.snap)
	}
	v, err := im.store.viewOf(im.ctx, im.merged)
	if err != nil {
		return err
	}
	if im.have = c.Number <= v.head.Number && c.Number > 0; im.have {
		stored, err := v.Commits(im.ctx, []uint64{c.Number})
		if err != nil {
			return err
		}
		if stored[0] == nil || !bytes.Equal(encode(stored[0]), encode(im.commit)) {
			return invalid("the store has another commit %d: import into an empty directory", c.Number)
		}
		return nil
	}
	if c.Number != v.head.Number+1 || im.commit.At <= v.head.At {
		return invalid("commit %d does not follow commit %d: lines are missing or out of order", c.Number, v.head.Number)
	}
	im.plan = &plan{ctx: im.ctx, number: c.Number, at: im.commit.At, d: newDraft(im.merged, c.Number), v: v, result: &Result{}}
	v.snap, v.raw = im.plan.d, true
	return nil
}

// put writes a record as the commit left it.
func (im *importer) put(t thing) error {
	p, r := im.plan, t.record()
	values, err := p.d.Get(p.ctx, [][]byte{keyRecord(r.ID)})
	if err != nil {
		return err
	}
	var was thing
	revision := 0
	if values[0] != nil {
		if was, err = decodeThing(r.ID, values[0]); err != nil {
			return err
		}
		revision = was.record().Revision
	}
	if r.Revision != revision+1 {
		return invalid("revision %d of %v does not follow revision %d", r.Revision, r.ID, revision)
	}
	if err := p.v.ontology.sound(t); err != nil {
		return err
	}
	if was != nil {
		im.was = append(im.was, was)
	}
	im.is = append(im.is, t)
	p.d.set(keyRecord(r.ID), encode(t)) // for a second line of the same thing
	switch t := t.(type) {
	case *Kind:
		p.ownOntology().addKind(t)
	case *RelationType:
		p.ownOntology().addType(t)
	}
	return nil
}

func (im *importer) merge(m *dumpMerge) error {
	p := im.plan
	c := m.Thing.Class()
	if c != ClassEntity && c != ClassRelation || m.Into != 0 && m.Into.Class() != c || p.v.merges.survivor(m.Into) == m.Thing {
		return invalid("%v cannot be merged into %v", m.Thing, m.Into)
	}
	if m.Into == 0 {
		p.d.del(keyMerged(m.Thing))
	} else {
		p.d.set(keyMerged(m.Thing), idPayload(m.Into))
	}
	p.join(p.v.merges.with(m.Thing, m.Into))
	return nil
}

// seal ends the commit being rebuilt.
func (im *importer) seal() error {
	p := im.plan
	im.plan = nil
	if p == nil {
		return nil
	}
	for _, t := range im.was { // before the others: a key may pass from one to another in one commit
		p.erase(t)
	}
	for _, t := range im.is {
		p.write(nil, t)
	}
	if err := im.references(p); err != nil {
		return err
	}
	if err := p.seal(im.commit); err != nil {
		return err
	}
	if len(p.result.Errors) > 0 {
		return &p.result.Errors[0].InputError
	}
	if len(im.writes)+len(p.writes) > kv.MaxCommitKeys || sizeOf(im.writes)+sizeOf(p.writes) > kv.MaxCommit {
		if err := im.flush(); err != nil {
			return err
		}
	}
	if im.merged == nil { // flushed: the plan was made on top of what is in the engine now
		snap, err := im.store.engine.Snapshot(im.ctx)
		if err != nil {
			return err
		}
		im.snap, im.merged = snap, newOverlay(snap)
	}
	for _, w := range p.writes {
		im.merged.put(w.Key, w.Value)
	}
	im.writes, im.sealed = append(im.writes, p.writes...), p.number
	im.added++
	return nil
}

// references refuses a commit that points at things which are not there.
func (im *importer) references(p *plan) error {
	var ids []ID
	for k := range p.d.writes {
		if len(k) < 4 || space(k[3]) != spaceRecord || p.d.writes[k] == nil {
			continue
		}
		id := lastID([]byte(k))
		t, err := decodeThing(id, p.d.writes[k])
		if err != nil {
			return err
		}
		ids = append(ids, refersTo(t)...)
	}
	ids = slices.DeleteFunc(ids, func(id ID) bool { return id == 0 })
	found, err := p.v.Exist(p.ctx, ids)
	if err != nil {
		return err
	}
	if i := slices.Index(found, false); i >= 0 {
		return invalid("commit %d points at %v, which is not there", p.number, ids[i])
	}
	return nil
}

// refersTo is the things that a record points at; zeros among them.
func refersTo(t thing) (ids []ID) {
	if l, ok := t.(linked); ok {
		l.link(func(id ID) ID { ids = append(ids, id); return id })
	}
	switch t := t.(type) {
	case *Entity:
		for _, n := range t.Names {
			ids = append(ids, n.Source)
		}
	case *Claim:
		ids = append(ids, t.InReplyTo)
		for _, e := range t.Evidence {
			ids = append(ids, e.Source)
		}
	case *Kind:
		ids = append(ids, t.Parents...)
	case *RelationType:
		ids = append(ids, t.Parents...)
		for _, r := range t.Roles {
			ids = append(append(ids, r.Kinds...), r.RelationTypes...)
		}
	}
	return ids
}

// flush hands what was rebuilt to the engine.
func (im *importer) flush() error {
	if len(im.writes) == 0 {
		return nil
	}
	err := im.store.engine.Commit(im.ctx, im.snap, im.writes, [][]byte{keyHeadOfLog()})
	if err == nil {
		im.store.cache.forget(im.sealed, im.writes)
		im.store.grown.announce(im.sealed)
	}
	im.close()
	im.writes = nil
	return err
}

func (im *importer) close() {
	if im.snap != nil {
		im.snap.Close()
	}
	im.snap, im.merged = nil, nil
}
