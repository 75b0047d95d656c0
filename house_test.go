package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2"
	gql "github.com/vektah/gqlparser/v2/ast"
)

// The rules of the house, from docs/design.md, held against the source itself.

const (
	maxFileLines     = 400
	maxResolverLines = 15

	module = "demarche"
	badger = "github.com/dgraph-io/badger"
	gqlgen = "github.com/99designs/gqlgen"
)

// goFile is one Go file of the module.
type goFile struct {
	name      string // slash-separated, from the top
	test      bool
	generated bool
	lines     int
	imports   []string
	ast       *ast.File
	fset      *token.FileSet
}

func (f *goFile) under(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return strings.HasPrefix(f.name, d+"/") })
}

var goFiles = sync.OnceValues(func() ([]*goFile, error) {
	var files []*goFile
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") {
			return nil
		}
		f, err := readGo(name)
		files = append(files, f)
		return err
	})
	return files, err
})

func readGo(name string) (*goFile, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &goFile{
		name: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(tree),
		lines: strings.Count(string(src), "\n"), ast: tree, fset: fset,
	}
	for _, i := range tree.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		f.imports = append(f.imports, p)
	}
	return f, nil
}

func source(t *testing.T) []*goFile {
	t.Helper()
	files, err := goFiles()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// within tells whether an import path is tree or lies below it.
func within(path, tree string) bool {
	return path == tree || strings.HasPrefix(path, tree+"/")
}

func TestImportsFollowTheLayers(t *testing.T) {
	for _, rule := range []struct {
		why       string
		forbidden []string
		applies   func(*goFile) bool
	}{
		{"only store/badgerkv knows Badger", []string{badger},
			func(f *goFile) bool { return !f.under("store/badgerkv") }},
		{"the store knows neither GraphQL nor HTTP", []string{gqlgen, "github.com/vektah/gqlparser", "net/http", module + "/graph", module + "/httpapi", module + "/serve"},
			func(f *goFile) bool { return f.under("store") }},
		{"an engine is handed in, never chosen", []string{module + "/store/badgerkv", module + "/store/memkv"},
			func(f *goFile) bool {
				return !f.test && (f.under("graph") || path.Dir(f.name) == "store")
			}},
		{"an engine knows the contract, not the graph", []string{module + "/store"},
			func(f *goFile) bool { return f.under("store/kv", "store/badgerkv", "store/memkv") }},
		{"words know nothing of graphs", []string{module + "/store"},
			func(f *goFile) bool { return f.under("store/words") }},
		{"generated code stays behind its fence", []string{module + "/graph/gen"},
			func(f *goFile) bool { return !f.test && !f.under("graph", "serve", "httpapi") }},
		{"the transport serves any schema", []string{module + "/store", module + "/graph"},
			func(f *goFile) bool { return f.under("httpapi") }},
		{"rights know no layer", []string{module + "/store", module + "/graph", module + "/httpapi", module + "/serve", "net/http"},
			func(f *goFile) bool { return path.Dir(f.name) == "access" }},
		{"dates know nothing of the graph", []string{module + "/store", module + "/graph", module + "/httpapi"},
			func(f *goFile) bool { return f.under("edtf") }},
	} {
		for _, f := range source(t) {
			if !rule.applies(f) {
				continue
			}
			for _, imported := range f.imports {
				if within(imported, module+"/store/kv") {
					continue // the contract is for all of them
				}
				for _, tree := range rule.forbidden {
					if within(imported, tree) && !ownPackage(f, imported) {
						t.Errorf("%s imports %s: %s", f.name, imported, rule.why)
					}
				}
			}
		}
	}
}

// ownPackage is for external tests, which import what they test.
func ownPackage(f *goFile, imported string) bool {
	return f.test && imported == module+"/"+path.Dir(f.name)
}

func TestResolversAreDoneAndShort(t *testing.T) {
	seen := 0
	for _, f := range source(t) {
		if !f.under("graph") || !strings.HasSuffix(f.name, ".resolvers.go") {
			continue
		}
		seen++
		src, err := os.ReadFile(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "not implemented") {
			t.Errorf("%s: a resolver is not implemented", f.name)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			n := f.fset.Position(fn.Body.Rbrace).Line - f.fset.Position(fn.Body.Lbrace).Line - 1
			if n >= maxResolverLines {
				t.Errorf("%s: %s has %d lines; a resolver checks its arguments, makes one call and returns", f.name, fn.Name.Name, n)
			}
		}
	}
	if seen == 0 {
		t.Error("no resolver found: the rule looks in the wrong place")
	}
}

func TestNoContextTODO(t *testing.T) {
	for _, f := range source(t) {
		if f.test || f.generated {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "TODO" {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "context" {
				t.Errorf("%v: pass the caller's context", f.fset.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestFilesStaySmall(t *testing.T) {
	for _, f := range source(t) {
		if !f.test && !f.generated && f.lines > maxFileLines {
			t.Errorf("%s has %d lines; at most %d: split it", f.name, f.lines, maxFileLines)
		}
	}
}

func TestPackagesAreNamedForWhatTheyDo(t *testing.T) {
	empty := []string{"util", "utils", "common", "helper", "helpers", "misc"}
	for _, f := range source(t) {
		if slices.Contains(empty, strings.TrimSuffix(f.ast.Name.Name, "_test")) {
			t.Errorf("%s: package %s says nothing about what it holds", f.name, f.ast.Name.Name)
		}
	}
}

var (
	requirement = regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+) v\S+( // indirect)?$`)
	toolLine    = regexp.MustCompile(`(?m)^tool (\S+)$`)
)

// TestDependenciesHaveAReason asks of every module that our code imports, or that
// go.mod requires directly, that docs/design.md says what it is for.
func TestDependenciesHaveAReason(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	design, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var required []string
	for _, m := range requirement.FindAllStringSubmatch(string(mod), -1) {
		required = append(required, m[1])
		if m[2] == "" {
			used[m[1]] = true
		}
	}
	if len(required) == 0 {
		t.Fatal("found no requirement in go.mod")
	}
	note := func(imported string) {
		best := ""
		for _, r := range required {
			if within(imported, r) && len(r) > len(best) {
				best = r
			}
		}
		if best != "" {
			used[best] = true
		}
	}
	for _, f := range source(t) {
		for _, imported := range f.imports {
			note(imported)
		}
	}
	for _, m := range toolLine.FindAllStringSubmatch(string(mod), -1) {
		note(m[1])
	}
	for m := range used {
		if !strings.Contains(string(design), "`"+m+"`") {
			t.Errorf("docs/design.md does not say why %s is a dependency", m)
		}
	}
}

// TestSchemaIsDescribed: the schema's descriptions are the API's documentation.
// TestPackagesOfNpmHaveAReason asks the same of what web/ is built and tested with.
func TestPackagesOfNpmHaveAReason(t *testing.T) {
	text, err := os.ReadFile("web/package.json")
	if err != nil {
		t.Fatal(err)
	}
	design, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	var pkg struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(text, &pkg); err != nil {
		t.Fatal(err)
	}
	if len(pkg.Dependencies) == 0 || len(pkg.DevDependencies) == 0 {
		t.Fatal("found no dependencies in web/package.json")
	}
	maps.Copy(pkg.Dependencies, pkg.DevDependencies)
	for name, version := range pkg.Dependencies {
		if !strings.Contains(string(design), "`"+name+"`") {
			t.Errorf("docs/design.md does not say why %s is a dependency", name)
		}
		if !exactVersion.MatchString(version) {
			t.Errorf("web/package.json: %s is not pinned but %s", name, version)
		}
	}
}

var exactVersion = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

func TestSchemaIsDescribed(t *testing.T) {
	names, err := filepath.Glob("graph/*.graphqls")
	if err != nil || len(names) == 0 {
		t.Fatalf("no schema files: %v", err)
	}
	var sources []*gql.Source
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &gql.Source{Name: n, Input: string(b)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	want := func(description string, pos *gql.Position, what ...string) {
		if strings.TrimSpace(description) == "" {
			t.Errorf("%s:%d: %s has no description", pos.Src.Name, pos.Line, strings.Join(what, "."))
		}
	}
	arguments := func(args gql.ArgumentDefinitionList, of ...string) {
		for _, a := range args {
			want(a.Description, a.Position, append(slices.Clone(of), a.Name)...)
		}
	}
	for _, d := range schema.Types {
		if d.BuiltIn {
			continue
		}
		want(d.Description, d.Position, d.Name)
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") { // introspection, added by the parser
				continue
			}
			want(f.Description, f.Position, d.Name, f.Name)
			arguments(f.Arguments, d.Name, f.Name)
		}
		for _, v := range d.EnumValues {
			want(v.Description, v.Position, d.Name, v.Name)
		}
	}
	for _, d := range schema.Directives {
		if d.Position == nil || d.Position.Src.BuiltIn {
			continue
		}
		want(d.Description, d.Position, "@"+d.Name)
		arguments(d.Arguments, "@"+d.Name)
	}
}
