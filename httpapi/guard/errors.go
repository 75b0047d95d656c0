package guard

import (
	"fmt"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The codes in extensions.code. Clients branch on them, so they are stable.
const (
	CodeParseFailed      = "GRAPHQL_PARSE_FAILED"
	CodeValidationFailed = "GRAPHQL_VALIDATION_FAILED"
	CodeBadInput         = "BAD_USER_INPUT"
	CodeTooDeep          = "QUERY_TOO_DEEP"
	CodeTooCostly        = "QUERY_TOO_COSTLY"
	CodeTooLarge         = "QUERY_TOO_LARGE"
	CodePageTooLarge     = "PAGE_TOO_LARGE"
)

// echoRunes is how much of the client's own text a message repeats.
const echoRunes = 80

// Clip shortens text that came from the client before it goes into a message,
// so that an answer cannot be made large by what it quotes.
func Clip(s string) string { return ClipTo(s, echoRunes) }

// ClipTo shortens s to at most n runes and an ellipsis.
func ClipTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	i := 0
	for range n {
		if i >= len(s) {
			return s
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	if i >= len(s) {
		return s
	}
	return s[:i] + "…"
}

// refuse makes an error that a client can act on. The result is typed as the
// concrete pointer so that callers can add to it.
func refuse(code string, pos *ast.Position, format string, args ...any) *gqlerror.Error {
	err := &gqlerror.Error{
		Message:    fmt.Sprintf(format, args...),
		Extensions: map[string]any{"code": code},
	}
	if pos != nil {
		err.Locations = []gqlerror.Location{{Line: pos.Line, Column: pos.Column}}
	}
	return err
}
