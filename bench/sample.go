package bench

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// sample is what workloads ask about: actors and pairs of them, of all classes of
// degree, chosen by a fixed seed and found through the API, so that it does not matter
// how the events were loaded.
type sample struct {
	busy, middle, quiet []*actor    // 40 each, the busiest first, fewer where there are fewer
	pairs               [][2]*actor // that meet most often
	from, to            string      // first and last day
}

type actor struct {
	name, key string
	types     []subjectOf // most frequent first
}

// subjectOf is a type of relations that an actor is the subject of.
type subjectOf struct {
	relationType     string
	role, objectRole string
	count            int
}

const perClass = 40

func (s *sample) all() []*actor { return slices.Concat(s.busy, s.middle, s.quiet) }

// choose chooses from events what is then found on the server.
func choose(c *conn, events []event) (*sample, error) {
	names := byDegree(events)
	if len(names) < 10 {
		return nil, fmt.Errorf("%d actors in the events; a benchmark needs at least 10", len(names))
	}
	r := rand.New(rand.NewPCG(seed, 1))
	part := func(from, to int) []string {
		in := slices.Clone(names[from:max(to, from+1)])
		if to <= 2*perClass {
			return in[:min(len(in), perClass)]
		}
		r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		return in[:min(len(in), perClass)]
	}
	s := &sample{from: events[0].date, to: events[0].date}
	f := finder{conn: c, found: map[string]*actor{}}
	for _, class := range []struct {
		of    *[]*actor
		names []string
	}{
		{&s.busy, names[:min(perClass, len(names)/3)]},
		{&s.middle, part(len(names)/50+1, len(names)/5)},
		{&s.quiet, part(len(names)/3, len(names))},
	} {
		var err error
		if *class.of, err = f.actors(class.names); err != nil {
			return nil, err
		}
	}
	if err := f.types(s.all()); err != nil {
		return nil, err
	}
	meetings := map[[2]string]int{}
	for _, e := range events {
		s.from, s.to = min(s.from, e.date), max(s.to, e.date)
		if e.subject != e.object {
			meetings[[2]string{min(e.subject, e.object), max(e.subject, e.object)}]++
		}
	}
	pairs := make([][2]string, 0, len(meetings))
	for p := range meetings {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(meetings[b]-meetings[a], strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	for _, p := range pairs[:min(len(pairs), perClass)] {
		both, err := f.actors(p[:])
		if err != nil {
			return nil, err
		}
		if len(both) == 2 {
			s.pairs = append(s.pairs, [2]*actor{both[0], both[1]})
		}
	}
	if len(s.busy) < 2 || len(s.pairs) == 0 {
		return nil, errors.New("the actors of the events are not found on the server by their names")
	}
	return s, nil
}

// finder finds on the server what the events name.
type finder struct {
	conn  *conn
	found map[string]*actor // by name
}

// actors leaves out whom a search for the name does not find among its first.
func (f *finder) actors(names []string) ([]*actor, error) {
	var out []*actor
	for _, name := range names {
		a, err := f.actor(name)
		if err != nil {
			return nil, err
		}
		if a != nil {
			out = append(out, a)
		}
	}
	return out, nil
}

func (f *finder) actor(name string) (*actor, error) {
	if a, ok := f.found[name]; ok {
		return a, nil
	}
	var data struct {
		Search struct {
			Nodes []struct{ Key, Name string }
		}
	}
	if err := f.conn.ask(findQuery, variables{"text": name}, &data); err != nil {
		return nil, fmt.Errorf("finding %q: %w", name, err)
	}
	var a *actor
	for _, n := range data.Search.Nodes {
		if n.Name == name {
			a = &actor{name: name, key: n.Key}
			break
		}
	}
	f.found[name] = a
	return a, nil
}

// types finds out of which types of relations actors are the subject.
func (f *finder) types(actors []*actor) error {
	var ontology struct {
		RelationTypes []struct {
			Key   string
			Roles []struct{ Key, Position string }
		}
	}
	if err := f.conn.ask(rolesQuery, nil, &ontology); err != nil {
		return err
	}
	known := map[string]subjectOf{}
	var roles []string
	for _, t := range ontology.RelationTypes {
		of := subjectOf{relationType: t.Key}
		for _, r := range t.Roles {
			switch r.Position {
			case "SUBJECT":
				of.role = r.Key
				roles = append(roles, r.Key)
			case "OBJECT":
				of.objectRole = r.Key
			}
		}
		if of.role != "" && of.objectRole != "" {
			known[t.Key] = of
		}
	}
	slices.Sort(roles)
	roles = slices.Compact(roles)
	for _, a := range actors {
		var data struct {
			Entity struct {
				Relations struct {
					Facets []struct {
						Buckets []struct {
							Value string
							Count int
						}
					}
				}
			}
		}
		if err := f.conn.ask(typesQuery, variables{"key": a.key, "roles": roles}, &data); err != nil {
			return fmt.Errorf("the relations of %q: %w", a.name, err)
		}
		for _, b := range data.Entity.Relations.Facets[0].Buckets {
			if of, ok := known[b.Value]; ok {
				of.count = b.Count
				a.types = append(a.types, of)
			}
		}
	}
	return nil
}
