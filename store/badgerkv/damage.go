package badgerkv

import (
	"errors"
	"fmt"

	"demarche/store/kv"
)

// What Open answers about a directory that it refuses; all wrap kv.ErrEngine.
var (
	// ErrDamaged tells that a file is not as it was written. Nothing was changed.
	ErrDamaged = errors.New("badgerkv: the directory is damaged")
	// ErrLost tells that writes which were acknowledged are missing at the end, while all
	// before them is there. Nothing was changed; Options.AcceptLoss goes on without them.
	ErrLost = errors.New("badgerkv: acknowledged writes are missing")
	// ErrForeign tells that the directory is another program's, or of another format.
	ErrForeign = errors.New("badgerkv: the directory is not one of this format")
)

// refusal is a reason to leave a directory alone, written for its owner.
type refusal struct {
	kind error // one of the above
	text string
}

func (r *refusal) Error() string   { return r.text }
func (r *refusal) Unwrap() []error { return []error{r.kind, kv.ErrEngine} }

func damaged(file, format string, args ...any) error {
	return &refusal{ErrDamaged, fmt.Sprintf("%s is damaged: %s; restore the directory from a backup", file, fmt.Sprintf(format, args...))}
}

// recovered gives a panic on a damaged file as an error.
func recovered(file string, err *error) {
	if r := recover(); r != nil {
		*err = damaged(file, "it cannot be read (%.200v)", r)
	}
}
