package main

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// named is what a promise rests on: package.TestName, or a file.
var named = regexp.MustCompile("`([^`]+)`")

// TestPromisesAreKept asks of every promise in docs/operating.md that the tests it
// rests on exist.
func TestPromisesAreKept(t *testing.T) {
	page, err := os.ReadFile("docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## Promises\n")
	if !found {
		t.Fatal("docs/operating.md has no section Promises")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	tests, promises := testsOfTheHouse(t), 0
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 2 || strings.TrimSpace(cells[0]) == "promise" || strings.HasPrefix(line, "| ---") {
			continue
		}
		promises++
		keepers := named.FindAllStringSubmatch(cells[1], -1)
		if len(keepers) == 0 {
			t.Errorf("no test keeps the promise %q", cells[0])
		}
		for _, k := range keepers {
			if _, err := os.Stat(k[1]); err != nil && !tests[k[1]] {
				t.Errorf("%q is kept by %s, which is neither a test nor a file", cells[0], k[1])
			}
		}
	}
	if promises < 8 {
		t.Errorf("found %d promises: the rule looks in the wrong place", promises)
	}
}

// testsOfTheHouse are all tests, as `store/badgerkv.TestContract`.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, f := range source(t) {
		if !f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && (strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
				tests[path.Dir(f.name)+"."+fn.Name.Name] = true
			}
		}
	}
	return tests
}
