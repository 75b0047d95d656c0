package datasets

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	paths, err := filepath.Glob("../graph/*.graphqls")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no schema files: %v", err)
	}
	var sources []*ast.Source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: path, Input: string(text)})
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// commits validates all documents and gives the input of each one's commit.
func commits(t *testing.T) map[string]*ast.Value {
	t.Helper()
	docs, err := Sahel()
	if err != nil || len(docs) == 0 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	if !slices.IsSortedFunc(docs, func(a, b Document) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the documents are not sorted by name")
	}
	s, out := schema(t), map[string]*ast.Value{}
	for _, d := range docs {
		q, errs := gqlparser.LoadQueryWithRules(s, d.Query, rules.NewDefaultRules())
		if len(errs) > 0 {
			t.Errorf("%s: %v", d.Name, errs)
			continue
		}
		op := q.Operations[0]
		if len(q.Operations) != 1 || op.Operation != ast.Mutation || len(op.SelectionSet) != 1 || op.Name == "" {
			t.Errorf("%s: want one named mutation with one field", d.Name)
		}
		in := op.SelectionSet[0].(*ast.Field).Arguments.ForName("input").Value
		if key := child(in, "idempotencyKey").Raw; key != d.IdempotencyKey {
			t.Errorf("%s: IdempotencyKey is %q, and the document says %q", d.Name, d.IdempotencyKey, key)
		}
		out[d.Name] = in
	}
	return out
}

// child reads a field of an input object; nil if it is absent.
func child(v *ast.Value, path ...string) *ast.Value {
	for _, name := range path {
		if v != nil {
			v = v.Children.ForName(name)
		}
	}
	return v
}

func TestDocuments(t *testing.T) {
	idempotency, keys := map[string]string{}, map[string]string{}
	for name, in := range commits(t) {
		key := child(in, "idempotencyKey").Raw
		if was, taken := idempotency[key]; taken {
			t.Errorf("%s and %s have the idempotency key %q", was, name, key)
		}
		idempotency[key] = name
		if want := name + "#"; !strings.HasPrefix(key, want) {
			t.Errorf("%s: the idempotency key %q does not begin with %q", name, key, want)
		}
		ops := child(in, "operations").Children
		if len(ops) > 200 {
			t.Errorf("%s: %d operations; at most 200", name, len(ops))
		}
		for _, op := range ops {
			put := op.Value.Children[0]
			space := "thing "
			if put.Name == "putKind" || put.Name == "putRelationType" {
				space = put.Name + " "
			}
			key := child(put.Value, "key")
			if key == nil {
				t.Errorf("%s:%d: no key", name, op.Value.Position.Line)
				continue
			}
			if was, taken := keys[space+key.Raw]; taken {
				t.Errorf("%s: the key %q is in %s already", name, key.Raw, was)
			}
			keys[space+key.Raw] = name
		}
	}
}

// TestRoles holds every participant against the roles of its relation's type, and
// every template against the same.
func TestRoles(t *testing.T) {
	all := commits(t)
	roles := map[string][]string{}
	each := func(put string, f func(doc string, v *ast.Value)) {
		for name, in := range all {
			for _, op := range child(in, "operations").Children {
				if v := child(op.Value, put); v != nil {
					f(name, v)
				}
			}
		}
	}
	each("putRelationType", func(doc string, v *ast.Value) {
		key := child(v, "key").Raw
		for _, r := range child(v, "roles").Children {
			roles[key] = append(roles[key], child(r.Value, "key").Raw)
		}
		for _, text := range child(v, "templates").Children {
			for _, part := range strings.Split(child(text.Value, "text").Raw, "{")[1:] {
				role, _, closed := strings.Cut(part, "}")
				if !closed || !slices.Contains(roles[key], role) {
					t.Errorf("%s: a template of %q names %q, which is no role of it", doc, key, role)
				}
			}
		}
	})
	each("putRelation", func(doc string, v *ast.Value) {
		key, typ := child(v, "key").Raw, child(v, "type").Raw
		if roles[typ] == nil {
			t.Errorf("%s: %s is of the unknown type %q", doc, key, typ)
		}
		for _, p := range child(v, "participants").Children {
			if role := child(p.Value, "role").Raw; !slices.Contains(roles[typ], role) {
				t.Errorf("%s: %s fills %q, which is no role of %q", doc, key, role, typ)
			}
		}
	})
}

// TestExpectations holds the table of expectations against the documents: the same
// relations with the same types.
func TestExpectations(t *testing.T) {
	text, err := os.ReadFile("sahel/expectations.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	columns := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if columns == 0 {
			columns = len(cells)
			continue
		}
		if len(cells) != columns {
			t.Fatalf("%d cells, not %d: %q", len(cells), columns, line)
		}
		want[cells[1]] = cells[2]
	}
	for name, in := range commits(t) {
		for _, op := range child(in, "operations").Children {
			v := child(op.Value, "putRelation")
			if v == nil {
				continue
			}
			key, typ := child(v, "key").Raw, child(v, "type").Raw
			if want[key] != typ {
				t.Errorf("%s: %s is of type %q; expected %q", name, key, typ, want[key])
			}
			delete(want, key)
		}
	}
	for key := range want {
		t.Errorf("%s is expected, and in no document", key)
	}
}
