package store

import (
	"bytes"
	"errors"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"demarche/store/memkv"
)

func export(t tester, v *View) string {
	t.Helper()
	var out bytes.Buffer
	if err := v.Export(t.Context(), &out); err != nil {
		t.Fatalf("Export: %v", err)
	}
	return out.String()
}

// What an export says is the graph, its history, indexes and log, to the byte.
func TestExportImport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		m := newModel(w)
		for range rapid.IntRange(0, 10).Draw(t, "commits") {
			if rapid.IntRange(0, 3).Draw(t, "merge") == 0 {
				kind := pick(t, "kind", []string{"state", "company", "treaty", "place"})
				r := w.commit(w.input(merge(m.entityOf(t, kind).key, m.entityOf(t, kind).key)))
				if len(r.Errors) == 0 && rapid.Bool().Draw(t, "back") {
					w.commit(w.input(unmerge(r.Commit.Number)))
				}
				continue
			}
			m.randomCommit(t)
		}
		text := export(t, w.view())
		other := emptyWorld(t, memkv.New())
		lines := strings.SplitAfter(text, "\n")
		had := 0
		if n := rapid.IntRange(1, len(lines)-1).Draw(t, "lines"); rapid.Bool().Draw(t, "interrupted") {
			_, err := other.s.Import(other.ctx, strings.NewReader(strings.Join(lines[:n], "")))
			var wrong *ImportError // the last commit may be cut off: those before it are in
			if err != nil && !errors.As(err, &wrong) {
				t.Fatalf("Import: %v", err)
			}
			if had = int(other.view().Head().Number); had > 0 && !strings.HasPrefix(text, export(t, other.view())) {
				t.Fatalf("an interrupted import is not the beginning of the history")
			}
		}
		added, err := other.s.Import(other.ctx, strings.NewReader(text))
		if err != nil || had+added != int(w.view().Head().Number) {
			t.Fatalf("Import: %d and %d commits, %v", had, added, err)
		}
		if got := export(t, other.view()); got != text {
			t.Fatalf("exported again:\n%s\nwant:\n%s", got, text)
		}
		was, is := w.dump(planeCurrent, planeHistory, planeLog), other.dump(planeCurrent, planeHistory, planeLog)
		if !maps.Equal(was, is) {
			t.Fatalf("the stores differ: %d keys, %d keys", len(was), len(is))
		}
		if again, err := other.s.Import(other.ctx, strings.NewReader(text)); again != 0 || err != nil {
			t.Fatalf("imported twice: %d commits added, %v", again, err)
		}
	})
}

func TestImportRefusesWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner"), claimed(says("france", Asserts, "rfi"))))
	junta := w.id("junta")
	w.do(merge("mali", "junta"))
	text := export(t, w.view())
	replace := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the export holds no %s", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	lines := strings.SplitAfter(text, "\n")
	for _, x := range []struct{ what, text, says string }{
		{"nothing", "", "empty"},
		{"no export", "{}\n", "begins with"},
		{"no JSON", lines[0] + "hello\n", "no line of an export"},
		{"another version", replace(`{"demarche":2}`, `{"demarche":1}`), "format"},
		{"an unknown field", replace(`"genre"`, `"gender"`), "gender"},
		{"a missing commit", lines[0] + strings.Join(lines[20:], ""), "behind the line of that commit"},
		{"a missing line", strings.Join(append(append([]string{}, lines[:5]...), lines[6:]...), ""), "lacks its last 1"},
		{"a line too many", strings.Join(append(append([]string{}, lines[:6]...), lines[5:]...), ""), "revision 1"},
		{"a commit left out", text[:strings.Index(text, `{"commit":{"number":2`)] + text[strings.Index(text, `{"commit":{"number":3`):], "does not follow"},
		{"an id of another class", replace(`{"entity":{"id":"`+w.id("france").String(), `{"entity":{"id":"`+w.id("rfi").String()), "not the id of such a thing"},
		{"a relation to nothing", replace(`"thing":"`+w.id("wagner").String()+`"}]`, `"thing":"`+ID(0x7770000000000001).String()+`"}]`), "not there"},
		{"a stance that is none", replace(`"stance":"ASSERTS"`, `"stance":"SHOUTS"`), "enumeration"},
		{"a revision left out", replace(`"key":"h","revision":1`, `"key":"h","revision":2`), "revision 2"},
		{"a merge of a source", replace(`{"merge":{"thing":"`+junta.String(), `{"merge":{"thing":"`+w.id("rfi").String()), "cannot be merged"},
	} {
		other := emptyWorld(t, memkv.New())
		_, err := other.s.Import(other.ctx, strings.NewReader(x.text))
		var wrong *ImportError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v, want %q", x.what, err, x.says)
		}
	}
	if _, err := w.s.Import(w.ctx, strings.NewReader(export(t, newWorld(t).view()))); err == nil || !strings.Contains(err.Error(), "empty directory") {
		t.Errorf("another graph on top: %v", err)
	}
}
