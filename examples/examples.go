// Package examples holds queries to learn from: one document for each question
// that the shipped dataset answers.
package examples

import "embed"

// FS holds the documents; sorted by name, they are in reading order.
//
//go:embed *.graphql
var FS embed.FS
