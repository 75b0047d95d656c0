package store

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func merge(keep string, absorb ...string) Operation {
	m := &Merge{Keep: ref(keep), Reason: "the same"}
	for _, a := range absorb {
		m.Absorb = append(m.Absorb, ref(a))
	}
	return Operation{Merge: m}
}

func unmerge(commit uint64) Operation {
	return Operation{Unmerge: &Unmerge{Commit: CommitID(commit), Reason: "not the same"}}
}

// Two juntas that are one: its names, what it did and what it said lead to one place.
func TestMergeEntities(t *testing.T) {
	w := newWorld(t)
	cnsp := entity("cnsp", "government", "CNSP")
	cnsp.PutEntity.ExternalIDs = Some([]Code{{Scheme: "wikidata", Code: "Q98"}})
	w.do(cnsp,
		relation("denounces", keyed("r1"), fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-02"), claimed(says("", Asserts, "rfi"))),
		relation("denounces", keyed("r2"), fill("denouncer", "cnsp"), fill("agreement", "accord"), at("2022-05-01"), claimed(says("cnsp", Asserts, "afp"))),
		relation("cooperates-with", keyed("both"), fill("one", "junta"), fill("other", "cnsp")),
	)
	junta, cnspID := w.id("junta"), w.id("cnsp")
	r := w.do(merge("junta", "cnsp"))
	equal(t, "ops", r.ops(), "MERGED")
	equal(t, "reason", r.Changes[0].Reason, "the same")
	for _, name := range []string{"cnsp", idName(cnspID)} {
		equal(t, name+" leads to", w.id(name), junta)
	}
	v := w.view()
	found, err := v.Resolve(w.ctx, []Ref{{ExternalID: &CodeInput{"wikidata", "Q98"}}})
	equal(t, "its code leads to", fmt.Sprint(found, err), fmt.Sprint([]ID{junta}, nil))
	e := one(w, v.Entities, junta)
	equal(t, "names", fmt.Sprint(e.Names), "[{Malian junta en OFFICIAL  0000000000000} {CNSP en OFFICIAL  0000000000000}]")
	equal(t, "relations in order of time", relationsOf(w, v, junta, "denouncer"), "r2 r1")
	equal(t, "total", count(t, must(v.RelationsOf(w.ctx, []ID{junta}, nil, nil, nil))), 3)
	equal(t, "claims made", count(t, must(v.ClaimsBy(w.ctx, []ID{junta}, nil, nil))), 1)
	equal(t, "by the other's name", count(t, must(v.FindEntities(w.ctx, &EntityFilter{Name: ptr("cnsp")}, nil))), 1)
	equal(t, "governments", count(t, must(v.FindEntities(w.ctx, &EntityFilter{Kind: []string{"government"}}, nil))), 1)
	for _, args := range []SearchArgs{{Text: "cnsp"}, {Text: "CNSP", Kinds: []string{"actor"}}, {Text: "cnsp malian"}} {
		q := must(v.Search(w.ctx, args))
		hits := must(q.Pages(w.ctx, PageArgs{}))[0].IDs
		equal(t, "found by "+args.Text, hits, []ID{junta})
		equal(t, "matches", len(must(q.Matches(w.ctx, hits))[0]) > 0, true)
		if args.Text != "cnsp malian" { // two names are no name
			equal(t, "suggested by "+args.Text, must(v.Suggest(w.ctx, args, 5))[0].ID, junta)
		}
	}
	equal(t, "of another kind", count(t, must(v.Search(w.ctx, SearchArgs{Text: "cnsp", Kinds: []string{"company"}})).Query), 0)
	byClaimant := must(must(v.FindRelations(w.ctx, nil, nil)).Facets(w.ctx, []FacetKey{FacetClaimant, FacetKind}, 5))[0]
	equal(t, "claimants", byClaimant[0].Buckets[0].Value, "junta")
	equal(t, "kept as it was", one(w, v.Entities, cnspID).Names[0].Text, "CNSP")
	equal(t, "survivor", v.Survivor(cnspID), junta)

	// The same data again adds nothing, and puts by the absorbed key are kept there.
	again := relation("denounces", fill("denouncer", "cnsp"), fill("agreement", "accord"), at("2022-05-01"), claimed(says("cnsp", Asserts, "afp")))
	equal(t, "again", w.do(cnsp, again).ops(), "UNCHANGED UNCHANGED UNCHANGED")
	readBack := entity("junta", "", "Malian junta")
	readBack.PutEntity.Names.Value = append(readBack.PutEntity.Names.Value, NameInput{Text: "CNSP", Lang: "en", Kind: Official})
	readBack.PutEntity.ExternalIDs = cnsp.PutEntity.ExternalIDs
	equal(t, "put back as read", w.do(readBack).ops(), "UNCHANGED")

	// In a relation that is changed meanwhile, the absorbed filler stays what it was.
	w.do(change("r2", fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-01")))
	equal(t, "unmerged", w.do(unmerge(r.Commit.Number)).ops(), "UNMERGED")
	v = w.view()
	equal(t, "its own again", relationsOf(w, v, cnspID, "denouncer"), "r2")
	equal(t, "and the other's", relationsOf(w, v, junta, "denouncer"), "r1")
}

// Two relations that are one: claims, standing and relations about them join.
func TestMergeRelations(t *testing.T) {
	w := newWorld(t)
	w.do(
		relation("hires", keyed("h1"), fill("employer", "junta"), fill("hired", "wagner"), at("2021"), claimed(says("france", Asserts, "rfi"))),
		relation("hires", keyed("h2"), fill("employer", "mali"), fill("hired", "wagner"), at("2021-12"), claimed(says("junta", Denies, "afp"))),
		relation("denies", keyed("d"), fill("denier", "mali"), fill("content", "h2"), claimed(says("", Asserts, "rfi"))),
		relation("ends", keyed("end"), fill("ended", "h2"), after("h2", "P1Y"), claimed(says("", Asserts, "rfi"))),
	)
	equal(t, "before", w.standing("h1", nil), StandingAlleged)
	r := w.do(merge("h1", "h2"))
	v := w.view()
	h1 := w.id("h1")
	equal(t, "h2 leads to", w.id("h2"), h1)
	equal(t, "standing", w.standing("h1", nil), StandingContested)
	equal(t, "claims", len(w.claimsOn("h1")), 3)
	equal(t, "about it", relationsOf(w, v, h1, "content", "ended"), "d end")
	equal(t, "of wagner", relationsOf(w, v, w.id("wagner")), "h1")
	equal(t, "the denial is about", one(w, v.Relations, w.id("d")).Participants[1].Thing, h1)
	b, _ := v.RelationBounds(w.relation("end"))
	equal(t, "a year after it", b.StartEarliest, date("2022-01-01").Earliest())
	w.do(unmerge(r.Commit.Number))
	equal(t, "after", w.standing("h1", nil), StandingAlleged)
	equal(t, "the other", w.standing("h2", nil), StandingDenied)
	b, _ = w.view().RelationBounds(w.relation("end"))
	equal(t, "a year after the other", b.StartEarliest, date("2022-12-01").Earliest())
}

func TestMergesThatMakeNoSense(t *testing.T) {
	w := newWorld(t)
	w.do(
		relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")),
		relation("accuses", keyed("a"), fill("accuser", "france"), fill("accused", "junta"), fill("content", "h")),
		relation("accuses", keyed("b"), fill("accuser", "mali"), fill("accused", "junta"), fill("content", "a")),
		relation("ends", keyed("e1"), fill("ended", "h"), after("h", "P1D")),
		relation("ends", keyed("e2"), fill("ended", "a"), after("e1", "P1D")),
	)
	merged := w.do(merge("mali", "france")).Commit.Number
	for _, x := range []struct {
		why  string
		code UserErrorCode
		op   Operation
		path string
	}{
		{"no reason", CodeInvalidValue, Operation{Merge: &Merge{Keep: ref("mali"), Absorb: []Ref{ref("junta")}}}, "reason"},
		{"nothing to absorb", CodeInvalidValue, Operation{Merge: &Merge{Keep: ref("mali"), Reason: "x"}}, "absorb"},
		{"a thing that is not there", CodeNotFound, merge("mali", "malta"), "absorb 0"},
		{"an entity and a relation", CodeInvalidValue, merge("mali", "h"), "absorb 0"},
		{"sources", CodeInvalidValue, merge("rfi", "afp"), "keep"},
		{"relations of two types", CodeOntologyViolation, merge("h", "a"), "absorb 0"},
		{"a relation about the other", CodeInvalidValue, merge("a", "b"), "absorb 0"},
		{"a date relative to itself", CodeInvalidValue, merge("e2", "e1"), "absorb 0"},
		{"no id of a commit", CodeInvalidValue, Operation{Unmerge: &Unmerge{Commit: "1", Reason: "x"}}, "commit"},
		{"a commit to come", CodeNotFound, unmerge(1000), "commit"},
		{"a commit that merged nothing", CodeNotFound, unmerge(1), "commit"},
	} {
		e := w.refuse(x.code, x.op)
		if got := strings.Join(e.Path[3:], " "); got != x.path {
			t.Errorf("%s: at %q, want %q: %s", x.why, got, x.path, e.Message)
		}
	}
	equal(t, "merged already", w.do(merge("mali", "france")).ops(), "UNCHANGED")
	w.do(unmerge(merged))
	w.refuse(CodeNotFound, unmerge(merged))
}

// Random merges: what is read is the graph with every absorbed thing replaced by
// its survivor; and when all are taken back, it is what it was.
func TestMergesAgainstReplacing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		m := newModel(w)
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			m.randomCommit(t)
		}
		before := reading(w, w.view(), m)
		var made []uint64
		into := map[ID]ID{}
		for range rapid.IntRange(1, 4).Draw(t, "merges") {
			var a, b ID
			if rel := m.sameType(t); rel != nil && rapid.Bool().Draw(t, "of relations") {
				a, b = rel[0].id, rel[1].id
			} else {
				a, b = m.entityOf(t, "").id, m.entityOf(t, "").id
			}
			r := w.commit(w.input(merge(idName(a), idName(b))))
			if len(r.Errors) > 0 || r.ops() != "MERGED" && !strings.HasPrefix(r.ops(), "MERGED ") {
				continue // about each other, or merged already
			}
			into[r.Changes[0].Thing] = w.id(idName(a))
			made = append(made, r.Commit.Number)
		}
		final := func(id ID) ID {
			for into[id] != 0 {
				id = into[id]
			}
			return id
		}
		v := w.view()
		checkReplaced(t, w, v, m, final)
		then, err := v.AtCommit(w.ctx, v.Head().Number)
		if err != nil {
			t.Fatalf("AtCommit: %v", err)
		}
		if now, past := reading(w, v, m), reading(w, then, m); now != past {
			t.Fatalf("read as a past state it differs:\n%s", differing(past, now))
		}
		slices.Reverse(made)
		for _, n := range rapid.Permutation(made).Draw(t, "order of unmerging") {
			w.do(unmerge(n))
		}
		if got := reading(w, w.view(), m); got != before {
			t.Fatalf("after unmerging all it differs:\n%s", differing(got, before))
		}
	})
}

