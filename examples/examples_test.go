package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// TestExamples holds every example against the schema: a named query that begins
// with its question.
func TestExamples(t *testing.T) {
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
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(FS, "*.graphql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, name := range names {
		text, err := FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		question, _, _ := strings.Cut(string(text), "\n")
		if !strings.HasPrefix(question, "# ") || !strings.HasSuffix(question, "?") {
			t.Errorf("%s does not begin with its question: %q", name, question)
		}
		if _, rest, _ := strings.Cut(string(text), "\n"); !strings.HasPrefix(rest, "# fr: ") {
			t.Errorf("%s does not ask it in French behind that", name)
		}
		doc, errs := gqlparser.LoadQueryWithRules(schema, string(text), rules.NewDefaultRules())
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		if len(doc.Operations) != 1 || doc.Operations[0].Name == "" {
			t.Errorf("%s: want one named operation", name)
			continue
		}
		// Whoever tries the examples changes nothing.
		if op := doc.Operations[0]; op.Operation != ast.Query && !strings.Contains(string(text), "dryRun: true") {
			t.Errorf("%s: want a query, or a dry run", name)
		}
	}
}
