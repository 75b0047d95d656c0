package httpapi

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarche/httpapi/guard"
)

// listFile is a list of documents that can be replaced, as a deployment does it.
type listFile struct {
	t    *testing.T
	path string
}

func (f listFile) write(text string) {
	f.t.Helper()
	next := f.path + ".next"
	if err := os.WriteFile(next, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Rename(next, f.path); err != nil {
		f.t.Fatal(err)
	}
}

func trusting(t *testing.T, list string) (*Handler, listFile, *lockedBuffer) {
	t.Helper()
	file := listFile{t, filepath.Join(t.TempDir(), "documents.json")}
	file.write(list)
	log := new(lockedBuffer)
	trusted, err := ReadTrustedDocuments(file.path, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, h, _ := toyHandler(t, Config{Trusted: trusted})
	return h, file, log
}

const (
	relayList  = `{"7b8a": "query Hello{hello}", "echo": "query Echo($t:String!){echo(text:$t)}", "deep": "{people(first:1000){totalCount}}"}`
	apolloList = `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
	{"id": "7b8a", "name": "Hello", "type": "query", "body": "query Hello{hello}"},
	{"id": "echo", "name": "Echo", "type": "query", "body": "query Echo($t:String!){echo(text:$t)}"}]}`
)

func TestTrustedDocuments(t *testing.T) {
	for name, list := range map[string]string{"Relay, graphql-codegen": relayList, "Apollo": apolloList} {
		t.Run(name, func(t *testing.T) {
			h, _, _ := trusting(t, list)
			const hello, data = "query Hello{hello}", `{"hello":"world"}`
			wantData(t, h, byID("7b8a"), data)
			wantData(t, h, byID(documentID(hello)), data)
			wantData(t, h, apollo("", hello), data)
			wantData(t, h, apollo(hello, hello), data)
			wantData(t, h, map[string]any{"query": hello}, data)
			wantData(t, h, map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": "7b8a"}}}, data)
			wantData(t, h, map[string]any{"documentId": "echo", "variables": map[string]any{"t": "x"}}, `{"echo":"x"}`)
			wantCode(t, h, map[string]any{"documentId": "echo", "variables": map[string]any{"t": 1}}, guard.CodeBadInput)

			for _, query := range []string{"{hello}", hello + " ", "{__schema{description}}", "{__typename}", ""} {
				wantCode(t, h, map[string]any{"query": query}, CodeNotInSafelist)
			}
			wantCode(t, h, map[string]any{"query": "{hello}", "documentId": "7b8a"}, CodeNotInSafelist)
			wantCode(t, h, byID("7b8"), CodePersistedNotInList)
			// Clients cannot add to the list.
			wantCode(t, h, apollo("{hello}", "{hello}"), CodeNotInSafelist)
			wantCode(t, h, apollo("", "{hello}"), CodePersistedNotInList)
		})
	}
}

func TestTrustedDocumentsKeepToTheLimits(t *testing.T) {
	h, _, log := trusting(t, relayList)
	wantCode(t, h, byID("deep"), guard.CodePageTooLarge)
	if strings.Contains(log.String(), "cannot be run") {
		t.Errorf("a valid list is complained of: %s", log)
	}
	_, _, log = trusting(t, `{"a": "{hello}", "b": "{helo}"}`)
	if !strings.Contains(log.String(), "cannot be run") || !strings.Contains(log.String(), "ids=[b]") || !strings.Contains(log.String(), "helo") {
		t.Errorf("the log does not tell of a document that cannot be run: %s", log)
	}
}

func TestTrustedDocumentsAreReadAgain(t *testing.T) {
	h, file, log := trusting(t, `{"a": "{hello}"}`)
	wantData(t, h, byID("a"), `{"hello":"world"}`)
	wantCode(t, h, byID("b"), CodePersistedNotInList)

	file.write(`{"b": "{tags}"}`)
	wantData(t, h, byID("b"), `{"tags":["a","b"]}`)
	wantCode(t, h, byID("a"), CodePersistedNotInList)

	file.write(`{"c": `) // half a file: the list stays
	for range 3 {
		wantData(t, h, byID("b"), `{"tags":["a","b"]}`)
	}
	if n := strings.Count(log.String(), "stays as it was"); n != 1 {
		t.Errorf("told %d times of a broken file: %s", n, log)
	}
	if err := os.Remove(file.path); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		wantData(t, h, byID("b"), `{"tags":["a","b"]}`)
	}
	if n := strings.Count(log.String(), "stays as it was"); n != 2 {
		t.Errorf("told %d times in all after the file is gone: %s", n, log)
	}
	file.write(`{"c": "{hello}", "d": "{helo}"}`)
	wantData(t, h, byID("c"), `{"hello":"world"}`)
	wantCode(t, h, byID("d"), guard.CodeValidationFailed)
	if !strings.Contains(log.String(), "ids=[d]") {
		t.Errorf("the log does not tell of a document that cannot be run: %s", log)
	}
}

func TestListsThatCannotBeTrusted(t *testing.T) {
	for _, list := range []string{
		"", "{", "[]", "null", "{}", `{"a": 1}`, `{"a": ""}`, `{"": "{hello}"}`, `{"a": {"query": "{hello}"}}`,
		`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": []}`,
		`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"name": "A"}]}`,
		`{"format": "another", "operations": [{"id": "a", "body": "{hello}"}]}`,
	} {
		path := filepath.Join(t.TempDir(), "documents.json")
		if err := os.WriteFile(path, []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadTrustedDocuments(path, slog.Default()); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v", list, err)
		}
	}
	if _, err := ReadTrustedDocuments(filepath.Join(t.TempDir(), "none.json"), slog.Default()); err == nil {
		t.Error("a file that is not there was read")
	}
}
