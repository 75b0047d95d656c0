package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"demarche/store/kv"
)

// plan is one commit being worked out on a draft: what it reads of its own work,
// what it changes, what is wrong with it.
type plan struct {
	ctx    context.Context
	d      *draft
	v      *View // reads the draft
	number uint64
	at     int64

	locals  map[string]ID // 0: that operation failed
	reasons map[ID]string // why a thing was retracted, merged, unmerged
	order   []ID          // changed things, in order of first change
	ops     map[ID]ChangeOp
	names   map[ID]string // the local of a changed thing
	dirty   []ID          // relations to be looked at again in the end
	path    []string      // where in the input the work is

	ontologyOwned bool
	merged        bool // the merges changed
	result        *Result
	writes        []kv.Write
	err           error
}

// checkInput is what every commit goes through before it is planned, whichever way it
// comes: whoever makes it must be allowed to, and its form be right.
func checkInput(in *CommitInput) (body [32]byte, errs []UserError) {
	if errs := checkRights(in); len(errs) > 0 {
		return body, errs
	}
	fault := func(path string, err error) {
		var ie *InputError
		if errors.As(err, &ie) {
			errs = append(errs, UserError{InputError: *ie, Path: []string{path}})
		}
	}
	if err := checkText("idempotencyKey", in.IdempotencyKey, 200); err != nil {
		fault("idempotencyKey", err)
	}
	if err := checkOptional("message", in.Message, maxMessageLen); err != nil {
		fault("message", err)
	}
	if n := len(in.Operations); n == 0 || n > MaxOperations {
		e := invalid("a commit has 1 to %d operations, not %d", MaxOperations, n)
		if n > 0 {
			e.Code = CodeTooLarge
		}
		fault("operations", e)
	}
	b, err := json.Marshal(in)
	if err != nil {
		fault("operations", invalid("a number is not finite"))
	}
	return digest(string(b)), errs
}

// plan works a commit out on a base. An error is a fault; what is wrong with the
// input is in result.Errors, and then there are no writes.
func (s *Store) plan(ctx context.Context, base kv.Snapshot, in CommitInput, body [32]byte) (*plan, error) {
	v, err := s.viewOf(ctx, base)
	if err != nil {
		return nil, err
	}
	p := &plan{
		ctx: ctx, number: v.head.Number + 1, at: max(s.now().UnixMicro(), v.head.At+1),
		locals: map[string]ID{}, ops: map[ID]ChangeOp{}, names: map[ID]string{}, reasons: map[ID]string{}, result: &Result{},
	}
	idempotent := keyIdempotent(in.IdempotencyKey)
	got, err := base.Get(ctx, [][]byte{idempotent})
	if err != nil {
		return nil, err
	}
	if got[0] != nil {
		return p, p.replay(v, got[0], body)
	}
	p.d = newDraft(base, p.number)
	v.snap, v.raw = p.d, true
	p.v = v
	for i := range in.Operations {
		p.path = []string{"operations", strconv.Itoa(i)}
		if err := p.operation(&in.Operations[i]); err != nil {
			return nil, err
		}
	}
	if len(p.result.Errors) == 0 {
		p.path = []string{"operations"}
		if err := p.settle(); err != nil {
			return nil, err
		}
	}
	if len(p.result.Errors) > 0 {
		return p, nil
	}
	return p, p.finish(in, body)
}

func (p *plan) replay(v *View, stored []byte, body [32]byte) error {
	if len(stored) != 40 {
		return errBadValue
	}
	if !bytes.Equal(stored[:32], body[:]) {
		p.result.Errors = []UserError{{InputError: InputError{Code: CodeIdempotencyMismatch,
			Message: "this idempotencyKey was used for a commit with another body; use a new key for new content"}, Path: []string{"idempotencyKey"}}}
		return nil
	}
	commits, err := v.Commits(p.ctx, []uint64{binary.BigEndian.Uint64(stored[32:])})
	if err != nil {
		return err
	}
	if commits[0] == nil {
		return fmt.Errorf("store: an idempotency key leads to no commit: %w", ErrDamaged)
	}
	p.v = v
	p.result = &Result{Commit: commits[0], Changes: commits[0].Changes, Replayed: true}
	return nil
}

