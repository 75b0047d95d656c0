package store

import (
	"errors"
	"fmt"
)

// The closed list of what the store may answer besides userErrors of a commit,
// faults of the engine (kv.Err…) and the cause of a done context.
var (
	// ErrDamaged wraps what cannot be: a record that does not decode, an index
	// entry without its thing.
	ErrDamaged = errors.New("store: stored data is damaged")
	// ErrFormat refuses a store written by another version of the format.
	ErrFormat = errors.New("store: this store has another format")
)

// InputError says what is wrong with a request and what to change. Its text is
// written for the person who sent the request.
type InputError struct {
	Code        UserErrorCode
	Message     string
	Suggestions []string // nearest keys, best first
}

func (e *InputError) Error() string { return e.Message }

func invalid(format string, args ...any) *InputError {
	return &InputError{Code: CodeInvalidValue, Message: fmt.Sprintf(format, args...)}
}

// UserErrorCode is stable: clients branch on it.
type UserErrorCode string

// The codes of userErrors and of refused queries.
const (
	CodeNotFound            UserErrorCode = "NOT_FOUND"
	CodeInvalidValue        UserErrorCode = "INVALID_VALUE"
	CodeUnknownKey          UserErrorCode = "UNKNOWN_KEY"
	CodeOntologyViolation   UserErrorCode = "ONTOLOGY_VIOLATION"
	CodeRevisionConflict    UserErrorCode = "REVISION_CONFLICT"
	CodePossibleDuplicate   UserErrorCode = "POSSIBLE_DUPLICATE"
	CodeIdempotencyMismatch UserErrorCode = "IDEMPOTENCY_MISMATCH"
	CodeMissingEvidence     UserErrorCode = "MISSING_EVIDENCE"
	CodeForbidden           UserErrorCode = "FORBIDDEN"
	CodeTooLarge            UserErrorCode = "TOO_LARGE"
)
