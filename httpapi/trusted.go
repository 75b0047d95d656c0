package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// manifestFormat is what Apollo's tools write into the manifests they make.
const manifestFormat = "apollo-persisted-query-manifest"

// TrustedDocuments is a list of documents, from a file: with it, a Handler runs
// those and no others. The file is what Relay's compiler and graphql-codegen
// write, a JSON object of ids and documents, or Apollo's manifest. A document is
// named by its id in the file or by the SHA-256 of its text, or sent in full.
//
// The file is read again when it has changed, so that a new version of a client
// needs no restart. If it cannot be read then, the list stays as it was.
type TrustedDocuments struct {
	path   string
	logger *slog.Logger
	// judge says what is wrong with a document, and is set before the first look.
	judge func(text string) gqlerror.List

	mu   sync.Mutex
	file fs.FileInfo // as it was when it was read last
	// The texts, by the ids of the file and by their own hashes.
	byID, byHash map[string]string
}

// ReadTrustedDocuments reads the list from a file. The logger is told of later
// changes.
func ReadTrustedDocuments(path string, logger *slog.Logger) (*TrustedDocuments, error) {
	t := &TrustedDocuments{path: path, logger: logger}
	file, err := os.Stat(path)
	if err == nil {
		err = t.read(file)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the trusted documents: %w", err)
	}
	return t, nil
}

// resolve finds the text of a request, or refuses it if it is not in the list.
func (t *TrustedDocuments) resolve(p *params) *gqlerror.Error {
	id := p.documentID
	if p.sent {
		id = documentID(p.query)
	}
	if text, ok := t.text(id); ok {
		p.query, p.sent = text, true
		return nil
	}
	if p.sent {
		return coded(CodeNotInSafelist, "This server runs only the documents of its list, and this is none of them. Ask its operator to add it.")
	}
	return coded(CodePersistedNotInList, "This server runs only the documents of its list, which has none with this id. Ask its operator to add it.")
}

func (t *TrustedDocuments) text(id string) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refresh()
	// Apollo's protocol has one place for hashes, which other tools fill with
	// whatever id they chose.
	for _, name := range []string{id, strings.TrimPrefix(id, sha256Prefix)} {
		if text, ok := t.byID[name]; ok {
			return text, true
		}
	}
	text, ok := t.byHash[id]
	return text, ok
}

// refresh reads a file that has changed. Looking costs a microsecond.
func (t *TrustedDocuments) refresh() {
	file, err := os.Stat(t.path)
	switch {
	case err != nil && t.file == nil:
		return // told before
	case err != nil:
		t.file = nil
	case t.file != nil && os.SameFile(file, t.file) && file.ModTime().Equal(t.file.ModTime()) && file.Size() == t.file.Size():
		return
	default:
		err = t.read(file)
	}
	if err != nil {
		t.logger.Error("the trusted documents could not be read again: the list stays as it was", "error", err)
		return
	}
	t.logger.Info("trusted documents were read again", "file", t.path)
	t.report()
}

// read replaces the list, unless there is an error.
func (t *TrustedDocuments) read(file fs.FileInfo) error {
	t.file = file
	raw, err := os.ReadFile(t.path)
	if err != nil {
		return err
	}
	byID, err := parseManifest(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", t.path, err)
	}
	t.byID, t.byHash = byID, make(map[string]string, len(byID))
	for _, text := range byID {
		t.byHash[documentID(text)] = text
	}
	return nil
}

// reportIDs is how many documents a line of the log names.
const reportIDs = 10

// report tells the operator of documents that this server will refuse: clients
// get the error when they ask for them.
func (t *TrustedDocuments) report() {
	var bad []string
	var why gqlerror.List
	for id, text := range t.byID {
		if errs := t.judge(text); errs != nil {
			bad, why = append(bad, id), errs
		}
	}
	if len(bad) > 0 {
		slices.Sort(bad)
		t.logger.Warn("some trusted documents cannot be run", "documents", len(bad), "ids", bad[:min(len(bad), reportIDs)], "one of the errors", why[0].Message)
	}
}

func parseManifest(raw []byte) (map[string]string, error) {
	var apollo struct {
		Format     string
		Operations []struct{ ID, Body string }
	}
	documents := map[string]string{}
	switch err := json.Unmarshal(raw, &documents); {
	case err == nil:
	case json.Unmarshal(raw, &apollo) == nil && apollo.Format == manifestFormat:
		clear(documents)
		for _, op := range apollo.Operations {
			documents[op.ID] = op.Body
		}
	default:
		return nil, errors.New("it is neither a JSON object of ids and documents, as Relay's compiler and graphql-codegen write it, nor a manifest of Apollo's tools")
	}
	for id, text := range documents {
		if id == "" || strings.TrimSpace(text) == "" {
			return nil, fmt.Errorf("the document with the id %q is empty, or has no id", id)
		}
	}
	if len(documents) == 0 {
		return nil, errors.New("it has no documents, so that nothing could be run")
	}
	return documents, nil
}
