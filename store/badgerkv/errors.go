package badgerkv

import (
	"errors"
	"fmt"

	"demarche/store/kv"
)

// ErrInUse tells that another process, or another Engine of this one, has the directory open.
var ErrInUse = errors.New("badgerkv: another demarche process uses the directory")

// fault wraps an error of Badger or of the machine; what names the step that failed.
func fault(what string, err error) error {
	return fmt.Errorf("%w: badger: %s: %w", kv.ErrEngine, what, err)
}
