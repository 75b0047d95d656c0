package edtf

import (
	"fmt"
	"unicode/utf8"
)

// ParseError tells why a string is not a date of the supported levels.
type ParseError struct {
	Input  string // what was given to Parse, cut to 64 characters
	Offset int    // byte offset of the fault in the full input
	Reason string // what to change, for example "write the month with two digits"
}

// Error gives the reason with the input.
func (e *ParseError) Error() string {
	return fmt.Sprintf("edtf: %q at offset %d: %s", e.Input, e.Offset, e.Reason)
}

// fault is a ParseError in the making.
type fault struct {
	offset int
	reason string
}

func faultAt(offset int, format string, args ...any) *fault {
	return &fault{offset, fmt.Sprintf(format, args...)}
}

// clip cuts s to 64 characters.
func clip(s string) string {
	const limit = 64
	n := 0
	for i := 0; i < len(s); n++ {
		if n == limit {
			return s[:i]
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s
}
