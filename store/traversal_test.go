package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// web is a random small graph: relations between few things and about each other.
// What a traversal gives must be what a look at the list of all relations gives.
type web struct {
	*world
	entities []string
	made     []string // keys of relations, oldest first
}

func newWeb(t *rapid.T) *web {
	g := &web{world: newWorld(t), entities: []string{"france", "mali", "junta", "wagner", "treaty", "accord"}}
	g.grow(t, rapid.IntRange(1, 12).Draw(t, "relations"))
	return g
}

// state is the graph now or, after it changed, as it was.
func (g *web) state(t *rapid.T) *View {
	then, made := g.view().Head().Number, len(g.made)
	g.grow(t, rapid.IntRange(0, 3).Draw(t, "more"))
	if rapid.IntRange(0, 2).Draw(t, "merge") == 0 {
		g.merge(t)
	}
	v := g.view()
	if rapid.Bool().Draw(t, "now") {
		return v
	}
	past, err := v.AtCommit(g.ctx, then)
	if err != nil {
		t.Fatal(err)
	}
	g.made = g.made[:made]
	return past
}

// idIn is the id that a key has in a state.
func (g *web) idIn(v *View, key string) ID {
	found, err := v.Resolve(g.ctx, []Ref{ref(key)})
	if err != nil {
		g.t.Fatalf("Resolve: %v", err)
	}
	return found[0]
}

// merge makes two entities one, or two relations if they can be.
func (g *web) merge(t *rapid.T) {
	from := g.entities[:4]
	if rapid.Bool().Draw(t, "relations") {
		from = g.made
	}
	g.commit(g.input(merge(pick(t, "keep", from), pick(t, "absorb", from))))
}

// grow adds relations, each with a standing of its own.
func (g *web) grow(t *rapid.T, n int) {
	for range n {
		key := fmt.Sprintf("r%d", len(g.made))
		parts := []func(*PutRelation){keyed(key), spell(key)}
		actor := func(role string) { parts = append(parts, fill(role, pick(t, "actor", g.entities[:4]))) }
		anything := func(role string) {
			parts = append(parts, fill(role, pick(t, "thing", append(slices.Clone(g.made), append(g.entities, "rfi")...))))
		}
		typ := pick(t, "type", []string{"acts", "hires", "party-to", "cooperates-with", "ends", "ends", "denies"})
		switch typ {
		case "acts":
			anything("actor")
			anything("target")
		case "hires":
			actor("employer")
			actor("hired")
		case "party-to":
			for range rapid.IntRange(1, 12).Draw(t, "parties") { // more than an index entry lists
				actor("party")
				parts = append(parts, func(r *PutRelation) {
					p := r.Participants.Value
					p[len(p)-1].Mention = fmt.Sprint("no. ", len(p))
				})
			}
			parts = append(parts, fill("agreement", pick(t, "treaty", g.entities[4:])))
		case "cooperates-with":
			actor("one")
			actor("other")
		case "ends":
			anything("ended")
			anything("cause")
		case "denies":
			actor("denier")
			if len(g.made) > 0 {
				parts = append(parts, fill("content", pick(t, "content", g.made)))
			}
		}
		if when := pick(t, "time", modelTimes); when != "" {
			parts = append(parts, at(when))
		}
		for _, stance := range pick(t, "claims", [][]Stance{{Asserts}, {Asserts}, {Asserts}, {Asserts, Denies}, {Denies}, nil}) {
			parts = append(parts, claimed(says(pick(t, "claimant", []string{"", "france", "junta"}), stance, "rfi")))
		}
		g.do(relation(typ, parts...))
		g.made = append(g.made, key)
	}
}

func (g *web) anyVia(t *rapid.T) *Via {
	x := &Via{Direction: pick(t, "direction", []Direction{"", Any, Any, Out, In})}
	types := []string{"acts", "hires", "party-to", "cooperates-with", "ends", "denies"}
	switch rapid.IntRange(0, 8).Draw(t, "restriction") {
	case 0:
		return nil
	case 1:
		x.Types = []string{pick(t, "type", types), pick(t, "type", types)}
	case 2:
		x.NotTypes = []string{pick(t, "type", types)}
	case 3:
		x.Roles = []string{pick(t, "role", []string{"actor", "party", "ended", "employer"}), pick(t, "role", []string{"target", "agreement", "cause", "hired"})}
	case 4:
		x.Filter = &RelationFilter{Standing: []Standing{StandingStated, StandingDenied, StandingMentioned}}
	case 5:
		x.Filter = &RelationFilter{Time: aTimeFilter(t), Type: []string{"acts", "ends", "party-to"}}
	case 6:
		x.Filter = &RelationFilter{Counting: &ClaimFilter{Claimant: &EntityFilter{Ref: []*Ref{refTo("france")}}}}
	case 7:
		x.Filter = &RelationFilter{Not: &RelationFilter{Roles: []*RoleFilter{{Ref: []*Ref{refTo(pick(t, "without", g.entities))}}}}}
	}
	return x
}

func (g *web) thing(t *rapid.T, what string) string {
	return pick(t, what, append(slices.Clone(g.entities), g.made...))
}

