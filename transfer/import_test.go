package transfer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"demarche/intake"
	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/memkv"
)

// run imports files and gives the log.
func run(t *testing.T, cfg ImportConfig, files ...string) (string, error) {
	t.Helper()
	var log bytes.Buffer
	cfg.Logger, cfg.Stderr = slog.New(slog.NewTextHandler(&log, nil)), io.Discard
	err := Import(t.Context(), cfg, files, strings.NewReader(""))
	return log.String(), err
}

func mustRun(t *testing.T, cfg ImportConfig, says string, files ...string) {
	t.Helper()
	log, err := run(t, cfg, files...)
	if err != nil || !strings.Contains(log, says) {
		t.Fatalf("%v\n%s\nwant %q", err, log, says)
	}
}

func in(dir string) ImportConfig { return ImportConfig{Config: Config{Data: dir}} }

// exported is the whole graph in a directory, but for the times of commits.
func exported(t *testing.T, dir string) string {
	t.Helper()
	var out bytes.Buffer
	cfg := Config{Data: dir, Logger: slog.New(slog.DiscardHandler)}
	if err := Export(t.Context(), cfg, "-", &out, nil); err != nil {
		t.Fatal(err)
	}
	return withoutTimes(out.String())
}

var commitTime = regexp.MustCompile(`"at":"[^"]*"`)

func withoutTimes(s string) string { return commitTime.ReplaceAllString(s, `"at":""`) }

