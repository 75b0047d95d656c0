package store

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The model is the graph as plain lists, kept by the test beside the store. What
// the store answers must be what a look at the whole list gives.

type model struct {
	w         *world
	entities  []*modelEntity
	relations []*modelRelation
	claims    []*modelClaim // also derived ones
	made      int           // things made, for keys
}

type modelEntity struct {
	id              ID
	key, kind, name string
}

type modelRelation struct {
	id           ID
	key, typ     string
	parts        []modelPart
	time         string // EDTF
	recorded     uint64
	spoken       bool           // somebody once said that it took place
	entered, all []*modelClaim  // claims on it: entered by hand, and with derived ones
	derived      *modelClaim    // for a speech act: the claim that it makes
	content      *modelRelation // for a speech act
}

type modelPart struct {
	role  string
	thing ID
}

type modelClaim struct {
	id               ID
	on               *modelRelation
	stance           Stance
	status           ClaimStatus
	claimant, source string // keys; no claimant: the source's own voice
	said             string
}

var (
	modelParents  = map[string]string{"denounces": "acts", "hires": "acts", "state": "actor", "government": "actor", "company": "actor"}
	modelAspects  = map[string]Aspect{"party-to": State, "cooperates-with": State}
	modelTimes    = []string{"", "", "2020", "2020-05", "2020-05-17", "2020/2021", "2021-03/..", "2021?", "../2019-11", "2021-03/", "2022-01-01", "1969-12-31"}
	modelKinds    = []string{"actor", "state", "government", "company", "treaty", "place"}
	modelTypes    = []string{"acts", "denounces", "hires", "party-to", "cooperates-with", "accuses"}
	modelNames    = []string{"Mali", "Malian army", "the treaties of Algiers", "Group of five"}
	modelStances  = []Stance{Asserts, Supports, Questions, Disputes, Denies}
	modelStatuses = []ClaimStatus{Retracted, Corrected, Withdrawn, Superseded}
)

func isUnder(key, ancestor string) bool {
	for ; key != ""; key = modelParents[key] {
		if key == ancestor {
			return true
		}
	}
	return false
}

func newModel(w *world) *model {
	m := &model{w: w}
	for _, op := range testCast() {
		if e := op.PutEntity; e != nil {
			m.entities = append(m.entities, &modelEntity{w.id(e.Key), e.Key, e.Kind, e.Names.Value[0].Text})
		}
	}
	return m
}

func pick[T any](t *rapid.T, what string, from []T) T { return rapid.SampledFrom(from).Draw(t, what) }

func (m *model) entityOf(t *rapid.T, kind string) *modelEntity {
	var fit []*modelEntity
	for _, e := range m.entities {
		if kind == "" || isUnder(e.kind, kind) {
			fit = append(fit, e)
		}
	}
	return pick(t, "entity", fit)
}

// randomCommit commits some operations and follows them in the model.
func (m *model) randomCommit(t *rapid.T) {
	var ops []Operation
	var follow []func(*Result)
	for range rapid.IntRange(1, 4).Draw(t, "operations") {
		op, then := m.randomOperation(t)
		ops, follow = append(ops, op), append(follow, then)
	}
	r := m.w.do(ops...)
	for _, then := range follow {
		then(r)
	}
	m.settle()
	for _, c := range r.Changes {
		for _, x := range m.relations {
			if x.id == c.Thing && c.Op != Unchanged {
				x.recorded = r.Commit.Number
			}
		}
	}
}

func (m *model) randomOperation(t *rapid.T) (Operation, func(*Result)) {
	m.made++
	switch n := rapid.IntRange(0, 9).Draw(t, "operation"); {
	case n == 0:
		e := &modelEntity{key: fmt.Sprintf("e%d", m.made), kind: pick(t, "kind", modelKinds), name: pick(t, "name", modelNames)}
		return entity(e.key, e.kind, e.name), func(*Result) { e.id = m.w.id(e.key); m.entities = append(m.entities, e) }
	case n <= 2 && len(m.relations) > 0:
		r, when := pick(t, "relation", m.relations), pick(t, "time", modelTimes)
		op := change(r.key, undated())
		if when != "" {
			op = change(r.key, at(when))
		}
		return op, func(*Result) { r.time = when }
	case n <= 5 && len(m.relations) > 0:
		return m.randomClaim(t)
	case n == 6 && m.anyEntered():
		var mine []*modelClaim
		for _, r := range m.relations {
			mine = append(mine, r.entered...)
		}
		c := pick(t, "claim", mine)
		op := retract(idName(c.id))
		op.RetractClaim.Status = pick(t, "status", modelStatuses)
		return op, func(*Result) { c.status = op.RetractClaim.Status }
	}
	return m.randomRelation(t)
}

func (m *model) anyEntered() bool {
	return slices.ContainsFunc(m.relations, func(r *modelRelation) bool { return len(r.entered) > 0 })
}