// look is the list of the relations that a Via takes, in order of time.
type look struct {
	v         *View
	via       Via
	relations []*Relation
}

func (g *web) look(v *View, in *Via) *look {
	l := &look{v: v}
	if in != nil {
		l.via = *in
	}
	var ids []ID
	for _, k := range g.made {
		if id := g.idIn(v, k); !slices.Contains(ids, id) { // two keys may lead to one relation
			ids = append(ids, id)
		}
	}
	records, err := v.Relations(g.ctx, ids)
	if err != nil {
		g.t.Fatalf("Relations: %v", err)
	}
	f := RelationFilter{}
	if l.via.Filter != nil {
		f = *l.via.Filter
	}
	if f.Standing == nil {
		f.Standing = []Standing{StandingStated, StandingAlleged, StandingContested}
	}
	compiled, err := v.compileRelations(g.ctx, &f)
	if err != nil {
		g.t.Fatalf("compileRelations: %v", err)
	}
	fits, err := compiled.match(g.ctx, v, records)
	if err != nil {
		g.t.Fatalf("match: %v", err)
	}
	for i, r := range records {
		if fits[i] && l.type_(r) {
			l.relations = append(l.relations, r)
		}
	}
	slices.SortFunc(l.relations, func(a, b *Relation) int {
		return cmp.Or(bytes.Compare(a.Time.sortTime(v.aspect(a.Type)), b.Time.sortTime(v.aspect(b.Type))), cmp.Compare(a.ID, b.ID))
	})
	return l
}

func (l *look) type_(r *Relation) bool {
	key := l.v.ontology.keyOf(r.Type)
	under := func(t string) bool { return isUnder(key, t) }
	return (l.via.Types == nil || slices.ContainsFunc(l.via.Types, under)) && !slices.ContainsFunc(l.via.NotTypes, under)
}

// pairs are the ways by which a relation leads from a thing to another one, as
// "role/otherRole", the first roles first; "" is no role.
func (l *look) pairs(r *Relation, from, to ID) (out []string) {
	t := l.v.ontology.Type(r.Type)
	allowed := func(role string) bool { return l.via.Roles == nil || slices.Contains(l.via.Roles, role) }
	any := l.via.Direction == Any || l.via.Direction == ""
	for i, a := range t.Roles {
		for _, p := range r.Participants {
			if int(p.Role) != i || !allowed(a.Key) {
				continue
			}
			if any && from == r.ID && p.Thing == to {
				out = append(out, "/"+a.Key)
			}
			if any && to == r.ID && p.Thing == from {
				out = append(out, a.Key+"/")
			}
			for j, b := range t.Roles {
				for _, q := range r.Participants {
					if int(q.Role) != j || !allowed(b.Key) || p.Thing != from || q.Thing != to || from == to {
						continue
					}
					s, o := a.Position, b.Position
					if l.via.Direction == In {
						s, o = o, s
					}
					if any || s == Subject && o == Object || t.Symmetric && s == Object && o == Subject {
						out = append(out, a.Key+"/"+b.Key)
					}
				}
			}
		}
	}
	return slices.Compact(out)
}

// ends are what a relation may lead to, in order: participants by id, then itself.
func ends(r *Relation) []ID {
	var out []ID
	for _, p := range r.Participants {
		out = append(out, p.Thing)
	}
	slices.Sort(out)
	return append(slices.Compact(out), r.ID)
}

// chains are all simple chains of a length, by brute force.
func (l *look) chains(from, to ID, length int) (out []string) {
	var walk func(at ID, entered ID, used []ID, text []string)
	walk = func(at ID, entered ID, used []ID, text []string) {
		if len(text) == length {
			if at == to {
				out = append(out, strings.Join(text, " "))
			}
			return
		}
		if at == to {
			return
		}
		for _, r := range l.relations {
			if r.ID == entered || r.ID != at && slices.Contains(used, r.ID) {
				continue
			}
			for _, end := range ends(r) {
				roles := l.pairs(r, at, end)
				if len(roles) == 0 || slices.Contains(used, end) {
					continue
				}
				in := ID(0)
				if end == r.ID {
					in = r.ID
				}
				walk(end, in, append(slices.Clone(used), r.ID, end), append(slices.Clone(text), fmt.Sprintf("%v %s %v", r.ID, roles[0], end)))
			}
		}
	}
	walk(from, 0, []ID{from}, nil)
	return out
}

func chainText(c Chain) string {
	key := func(r *Role) string {
		if r == nil {
			return ""
		}
		return r.Key
	}
	var out []string
	for _, s := range c {
		out = append(out, fmt.Sprintf("%v %s/%s %v", s.Relation, key(s.Role), key(s.OtherRole), s.To))
	}
	return strings.Join(out, " ")
}

