// Package backup is the form of backups: an export, compressed by zstd, between a header
// that says of which store it is and from which commit to which, and an end by which
// damage and loss are noticed.
//
//	{"backup": 1, "store": "…", "after": {"commit": 0}, "until": {"commit": 1847, "digest": "…"}, "made": "…"}
//	… the lines of the export, without the commits up to after
//	{"end": {"bytes": 48120332, "sha256": "…"}}
package backup

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"demarche/store"
)

// version is of the form above; that of the export is in its first line.
const version = 1

// Header says what a backup holds.
type Header struct {
	Version int        `json:"backup"`
	Store   string     `json:"store"` // the digest of its first commit; none of an empty store
	After   store.Mark `json:"after"` // where the backup before it ended; zero: it is a full one
	Until   store.Mark `json:"until"`
	Made    time.Time  `json:"made"`
}

// Full tells whether the backup needs no other one before it.
func (h Header) Full() bool { return h.After.Commit == 0 }

// end closes a backup; what it says is of all bytes before it, not compressed.
type end struct {
	End struct {
		Bytes  int64  `json:"bytes"`
		SHA256 string `json:"sha256"`
	} `json:"end"`
}

var (
	// ErrDamaged tells that a backup is not as it was written: cut off, or changed.
	ErrDamaged = errors.New("the backup is damaged")
	// ErrOtherHistory tells that a backup is to go on from one of another history.
	ErrOtherHistory = errors.New("the earlier backup is of another history than this store; make a full backup")
)

// Write writes what a state has after a mark, or all for the zero mark. Memory is
// bounded. It gives ErrOtherHistory, before it writes anything, if the mark is not of
// this history.
func Write(ctx context.Context, w io.Writer, v *store.View, after store.Mark) (Header, error) {
	h, err := headerOf(ctx, v, after)
	if err != nil {
		return h, err
	}
	z, err := zstd.NewWriter(w)
	if err != nil {
		return h, err
	}
	sum := &counting{w: z, hash: sha256.New()}
	out := json.NewEncoder(sum)
	if err = out.Encode(h); err == nil {
		err = v.ExportAfter(ctx, sum, after.Commit)
	}
	if err != nil { // without an end, so that nobody takes it for whole
		_ = z.Close()
		return h, err
	}
	return h, errors.Join(json.NewEncoder(z).Encode(sum.end()), z.Close())
}

func headerOf(ctx context.Context, v *store.View, after store.Mark) (h Header, err error) {
	h = Header{Version: version, After: after, Made: time.Now().UTC().Truncate(time.Second)}
	head := v.Head().Number
	if after.Commit > head {
		return h, ErrOtherHistory
	}
	is, err := v.Mark(ctx, after.Commit)
	if err != nil {
		return h, err
	}
	if is != after {
		return h, ErrOtherHistory
	}
	first, err := v.Mark(ctx, min(1, head))
	if err != nil {
		return h, err
	}
	h.Store = first.Digest
	h.Until, err = v.Mark(ctx, head)
	return h, err
}

// counting digests what goes through it.
type counting struct {
	w    io.Writer
	hash hash.Hash
	n    int64
}

func (c *counting) Write(b []byte) (int, error) {
	c.hash.Write(b)
	c.n += int64(len(b))
	return c.w.Write(b)
}

func (c *counting) end() (e end) {
	e.End.Bytes, e.End.SHA256 = c.n, fmt.Sprintf("%x", c.hash.Sum(nil))
	return e
}

// Reader gives the export that is in a backup. Its Read ends with io.EOF only where the
// backup proved whole, and otherwise with ErrDamaged.
type Reader struct {
	Header Header
	zip    *zstd.Decoder
	in     *bufio.Reader
	sum    counting
	line   []byte // what was read and not given out
	middle bool   // of a line
	err    error
}

// Open reads the header of a backup. Close the reader.
func Open(r io.Reader) (*Reader, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(1<<30), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	b := &Reader{zip: z, in: bufio.NewReaderSize(z, 1<<16), sum: counting{w: io.Discard, hash: sha256.New()}}
	line, err := b.in.ReadSlice('\n')
	if err == nil {
		err = json.Unmarshal(line, &b.Header)
	}
	switch {
	case err != nil || b.Header.Version == 0:
		z.Close()
		return nil, fmt.Errorf("%w, or no backup at all: it has no header", ErrDamaged)
	case b.Header.Version != version:
		z.Close()
		return nil, fmt.Errorf("the backup has form %d, and this program reads %d: use the program that wrote it, or a newer one", b.Header.Version, version)
	}
	_, _ = b.sum.Write(line) // to io.Discard
	return b, nil
}

// Close releases what the reader holds; the file stays open.
func (r *Reader) Close() { r.zip.Close() }

var endsWith = []byte(`{"end":`)

func (r *Reader) Read(p []byte) (int, error) {
	for len(r.line) == 0 && r.err == nil {
		r.err = r.next()
	}
	n := copy(p, r.line)
	r.line = r.line[n:]
	if n == 0 && len(p) > 0 {
		return 0, r.err
	}
	return n, nil
}

// next reads a line, or a part of a long one.
func (r *Reader) next() error {
	line, err := r.in.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("%w: it is cut off or does not unpack (%v)", ErrDamaged, err)
	}
	if !r.middle && bytes.HasPrefix(line, endsWith) {
		return r.ended(line)
	}
	r.middle = err != nil
	_, _ = r.sum.Write(line) // to io.Discard
	r.line = line
	return nil
}

func (r *Reader) ended(line []byte) error {
	var e end
	if err := json.Unmarshal(line, &e); err != nil || e != r.sum.end() {
		return fmt.Errorf("%w: its contents do not have the digest that they were written with", ErrDamaged)
	}
	if _, err := r.in.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something stands behind its end", ErrDamaged)
	}
	return io.EOF
}

// Verify reads a whole backup.
func Verify(r io.Reader) (Header, error) {
	b, err := Open(r)
	if err != nil {
		return Header{}, err
	}
	defer b.Close()
	_, err = io.Copy(io.Discard, b)
	return b.Header, err
}
