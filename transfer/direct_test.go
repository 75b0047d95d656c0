package transfer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"demarche/cameo"
	"demarche/intake"
	"demarche/store"
)

// Answers on loaded events are held against what is computed from the file itself. With
// DEMARCHE_ICEWS14 naming a file of events, that one is checked as well.
func TestAnswersAgainstTheFile(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made.tsv")
	if err := os.WriteFile(made, []byte(someEvents(1500)), 0o600); err != nil {
		t.Fatal(err)
	}
	files := []string{made}
	if f := os.Getenv("DEMARCHE_ICEWS14"); f != "" {
		files = append(files, f)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want := computed(t, file)
			dir := filepath.Join(t.TempDir(), "data")
			mustRun(t, in(dir), fmt.Sprintf("relations=%d claims=%d entities=%d sources=1", len(want.rows), len(want.rows), len(want.of)), file)
			within(t, dir, want.check(t))
		})
	}
}

// someEvents is rows about a few actors, busy and rare ones, some twice.
func someEvents(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	types := []string{"Consult", "Make a visit", "Use unconventional violence", "Physically assault", "assault", "Plant a tree", "Accuse"}
	var b strings.Builder
	for range n {
		actor := func() string { return fmt.Sprintf("Actor %d (Alba)", int(r.ExpFloat64()*15)) }
		fmt.Fprintf(&b, "%s\t%s\t%s\t20%02d-%02d-%02d\n", actor(), types[r.IntN(len(types))], actor(), 10+r.IntN(3), 1+r.IntN(12), 1+r.IntN(28))
	}
	return b.String()
}

// row is an event as the file has it.
type row struct{ subject, relation, object, date string }

// direct is what a file says, computed without a store.
type direct struct {
	rows map[row]bool
	of   map[string][]row // by actor
}

func computed(t *testing.T, file string) *direct {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	text, err := intake.Decompress(f)
	if err != nil {
		t.Fatal(err)
	}
	d := &direct{map[row]bool{}, map[string][]row{}}
	for {
		line, err := text.ReadString('\n')
		if err != nil {
			return d
		}
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r := row{c[0], c[1], c[2], c[3]}
		if d.rows[r] {
			continue
		}
		d.rows[r] = true
		d.of[r.subject] = append(d.of[r.subject], r)
		if r.object != r.subject {
			d.of[r.object] = append(d.of[r.object], r)
		}
	}
}

func (d *direct) count(fits func(row) bool) (n int) {
	for r := range d.rows {
		if fits(r) {
			n++
		}
	}
	return n
}

func (d *direct) check(t *testing.T) func(context.Context, *store.View) {
	return func(ctx context.Context, v *store.View) {
		d.types(t, ctx, v)
		names := make([]string, 0, len(d.of))
		for name := range d.of {
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int { return len(d.of[b]) - len(d.of[a]) })
		ids := actorsOf(t, ctx, v)
		if len(ids) != len(names) {
			t.Fatalf("%d actors, want %d", len(ids), len(names))
		}
		for chunk := range slices.Chunk(names, 500) {
			d.actors(t, ctx, v, chunk, ids)
		}
		for i := 0; i < len(names); i += 1 + i*i { // a few, the busiest first
			d.walk(t, ctx, v, names[i], ids[names[i]])
		}
		d.months(t, ctx, v, names[0], ids[names[0]])
	}
}