// within opens a store and looks at it.
func within(t *testing.T, dir string, look func(ctx context.Context, v *store.View)) {
	t.Helper()
	err := Config{Data: dir, Logger: slog.New(slog.DiscardHandler)}.withStore(t.Context(), func(s *store.Store) error {
		v, err := s.View(t.Context())
		if err != nil {
			return err
		}
		defer v.Close()
		look(t.Context(), v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// committedFile is the export of a store to which the batches of a file were committed,
// one by one.
func committedFile(t *testing.T, file string, format intake.Format) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in, err := intake.Decompress(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := intake.New(in, format, filepath.Base(file))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), memkv.New(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for {
		b, err := r.Next()
		var wrong *intake.RowError
		if errors.As(err, &wrong) {
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		result, err := s.Commit(t.Context(), b.Input)
		if err != nil || len(result.Errors) > 0 {
			t.Fatalf("%v, %+v", err, result.Errors)
		}
		result.View.Close()
	}
	v, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var out bytes.Buffer
	if err := v.Export(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return withoutTimes(out.String())
}

const eventsFile, gdeltFile, operationsFile = "testdata/events.tsv", "testdata/gdelt.tsv", "testdata/operations.jsonl"

// The bulk path and commits make one graph; reading a file again, or a copy of it that is
// compressed, adds nothing.
func TestImportTwiceIsOnce(t *testing.T) {
	for _, x := range []struct {
		file, says string
		format     intake.Format
	}{
		{eventsFile, "rows=10 refused=5", intake.Events},
		{gdeltFile, "rows=5 refused=4", intake.GDELT},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		mustRun(t, in(dir), x.says, x.file)
		first := exported(t, dir)
		if want := committedFile(t, x.file, x.format); first != want {
			t.Errorf("%s: the bulk path gives\n%s\ncommits give\n%s", x.file, first, want)
		}
		packed := filepath.Join(t.TempDir(), filepath.Base(x.file)+".gz")
		pack(t, x.file, packed)
		for _, again := range []string{x.file, packed} {
			mustRun(t, in(dir), "relations=0 claims=0 entities=0 sources=0 \"kinds and types\"=0", again)
			if exported(t, dir) != first {
				t.Errorf("%s: imported again, the graph differs", again)
			}
		}
	}
}

func pack(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var z io.WriteCloser = gzip.NewWriter(&out)
	if strings.HasSuffix(to, ".zst") {
		if z, err = zstd.NewWriter(&out); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), os.WriteFile(to, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// What rows become, seen as a reader of the graph does.
func TestEventsBecomeRelations(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	mustRun(t, in(dir), "relations=8 claims=9 entities=7 sources=3", eventsFile)
	within(t, dir, func(ctx context.Context, v *store.View) {
		count := func(types ...string) string {
			q, err := v.FindRelations(ctx, &store.RelationFilter{Type: types}, nil)
			if err != nil {
				t.Fatal(err)
			}
			n, err := q.Counts(ctx)
			if err != nil {
				t.Fatal(err)
			}
			pages, err := q.Pages(ctx, store.PageArgs{})
			if err != nil {
				t.Fatal(err)
			}
			labels, err := v.Labels(ctx, pages[0].IDs, nil)
			if err != nil {
				t.Fatal(err)
			}
			out := fmt.Sprint(n[0])
			for _, l := range labels {
				out += "; " + l.Text
			}
			return out
		}
		for _, x := range []struct{ types, want string }{
			{"cameo-18", "2; Rebels of Alba: use unconventional violence → Citizen (Alba); Rebels of Alba: physically assault → Citizen (Alba)"},
			{"cameo-194", "1; Alba: fight with artillery and tanks → Rebels of Alba"},
			{"event:plant-a-tree", "1; Mali: plant a tree → Mali"},
			{"cameo-04", "4; Foreign Minister (Mali): make a visit → Alba; Alba: host a visit → Foreign Minister (Mali); Transport Alba: consult → Transport (Alba); Alba: consult"},
		} {
			if got := count(x.types); got != x.want {
				t.Errorf("%s: %s, want %s", x.types, got, x.want)
			}
		}
		ids, err := v.Resolve(ctx, []store.Ref{{Key: "actor:mali"}, {Key: "actor:foreign-minister.mali"}, {Key: "actor:transport-alba"}, {Key: "actor:transport.alba"}})
		if err != nil {
			t.Fatal(err)
		}
		found, err := v.Entities(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, e := range found {
			got += fmt.Sprintln(v.Ontology().Kind(e.Kind).Given, e.Names[0].Text, e.Codes)
		}
		want := "state Mali [{ISO 3166-1 ML  CLOSE }]\nactor Foreign Minister (Mali) [{ISO 3166-1 ML Mali BROADER }]\nactor Transport Alba []\nactor Transport (Alba) []\n"
		if got != want {
			t.Errorf("actors:\n%s\nwant\n%s", got, want)
		}
	})
}

func TestGDELTBecomesRelations(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	mustRun(t, in(dir), "relations=4 claims=5 entities=6 sources=3", gdeltFile)
	within(t, dir, func(ctx context.Context, v *store.View) {
		ids, err := v.Resolve(ctx, []store.Ref{{Key: "gdelt:1"}, {Key: "gdelt:2"}, {Key: "gdelt:3"}, {Key: "place:-1234"}})
		if err != nil {
			t.Fatal(err)
		}
		claims, err := v.Claims(ctx, ids[:3])
		if err != nil {
			t.Fatal(err)
		}
		if claims[0].Relation != claims[1].Relation || claims[0].Relation == claims[2].Relation {
			t.Error("one event of two articles is one relation; one elsewhere is another")
		}
		if got := fmt.Sprint(claims[1].Quantities); got != "[{mentions 2 <nil> <nil> } {tone 0.25 <nil> <nil> }]" {
			t.Errorf("quantities %s", got)
		}
		relations, err := v.Relations(ctx, []store.ID{claims[0].Relation})
		if err != nil || relations[0].Place != ids[3] {
			t.Errorf("%+v, %v", relations[0], err)
		}
	})
}

// Refused rows are told with line and reason; --strict stops at the first, and writes
// nothing on the bulk path. A dry run writes nothing at all.
func TestRefusedRows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	log, err := run(t, in(dir), eventsFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`line=7 reason="2 columns`, `line=8 reason="there is neither`, `line=14 reason="\"soon\" is no date`,
		`line=15 reason="the relation is empty`, `line=16 reason="the subject: the name \"!?\" has no letter`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s:\n%s", want, log)
		}
	}
	other := filepath.Join(t.TempDir(), "data")
	cfg := in(other)
	cfg.DryRun = true
	mustRun(t, cfg, "nothing written; this would be added\" rows=10 refused=5 \"there before\"=0 commits=11 relations=8 claims=9 entities=7 sources=3", eventsFile)
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a dry run made the directory: %v", err)
	}
	cfg = in(other)
	cfg.Strict = true
	if log, err := run(t, cfg, eventsFile); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "line 7") {
		t.Errorf("%v\n%s", err, log)
	}
	if entries, err := os.ReadDir(other); len(entries) > 0 {
		t.Errorf("there is something: %v, %v", entries, err)
	}
	cfg = in(dir)
	cfg.DryRun = true
	mustRun(t, cfg, "relations=4 claims=5 entities=6 sources=3", gdeltFile)
	mustRun(t, cfg, "relations=0 claims=0 entities=0 sources=0", eventsFile)
}

// Operations are committed as they are; a wrong one is left out of its commit.
func TestOperations(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	cfg := in(dir)
	cfg.DryRun = true
	says := `rows=8 refused=3 "there before"=0 commits=2 relations=2 claims=3 entities=2 sources=1 "kinds and types"=3`
	mustRun(t, cfg, says, operationsFile)
	log, err := run(t, in(dir), operationsFile)
	if err != nil || !strings.Contains(log, says) {
		t.Fatalf("%v\n%s", err, log)
	}
	for _, want := range []string{"line=7 reason=\"there is no kind", "line=8 reason=\"this is no operation of `commit`: json: unknown field", "line=12"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s:\n%s", want, log)
		}
	}
	first := exported(t, dir)
	mustRun(t, in(dir), "commits=0", operationsFile)
	if exported(t, dir) != first {
		t.Error("imported again, the graph differs")
	}
}

// An import that is cut off can be run again, on either path.
func TestInterrupted(t *testing.T) {
	var rows strings.Builder
	for i := range 400 {
		fmt.Fprintf(&rows, "Actor %d\tConsult\tActor %d\t2031-01-%02d\n", i%37, i%11, i%28+1)
	}
	file := filepath.Join(t.TempDir(), "many.tsv")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "whole")
	mustRun(t, in(whole), "rows=400", file)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cfg := in(filepath.Join(t.TempDir(), "bulk"))
	cfg.Logger, cfg.Stderr = slog.New(slog.DiscardHandler), io.Discard
	if err := Import(ctx, cfg, []string{file}, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	// What a killed process leaves is not taken for a store.
	if err := os.WriteFile(filepath.Join(cfg.Data, "UNFINISHED"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Data, "000001.sst"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := badgerkv.Open(cfg.Data, badgerkv.Options{}); !errors.Is(err, badgerkv.ErrUnfinished) {
		t.Errorf("opened: %v", err)
	}
	mustRun(t, in(cfg.Data), "rows=400", file)
	if exported(t, cfg.Data) != exported(t, whole) {
		t.Error("after a cut off import, the bulk path gives another graph")
	}
	// By commits: the first half of the file, as if the rest had not come.
	half, other := filepath.Join(t.TempDir(), "many.tsv"), filepath.Join(t.TempDir(), "commits")
	if err := os.WriteFile(half, []byte(rows.String()[:rows.Len()/2]), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, in(other), "refused=1", half)
	mustRun(t, in(other), "refused=0", file)
	if got, want := things(exported(t, other)), things(exported(t, whole)); got != want {
		t.Errorf("in two runs:\n%s\nin one:\n%s", got, want)
	}
}

// things are the lines of an export that are no commits, in any order.
func things(export string) string {
	counts := map[string]int{}
	for line := range strings.Lines(export) {
		for _, class := range []string{"entity", "relation", "claim", "source", "relationType", "kind"} {
			if strings.HasPrefix(line, `{"`+class+`"`) {
				counts[class]++
			}
		}
	}
	return fmt.Sprint(counts)
}

// What the editors made of an actor stays when more data about it come.
func TestImportKeepsEdits(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	mustRun(t, in(dir), "rows=10", eventsFile)
	edit := filepath.Join(t.TempDir(), "edit.jsonl")
	if err := os.WriteFile(edit, []byte(`{"putEntity": {"ref": {"key": "actor:mali"}, "names": [{"text": "Mali"}, {"text": "Republic of Mali"}]}}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, in(dir), "rows=1", edit)
	more := filepath.Join(t.TempDir(), "more.tsv")
	if err := os.WriteFile(more, []byte("Mali\tConsult\tAlba\t2032-01-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, in(dir), "relations=1 claims=1 entities=0 sources=1", more)
	if !strings.Contains(exported(t, dir), "Republic of Mali") || strings.Count(exported(t, dir), `"key":"actor:mali"`) != 2 {
		t.Error("an import changed what was edited")
	}
}

// An export is written compressed where its name says so, and read again.
func TestCompressedExport(t *testing.T) {
	dir, out := filepath.Join(t.TempDir(), "data"), t.TempDir()
	mustRun(t, in(dir), "rows=10", eventsFile)
	for _, name := range []string{"all.jsonl", "all.jsonl.gz", "all.jsonl.zst"} {
		file, copied := filepath.Join(out, name), filepath.Join(t.TempDir(), "copy")
		cfg := Config{Data: dir, Logger: slog.New(slog.DiscardHandler)}
		if err := Export(t.Context(), cfg, file, nil, nil); err != nil {
			t.Fatal(err)
		}
		check := in(copied)
		check.DryRun = true
		mustRun(t, check, "checked, nothing written\" commits=11", file)
		mustRun(t, in(copied), "commits=11", file)
		if exported(t, copied) != exported(t, dir) {
			t.Errorf("%s: another graph", name)
		}
	}
}