func (p *plan) finish(in CommitInput, body [32]byte) error {
	c := &Commit{Number: p.number, At: p.at, By: in.By.Name, Message: in.Message}
	c.Retry = append(retryHash(in.IdempotencyKey), body[:]...)
	for _, id := range p.order {
		c.Changes = append(c.Changes, Change{p.ops[id], id, p.names[id], p.reasons[id]})
	}
	return p.seal(c)
}

// seal makes the plan's writes: those of its draft, and the entry of the log.
func (p *plan) seal(c *Commit) error {
	p.result.Commit, p.result.Changes = c, c.Changes
	if p.ontologyOwned {
		p.d.set(keyOntologyVersion(), binary.AppendUvarint(nil, p.number))
		p.v.ontology.Version = p.number
	}
	writes, err := p.d.finish(p.ctx)
	if err != nil {
		return err
	}
	log := logPairs(c)
	if record := log[0].Value; len(record) > kv.MaxValue {
		p.result = &Result{Errors: []UserError{tooLarge(len(writes), len(record))}}
		return nil
	}
	head := Head{p.number, p.at}
	p.writes = append(writes, kv.Write{Key: keyHeadOfLog(), Value: encode(&head)})
	for _, pair := range log {
		p.writes = append(p.writes, kv.Write{Key: pair.Key, Value: pair.Value})
	}
	if size := sizeOf(p.writes); len(p.writes) > kv.MaxCommitKeys || size > kv.MaxCommit {
		p.result, p.writes = &Result{Errors: []UserError{tooLarge(len(p.writes), size)}}, nil
		return nil
	}
	for _, w := range p.writes {
		if len(w.Value) > kv.MaxValue {
			p.result, p.writes = &Result{Errors: []UserError{tooLargeThing()}}, nil
			return nil
		}
	}
	for _, w := range p.writes[len(writes):] {
		p.d.put(w.Key, w.Value)
	}
	p.v.head, p.v.raw = head, false
	return nil
}

// logPairs are a commit's entries in the log: itself first, then its time and its
// idempotency key. Besides them there is the head.
func logPairs(c *Commit) []kv.Pair {
	number := binary.BigEndian.AppendUint64(nil, c.Number)
	return []kv.Pair{
		{Key: keyCommit(c.Number), Value: encode(c)},
		{Key: keyCommitTime(c.At), Value: number},
		{Key: keyRetry(c.Retry[:retryKeyLen]), Value: append(bytes.Clone(c.Retry[retryKeyLen:]), number...)},
	}
}

func (p *plan) operation(o *Operation) error {
	given := 0
	var run func() error
	add := func(set bool, name string, f func() error) {
		if set {
			given++
			run = func() error { return p.under(f, name) }
		}
	}
	add(o.PutEntity != nil, "putEntity", func() error { return p.putEntity(o.PutEntity) })
	add(o.PutSource != nil, "putSource", func() error { return p.putSource(o.PutSource) })
	add(o.PutRelation != nil, "putRelation", func() error { return p.putRelation(o.PutRelation) })
	add(o.AddClaim != nil, "addClaim", func() error { return p.addClaim(o.AddClaim, 0) })
	add(o.RetractClaim != nil, "retractClaim", func() error { return p.retractClaim(o.RetractClaim) })
	add(o.Merge != nil, "merge", func() error { return p.merge(o.Merge) })
	add(o.Unmerge != nil, "unmerge", func() error { return p.unmerge(o.Unmerge) })
	add(o.PutKind != nil, "putKind", func() error { return p.putKind(o.PutKind) })
	add(o.PutRelationType != nil, "putRelationType", func() error { return p.putRelationType(o.PutRelationType) })
	if given != 1 {
		return p.report(invalid("an operation is exactly one of putEntity, putSource, putRelation, addClaim, retractClaim, merge, unmerge, putKind, putRelationType; this has %d", given))
	}
	return run()
}

// under runs f with the path lengthened, and turns what is wrong with the input
// into a userError at the deepest path that saw it.
func (p *plan) under(f func() error, path ...string) error {
	was := p.path
	p.path = append(slices.Clone(was), path...)
	err := p.report(f())
	p.path = was
	return err
}

// errReported unwinds an operation whose userError is recorded already.
var errReported = errors.New("reported")

