package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// neighbors are what a look at all relations gives for a thing, as text.
func (l *look) neighbors(of ID, fits func(ID) bool) (out []string) {
	for _, r := range l.relations {
		t := l.v.ontology.Type(r.Type)
		var mine []string
		for _, to := range ends(r) {
			if to == r.ID || of == r.ID || to == of || !fits(to) {
				continue
			}
			for _, pair := range l.pairs(r, of, to) {
				a, b, _ := strings.Cut(pair, "/")
				i, _ := t.Role(a)
				j, _ := t.Role(b)
				mine = append(mine, fmt.Sprintf("%v %02d %02d %v %s", r.ID, i, j, to, pair))
			}
		}
		slices.Sort(mine)
		out = append(out, slices.Compact(mine)...)
	}
	return out
}

func (v *View) neighborText(n Neighbor) string {
	r, _ := v.Relations(context.Background(), []ID{n.Relation})
	t := v.ontology.Type(r[0].Type)
	i, _ := t.Role(n.Role.Key)
	j, _ := t.Role(n.OtherRole.Key)
	return fmt.Sprintf("%v %02d %02d %v %s/%s", n.Relation, i, j, n.Thing, n.Role.Key, n.OtherRole.Key)
}

// Pages, walked to the end, are what a look at all relations gives; so are totals.
func TestNeighborsAreThoseOfAllRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newWeb(t)
		v := g.state(t)
		for range 3 {
			via := g.anyVia(t)
			var ids []ID
			for range rapid.IntRange(1, 3).Draw(t, "things") {
				ids = append(ids, g.idIn(v, g.thing(t, "thing")))
			}
			kinds := pick(t, "kinds", [][]string{nil, nil, {"actor"}, {"treaty", "state"}, {}})
			fits := func(id ID) bool {
				if kinds == nil {
					return true
				}
				found, err := v.Entities(g.ctx, []ID{id})
				return err == nil && found[0] != nil && slices.ContainsFunc(kinds, func(k string) bool { return isUnder(v.ontology.keyOf(found[0].Kind), k) })
			}
			q, err := v.NeighborsOf(g.ctx, ids, via, kinds)
			if err != nil {
				t.Fatal(err)
			}
			counts, err := q.Counts(g.ctx)
			if err != nil {
				t.Fatal(err)
			}
			first := rapid.IntRange(1, 5).Draw(t, "first")
			l := g.look(v, via)
			for i, id := range ids {
				want := l.neighbors(id, fits)
				var have []string
				args := PageArgs{First: &first}
				for page := 0; ; page++ {
					pages, err := q.Pages(g.ctx, args)
					if err != nil {
						t.Fatal(err)
					}
					p := pages[i]
					if p.HasPrevious != (page > 0) || len(p.Neighbors) > first || p.HasNext && len(p.Neighbors) < first {
						t.Fatalf("page %d of %d is %+v", page, first, p)
					}
					for _, n := range p.Neighbors {
						have = append(have, v.neighborText(n))
					}
					if !p.HasNext {
						break
					}
					args.After = &p.Cursors[len(p.Cursors)-1]
				}
				if !slices.Equal(have, want) || counts[i] != len(want) {
					t.Fatalf("of %v via %+v: total %d\n got %s\nwant %s", id, via, counts[i], strings.Join(have, "\n     "), strings.Join(want, "\n     "))
				}
			}
		}
	})
}

func TestNeighborsOfBadInput(t *testing.T) {
	w := newWorld(t)
	v := w.view()
	things := []ID{w.id("france")}
	if _, err := v.NeighborsOf(w.ctx, things, nil, []string{"stat"}); err == nil || !strings.Contains(err.Error(), `"state"`) {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := v.NeighborsOf(w.ctx, things, &Via{Types: []string{"act"}}, nil); err == nil || !strings.Contains(err.Error(), `"acts"`) {
		t.Errorf("an unknown type: %v", err)
	}
	q, err := v.NeighborsOf(w.ctx, things, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	many, nonsense, short := 101, "AAAA", makeCursor(neighborOrder, make([]byte, 12))
	for _, args := range []PageArgs{{First: &many}, {After: &nonsense}, {After: &short}} {
		if err := q.Check(args); err == nil {
			t.Errorf("%+v is taken", args)
		}
	}
}