// types compares the total of every type, with what is below it.
func (d *direct) types(t *testing.T, ctx context.Context, v *store.View) {
	codes := map[string]int{}
	own := map[string]int{}
	for r := range d.rows {
		if e, ok := cameo.ByName(r.relation); ok {
			for code := e.Code; code != ""; code = (cameo.Event{Code: code}).Parent() {
				codes["cameo-"+code]++
			}
			continue
		}
		own[r.relation]++
	}
	all, err := v.Ontology().TypesUnder("event")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, typ := range all {
		q, err := v.FindRelations(ctx, &store.RelationFilter{Type: []string{typ.Given}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := q.Counts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		want := codes[typ.Given]
		switch {
		case typ.Given == "event":
			want = len(d.rows)
		case strings.HasPrefix(typ.Given, "event:"):
			want = own[typ.Labels[0].Text]
		}
		if got[0] != want {
			t.Errorf("%s: %d relations, want %d", typ.Given, got[0], want)
		}
		if want > 0 {
			seen++
		}
	}
	if seen < 3 {
		t.Errorf("only %d types have relations", seen)
	}
}

// actorsOf is the id of every actor by name, from the pages of the list of entities.
func actorsOf(t *testing.T, ctx context.Context, v *store.View) map[string]store.ID {
	q, err := v.FindEntities(ctx, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]store.ID{}
	pages(t, ctx, q, func(ids []store.ID) {
		found, err := v.Entities(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			out[e.Names[0].Text] = e.ID
		}
	})
	return out
}

// pages walks the one list of a query to its end.
func pages(t *testing.T, ctx context.Context, q *store.Query, each func([]store.ID)) {
	first, after := store.MaxPage, (*string)(nil)
	for {
		p, err := q.Pages(ctx, store.PageArgs{First: &first, After: after})
		if err != nil {
			t.Fatal(err)
		}
		each(p[0].IDs)
		if !p[0].HasNext {
			return
		}
		after = &p[0].Cursors[len(p[0].Cursors)-1]
	}
}

// actors compares totals by role, first and last date, for many actors at once.
func (d *direct) actors(t *testing.T, ctx context.Context, v *store.View, names []string, byName map[string]store.ID) {
	ids := make([]store.ID, len(names))
	for i, name := range names {
		ids[i] = byName[name]
	}
	for _, role := range []string{"", "actor", "target"} {
		var as []string
		if role != "" {
			as = []string{role}
		}
		q, err := v.RelationsOf(ctx, ids, as, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := q.Counts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			want := 0
			for _, r := range d.of[name] {
				if role == "" || role == "actor" && r.subject == name || role == "target" && r.object == name {
					want++
				}
			}
			if counts[i] != want {
				t.Errorf("%s as %q: %d, want %d", name, role, counts[i], want)
			}
		}
	}
	q, err := v.RelationsOf(ctx, ids, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	one := 1
	for _, end := range []store.PageArgs{{First: &one}, {Last: &one}} {
		p, err := q.Pages(ctx, end)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			dates := []string{}
			for _, r := range d.of[name] {
				dates = append(dates, r.date)
			}
			want := slices.Min(dates)
			if end.Last != nil {
				want = slices.Max(dates)
			}
			found, err := v.Relations(ctx, p[i].IDs)
			if err != nil || len(found) != 1 || found[0].Time.EDTF != want {
				t.Errorf("%s: %v, %v, want %s", name, found, err, want)
			}
		}
	}
}

// walk reads all relations of an actor, page by page, and compares them one by one, and
// with them the actor's neighbours.
func (d *direct) walk(t *testing.T, ctx context.Context, v *store.View, name string, id store.ID) {
	q, err := v.RelationsOf(ctx, []store.ID{id}, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[row]int{}
	pages(t, ctx, q, func(ids []store.ID) {
		found, err := v.Relations(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range found {
			who, err := v.Labels(ctx, []store.ID{r.Participants[0].Thing, r.Participants[1].Thing}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got[row{who[0].Text, v.Ontology().Type(r.Type).Labels[0].Text, who[1].Text, r.Time.EDTF}]++
		}
	})
	for _, r := range d.of[name] {
		if e, ok := cameo.ByName(r.relation); ok {
			r.relation = e.Name
		}
		if got[r]--; got[r] != 0 {
			t.Errorf("%v is listed %d times", r, got[r]+1)
		}
	}
	if len(got) > len(d.of[name]) {
		t.Errorf("%s: more is listed than the file has", name)
	}
}

// months compares facets by month and year, of all and of one actor.
func (d *direct) months(t *testing.T, ctx context.Context, v *store.View, name string, id store.ID) {
	all, err := v.FindRelations(ctx, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	own, err := v.RelationsOf(ctx, []store.ID{id}, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for q, fits := range map[*store.Query]func(row) bool{
		all: func(row) bool { return true },
		own: func(r row) bool { return r.subject == name || r.object == name },
	} {
		got, err := q.Facets(ctx, []store.FacetKey{store.FacetMonth, store.FacetYear}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got[0] {
			total := 0
			for _, b := range f.Buckets {
				total += b.Count
				if want := d.count(func(r row) bool { return fits(r) && strings.HasPrefix(r.date, b.Value) }); b.Count != want || b.Possible != want {
					t.Errorf("%s %s: %d, %d possible; want %d", f.Key, b.Value, b.Count, b.Possible, want)
				}
			}
			if want := d.count(fits); total != want {
				t.Errorf("by %s: %d in all, want %d", f.Key, total, want)
			}
		}
	}
}
