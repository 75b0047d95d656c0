package intake

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"demarche/store"
)

// Reader gives the batches of a file in order.
type Reader struct {
	batcher
	next    func() (string, int, error) // a line
	convert func(line string, n int) error
	blank   func() // what an empty line means; nil: nothing
	ready   []*Batch
	err     error // ends the reading, when ready is empty
}

// New reads a file of events or operations; Dump is for store.Import. The name is that
// of the file: rows that name no source rest on it.
func New(in *bufio.Reader, format Format, name string) (*Reader, error) {
	r := &Reader{batcher: batcher{what: string(format) + "/1 " + name, name: name, rows: maxBatchRows, needs: true}}
	switch format {
	case Events:
		return r, r.events(newEventReader(in), name)
	case GDELT:
		return r, r.events(newGDELTReader(in), name)
	case Operations:
		r.what, r.rows, r.needs = string(format)+"/1", store.MaxOperations, false
		r.operations(in)
		return r, nil
	}
	return nil, fmt.Errorf("there is no format %q: dump, operations, events and gdelt are", format)
}

// Next gives the next batch. An error is a *RowError about one row, after which reading
// goes on; io.EOF; or a fault, which ends it.
func (r *Reader) Next() (*Batch, error) {
	for {
		if len(r.ready) > 0 {
			b := r.ready[0]
			r.ready = r.ready[1:]
			return b, nil
		}
		if r.err != nil {
			return nil, r.err
		}
		line, n, err := r.next()
		var row *RowError
		if errors.As(err, &row) {
			return nil, err
		}
		if err != nil {
			r.err = err
			if errors.Is(err, io.EOF) {
				r.err = io.EOF
				r.flush()
			}
			continue
		}
		if line == "" {
			if r.blank != nil {
				r.blank()
			}
			continue
		}
		if err := r.convert(line, n); err != nil {
			return nil, &RowError{n, err.Error()}
		}
		if r.full() {
			r.flush()
		}
	}
}

func (r *Reader) flush() {
	if b := r.take(); b != nil {
		r.ready = append(r.ready, b)
	}
}

// rows reads one sort of rows.
type rows interface {
	next() (string, error)
	number() int
	row(line string) (e event, skip bool, err error)
}

func (l *lines) number() int { return l.n }

func (r *Reader) events(from rows, name string) error {
	file, err := sourceNamed(name)
	if err != nil {
		return fmt.Errorf("the file's name cannot stand for a source: %w; give another with --source", err)
	}
	for i, ops := range slices.Collect(slices.Chunk(ontology(), maxBatchTypes)) {
		r.ready = append(r.ready, fixed("events/1#"+strconv.Itoa(i+1), ops))
	}
	t := &translator{r: r, file: file, put: map[string]bool{}}
	r.next = func() (string, int, error) {
		line, err := from.next()
		return line, from.number(), err
	}
	r.convert = func(line string, n int) error {
		e, skip, err := from.row(line)
		if err != nil || skip {
			return err
		}
		t.event(&e, line, n)
		return nil
	}
	return nil
}

// translator says events in operations. What a row needs besides its relation is put with
// the first row that needs it.
type translator struct {
	r    *Reader
	file source
	put  map[string]bool // by key
}

func (t *translator) event(e *event, line string, n int) {
	if e.kind.code == "" && t.first(e.kind.key()) { // before the batch that needs it
		t.r.ready = append(t.r.ready, fixed("type:"+e.kind.key(), []store.Operation{typeOf(e.kind, anyEvent)}))
	}
	t.r.row(n, line)
	rel := &store.PutRelation{Type: e.kind.key()}
	var participants []store.ParticipantInput
	for _, p := range []struct {
		role string
		actor
	}{{roleActor, e.actor}, {roleTarget, e.target}} {
		if p.key == "" {
			continue
		}
		if t.first(p.key) {
			t.r.add(n, keysOfThing, store.Operation{PutEntity: &store.PutEntity{Target: store.Target{Key: p.key}, Kind: p.kind,
				Names: names(p.name), ExternalIDs: given(p.codes)}})
		}
		participants = append(participants, store.ParticipantInput{Role: p.role, Ref: store.Ref{Key: p.key}})
	}
	rel.Participants = store.Some(participants)
	rel.Time = store.Some(&store.DateInput{EDTF: e.date})
	if p := e.place; p != nil {
		if t.first(p.key) {
			put := &store.PutEntity{Target: store.Target{Key: p.key}, Kind: "place", Names: names(p.name), ExternalIDs: given(p.codes)}
			if p.point != nil {
				put.Point = store.Some(p.point)
			}
			t.r.add(n, keysOfThing, store.Operation{PutEntity: put})
		}
		// Two places make two events of one day: so the place is not only said but tells them apart.
		rel.Place, rel.Spell = store.Some(&store.Ref{Key: p.key}), store.Some(p.key)
	}
	rel.Claims = []store.AddClaim{{Key: e.claim, Quantities: e.quantities,
		Evidence: []store.EvidenceInput{{Source: store.Ref{Key: t.source(e.source, n)}}}}}
	t.r.add(n, keysOfEvent, store.Operation{PutRelation: rel})
}

// source puts the source of a row, if it is new, and gives its key.
func (t *translator) source(s source, n int) string {
	if s.key == "" {
		s = t.file
	}
	if t.first(s.key) {
		put := &store.PutSource{Target: store.Target{Key: s.key}, Genre: s.genre}
		if s.title != "" {
			put.Title = store.Some(&store.Text{Text: s.title, Lang: "und"}) // BCP 47: undetermined
		}
		if s.url != "" {
			put.URL = store.Some(s.url)
		}
		t.r.add(n, keysOfSource, store.Operation{PutSource: put})
	}
	return s.key
}

func (t *translator) first(key string) bool {
	if t.put[key] {
		return false
	}
	t.put[key] = true
	return true
}

func names(text string) store.Opt[[]store.NameInput] {
	return store.Some([]store.NameInput{{Text: text}})
}

func given(codes []store.Code) store.Opt[[]store.Code] {
	return store.Opt[[]store.Code]{Set: len(codes) > 0, Value: codes}
}
