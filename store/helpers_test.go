package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"demarche/access"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// tester is what testing.T, testing.F and rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Cleanup(func())
	Context() context.Context
}

// world is a store with a small ontology and cast, and the moves of the tests.
type world struct {
	t      tester
	ctx    context.Context
	s      *Store
	engine kv.Engine
	keys   int // idempotency keys given out
}

// emptyWorld is a store without anything in it.
func emptyWorld(t tester, engine kv.Engine) *world {
	t.Helper()
	s, err := Open(t.Context(), engine, Options{CacheBytes: 1 << 20})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &world{t: t, ctx: context.Background(), s: s, engine: engine}
}

// newWorld is a store with the ontology (commit 1) and the cast (commit 2).
func newWorld(t tester) *world {
	t.Helper()
	w := emptyWorld(t, memkv.New())
	w.do(testOntology()...)
	w.do(testCast()...)
	return w
}

func testOntology() []Operation {
	ops := []Operation{
		kind("actor"), kind("state", "actor"), kind("government", "actor"), kind("company", "actor"),
		kind("treaty"), kind("place"),
		relType("acts", Event, role("actor", Subject), role("target", Object)),
		relType("denounces", Event, role("denouncer", Subject, "actor"), role("agreement", Object, "treaty"), role("forum", Other, "place")),
		relType("hires", Event, role("employer", Subject, "actor"), role("hired", Object, "actor")),
		relType("party-to", State, role("party", Subject, "actor"), role("agreement", Object, "treaty")),
		relType("cooperates-with", State, role("one", Subject, "actor"), role("other", Object, "actor")),
		relType("accuses", Event, role("accuser", Subject, "actor"), role("accused", Object, "actor"), role("content", Other)),
		relType("denies", Event, role("denier", Subject, "actor"), role("content", Object)),
		relType("ends", Event, role("ended", Object), role("cause", Other)),
	}
	for _, op := range ops {
		t := op.PutRelationType
		if t == nil {
			continue
		}
		switch t.Key {
		case "denounces", "hires":
			t.Parents = []string{"acts"}
			t.Roles[0].Required, t.Roles[1].Required = true, true
		case "party-to":
			t.Roles[0].Many = true
		case "cooperates-with":
			t.Symmetric = true
		case "accuses":
			t.SpeechAct = &SpeechAct{Asserts, "content"}
			t.Roles[2].RelationTypes = []string{"acts", "party-to", "cooperates-with", "accuses"}
		case "denies":
			t.SpeechAct = &SpeechAct{Denies, "content"}
			t.Roles[1].Many = true
		}
	}
	return ops
}

func testCast() []Operation {
	return []Operation{
		entity("france", "state", "France"), entity("mali", "state", "Mali"),
		entity("junta", "government", "Malian junta"), entity("wagner", "company", "Wagner Group"),
		entity("treaty", "treaty", "Defence treaty"), entity("accord", "treaty", "Algiers accord"),
		entity("bamako", "place", "Bamako"),
		article("rfi", "RFI report"), article("afp", "AFP wire"),
	}
}

// Operations, in the words of the tests. A thing is named by its key, by @local
// or by #id.

func ref(name string) Ref {
	if rest, ok := strings.CutPrefix(name, "@"); ok {
		return Ref{Local: rest}
	}
	if rest, ok := strings.CutPrefix(name, "#"); ok {
		return Ref{ID: rest}
	}
	return Ref{Key: name}
}

func refTo(name string) *Ref { r := ref(name); return &r }
func idName(id ID) string    { return "#" + id.String() }

func english(text string) []Text { return []Text{{text, "en"}} }

func kind(key string, parents ...string) Operation {
	return Operation{PutKind: &PutKind{Key: key, Labels: english(key), Parents: parents}}
}

func relType(key string, a Aspect, roles ...RoleInput) Operation {
	return Operation{PutRelationType: &PutRelationType{Key: key, Labels: english(key), Aspect: a, Roles: roles}}
}

func role(key string, at RolePosition, kinds ...string) RoleInput {
	return RoleInput{Key: key, Labels: english(key), Position: at, Kinds: kinds}
}

func entity(key, kind, name string) Operation {
	return Operation{PutEntity: &PutEntity{Target: Target{Key: key}, Kind: kind, Names: Some([]NameInput{{Text: name, Lang: "en", Kind: Official}})}}
}

func article(key, title string) Operation {
	return Operation{PutSource: &PutSource{Target: Target{Key: key}, Genre: "article", Title: Some(&Text{title, "en"})}}
}

// relation puts a relation; what follows its type says the rest.
func relation(typ string, parts ...func(*PutRelation)) Operation {
	r := &PutRelation{Type: typ}
	for _, p := range parts {
		p(r)
	}
	return Operation{PutRelation: r}
}

// change changes the relation with this name.
func change(name string, parts ...func(*PutRelation)) Operation {
	op := relation("", parts...)
	op.PutRelation.Ref = refTo(name)
	return op
}

func fill(role, name string) func(*PutRelation) {
	return func(r *PutRelation) {
		r.Participants = Some(append(slices.Clone(r.Participants.Value), ParticipantInput{Role: role, Ref: ref(name)}))
	}
}

func keyed(key string) func(*PutRelation)    { return func(r *PutRelation) { r.Key = key } }
func called(local string) func(*PutRelation) { return func(r *PutRelation) { r.Local = local } }
func spell(s string) func(*PutRelation)      { return func(r *PutRelation) { r.Spell = Some(s) } }
func undated() func(*PutRelation)            { return func(r *PutRelation) { r.Time = Some[*DateInput](nil) } }
func at(edtf string) func(*PutRelation)      { return timed(&DateInput{EDTF: edtf}) }
func attested(edtf string) func(*PutRelation) {
	return timed(&DateInput{Attested: edtf})
}
func after(anchor, offset string) func(*PutRelation) { return timed(relative(anchor, offset)) }
func timed(d *DateInput) func(*PutRelation)          { return func(r *PutRelation) { r.Time = Some(d) } }
func relative(anchor, offset string) *DateInput {
	return &DateInput{Relative: &RelativeDateInput{ref(anchor), offset}}
}

