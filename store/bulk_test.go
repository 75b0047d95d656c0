package store

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"demarche/access"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// ticking is a clock that gives every store the same times.
func ticking(s *Store) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	s.now = func() time.Time { at = at.Add(time.Second); return at }
}

// loadAll is a store that a Loader filled, and the result of each commit.
func loadAll(t tester, inputs []CommitInput) (*world, []*Result) {
	t.Helper()
	base := emptyWorld(t, memkv.New())
	ticking(base.s)
	var pairs []kv.Pair
	l, err := NewLoader(t.Context(), base.s, func(p kv.Pair) error {
		pairs = append(pairs, kv.Pair{Key: slices.Clone(p.Key), Value: slices.Clone(p.Value)})
		return nil
	})
	if err != nil {
		t.Fatalf("NewLoader: %v", err)
	}
	defer l.Close()
	var results []*Result
	next, stop := iter.Pull(slices.Values(inputs))
	defer stop()
	err = l.Load(next, func(_ CommitInput, r *Result) (*CommitInput, error) {
		results = append(results, r)
		return nil, nil
	})
	if err == nil {
		err = l.Finish()
	}
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	engine := memkv.New()
	if err := engine.Load(t.Context(), slices.Values(pairs)); err != nil {
		t.Fatalf("Load: %v", err)
	}
	return emptyWorld(t, engine), results
}

// eventsOf are commits of the sorts that a Loader takes: types, then things, relations
// and claims, some of them again and again.
func eventsOf(t *rapid.T) (inputs []CommitInput) {
	put := map[string]bool{}
	ops := []Operation{}
	flush := func() {
		if len(ops) > 0 {
			inputs = append(inputs, CommitInput{IdempotencyKey: fmt.Sprintf("n%d", len(inputs)), By: access.Import(), Message: "rows", Operations: ops})
		}
		ops = nil
	}
	need := func(key string, op Operation) {
		if !put[key] {
			put[key], ops = true, append(ops, op)
		}
	}
	name := func(label string, n int) string {
		return fmt.Sprintf("%s%d", label, rapid.IntRange(0, n).Draw(t, label))
	}
	inputs = append(inputs, CommitInput{IdempotencyKey: "types", By: access.Import(), Operations: testOntology()})
	for range rapid.IntRange(0, 40).Draw(t, "events") {
		a, b, typ, src := name("actor", 5), name("actor", 5), name("extra", 3), name("source", 2)
		if !put[typ] {
			put[typ] = true
			flush()
			ops = append(ops, relType(typ, Event, role("actor", Subject, "actor"), role("target", Object)))
			flush()
		}
		coded := entity(a, "state", "Ministry (Country) of "+a)
		coded.PutEntity.ExternalIDs = Some([]Code{{"cameo", "MLI", "Mali", Broader, ""}})
		need(a, coded)
		need(b, entity(b, "government", "État "+b))
		need("place", Operation{PutEntity: &PutEntity{Target: Target{Key: "place"}, Kind: "place", Names: Some([]NameInput{{Text: "Gao"}}), Point: Some(&Point{Lat: 16.3, Lon: -0.04})}})
		need(src, Operation{PutSource: &PutSource{Target: Target{Key: src}, Genre: "article", URL: Some("https://example.org/" + src)}})
		r := relation(typ, fill("actor", a), at(rapid.SampledFrom([]string{"2014-01-01", "2014-01", "2014~"}).Draw(t, "date")))
		if rapid.Bool().Draw(t, "target") {
			fill("target", b)(r.PutRelation)
		}
		if rapid.Bool().Draw(t, "placed") {
			spell("place")(r.PutRelation)
			r.PutRelation.Place = Some(refTo("place"))
		}
		c := says("", "", src)
		if rapid.Bool().Draw(t, "counted") {
			c.Quantities = []Quantity{{Key: "mentions", Value: float64(rapid.IntRange(1, 2).Draw(t, "mentions"))}}
		}
		claimed(c)(r.PutRelation)
		if ops = append(ops, r); rapid.IntRange(0, 4).Draw(t, "cut") == 0 {
			flush()
		}
	}
	if flush(); rapid.Bool().Draw(t, "replayed") {
		inputs = append(inputs, inputs[len(inputs)-1])
	}
	return inputs
}

