package intake

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxLine bounds one line, in bytes.
const MaxLine = 1 << 20

// RowError says what is wrong with one row; reading goes on behind it.
type RowError struct {
	Line   int // counted from 1
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

func wrong(format string, args ...any) error { return fmt.Errorf(format, args...) }

// lines reads lines of bounded length.
type lines struct {
	in *bufio.Reader
	n  int // of the line read last
}

// next gives a line without its end. A line that is too long, or no UTF-8, is passed
// over with a *RowError.
func (l *lines) next() (string, error) {
	var long []byte
	for {
		part, err := l.in.ReadSlice('\n')
		if len(long)+len(part) > 0 && (err == nil || errors.Is(err, io.EOF)) {
			l.n++
			return l.line(append(long, part...))
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
		if long = append(long, part...); len(long) > MaxLine {
			l.n++
			return "", l.skip()
		}
	}
}

func (l *lines) line(b []byte) (string, error) {
	s := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	if l.n == 1 {
		s = strings.TrimPrefix(s, byteOrderMark)
	}
	switch {
	case len(s) > MaxLine:
		return "", l.tooLong()
	case !utf8.ValidString(s):
		return "", &RowError{l.n, "this is not UTF-8"}
	}
	return s, nil
}

func (l *lines) tooLong() error {
	return &RowError{l.n, fmt.Sprintf("the line is longer than %d bytes", MaxLine)}
}

// skip passes over the rest of a line.
func (l *lines) skip() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return l.tooLong()
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}
