package store

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"demarche/store/memkv"
)

func TestPutEntity(t *testing.T) {
	w := newWorld(t)
	names := func(list ...string) Opt[[]NameInput] {
		var out []NameInput
		for _, n := range list {
			out = append(out, NameInput{Text: n})
		}
		return Some(out)
	}
	put := func(p PutEntity) Operation { p.Target.Ref = refTo("mali"); return Operation{PutEntity: &p} }
	rows := []struct {
		name  string
		op    Operation
		want  string // what was done, revision, first name, point
		point bool
	}{
		{"the same again", entity("mali", "state", "Mali"), "UNCHANGED 1 Mali", false},
		{"a field more", put(PutEntity{Point: Some(&Point{Lat: 17, Lon: -4})}), "UPDATED 2 Mali", true},
		{"absent fields are left alone", put(PutEntity{Names: names("Republic of Mali")}), "UPDATED 3 Republic of Mali", true},
		{"nothing given", put(PutEntity{}), "UNCHANGED 3 Republic of Mali", true},
		{"null clears", put(PutEntity{Point: Some[*Point](nil)}), "UPDATED 4 Republic of Mali", false},
		{"clearing what is clear", put(PutEntity{Point: Some[*Point](nil)}), "UNCHANGED 4 Republic of Mali", false},
		{"a list is replaced whole", put(PutEntity{Names: names("Mali", "ML")}), "UPDATED 5 Mali", false},
		{"a name twice is one", put(PutEntity{Names: names("Mali", "ML", "ML")}), "UNCHANGED 5 Mali", false},
		{"no names: the key", put(PutEntity{Names: names()}), "UPDATED 6 mali", false},
	}
	for _, r := range rows {
		got := w.do(r.op)
		e := one(w, w.view().Entities, w.id("mali"))
		equal(t, r.name, strings.Join([]string{got.ops(), string(rune('0' + e.Revision)), e.Label(nil).Text}, " "), r.want)
		equal(t, r.name+": has a point", e.Point != nil, r.point)
	}
	created := w.do(Operation{PutEntity: &PutEntity{Kind: "state", Names: names("Côte d’Ivoire")}})
	equal(t, "a new entity", created.ops(), "CREATED")
	equal(t, "a key is drawn from the name", one(w, w.view().Entities, created.Changes[0].Thing).Key(), "cote-d-ivoire")
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	w.do(relation("denounces", keyed("d"), fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-02")))
	coded := func(key string, match CodeMatch) Operation {
		op := entity(key, "state", key)
		op.PutEntity.ExternalIDs = Some([]Code{{Scheme: "wikidata", Code: "Q912", Match: match}})
		return op
	}
	w.do(coded("mali", Exact))
	w.do(coded("mali-region", Close)) // only exact codes are one entity's alone
	ifRevision := func(n int) Operation {
		op := entity("mali", "state", "Mali!")
		op.PutEntity.IfRevision = &n
		return op
	}
	denounces := func(parts ...func(*PutRelation)) Operation { return relation("denounces", parts...) }
	rows := []struct {
		name string
		op   Operation
		code UserErrorCode
		path string
		says string // part of the message
	}{
		{"unknown kind", entity("x", "stat", "X"), CodeUnknownKey, "putEntity kind", "state"},
		{"unknown type", relation("denounce"), CodeUnknownKey, "putRelation type", "denounces"},
		{"unknown role", denounces(fill("denounced", "junta")), CodeUnknownKey, "putRelation participants 0 role", "denouncer"},
		{"unknown thing", denounces(fill("denouncer", "junt")), CodeNotFound, "putRelation participants 0 ref", "junta"},
		{"unknown local", denounces(fill("denouncer", "@nobody")), CodeNotFound, "putRelation participants 0 ref", "nobody"},
		{"role of another kind", denounces(fill("denouncer", "treaty"), fill("agreement", "treaty")), CodeOntologyViolation, "putRelation participants 0 ref", "actor"},
		{"required role empty", denounces(fill("denouncer", "junta")), CodeOntologyViolation, "putRelation participants", "agreement"},
		{"role filled twice", denounces(fill("denouncer", "junta"), fill("denouncer", "mali"), fill("agreement", "treaty")), CodeOntologyViolation, "putRelation participants", "once"},
		{"no type", relation(""), CodeInvalidValue, "putRelation type", "type"},
		{"no kind", entity("x", "", "X"), CodeInvalidValue, "putEntity kind", "kind"},
		{"malformed date", denounces(fill("denouncer", "junta"), fill("agreement", "treaty"), at("May 2022")), CodeInvalidValue, "putRelation time edtf", "2022"},
		{"no evidence", (&AddClaim{}).on("d"), CodeMissingEvidence, "addClaim evidence", "evidence"},
		{"no evidence, within a relation", denounces(fill("denouncer", "mali"), fill("agreement", "treaty"), claimed(&AddClaim{})), CodeMissingEvidence, "putRelation claims 0 evidence", "evidence"},
		{"evidence in no source", says("", Asserts, "mali").on("d"), CodeInvalidValue, "addClaim evidence 0 source", "a source"},
		{"another revision", ifRevision(7), CodeRevisionConflict, "putEntity ifRevision", "revision 2"},
		{"a key of another class", article("mali", "Mali"), CodeInvalidValue, "putSource key", "entity"},
		{"a code that another has", coded("malia", Exact), CodePossibleDuplicate, "putEntity externalIds 0", "code"},
		{"the same name, another kind", Operation{PutEntity: &PutEntity{Kind: "place", Names: Some([]NameInput{{Text: "Mali"}})}}, CodePossibleDuplicate, "putEntity names", "mali"},
		{"a second key for one content", denounces(keyed("e"), fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-02")), CodePossibleDuplicate, "putRelation key", "d"},
		{"no operation", Operation{}, CodeInvalidValue, "", "exactly one"},
		{"kind below itself", kind("actor", "state"), CodeInvalidValue, "putKind parents 0", "below"},
		{"another aspect", relType("hires", State, role("employer", Subject), role("hired", Object)), CodeInvalidValue, "putRelationType aspect", "EVENT"},
		{"a role taken away", relType("hires", Event, role("employer", Subject)), CodeOntologyViolation, "putRelationType roles", "hired"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			before := w.dump('C', 'H', 'L')
			e := w.refuse(r.code, entity("good", "state", "Good"), r.op) // the good one falls with the bad one
			equal(t, "path", strings.Join(e.Path, " "), strings.TrimSpace("operations 1 "+r.path))
			if !strings.Contains(e.Message, r.says) {
				t.Errorf("message %q does not say %q", e.Message, r.says)
			}
			if !maps.Equal(before, w.dump('C', 'H', 'L')) {
				t.Error("something was written")
			}
		})
	}
	e := w.refuse(CodeRevisionConflict, ifRevision(7))
	equal(t, "what is there now", [2]any{e.Current, e.Revision}, [2]any{w.id("mali"), 2})
	w.do(ifRevision(2))
	all := w.commit(w.input(entity("x", "nokind", "X"), relation("notype"), entity("good", "state", "Good")))
	equal(t, "every bad operation is reported", len(all.Errors), 2)
}

func TestIdempotency(t *testing.T) {
	w := newWorld(t)
	in := w.input(entity("niger", "state", "Niger"))
	in.Operations[0].PutEntity.ExternalIDs = Some([]Code{{Scheme: "wikidata", Code: "Q1032"}})
	in.Operations[0].PutEntity.Local = "n"
	first := w.commit(in)
	before := w.dump('C', 'H', 'L')
	again := w.commit(in)
	equal(t, "replayed", [2]bool{first.Replayed, again.Replayed}, [2]bool{false, true})
	equal(t, "the same commit", *again.Commit, *first.Commit)
	equal(t, "the same changes", again.Changes, first.Changes)
	in.Operations = append(in.Operations, entity("chad", "state", "Chad"))
	other := w.commit(in)
	equal(t, "another body", other.Errors[0].Code, CodeIdempotencyMismatch)
	if !maps.Equal(before, w.dump('C', 'H', 'L')) {
		t.Error("a retry wrote something")
	}
}

func TestDryRun(t *testing.T) {
	w := newWorld(t)
	before := w.dump('C', 'H', 'L')
	in := w.input(kind("junta-kind", "government"), entity("niger", "state", "Niger"),
		relation("hires", called("h"), fill("employer", "niger"), fill("hired", "wagner"), at("2023"), claimed(says("", Asserts, "rfi"))))
	in.DryRun = true
	r := w.commit(in)
	if len(r.Errors) > 0 || r.Commit != nil || !maps.Equal(before, w.dump('C', 'H', 'L')) {
		t.Fatalf("a dry run wrote or failed: %+v", r)
	}
	equal(t, "changes", len(r.Changes), 4)
	q, err := r.View.RelationsOf(w.ctx, []ID{w.id("wagner")}, []string{"hired"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := q.Pages(w.ctx, PageArgs{})
	if err != nil || len(pages[0].IDs) != 1 {
		t.Fatalf("the view of a dry run does not show its relation: %v, %v", pages, err)
	}
	labels, err := r.View.Labels(w.ctx, pages[0].IDs, []string{"en"})
	equal(t, "label", labels[0].Text, "Niger hires Wagner Group")
	equal(t, "error", err, nil)
	if _, err := r.View.Ontology().KindNamed("junta-kind"); err != nil {
		t.Errorf("the view of a dry run does not show its kind: %v", err)
	}
	if _, err := w.view().Ontology().KindNamed("junta-kind"); err == nil {
		t.Error("a dry run changed the ontology of others")
	}
	in.DryRun = false
	equal(t, "the key of a dry run is not used up", w.commit(in).Replayed, false)
}

// imported is a commit that uses everything that can be written.
func imported() []Operation {
	return append(append(testOntology(), testCast()...),
		relation("denounces", called("d"), fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-02"),
			claimed(says("junta", Asserts, "rfi").as("c"), says("", Asserts, "afp"))),
		relation("party-to", called("p"), fill("party", "france"), fill("party", "mali"), fill("agreement", "treaty"), at("2014-07-16/..")),
		relation("ends", called("e"), fill("ended", "@p"), fill("cause", "@d"), after("@d", "P6M"), undatedClaim()),
		relation("hires", called("h"), fill("employer", "junta"), fill("hired", "wagner"), undated(),
			claimed(says("france", Asserts, "rfi").dating(&DateInput{EDTF: "2021-12"}))),
		relation("accuses", called("a"), fill("accuser", "france"), fill("content", "@h"), at("2021-12-23"), claimed(says("", Asserts, "afp"))),
		relation("denies", fill("denier", "junta"), fill("content", "@h"), at("2021-12-25"), claimed(says("", Asserts, "afp"))),
		relation("cooperates-with", fill("one", "mali"), fill("other", "france"), attested("2013"), spell("1")),
		says("mali", Questions, "rfi").dating(relative("@d", "-P1D")).on("@d"),
		retract("@c"),
	)
}

func undatedClaim() func(*PutRelation) { return claimed(says("", Asserts, "rfi")) }

func TestImportTwice(t *testing.T) {
	w := newWorld(t)
	w.do(imported()...)
	before := w.dump('C', 'H')
	again := w.do(imported()...)
	for _, c := range again.Changes {
		if c.Op != Unchanged {
			t.Errorf("%v (%v, %q) is %s", c.Thing, c.Thing.Class(), c.Local, c.Op)
		}
	}
	if !maps.Equal(before, w.dump('C', 'H')) {
		t.Error("importing again wrote something besides the log")
	}
	equal(t, "commits", w.view().Head().Number, 4)

	other := emptyWorld(t, memkv.New())
	other.do(imported()...)
	var here, there []string
	for k := range w.dump('C') {
		here = append(here, k)
	}
	for k := range other.dump('C') {
		there = append(there, k)
	}
	slices.Sort(here)
	slices.Sort(there)
	if !slices.Equal(here, there) {
		t.Error("the same data in another store has other keys")
	}
}

func TestTooLarge(t *testing.T) {
	w := newWorld(t)
	long := func(n int) Opt[[]NameInput] {
		var list []NameInput
		for i := range n {
			list = append(list, NameInput{Text: strings.Repeat(string(rune('a'+i%26)), 480) + string(rune('0'+i/26))})
		}
		return Some(list)
	}
	for _, dry := range []bool{true, false} {
		for name, op := range map[string]Operation{
			"a record of more than a value may have":   {PutEntity: &PutEntity{Target: Target{Key: "many"}, Kind: "state", Names: long(190)}},
			"a name that grows when made comparable":   entity("grown", "state", strings.Repeat("ﷺ", 160)),
			"more keys than a commit may have, nearly": {PutEntity: &PutEntity{Target: Target{Key: "few"}, Kind: "state", Names: long(100)}},
		} {
			in := w.input(op)
			in.DryRun = dry
			r := w.commit(in)
			if strings.HasSuffix(name, "nearly") {
				equal(t, name, len(r.Errors), 0)
			} else if len(r.Errors) != 1 || r.Errors[0].Code != CodeTooLarge && r.Errors[0].Code != CodeInvalidValue {
				t.Errorf("%s (dry run %v): %+v", name, dry, r.Errors)
			}
		}
	}
	equal(t, "the store goes on", w.do(entity("fine", "state", "Fine")).ops(), "CREATED")
}
