package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"demarche/datasets"
)

const (
	logCreated = "created a new store"
	logLoading = "loading the Sahel dataset"
)

func TestFirstStartLoadsTheDatasetOnce(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()+"/new"
	s := serve(ctx, t, data)
	if !s.logged(logCreated) || !s.logged(logLoading) {
		t.Errorf("the log does not say that a store was created and filled:\n%s", s.log.text())
	}
	checkDenunciations(ctx, t, s)
	head := s.head(ctx, t)
	s.stop(ctx, t)

	s = serve(ctx, t, data)
	if s.logged(logCreated) || s.logged(logLoading) {
		t.Errorf("the second start says that it created or filled the store:\n%s", s.log.text())
	}
	checkDenunciations(ctx, t, s)
	if now := s.head(ctx, t); now != head {
		t.Errorf("head went from %s to %s by a restart", head, now)
	}
}

func TestEmptyStartsEmpty(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	if n := countEntities(ctx, t, s); n != 0 {
		t.Errorf("%d entities", n)
	}
	if !s.logged(logCreated) || s.logged(logLoading) {
		t.Errorf("log:\n%s", s.log.text())
	}
	s.mustCommit(ctx, t, "first", putKind("Place"), putEntity("bamako", "Place"))
	s.stop(ctx, t)

	s = serve(ctx, t, data)
	if n := countEntities(ctx, t, s); n != 1 {
		t.Errorf("%d entities after a start without --empty, want the one that was written", n)
	}
}

// A first start may be killed before anything of the dataset was written.
func TestFirstStartKilledBeforeTheDataset(t *testing.T) {
	t.Parallel()
	for _, at := range []string{logCreated, logLoading} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			ctx, data := bounded(t), t.TempDir()
			p := launch(ctx, t, nil, serveArgs(data)...)
			if _, err := p.log.await(ctx, at); err != nil {
				t.Fatal(err)
			}
			p.kill()
			checkDenunciations(ctx, t, serve(ctx, t, data))
		})
	}
}

// A first start may also be killed between two documents of the dataset. Here the
// documents before that came over HTTP, which leaves the same store.
func TestFirstStartKilledWithinTheDataset(t *testing.T) {
	t.Parallel()
	docs, err := datasets.Sahel()
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) < 2 {
		t.Fatal("the dataset is one document, so that nothing can be killed within it")
	}
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	a, err := post(ctx, s.api, docs[0].Query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Errors) > 0 || strings.Contains(string(a.Data), `"userErrors":[{`) {
		t.Fatalf("%s: %.2000s", docs[0].Name, a.body)
	}
	s.kill()
	s = serve(ctx, t, data)
	if !s.logged(logLoading) {
		t.Errorf("the dataset was not completed; log:\n%s", s.log.text())
	}
	checkDenunciations(ctx, t, s)
}

func countEntities(ctx context.Context, t *testing.T, s *server) int {
	t.Helper()
	var data struct{ Entities struct{ TotalCount int } }
	s.ask(ctx, t, "{ entities { totalCount } }", nil, &data)
	return data.Entities.TotalCount
}

// checkDenunciations asks what the dataset is there to answer: which agreements
// did Mali's junta denounce, when, and who says so?
func checkDenunciations(ctx context.Context, t *testing.T, s *server) {
	t.Helper()
	var data struct {
		Entity *struct {
			Name      string
			Relations struct {
				TotalCount int
				Nodes      []struct {
					Type     struct{ Key string }
					Object   *struct{ Name string }
					Time     *struct{ EDTF *string }
					Standing string
					Claims   struct {
						Nodes []struct {
							Stance   string
							Claimant *struct{ Name string }
						}
					}
				}
			}
		}
	}
	s.ask(ctx, t, `{
	  entity(ref: {key: "mali-junta"}) {
	    name
	    relations(as: ["denouncer"], first: 10) {
	      totalCount
	      nodes { type { key } object { name } time { edtf } standing claims { nodes { stance claimant { name } } } }
	    }
	  }
	}`, nil, &data)
	if data.Entity == nil {
		t.Fatal("there is no mali-junta")
	}
	if data.Entity.Name == "" || data.Entity.Name == "mali-junta" {
		t.Errorf("mali-junta has the name %q", data.Entity.Name)
	}
	rels := data.Entity.Relations
	if rels.TotalCount != 3 || len(rels.Nodes) != 3 {
		t.Errorf("%d denunciations, %d on the page, want 3", rels.TotalCount, len(rels.Nodes))
	}
	var objects []string
	for _, r := range rels.Nodes {
		if r.Type.Key != "denounces" || r.Object == nil || r.Time == nil || r.Time.EDTF == nil || r.Standing == "" || len(r.Claims.Nodes) == 0 {
			t.Errorf("a denunciation lacks something: %+v", r)
			continue
		}
		objects = append(objects, fmt.Sprintf("%s in %s", r.Object.Name, *r.Time.EDTF))
	}
	if slices.Sort(objects); len(slices.Compact(objects)) != 3 {
		t.Errorf("the denunciations are not distinct: %q", objects)
	}
}
