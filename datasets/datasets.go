// Package datasets holds the graphs that the product ships with. Each is a
// series of GraphQL mutation documents, executed in order by the same commit as
// any client's.
package datasets

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed sahel/*.graphql
var files embed.FS

// Document is one GraphQL document: a mutation with one commit.
type Document struct {
	Name           string // `sahel/01-kinds`
	IdempotencyKey string // that of its commit: `sahel/01-kinds#1`
	Query          string
}

// Sahel is the dataset "Mali and France, May 2022", in the order in which it is
// to be committed. Each commit has an idempotency key, so that loading it again
// adds nothing.
func Sahel() ([]Document, error) {
	names, err := fs.Glob(files, "sahel/*.graphql") // sorted
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	docs := make([]Document, 0, len(names))
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("datasets: %w", err)
		}
		_, rest, _ := strings.Cut(string(text), `idempotencyKey: "`)
		key, _, found := strings.Cut(rest, `"`)
		if !found {
			return nil, fmt.Errorf("datasets: %s has no idempotencyKey", name)
		}
		docs = append(docs, Document{strings.TrimSuffix(name, ".graphql"), key, string(text)})
	}
	return docs, nil
}
