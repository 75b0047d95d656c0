// Package faults collects what tests tried against demarche and what came of it, so
// that docs/faults.md is generated and cannot claim more than was tried.
//
// A test calls Try once for each kind of fault, and Came for each time that it did
// that. What is recorded has to be the same in each run: counts that depend on timing
// belong in the test's log. With DEMARCHE_FAULTS naming a directory, each kind leaves a
// file there when its test has passed; `go run ./e2e/faults/table` makes the page of
// those files, and .ci/faults does all of it.
package faults

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Area is a section of the page.
type Area string

// The sections, in the order of the page.
const (
	Files   Area = "Damaged files"
	Machine Area = "Disk, descriptors, permissions"
	Process Area = "Processes killed and stopped"
)

// Areas is the order of the sections.
var Areas = []Area{Files, Machine, Process}

// Tries is a kind of fault, tried a number of times. Its methods are safe for concurrent use.
type Tries struct {
	mu  sync.Mutex
	row Row
}

// Row is a line of the page.
type Row struct {
	Area     Area           `json:"area"`
	Fault    string         `json:"fault"`
	Test     string         `json:"test"` // package and function
	Outcomes map[string]int `json:"outcomes"`
}

// Try begins a kind of fault, which the page names as given: "a bit flipped in a
// table". It is recorded when the test, which must have called it itself, has passed.
func Try(t testing.TB, area Area, fault string) *Tries {
	t.Helper()
	r := &Tries{row: Row{Area: area, Fault: fault, Test: caller(), Outcomes: map[string]int{}}}
	t.Cleanup(func() {
		if t.Failed() || t.Skipped() {
			return
		}
		if err := r.write(os.Getenv("DEMARCHE_FAULTS")); err != nil {
			t.Errorf("recording what came of %q: %v", fault, err)
		}
	})
	return r
}

// Came counts an outcome, which the page shows as given: "refused".
func (r *Tries) Came(outcome string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.row.Outcomes[outcome]++
}

// caller is the test that called Try: `store/badgerkv` `TestFlips`.
func caller() string {
	pc, _, _, _ := runtime.Caller(2)
	name := strings.TrimPrefix(runtime.FuncForPC(pc).Name(), "demarche/")
	dir, fn, _ := strings.Cut(name[strings.LastIndex(name, "/")+1:], ".")
	fn, _, _ = strings.Cut(fn, ".") // of a subtest
	return "`" + name[:strings.LastIndex(name, "/")+1] + strings.TrimSuffix(dir, "_test") + "` `" + fn + "`"
}

func (r *Tries) write(dir string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.row.Outcomes) == 0 {
		return fmt.Errorf("nothing was tried")
	}
	if dir == "" {
		return nil
	}
	b, err := json.Marshal(r.row)
	if err != nil {
		return err
	}
	h := fnv.New64a()
	fmt.Fprint(h, r.row.Area, r.row.Fault)
	return os.WriteFile(filepath.Join(dir, fmt.Sprintf("%x.json", h.Sum64())), b, 0o600)
}

// Rounds is n, or times as much as DEMARCHE_ROUNDS says: tests that try something at
// random go on for longer by it.
func Rounds(t testing.TB, n int) int {
	t.Helper()
	s := os.Getenv("DEMARCHE_ROUNDS")
	if s == "" {
		return n
	}
	times, err := strconv.Atoi(s)
	if err != nil || times < 1 {
		t.Fatalf("DEMARCHE_ROUNDS=%s is no number above 0", s)
	}
	return n * times
}
