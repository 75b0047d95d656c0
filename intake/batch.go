package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"demarche/access"
	"demarche/store"
)

// Batch is what becomes one commit. It follows from the rows alone, so that reading them
// again gives the same batches with the same idempotency keys.
type Batch struct {
	Input store.CommitInput
	File  string // that it was read from; set by the reader's user
	Rows  int    // how many rows are in it
	Lines []int  // of each operation, the line that it comes from; 0 for what all rows need
	// Needs tells that entities, sources, kinds and relation types are put for the rows to
	// refer to: those that are there already need no put, and must not be changed by one.
	Needs bool
}

// The bounds of a batch, below those of a commit (store.MaxOperations, kv.MaxCommitKeys)
// and of a request (2,000 values, of which a row with a place takes 35, a type 50).
const (
	maxBatchRows  = 50
	maxBatchKeys  = 800
	maxBatchTypes = 36
)

// What an operation writes at most, nearly always, in keys of the store. A commit that is
// too large all the same is split by who sends it.
const (
	keysOfEvent  = 13 // a relation between two things, with its claim
	keysOfThing  = 18 // an entity with a name of five words and two codes
	keysOfSource = 10
)

// batcher collects operations until they fill a commit.
type batcher struct {
	what  string // goes into keys: the same rows read as something else are other commits
	name  string // of the file, for messages
	b     *Batch
	sum   hash.Hash
	keys  int
	bytes int
	rows  int // at most in one batch
	needs bool
}

func (b *batcher) full() bool {
	return b.b != nil && (b.b.Rows >= b.rows || b.keys >= maxBatchKeys || len(b.b.Input.Operations) >= store.MaxOperations-4)
}

// row begins a row; what it adds until the next one is its own.
func (b *batcher) row(line int, text string) {
	if b.b == nil {
		b.b, b.sum, b.keys = &Batch{Needs: b.needs}, sha256.New(), 0
		b.bytes = 0
		fmt.Fprintf(b.sum, "%s\n", b.what)
		b.b.Input.Message = fmt.Sprintf("imported from %s, line %d and following", b.name, line)
	}
	b.b.Rows++
	fmt.Fprintf(b.sum, "%d:%s", len(text), text)
}

func (b *batcher) add(line, keys int, op store.Operation) {
	b.b.Input.Operations = append(b.b.Input.Operations, op)
	b.b.Lines = append(b.b.Lines, line)
	b.keys += keys
}

// take gives what is collected; nil if nothing is.
func (b *batcher) take() *Batch {
	out := b.b
	b.b = nil
	if out == nil || len(out.Input.Operations) == 0 {
		return nil
	}
	out.Input.IdempotencyKey = "import:" + hex.EncodeToString(b.sum.Sum(nil)[:20])
	out.Input.By = access.Import()
	return out
}

// fixed is a batch of operations that depend on no row.
func fixed(key string, ops []store.Operation) *Batch {
	return &Batch{
		Input: store.CommitInput{IdempotencyKey: "import:" + key, By: access.Import(), Message: "kinds and relation types of imported events", Operations: ops},
		Lines: make([]int, len(ops)), Needs: true,
	}
}