func claimed(claims ...*AddClaim) func(*PutRelation) {
	return func(r *PutRelation) {
		for _, c := range claims {
			r.Claims = append(r.Claims, *c)
		}
	}
}

// says is a claim of somebody ("": the source in its own voice), read in a source.
func says(who string, stance Stance, source string) *AddClaim {
	c := &AddClaim{Stance: stance, Evidence: []EvidenceInput{{Source: ref(source)}}}
	if who != "" {
		c.Claimant = refTo(who)
	}
	return c
}

func (c *AddClaim) on(relation string) Operation {
	c.Relation = refTo(relation)
	return Operation{AddClaim: c}
}
func (c *AddClaim) as(local string) *AddClaim { c.Local = local; return c }
func (c *AddClaim) dating(d *DateInput) *AddClaim {
	c.Time = d
	return c
}

func retract(claim string) Operation {
	return Operation{RetractClaim: &RetractClaim{Claim: ref(claim)}}
}

// Moves.

// curator may do everything.
var curator = access.Principal{Name: "tester", Role: access.Admin}

func (w *world) input(ops ...Operation) CommitInput {
	w.keys++
	return CommitInput{IdempotencyKey: fmt.Sprintf("key-%d", w.keys), By: curator, Operations: ops}
}

func (w *world) commit(in CommitInput) *Result {
	w.t.Helper()
	r, err := w.s.Commit(w.ctx, in)
	if err != nil {
		w.t.Fatalf("Commit: %v", err)
	}
	if r.View != nil {
		w.t.Cleanup(r.View.Close)
	}
	return r
}

// do commits what must be accepted.
func (w *world) do(ops ...Operation) *Result {
	w.t.Helper()
	r := w.commit(w.input(ops...))
	for _, e := range r.Errors {
		w.t.Fatalf("refused: %s at %v: %s", e.Code, e.Path, e.Message)
	}
	return r
}

// refuse commits what must be refused, for one reason.
func (w *world) refuse(code UserErrorCode, ops ...Operation) UserError {
	w.t.Helper()
	r := w.commit(w.input(ops...))
	if len(r.Errors) != 1 || r.Errors[0].Code != code {
		w.t.Fatalf("errors %+v, want one of code %s", r.Errors, code)
	}
	if r.Commit != nil || r.Changes != nil || r.View != nil {
		w.t.Fatalf("a refused commit has a result: %+v", r)
	}
	return r.Errors[0]
}

func (w *world) view() *View {
	w.t.Helper()
	v, err := w.s.View(w.ctx)
	if err != nil {
		w.t.Fatalf("View: %v", err)
	}
	w.t.Cleanup(v.Close)
	return v
}

// id finds a thing by its name: a key or #id.
func (w *world) id(name string) ID {
	w.t.Helper()
	ids, err := w.view().Resolve(w.ctx, []Ref{ref(name)})
	if err != nil || ids[0] == 0 {
		w.t.Fatalf("%s: %v, %v", name, ids, err)
	}
	return ids[0]
}

func (w *world) relation(name string) *Relation {
	w.t.Helper()
	return one(w, w.view().Relations, w.id(name))
}

func (w *world) claim(name string) *Claim {
	w.t.Helper()
	return one(w, w.view().Claims, w.id(name))
}

func one[T any](w *world, read func(context.Context, []ID) ([]*T, error), id ID) *T {
	w.t.Helper()
	found, err := read(w.ctx, []ID{id})
	if err != nil || found[0] == nil {
		w.t.Fatalf("%v: %v, %v", id, found, err)
	}
	return found[0]
}

// claimsOn are all claims on a relation, of any status.
func (w *world) claimsOn(name string) []*Claim {
	w.t.Helper()
	v := w.view()
	on, err := v.claimsOn(w.ctx, []ID{w.id(name)})
	if err != nil {
		w.t.Fatalf("claimsOn: %v", err)
	}
	out := make([]*Claim, len(on[0]))
	for i, c := range on[0] {
		out[i] = one(w, v.Claims, c.id)
	}
	return out
}

func (w *world) standing(name string, counting *ClaimFilter) Standing {
	w.t.Helper()
	s, err := w.view().Standings(w.ctx, []ID{w.id(name)}, counting)
	if err != nil {
		w.t.Fatalf("Standings: %v", err)
	}
	return s[0]
}

// ops are what a commit did, thing by thing: "CREATED UNCHANGED".
func (r *Result) ops() string {
	var out []string
	for _, c := range r.Changes {
		out = append(out, string(c.Op))
	}
	return strings.Join(out, " ")
}

// dump is every key and value of the given planes.
func (w *world) dump(planes ...byte) map[string]string {
	w.t.Helper()
	return dumpEngine(w.t, w.engine, planes...)
}

func dumpEngine(t tester, e kv.Engine, planes ...byte) map[string]string {
	t.Helper()
	snap, err := e.Snapshot(context.Background())
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	defer snap.Close()
	pages, err := snap.Scan(context.Background(), []kv.Range{{End: slices.Repeat([]byte{0xff}, 64)}})
	if err != nil {
		t.Fatalf("Scan: %v", err)
	}
	out := map[string]string{}
	for _, p := range pages[0].Pairs {
		if slices.Contains(planes, p.Key[2]) {
			out[string(p.Key)] = string(p.Value)
		}
	}
	return out
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