func (m *model) randomRelation(t *rapid.T) (Operation, func(*Result)) {
	r := &modelRelation{key: fmt.Sprintf("r%d", m.made), typ: pick(t, "type", modelTypes), time: pick(t, "time", modelTimes)}
	if r.typ == "accuses" && len(m.relations) == 0 {
		r.typ = "acts"
	}
	parts := []func(*PutRelation){keyed(r.key), spell(r.key)} // the spell makes its content its own
	add := func(role string, id ID) {
		r.parts = append(r.parts, modelPart{role, id})
		parts = append(parts, fill(role, idName(id)))
	}
	roles := map[string][2]string{"acts": {"actor", "target"}, "denounces": {"denouncer", "agreement"}, "hires": {"employer", "hired"},
		"party-to": {"party", "agreement"}, "cooperates-with": {"one", "other"}, "accuses": {"accuser", "accused"}}[r.typ]
	add(roles[0], m.entityOf(t, "actor").id)
	if roles[1] == "agreement" {
		add(roles[1], m.entityOf(t, "treaty").id)
	} else {
		add(roles[1], m.entityOf(t, "actor").id)
	}
	if r.typ == "accuses" {
		r.content = pick(t, "content", m.relations)
		add("content", r.content.id)
	}
	if r.time != "" {
		parts = append(parts, at(r.time))
	}
	return relation(r.typ, parts...), func(*Result) {
		r.id = m.w.id(r.key)
		m.relations = append(m.relations, r)
	}
}

func (m *model) randomClaim(t *rapid.T) (Operation, func(*Result)) {
	c := &modelClaim{on: pick(t, "relation", m.relations), stance: pick(t, "stance", modelStances), status: Current,
		source: pick(t, "source", []string{"rfi", "afp"}), said: pick(t, "said", modelTimes)}
	if rapid.Bool().Draw(t, "attributed") {
		c.claimant = m.entityOf(t, "").key
	}
	in := says(c.claimant, c.stance, c.source).as(fmt.Sprintf("c%d", m.made))
	in.SaidAt = c.said
	in.Quantities = []Quantity{{Key: "n", Value: float64(m.made)}} // makes its content its own
	return in.on(c.on.key), func(r *Result) {
		at := slices.IndexFunc(r.Changes, func(x Change) bool { return x.Local == in.Local })
		c.id = r.Changes[at].Thing
		c.on.entered = append(c.on.entered, c)
	}
}

// settle derives what speech acts claim, from the newest to the oldest: a speech
// act is newer than what it is about.
func (m *model) settle() {
	m.claims = nil
	for _, r := range m.relations {
		r.all = slices.Clone(r.entered)
	}
	for _, r := range slices.Backward(m.relations) {
		m.claims = append(m.claims, r.all...)
		if r.content == nil {
			continue
		}
		said, source := false, ""
		for _, c := range r.all {
			if c.status == Current && (c.stance == Asserts || c.stance == Supports) {
				said, source = true, c.source
			}
		}
		if r.spoken = r.spoken || said; !r.spoken {
			continue
		}
		if r.derived == nil {
			r.derived = &modelClaim{id: m.derivedID(r), on: r.content, stance: Asserts}
			r.derived.claimant = m.keyOf(r.parts[0].thing)
		}
		if r.derived.status = Withdrawn; said { // once withdrawn, it stays as it was
			r.derived.status, r.derived.said, r.derived.source = Current, r.time, source
		}
		r.content.all = append(r.content.all, r.derived)
	}
}

func (m *model) derivedID(r *modelRelation) ID {
	for _, c := range m.w.claimsOn(r.content.key) {
		if c.DerivedFrom == r.id {
			return c.ID
		}
	}
	m.w.t.Fatalf("no claim is derived from %s", r.key)
	return 0
}

func (m *model) keyOf(id ID) string {
	at := slices.IndexFunc(m.entities, func(e *modelEntity) bool { return e.id == id })
	return m.entities[at].key
}

// checkIndex derives every index entry from the records again.
func (m *model) checkIndex(t *rapid.T) {
	stored := m.w.dump(planeCurrent)
	v := m.w.view()
	want := map[string][]byte{}
	for k := range stored {
		if k[3] != byte(spaceRecord) {
			continue
		}
		for _, e := range v.indexOf(m.thing(v, lastID([]byte(k)))) {
			want[string(e.key)] = e.payload
		}
	}
	for k, value := range stored {
		if s := space(k[3]); s == spaceRecord || s == spaceOntVersion || s == spaceMrgVersion {
			continue
		}
		payload, ok := want[k]
		_, got, err := recordedValue([]byte(value))
		if !ok || err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("index %c % x: has % x, should be there: %v, with % x (%v)", k[3], k, got, ok, payload, err)
		}
		delete(want, k)
	}
	for k := range want {
		t.Fatalf("index %c % x is missing", k[3], k)
	}
}

func (m *model) thing(v *View, id ID) thing {
	switch id.Class() {
	case ClassEntity:
		return one(m.w, v.Entities, id)
	case ClassRelation:
		return one(m.w, v.Relations, id)
	case ClassClaim:
		return one(m.w, v.Claims, id)
	case ClassSource:
		return one(m.w, v.Sources, id)
	case ClassKind:
		return v.ontology.Kind(id)
	}
	return v.ontology.Type(id)
}

func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(newWorld(t))
		for range rapid.IntRange(1, 12).Draw(t, "rounds") {
			m.randomCommit(t)
			m.checkIndex(t)
			for range 3 {
				m.randomRead(t)
			}
		}
	})
}
