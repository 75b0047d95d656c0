package graph_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"demarche/graph/gen"
)

const snapshot = "../docs/schema.graphql"

// docs/schema.graphql is the schema that clients are built against, whole. Here it
// is held to be that of the server; httpapi/testdata/apps/breaking.mjs holds it to
// break no client of the last release.
func TestSchemaSnapshot(t *testing.T) {
	var out strings.Builder
	out.WriteString("# The API of demarche in one file, made from graph/*.graphqls by go generate ./graph.\n\n")
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(gen.NewExecutableSchema(gen.Config{}).Schema())
	got := out.String()
	if *update {
		if err := os.WriteFile(snapshot, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not the schema of the server: run go generate ./graph", snapshot)
	}
	if _, err := gqlparser.LoadSchema(&ast.Source{Name: snapshot, Input: got}); err != nil {
		t.Errorf("it is not well formed: %v", err)
	}
}
