package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"demarche/store/kv"
)

// Store is a knowledge graph on an engine. All methods are safe for concurrent use.
type Store struct {
	engine   kv.Engine
	now      func() time.Time
	requests chan *request
	stopped  chan struct{} // closed when the committer has ended

	ontology atomic.Pointer[Ontology] // the last committed one that was decoded

	mu     sync.RWMutex // guards closed; the committer never takes it, because senders wait for it under mu
	closed bool
}

// ErrClosed is what a closed Store answers.
var ErrClosed = errors.New("store: the store is closed")

// Open takes over an engine, which must hold a store of this format or nothing.
// The engine stays the caller's to close, after the Store.
func Open(ctx context.Context, engine kv.Engine) (*Store, error) {
	s := &Store{engine: engine, now: time.Now, requests: make(chan *request, 256), stopped: make(chan struct{})}
	snap, err := engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	got, err := snap.Get(ctx, [][]byte{keyFormat()})
	if err != nil {
		return nil, err
	}
	switch {
	case got[0] == nil:
		pages, err := snap.Scan(ctx, []kv.Range{{End: []byte{0xff, 0xff, 0xff, 0xff, 0xff}, Limit: 1, KeysOnly: true}})
		if err != nil {
			return nil, err
		}
		if len(pages[0].Pairs) > 0 {
			return nil, fmt.Errorf("%w: there is data that no demarche wrote; give another directory", ErrFormat)
		}
		if err := engine.Commit(ctx, snap, []kv.Write{{Key: keyFormat(), Value: []byte{formatVersion}}}, nil); err != nil {
			return nil, err
		}
	case len(got[0]) != 1 || got[0][0] != formatVersion:
		return nil, fmt.Errorf("%w: it says version %v, this program reads %d; export it with the program that wrote it and import it here", ErrFormat, got[0], formatVersion)
	}
	go s.run()
	return s, nil
}

// Close ends writing: commits under way finish, later ones give ErrClosed.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.requests)
	s.mu.Unlock()
	<-s.stopped
	return nil
}

// View is the state of now: one engine call, and two more after the ontology changed.
func (s *Store) View(ctx context.Context) (*View, error) {
	snap, err := s.engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.viewOf(ctx, snap)
	if err != nil {
		snap.Close()
		return nil, err
	}
	v.release = snap.Close
	return v, nil
}

// viewOf reads through any snapshot of the present, also one with writes on top.
func (s *Store) viewOf(ctx context.Context, snap kv.Snapshot) (*View, error) {
	got, err := snap.Get(ctx, [][]byte{keyHeadOfLog(), keyOntologyVersion()})
	if err != nil {
		return nil, err
	}
	v := &View{store: s, snap: snap, release: func() {}}
	if got[0] != nil {
		if err := decode(got[0], &v.head); err != nil {
			return nil, err
		}
	}
	v.ontology, err = s.ontologyAt(ctx, snap, got[1])
	return v, err
}

// ontologyOf is the ontology of a snapshot.
func (s *Store) ontologyOf(ctx context.Context, snap kv.Snapshot) (*Ontology, error) {
	got, err := snap.Get(ctx, [][]byte{keyOntologyVersion()})
	if err != nil {
		return nil, err
	}
	return s.ontologyAt(ctx, snap, got[0])
}

// ontologyAt gives the ontology of a version: the one that is kept, or a newly
// read one. Only that of the present is kept.
func (s *Store) ontologyAt(ctx context.Context, snap kv.Snapshot, stored []byte) (*Ontology, error) {
	var version uint64
	var err error
	if stored != nil {
		if version, _, err = recordedValue(stored); err != nil {
			return nil, err
		}
	}
	if o := s.ontology.Load(); o != nil && o.Version == version {
		return o, nil
	}
	o, err := loadOntology(ctx, snap, version)
	if err != nil {
		return nil, err
	}
	switch snap.(type) {
	case *overlay: // the number may come to stand for another commit
	case *past:
	default:
		s.ontology.Store(o)
	}
	return o, nil
}
