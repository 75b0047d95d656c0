package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"demarche/access"
	"demarche/store/kv"
	"demarche/store/memkv"
)

// Whoever calls the store, past any directive of the API: a commit without the right
// writes nothing, whichever way it comes.
func TestCommitNeedsARole(t *testing.T) {
	w := emptyWorld(t, memkv.New())
	w.do(testOntology()...)
	head := w.dump(planeCurrent, planeHistory, planeLog)
	who := func(r access.Role) access.Principal { return access.Principal{Name: "n", ID: "token:n", Role: r} }
	data, ontology := entity("a", "state", "A"), kind("new")
	for _, c := range []struct {
		by   access.Principal
		op   Operation
		path []string // of the refusal; nil: allowed
	}{
		{access.Principal{}, data, []string{"operations"}},
		{access.Principal{}, ontology, []string{"operations"}},
		{who(access.Reader), data, []string{"operations"}},
		{who(access.Editor), data, nil},
		{who(access.Editor), ontology, []string{"operations", "0", "putKind"}},
		{who(access.Editor), relType("new-type", Event, role("one", Subject)), []string{"operations", "0", "putRelationType"}},
		{access.Anonymous(access.Editor), ontology, []string{"operations", "0", "putKind"}},
		{who(access.Admin), ontology, nil},
	} {
		in := CommitInput{IdempotencyKey: "k", By: c.by, Operations: []Operation{c.op}}
		dry := in
		dry.DryRun = true
		for way, commit := range map[string]func() (*Result, error){
			"commit":  func() (*Result, error) { return w.s.Commit(w.ctx, in) },
			"dry run": func() (*Result, error) { return w.s.Commit(w.ctx, dry) },
			"rehearsal": func() (*Result, error) {
				r, err := w.s.Rehearse(w.ctx)
				if err != nil {
					return nil, err
				}
				defer r.Close()
				return r.Commit(w.ctx, in)
			},
			"loader": func() (*Result, error) {
				l := loaderWithTypes(t)
				return l.commit(in, nil)
			},
		} {
			if way == "commit" && c.path == nil {
				continue // would change what the next case begins with
			}
			r, err := commit()
			if err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			if r.View != nil {
				r.View.Close()
			}
			if c.path == nil {
				if len(r.Errors) > 0 {
					t.Errorf("%s by %v: refused: %+v", way, c.by, r.Errors)
				}
				continue
			}
			if len(r.Errors) != 1 || r.Errors[0].Code != CodeForbidden || !slices.Equal(r.Errors[0].Path, c.path) || !strings.Contains(r.Errors[0].Message, "role") {
				t.Errorf("%s of %+v by %v: %+v", way, c.op, c.by, r.Errors)
			}
		}
	}
	if now := w.dump(planeCurrent, planeHistory, planeLog); len(now) != len(head) {
		t.Errorf("refused commits left %d keys, there were %d", len(now), len(head))
	}
}

// loaderWithTypes is one that has the ontology and writes nothing.
func loaderWithTypes(t *testing.T) *Loader {
	t.Helper()
	l, err := NewLoader(context.Background(), emptyWorld(t, memkv.New()).s, func(kv.Pair) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if r, err := l.commit(CommitInput{IdempotencyKey: "types", By: curator, Operations: testOntology()}, nil); err != nil || len(r.Errors) > 0 {
		t.Fatal(r, err)
	}
	return l
}

// Every commit records who made it.
func TestCommitRecordsItsAuthor(t *testing.T) {
	w := emptyWorld(t, memkv.New())
	in := w.input(testOntology()...)
	in.By = access.Principal{Name: "amina", ID: "token:1", Role: access.Admin}
	r := w.commit(in)
	if r.Commit == nil || r.Commit.By != "amina" {
		t.Fatalf("%+v", r.Commit)
	}
	stored, err := w.view().Commits(w.ctx, []uint64{r.Commit.Number})
	if err != nil || stored[0].By != "amina" {
		t.Errorf("%+v, %v", stored, err)
	}
}