// report records an input error at the current path; faults pass.
func (p *plan) report(err error) error {
	if err == nil || errors.Is(err, errReported) {
		return nil
	}
	var ue *UserError
	if errors.As(err, &ue) {
		if ue.Path == nil {
			ue.Path = slices.Clone(p.path)
		}
		p.result.Errors = append(p.result.Errors, *ue)
		return nil
	}
	var ie *InputError
	if errors.As(err, &ie) {
		p.result.Errors = append(p.result.Errors, UserError{InputError: *ie, Path: slices.Clone(p.path)})
		return nil
	}
	return err
}

// field runs a check of one field and unwinds the operation if it fails.
func (p *plan) field(err error, path ...string) error {
	if err == nil {
		return nil
	}
	n := len(p.result.Errors)
	if err := p.under(func() error { return err }, path...); err != nil {
		return err
	}
	if len(p.result.Errors) > n {
		return errReported
	}
	return nil
}

// Error makes a *UserError an error, so that a failure can carry more than a message.
func (e *UserError) Error() string { return e.Message }

// changed notes what happened to a thing; the first of CREATED and UPDATED stays.
func (p *plan) changed(id ID, op ChangeOp, local string) {
	was, seen := p.ops[id]
	if !seen {
		p.order = append(p.order, id)
	}
	if !seen || was == Unchanged || was == Updated && op == Retract {
		p.ops[id] = op
	}
	if local != "" {
		p.names[id] = local
	}
}

// local binds a local name. Zero marks a failed operation, so that what refers to
// it is not reported as unknown on top.
func (p *plan) bind(local string, id ID) error {
	if local == "" {
		return nil
	}
	if err := checkText("local", local, maxKeyLen); err != nil {
		return err
	}
	if was := p.locals[local]; was != 0 && was != id {
		return invalid("`local` %q names two things in this commit", clip(local))
	}
	p.locals[local] = id
	return nil
}

// resolve finds one thing of one of the classes (none: any). What was merged away
// leads to its survivor.
func (p *plan) resolve(r *Ref, path []string, classes ...Class) (ID, error) {
	id, err := p.resolveStored(r, path, classes...)
	return p.v.merges.survivor(id), err
}

// resolveStored is resolve without the merges: a put of what was merged away
// changes what is stored of it.
func (p *plan) resolveStored(r *Ref, path []string, classes ...Class) (ID, error) {
	var id ID
	if r.Local != "" && r.ID == "" && r.Key == "" && r.ExternalID == nil {
		bound, ok := p.locals[r.Local]
		if !ok {
			var known []string
			for l := range p.locals {
				known = append(known, l)
			}
			e := unknownKey("earlier operation with `local`", r.Local, known)
			e.Code = CodeNotFound
			return 0, p.field(e, path...)
		}
		if bound == 0 {
			return 0, errReported // its own operation says why
		}
		id = bound
	} else {
		given := 0
		for _, set := range []bool{r.ID != "", r.Key != "", r.ExternalID != nil, r.Local != ""} {
			if set {
				given++
			}
		}
		if given != 1 {
			return 0, p.field(invalid("a reference has exactly one of id, key, externalId, local"), path...)
		}
		ids, err := p.v.resolveStored(p.ctx, []Ref{*r})
		if err != nil {
			return 0, p.fieldOrFault(err, path...)
		}
		if id = ids[0]; id == 0 {
			return 0, p.fieldOrFault(p.v.notFound(p.ctx, *r), path...)
		}
	}
	if len(classes) > 0 && !slices.Contains(classes, id.Class()) {
		return 0, p.field(invalid("%v is %s, and here goes %s", r, id.Class(), classes[0]), path...)
	}
	return id, nil
}

// fieldOrFault is field for errors that may be faults.
func (p *plan) fieldOrFault(err error, path ...string) error {
	if e := p.field(err, path...); e != nil {
		return e
	}
	return err
}

// String is the class with its article, for messages.
func (c Class) String() string {
	return map[Class]string{ClassEntity: "an entity", ClassRelation: "a relation", ClassClaim: "a claim",
		ClassSource: "a source", ClassKind: "a kind", ClassRelationType: "a relation type"}[c]
}

func (p *plan) resolveAll(list []Ref, path string, classes ...Class) ([]ID, error) {
	var out []ID
	for i := range list {
		id, err := p.resolve(&list[i], []string{path, strconv.Itoa(i)}, classes...)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

func bigEndian(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
