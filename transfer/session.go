package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"demarche/intake"
	"demarche/store"
)

// session is one run of an import: it turns files into commits in order, and what became
// of the commits into counts.
type session struct {
	ctx      context.Context
	cfg      ImportConfig
	files    []*input
	progress *progress
	total    Summary

	reader  *intake.Reader
	need    func(*intake.Batch) error // leaves out what is there already; nil: nothing is
	waiting chan *intake.Batch        // handed out by next, not yet reported
	current *intake.Batch
	failed  error // ends the reading
}

func newSession(ctx context.Context, cfg ImportConfig, files []*input) *session {
	im := &session{ctx: ctx, cfg: cfg, files: files, progress: newProgress(cfg, files)}
	im.total.Started = im.progress.started
	im.waiting = make(chan *intake.Batch, 64)
	return im
}

// next reads the next commit; false at the end, or after a fault, which is in failed.
// Refused rows are noted on the way.
func (im *session) next() (store.CommitInput, bool) {
	for {
		if im.ctx.Err() != nil {
			im.failed = context.Cause(im.ctx)
			return store.CommitInput{}, false
		}
		b, err := im.read()
		if errors.Is(err, io.EOF) {
			return store.CommitInput{}, false
		}
		if err == nil && b.Needs && im.need != nil {
			err = im.need(b)
		}
		if err != nil {
			im.failed = err
			return store.CommitInput{}, false
		}
		if len(b.Input.Operations) > 0 {
			im.waiting <- b
			return b.Input, true
		}
	}
}

// read gives the next batch of any file.
func (im *session) read() (*intake.Batch, error) {
	for {
		if im.reader == nil {
			if len(im.files) == 0 {
				return nil, io.EOF
			}
			f := im.files[0]
			r, err := intake.New(f.in, f.format, f.source(im.cfg))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.name, err)
			}
			im.reader = r
		}
		b, err := im.reader.Next()
		var wrong *intake.RowError
		switch {
		case errors.As(err, &wrong):
			if err := im.refused(im.files[0].name, wrong.Line, wrong.Reason); err != nil {
				return nil, err
			}
		case errors.Is(err, io.EOF):
			im.reader, im.files = nil, im.files[1:]
		case err != nil:
			return nil, fmt.Errorf("%s: %w", im.files[0].name, err)
		default:
			b.File = im.files[0].name
			return b, nil
		}
	}
}

// report notes what became of a commit. Of a refused one it gives what is left without
// the operations that were wrong, to be tried again.
func (im *session) report(in store.CommitInput, r *store.Result) (*store.CommitInput, error) {
	if im.current == nil {
		im.current = <-im.waiting
	}
	b := im.current
	if len(r.Errors) == 0 {
		im.current = nil
		im.total.add(b, r)
		im.progress.rows(b.Rows)
		return nil, nil
	}
	if r.Errors[0].Code == store.CodeIdempotencyMismatch { // these rows were committed in a run before
		im.current = nil
		im.total.add(b, &store.Result{Replayed: true})
		im.progress.rows(b.Rows)
		return nil, nil
	}
	wrong := map[int]bool{}
	for _, e := range r.Errors {
		n, ok := operationOf(e.Path, len(in.Operations))
		if !ok || b.Lines[n] == 0 {
			return nil, fmt.Errorf("%s: the commit of %d rows was refused: %s", b.File, b.Rows, e.Message)
		}
		if wrong[n] {
			continue
		}
		wrong[n] = true
		if err := im.refused(b.File, b.Lines[n], e.Message); err != nil {
			return nil, err
		}
	}
	return im.without(b, wrong), nil
}

func (im *session) without(b *intake.Batch, wrong map[int]bool) *store.CommitInput {
	lines := map[int]bool{}
	var left []store.Operation
	var at []int
	for i, op := range b.Input.Operations {
		if wrong[i] {
			lines[b.Lines[i]] = true
			continue
		}
		left, at = append(left, op), append(at, b.Lines[i])
	}
	b.Input.Operations, b.Lines, b.Rows = left, at, b.Rows-len(lines)
	if len(left) == 0 {
		im.current = nil
		return nil
	}
	return &b.Input
}

func operationOf(path []string, operations int) (int, bool) {
	if len(path) < 2 || path[0] != "operations" {
		return 0, false
	}
	n, err := strconv.Atoi(path[1])
	return n, err == nil && n >= 0 && n < operations
}

// refusedInFull is how many refused rows are logged each with its reason.
const refusedInFull = 20

func (im *session) refused(file string, line int, reason string) error {
	im.total.mu.Lock()
	defer im.total.mu.Unlock()
	im.total.Refused++
	if im.total.Refused <= refusedInFull {
		im.progress.note("row refused", "file", file, "line", line, "reason", reason)
	}
	if im.cfg.Strict {
		return fmt.Errorf("%s, line %d: %w: %s", file, line, ErrRefused, reason)
	}
	return nil
}

// needed is a thing that rows only need: what sort it is, and its key.
type needed struct {
	class store.Class
	key   string
}

// present leaves out of a batch the puts of what is there.
func present(b *intake.Batch, have func([]needed) (map[needed]bool, error)) error {
	var ask []needed
	for _, op := range b.Input.Operations {
		if n := neededBy(op); n.key != "" {
			ask = append(ask, n)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	there, err := have(ask)
	if err != nil {
		return err
	}
	var left []store.Operation
	var at []int
	for i, op := range b.Input.Operations {
		if !there[neededBy(op)] {
			left, at = append(left, op), append(at, b.Lines[i])
		}
	}
	b.Input.Operations, b.Lines = left, at
	return nil
}

func neededBy(op store.Operation) needed {
	switch {
	case op.PutEntity != nil:
		return needed{store.ClassEntity, op.PutEntity.Key}
	case op.PutSource != nil:
		return needed{store.ClassSource, op.PutSource.Key}
	case op.PutKind != nil:
		return needed{store.ClassKind, op.PutKind.Key}
	case op.PutRelationType != nil:
		return needed{store.ClassRelationType, op.PutRelationType.Key}
	}
	return needed{}
}