// What a Loader makes is what commits make, to the byte: records, indexes, log, head.
func TestLoaderEqualsCommits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inputs := eventsOf(t)
		committed := emptyWorld(t, memkv.New())
		ticking(committed.s)
		var want []string
		for _, in := range inputs {
			r := committed.commit(in)
			if len(r.Errors) > 0 {
				t.Fatalf("refused: %+v", r.Errors)
			}
			want = append(want, fmt.Sprint(r.Replayed, r.ops()))
		}
		loaded, results := loadAll(t, inputs)
		for i, r := range results {
			if r.Replayed { // a commit gives the changes of the first time again
				r.Changes = results[slices.IndexFunc(inputs, func(in CommitInput) bool { return in.IdempotencyKey == inputs[i].IdempotencyKey })].Changes
			}
			if got := fmt.Sprint(r.Replayed, r.ops()); got != want[i] {
				t.Fatalf("commit %d: %s, want %s", i, got, want[i])
			}
		}
		was, is := committed.dump(planeCurrent, planeHistory, planeLog), loaded.dump(planeCurrent, planeHistory, planeLog)
		for k := range was {
			if was[k] != is[k] {
				t.Fatalf("at %q: loaded %q, committed %q", k, is[k], was[k])
			}
		}
		if !maps.Equal(was, is) {
			t.Fatalf("%d keys loaded, %d committed", len(is), len(was))
		}
		loaded.do(entity("more", "state", "More")) // and goes on like any other
	})
}

// A Loader refuses what a commit refuses, and says of the rest that it is not for it.
func TestLoaderRefuses(t *testing.T) {
	types := CommitInput{IdempotencyKey: "t", By: curator, Operations: testOntology()}
	cast := CommitInput{IdempotencyKey: "c", By: curator, Operations: []Operation{entity("a", "state", "A"), entity("p", "place", "P"), article("s", "S")}}
	for _, x := range []struct {
		what string
		op   Operation
		code UserErrorCode
	}{
		{"a reference to nothing", relation("acts", fill("actor", "b"), claimed(says("", "", "s"))), CodeNotFound},
		{"a source for an actor", relation("acts", fill("actor", "s"), claimed(says("", "", "s"))), CodeNotFound},
		{"a place that hires", relation("hires", fill("employer", "p"), fill("hired", "a"), claimed(says("", "", "s"))), CodeOntologyViolation},
		{"a date that is none", relation("acts", fill("actor", "a"), at("soon")), CodeInvalidValue},
		{"a type that is not there", relation("act", fill("actor", "a")), CodeUnknownKey},
		{"an entity again", entity("a", "state", "B"), CodePossibleDuplicate},
		{"a key of something else", entity("s", "state", "B"), CodePossibleDuplicate},
	} {
		_, results := loadAll(t, []CommitInput{types, cast, {IdempotencyKey: "x", By: curator, Operations: []Operation{x.op}}})
		r := results[2]
		if len(r.Errors) != 1 || r.Errors[0].Path[1] != "0" {
			t.Errorf("%s: %+v", x.what, r.Errors)
		}
		if len(r.Errors) > 0 && r.Errors[0].Code != x.code {
			t.Errorf("%s: %s, want %s", x.what, r.Errors[0].Code, x.code)
		}
	}
	base := emptyWorld(t, memkv.New())
	l, err := NewLoader(t.Context(), base.s, func(kv.Pair) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.commit(types, nil); err != nil {
		t.Fatal(err)
	}
	for _, op := range []Operation{
		relation("denies", fill("denier", "a")), relation("acts", keyed("k")), retract("#x"), merge("a", "b"),
		relation("acts", undated()), relation("acts", fill("actor", "@a")),
	} {
		if _, err := l.commit(CommitInput{IdempotencyKey: "y", By: curator, Operations: []Operation{op}}, nil); !errors.Is(err, ErrNotBulk) {
			t.Errorf("%+v: %v", op, err)
		}
	}
}
