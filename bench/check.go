package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"demarche/bench/floor"
)

// answer is the data of any of the workloads' answers.
type answer struct {
	Entity *struct {
		Name      string
		Relations relationPage
	}
	Relations *relationPage
	Search    struct{ Edges []found }
	Suggest   []found
	Paths     struct {
		Paths []struct {
			Steps []struct{ To struct{ Name string } }
		}
	}
	Commit struct {
		Commit     *struct{ ID string }
		UserErrors []struct{ Message string }
	}
}

type relationPage struct {
	TotalCount int
	Facets     []struct{ Buckets []struct{ Count int } }
	Nodes      []relation
}

type relation struct {
	Object struct {
		Name      string
		Relations relationPage
	}
	Time     *struct{ EDTF string }
	Standing string
}

type found struct {
	Node    struct{ Name string }
	Matches []struct{ Fragments []struct{ Hit bool } }
}

// verify asks everything once, before anything is timed, and refuses answers with
// errors or without what was asked for. It gives the answers for the floor; none
// for a workload that writes.
func (w *workload) verify(c *conn) ([]floor.Recorded, error) {
	if w.make != nil {
		if _, err := w.verifyOne(c, w.before); err != nil {
			return nil, err
		}
		_, err := w.verifyOne(c, w.request())
		return nil, err
	}
	if len(w.asks) == 0 {
		return nil, fmt.Errorf("%s: the events have nothing to ask for", w.name)
	}
	var out []floor.Recorded
	for _, a := range w.asks {
		data, err := w.verifyOne(c, a.body)
		if err != nil {
			return nil, err
		}
		out = append(out, floor.Recorded{Operation: nameOf(w.query), Of: a.of, Data: data})
	}
	return out, nil
}

func (w *workload) verifyOne(c *conn, body []byte) (json.RawMessage, error) {
	got, err := c.post(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.name, err)
	}
	var data json.RawMessage
	var a answer
	err = decodeData(got, &data)
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err == nil {
		err = w.check(a)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: to %s came %.500s", w.name, err, body, got)
	}
	return data, nil
}

func checkEntity(a answer) error {
	if a.Entity == nil || a.Entity.Name == "" {
		return errors.New("no entity with a name")
	}
	return nil
}

func checkPage(a answer) error {
	if a.Entity == nil {
		return errors.New("no entity")
	}
	p := a.Entity.Relations
	if len(p.Nodes) != min(p.TotalCount, 20) || len(p.Nodes) == 0 {
		return fmt.Errorf("a page of %d out of %d", len(p.Nodes), p.TotalCount)
	}
	before := ""
	for i, n := range p.Nodes {
		if n.Object.Name == "" || n.Standing == "" || n.Time == nil || i > 0 && n.Time.EDTF > before {
			return fmt.Errorf("the %d-th relation lacks something, or is later than the one before it", i+1)
		}
		before = n.Time.EDTF
	}
	return nil
}

func checkHops(a answer) error {
	if a.Entity == nil || len(a.Entity.Relations.Nodes) == 0 {
		return errors.New("no first hop")
	}
	for _, n := range a.Entity.Relations.Nodes {
		if n.Object.Name == "" || slices.ContainsFunc(n.Object.Relations.Nodes, func(m relation) bool { return m.Object.Name == "" }) {
			return errors.New("an object without a name")
		}
	}
	return nil
}

func checkSearch(a answer) error {
	if len(a.Search.Edges) == 0 {
		return errors.New("no hit")
	}
	for _, e := range a.Search.Edges {
		if e.Node.Name == "" || len(e.Matches) == 0 || len(e.Matches[0].Fragments) == 0 {
			return errors.New("a hit without a name or a match")
		}
	}
	return nil
}

func checkSuggest(a answer) error {
	if len(a.Suggest) == 0 || a.Suggest[0].Node.Name == "" {
		return errors.New("no suggestion")
	}
	return nil
}

func checkPaths(a answer) error {
	if len(a.Paths.Paths) == 0 || len(a.Paths.Paths[0].Steps) == 0 {
		return errors.New("no path between busy actors")
	}
	return nil
}

func checkBetween(a answer) error {
	if a.Relations == nil {
		return errors.New("no list")
	}
	counted := 0
	for _, f := range a.Relations.Facets {
		for _, b := range f.Buckets {
			counted += b.Count
		}
	}
	if p := *a.Relations; len(p.Nodes) != min(p.TotalCount, 20) || counted != p.TotalCount {
		return fmt.Errorf("a page of %d out of %d, of which facets count %d", len(p.Nodes), p.TotalCount, counted)
	}
	return nil
}

func checkCommit(a answer) error {
	if len(a.Commit.UserErrors) > 0 || a.Commit.Commit == nil {
		return fmt.Errorf("refused: %v", a.Commit.UserErrors)
	}
	return nil
}