// The shortest chains are those that trying all finds, now and in every past state.
func TestPathsAreThoseOfBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newWeb(t)
		v := g.state(t)
		for range 3 {
			q := PathQuery{From: ref(g.thing(t, "from")), To: ref(g.thing(t, "to")), Via: g.anyVia(t),
				MaxHops: rapid.IntRange(1, 6).Draw(t, "hops"), Limit: rapid.IntRange(1, 20).Draw(t, "limit")}
			ids, err := v.Resolve(g.ctx, []Ref{q.From, q.To})
			if err != nil {
				t.Fatal(err)
			}
			b := searchBounds
			b.chunk = pick(t, "chunk", []int{1, 2, 64})
			got, err := v.paths(g.ctx, q, b)
			if ids[0] == 0 || ids[1] == 0 || ids[0] == ids[1] {
				if err == nil {
					t.Fatalf("a path from %v to %v: %v", ids[0], ids[1], got)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			l := g.look(v, q.Via)
			var want []string
			for n := 1; n <= q.MaxHops && len(want) < q.Limit; n++ {
				want = append(want, l.chains(ids[0], ids[1], n)...)
			}
			want = want[:min(len(want), q.Limit)]
			var have []string
			for _, c := range got.Chains {
				have = append(have, chainText(c))
			}
			if !slices.Equal(have, want) || !got.Complete {
				t.Fatalf("%+v via %+v: complete %v\n got %s\nwant %s", q, q.Via, got.Complete, strings.Join(have, "\n     "), strings.Join(want, "\n     "))
			}
		}
	})
}

// What a bound cuts is said to be cut, and what is found nevertheless is a chain.
func TestPathsWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newWeb(t)
		v := g.view()
		q := PathQuery{From: ref("france"), To: ref(pick(t, "to", g.entities[1:])), MaxHops: 4, Limit: 20}
		b := searchBounds
		b.chunk = pick(t, "chunk", []int{1, 64})
		switch rapid.IntRange(0, 2).Draw(t, "bound") {
		case 0:
			b.fillers = rapid.IntRange(0, 20).Draw(t, "fillers")
		case 1:
			b.visits = rapid.IntRange(1, 40).Draw(t, "visits")
		case 2:
			b.time = 0
		}
		got, err := v.paths(g.ctx, q, b)
		if err != nil {
			t.Fatal(err)
		}
		all, err := v.Paths(g.ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		var have, want []string
		for _, c := range got.Chains {
			have = append(have, chainText(c))
		}
		for _, c := range all.Chains {
			want = append(want, chainText(c))
		}
		if got.Complete && !slices.Equal(have, want) {
			t.Fatalf("complete, but\n got %v\nwant %v", have, want)
		}
		if b.time == 0 && (got.Complete || len(have) > 0) {
			t.Fatalf("found %v in no time", have)
		}
		l := g.look(v, nil)
		from, to := g.id("france"), g.id(q.To.Key)
		var any []string
		for n := 1; n <= q.MaxHops; n++ {
			any = append(any, l.chains(from, to, n)...)
		}
		for _, c := range have {
			if !slices.Contains(any, c) {
				t.Fatalf("%s is no chain", c)
			}
		}
	})
}

func TestPathsOfBadInput(t *testing.T) {
	w := newWorld(t)
	good := PathQuery{From: ref("france"), To: ref("mali"), MaxHops: 4, Limit: 5}
	for name, c := range map[string]struct {
		change func(*PathQuery)
		code   UserErrorCode
		says   string
	}{
		"nothing of that key":  {func(q *PathQuery) { q.To = ref("malli") }, CodeNotFound, `the nearest are "mali"`},
		"a kind":               {func(q *PathQuery) { q.To = ref(idName(kindID("state"))) }, CodeNotFound, "there is no thing"},
		"the same thing":       {func(q *PathQuery) { q.To = q.From }, CodeInvalidValue, "the same thing"},
		"no hops":              {func(q *PathQuery) { q.MaxHops = 0 }, CodeInvalidValue, "1 to 6"},
		"too many hops":        {func(q *PathQuery) { q.MaxHops = 7 }, CodeInvalidValue, "1 to 6"},
		"no limit":             {func(q *PathQuery) { q.Limit = 0 }, CodeInvalidValue, "1 to 20"},
		"too many":             {func(q *PathQuery) { q.Limit = 21 }, CodeInvalidValue, "1 to 20"},
		"unknown type":         {func(q *PathQuery) { q.Via = &Via{Types: []string{"hirse"}} }, CodeUnknownKey, `"hires"`},
		"unknown type to omit": {func(q *PathQuery) { q.Via = &Via{NotTypes: []string{"hirse"}} }, CodeUnknownKey, `"hires"`},
		"unknown role":         {func(q *PathQuery) { q.Via = &Via{Roles: []string{"employr"}} }, CodeUnknownKey, `"employer"`},
		"bad filter":           {func(q *PathQuery) { q.Via = &Via{Filter: &RelationFilter{Type: []string{"hirse"}}} }, CodeUnknownKey, `"hires"`},
	} {
		q := good
		c.change(&q)
		_, err := w.view().Paths(w.ctx, q)
		e, ok := err.(*InputError)
		if !ok || e.Code != c.code || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: %v, want %s that says %q", name, err, c.code, c.says)
		}
	}
	if p, err := w.view().Paths(w.ctx, good); err != nil || len(p.Chains) != 0 || !p.Complete {
		t.Errorf("unconnected things: %+v, %v", p, err)
	}
}
