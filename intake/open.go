package intake

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Format says how a file is written.
type Format string

// The formats.
const (
	Dump       Format = "dump"       // what `demarche export` writes
	Operations Format = "operations" // one operation of a commit a line, as JSON
	Events     Format = "events"     // subject, relation, object, date[, source], tab-separated
	GDELT      Format = "gdelt"      // GDELT 2.0 event exports, 61 columns
)

const readAhead = 64 << 10

// maxWindow bounds the memory that a zstd file may ask for.
const maxWindow = 128 << 20

// Decompress gives the text of a file that is plain, or compressed by gzip or zstd,
// which its first bytes say. The reader takes what lies behind it, too: several gzip
// members or zstd frames are one text.
func Decompress(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, readAhead)
	magic, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("the gzip file cannot be read: %w", err)
		}
		return bufio.NewReaderSize(z, readAhead), nil
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("the zstd file cannot be read: %w", err)
		}
		return bufio.NewReaderSize(z.IOReadCloser(), readAhead), nil
	}
	return in, nil
}

// Detect tells the format by the first line, which stays unread.
func Detect(in *bufio.Reader) (Format, error) {
	b, err := in.Peek(readAhead)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return "", fmt.Errorf("reading: %w", err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	first = strings.TrimRight(strings.TrimPrefix(first, byteOrderMark), "\r")
	columns := strings.Count(first, "\t") + 1
	switch {
	case strings.TrimSpace(first) == "" && len(b) == 0:
		return "", fmt.Errorf("the file is empty")
	case strings.HasPrefix(first, `{"demarche":`):
		return Dump, nil
	case strings.HasPrefix(strings.TrimSpace(first), "{"):
		return Operations, nil
	case columns == gdeltColumns:
		return GDELT, nil
	case slices.Contains([]int{4, 5}, columns):
		return Events, nil
	}
	return "", fmt.Errorf("the first line is of no known format: events have 4 or 5 columns between tabs, GDELT 2.0 has %d, this has %d; operations and exports are JSON; name it with --format", gdeltColumns, columns)
}

// byteOrderMark is what some programs begin UTF-8 files with.
const byteOrderMark = "\ufeff"