func (m *model) sameType(t *rapid.T) []*modelRelation {
	if len(m.relations) == 0 {
		return nil
	}
	a := pick(t, "relation", m.relations)
	var same []*modelRelation
	for _, r := range m.relations {
		if r.typ == a.typ && r != a {
			same = append(same, r)
		}
	}
	if len(same) == 0 {
		return nil
	}
	return []*modelRelation{a, pick(t, "other relation", same)}
}

// reading is all that can be read, but for when it was recorded, as text.
func reading(w *world, v *View, m *model) string {
	var out strings.Builder
	var entities, relations []ID
	for _, e := range m.entities {
		entities = append(entities, e.id)
	}
	for _, r := range m.relations {
		relations = append(relations, r.id)
	}
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	for i, e := range must(v.Entities(w.ctx, entities)) {
		e.Record = Record{}
		line("%v %x %v", entities[i], encode(e), v.Survivor(entities[i]))
	}
	for i, r := range must(v.Relations(w.ctx, relations)) {
		r.Record = Record{}
		b, dated := v.RelationBounds(r)
		line("%v %x %v %v", relations[i], encode(r), b, dated)
	}
	for _, label := range must(v.Labels(w.ctx, append(entities, relations...), nil)) {
		line("%+v", label)
	}
	line("%v", must(v.Standings(w.ctx, relations, nil)))
	every := &ClaimFilter{Status: append(slices.Clone(modelStatuses), Current)}
	for _, q := range []*Query{
		must(v.RelationsOf(w.ctx, append(entities, relations...), nil, nil, nil)),
		must(v.ClaimsBy(w.ctx, entities, nil, nil)), must(v.ClaimsOn(w.ctx, relations, every, nil)),
		must(v.FindEntities(w.ctx, nil, nil)), must(v.FindRelations(w.ctx, nil, nil)), must(v.FindClaims(w.ctx, nil, nil)),
	} {
		for _, page := range must(q.Pages(w.ctx, PageArgs{First: ptr(MaxPage)})) {
			line("%v", page.IDs)
		}
		line("%v", must(q.Counts(w.ctx)))
	}
	return out.String()
}

