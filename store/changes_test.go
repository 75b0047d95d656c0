package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Pages of the log, from either end and filtered, against the whole log.
func TestChangesAgainstTheLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		m := newModel(w)
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			m.randomCommit(t)
		}
		v := w.view()
		filter := &ChangeFilter{}
		fits := func(LoggedChange) bool { return true }
		switch rapid.IntRange(0, 3).Draw(t, "filter") {
		case 1:
			filter.Ops = []ChangeOp{Created, Retract}
			fits = func(c LoggedChange) bool { return c.Op == Created || c.Op == Retract }
		case 2:
			e := m.entityOf(t, "")
			filter.Things = []*Ref{refTo(e.key)}
			fits = func(c LoggedChange) bool { return c.Thing == e.id }
		case 3:
			filter.Entity = &EntityFilter{Kind: []string{"government"}}
			fits = func(c LoggedChange) bool {
				return slices.ContainsFunc(m.entities, func(e *modelEntity) bool { return e.id == c.Thing && e.kind == "government" })
			}
		}
		var want []string
		for n := uint64(1); n <= v.Head().Number; n++ {
			c := must(v.Commits(w.ctx, []uint64{n}))[0]
			for i, x := range c.Changes {
				if x.Op != Unchanged && fits(LoggedChange{x, c, i}) {
					want = append(want, fmt.Sprint(n, i, x))
				}
			}
		}
		size := rapid.IntRange(1, 5).Draw(t, "page size")
		backward := rapid.Bool().Draw(t, "backward")
		var got []string
		args := PageArgs{First: &size}
		if backward {
			args = PageArgs{Last: &size}
		}
		for {
			page, err := v.Changes(w.ctx, filter, args)
			if err != nil {
				t.Fatalf("Changes: %v", err)
			}
			var part []string
			for _, c := range page.Changes {
				part = append(part, fmt.Sprint(c.Commit.Number, c.at, c.Change))
			}
			if backward {
				got = append(part, got...)
				if !page.HasPrevious {
					break
				}
				args.Before = &page.Cursors[0]
			} else {
				got = append(got, part...)
				if !page.HasNext {
					break
				}
				args.After = &page.Cursors[len(page.Cursors)-1]
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("pages of %d, backward %v:\n%v\nwant\n%v", size, backward, got, want)
		}
	})
}

// What a change did to a record is enough to undo it.
func TestDiffs(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner"), at("2021")))
	n := w.do(change("h", at("2021-12"))).Commit.Number
	w.do(merge("mali", "junta"))
	v := w.view()
	page := must(v.Changes(w.ctx, nil, PageArgs{After: ptr(CommitID(n - 1))}))
	var got []string
	for i, diffs := range must(v.Diffs(w.ctx, page.Changes)) {
		for _, d := range diffs {
			show := func(s *string) string {
				if s == nil {
					return "nothing"
				}
				if !json.Valid([]byte(*s)) {
					t.Errorf("%s is no JSON", *s)
				}
				return *s
			}
			got = append(got, fmt.Sprintf("%s %s: %s → %s", page.Changes[i].Op, d.Path, show(d.Before), show(d.After)))
		}
	}
	equal(t, "diffs", strings.Join(got, "\n"), fmt.Sprintf(`UPDATED time: {"edtf":"2021"} → {"edtf":"2021-12"}
MERGED mergedInto: nothing → %q`, w.id("mali")))
}

// A feed gives every change once, in order, whatever is committed meanwhile; one that
// begins again behind the last change seen misses nothing.
func TestFeed(t *testing.T) {
	w := newWorld(t)
	const commits, feeds = 40, 20
	start := w.view().Head().Number
	type seen struct {
		who    int
		change string
	}
	all := make(chan seen, 2*commits*feeds)
	enough := errors.New("enough")
	done := make(chan error, feeds)
	for who := range feeds {
		feed, err := w.s.Feed(w.ctx, &ChangeFilter{Ops: []ChangeOp{Created}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			n := 0
			for {
				last := ""
				err := feed.Run(w.ctx, func(_ *View, changes []LoggedChange) error {
					for _, c := range changes {
						n++
						last = c.Cursor()
						all <- seen{who, fmt.Sprint(c.Commit.Number, c.Thing)}
						if n == commits || n%(7+who) == 0 { // away for a while
							return enough
						}
					}
					return nil
				})
				if n == commits || !errors.Is(err, enough) {
					done <- err
					return
				}
				if feed, err = w.s.Feed(w.ctx, &ChangeFilter{Ops: []ChangeOp{Created}}, &last); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	var want []string
	for i := range commits {
		key := fmt.Sprintf("e%d", i)
		r := w.do(entity(key, "state", key), entity("mali", "state", "Mali"))
		want = append(want, fmt.Sprint(r.Commit.Number, r.Changes[0].Thing))
	}
	got := make([][]string, feeds)
	for range feeds {
		if err := <-done; !errors.Is(err, enough) {
			t.Fatal(err)
		}
	}
	close(all)
	for s := range all {
		got[s.who] = append(got[s.who], s.change)
	}
	for who := range feeds {
		if !slices.Equal(got[who], want) {
			t.Errorf("feed %d: %v, want %v", who, got[who], want)
		}
	}
	if start == 0 {
		t.Error("nothing to begin behind")
	}
}

func TestFeedEnds(t *testing.T) {
	w := newWorld(t)
	nothing := func(*View, []LoggedChange) error { return nil }
	ctx, cancel := context.WithCancelCause(w.ctx)
	gone := errors.New("gone")
	feed := must(w.s.Feed(ctx, nil, nil))
	cancel(gone)
	if err := feed.Run(ctx, nothing); !errors.Is(err, gone) {
		t.Errorf("after the client went: %v", err)
	}
	for _, bad := range []string{"", "x", "commit-1000", "commit-01"} {
		var input *InputError
		if _, err := w.s.Feed(w.ctx, nil, &bad); !errors.As(err, &input) {
			t.Errorf("after %q: %v", bad, err)
		}
	}
	if _, err := w.s.Feed(w.ctx, &ChangeFilter{Entity: &EntityFilter{Kind: []string{"stat"}}}, nil); err == nil || !strings.Contains(err.Error(), `"state"`) {
		t.Errorf("an unknown kind: %v", err)
	}
}
