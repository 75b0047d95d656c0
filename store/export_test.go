package store

import (
	"bytes"
	"errors"
	"maps"
	"os"
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
		w := randomHistory(t, 10)
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
		if is = restored(t, exportParts(t, w.view())...); !maps.Equal(was, is) {
			t.Fatalf("the restored store differs: %d keys, %d keys", len(was), len(is))
		}
		if again, err := other.s.Import(other.ctx, strings.NewReader(text)); again != 0 || err != nil {
			t.Fatalf("imported twice: %d commits added, %v", again, err)
		}
	})
}

// exportParts is an export in one to three parts.
func exportParts(t *rapid.T, v *View) (parts []string) {
	head := int(v.Head().Number)
	after := 0
	for range rapid.IntRange(0, 2).Draw(t, "parts") {
		until := rapid.IntRange(after, head).Draw(t, "until")
		parts = append(parts, exportBetween(t, v, after, until))
		after = until
	}
	return append(parts, exportBetween(t, v, after, head))
}

func exportBetween(t tester, v *View, after, until int) string {
	t.Helper()
	if until == 0 {
		return export(t, &View{store: v.store, snap: v.snap}) // the header alone
	}
	then, err := v.AtCommit(t.Context(), uint64(until))
	if err != nil {
		t.Fatalf("the state of commit %d: %v", until, err)
	}
	var out bytes.Buffer
	if err := then.ExportAfter(t.Context(), &out, uint64(after)); err != nil {
		t.Fatalf("ExportAfter: %v", err)
	}
	return out.String()
}

// restored is the keys and values of what was restored.
func restored(t tester, parts ...string) map[string]string {
	t.Helper()
	dir, err := os.MkdirTemp("", "restore")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(dir)
	r := NewRestore(dir)
	defer r.Close()
	for _, part := range parts {
		if err := r.Read(t.Context(), strings.NewReader(part)); err != nil {
			t.Fatalf("Read: %v", err)
		}
	}
	pairs, err := r.Pairs(t.Context())
	if err != nil {
		t.Fatalf("Pairs: %v", err)
	}
	out := map[string]string{}
	for p, err := range pairs {
		if err != nil {
			t.Fatalf("Pairs: %v", err)
		}
		out[string(p.Key)] = string(p.Value)
	}
	return out
}

// What Import refuses, Restore refuses.
func restoreFails(t tester, text string) error {
	r := NewRestore(os.TempDir())
	defer r.Close()
	if err := r.Read(t.Context(), strings.NewReader(text)); err != nil {
		return err
	}
	_, err := r.Pairs(t.Context())
	return err
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
		if err := restoreFails(t, x.text); err == nil {
			t.Errorf("%s was restored", x.what)
		}
	}
	if _, err := w.s.Import(w.ctx, strings.NewReader(export(t, newWorld(t).view()))); err == nil || !strings.Contains(err.Error(), "empty directory") {
		t.Errorf("another graph on top: %v", err)
	}
}