// differing shows the lines in which two readings differ.
func differing(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var out strings.Builder
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			fmt.Fprintf(&out, "got  %s\nwant %s\n", g[i], w[i])
		}
	}
	return out.String()
}

// checkReplaced holds lists, participants and claims against the stored records.
func checkReplaced(t *rapid.T, w *world, v *View, m *model, final func(ID) ID) {
	stored := &View{store: v.store, snap: v.snap, ontology: v.ontology, merges: newMerges(0, nil), raw: true}
	var relations []ID
	for _, r := range m.relations {
		relations = append(relations, r.id)
	}
	plays := map[ID][]ID{}
	for i, r := range must(stored.Relations(w.ctx, relations)) {
		var want []string
		for _, p := range r.Participants {
			if s := fmt.Sprint(p.Role, final(p.Thing)); !slices.Contains(want, s) {
				want = append(want, s)
			}
			if id := final(p.Thing); final(r.ID) == r.ID && !slices.Contains(plays[id], r.ID) {
				plays[id] = append(plays[id], r.ID)
			}
		}
		var got []string
		for _, p := range one(w, v.Relations, relations[i]).Participants {
			got = append(got, fmt.Sprint(p.Role, p.Thing))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v: participants %v, want %v", r.ID, got, want)
		}
	}
	for _, e := range m.entities {
		if final(e.id) != e.id {
			continue
		}
		pages := must(must(v.RelationsOf(w.ctx, []ID{e.id}, nil, nil, nil)).Pages(w.ctx, PageArgs{First: ptr(MaxPage)}))
		got, want := slices.Clone(pages[0].IDs), plays[e.id]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("relations of %s: %v, want %v", e.key, got, want)
		}
	}
	for _, r := range m.relations {
		if final(r.id) != r.id {
			continue
		}
		var want, got []ID
		for _, x := range m.relations {
			if final(x.id) == r.id {
				for _, c := range must(stored.claimsOn(w.ctx, []ID{x.id}))[0] {
					if !slices.Contains(want, c.id) {
						want = append(want, c.id)
					}
				}
			}
		}
		for _, c := range must(v.claimsOn(w.ctx, []ID{r.id}))[0] {
			got = append(got, c.id)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("claims on %v: %v, want %v", r.id, got, want)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ptr[T any](v T) *T { return &v }

func count(t testing.TB, q *Query) int {
	t.Helper()
	return must(q.Counts(t.Context()))[0]
}

// relationsOf are the keys of the relations of a thing in roles, in order.
func relationsOf(w *world, v *View, id ID, roles ...string) string {
	w.t.Helper()
	pages := must(must(v.RelationsOf(w.ctx, []ID{id}, roles, nil, nil)).Pages(w.ctx, PageArgs{}))
	var keys []string
	for _, r := range must(v.Relations(w.ctx, pages[0].IDs)) {
		keys = append(keys, r.Key())
	}
	if len(roles) != 1 { // the order of the undated is that of their ids
		sort.Strings(keys)
	}
	return strings.Join(keys, " ")
}

// A code leads to one record: of two that were merged, the one that it was given to first.
func TestCodeOfMergedEntities(t *testing.T) {
	w := newWorld(t)
	coded := func(key string, codes ...Code) Operation {
		return Operation{PutEntity: &PutEntity{Target: Target{Key: key}, Kind: "state", ExternalIDs: Some(codes)}}
	}
	code := Code{"wikidata", "Q1", "", Exact, ""}
	w.do(coded("france", code))
	merged := w.do(merge("france", "mali"))
	w.do(coded("mali", code))
	w.do(coded("mali"))
	v := w.view()
	found, err := v.Resolve(w.ctx, []Ref{{ExternalID: &CodeInput{"wikidata", "Q1"}}})
	if err != nil || found[0] != w.id("france") {
		t.Fatalf("the code leads to %v, %v", found, err)
	}
	w.do(unmerge(merged.Commit.Number))
	equal(t, "codes of Mali", len(one(w, w.view().Entities, w.id("mali")).Codes), 0)
	equal(t, "codes of France", len(one(w, w.view().Entities, w.id("france")).Codes), 1)
}
