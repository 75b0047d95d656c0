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
	merges   atomic.Pointer[merges]   // likewise
	grown    *announcer

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
	case len(got[0]) == 1 && got[0][0] == 1: // before there was an export
		return nil, fmt.Errorf("%w: it says version 1, this program reads %d; start with another directory, and commit again what you committed there", ErrFormat, formatVersion)
	case len(got[0]) != 1 || got[0][0] != formatVersion:
		return nil, fmt.Errorf("%w: it says version %v, this program reads %d; export it with the program that wrote it and import it here", ErrFormat, got[0], formatVersion)
	}
	v, err := s.viewOf(ctx, snap)
	if err != nil {
		return nil, err
	}
	s.grown = newAnnouncer(v.head.Number)
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
	s.grown.end()
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
	got, err := snap.Get(ctx, [][]byte{keyHeadOfLog(), keyOntologyVersion(), keyMergeVersion()})
	if err != nil {
		return nil, err
	}
	v := &View{store: s, snap: snap, release: func() {}}
	if got[0] != nil {
		if err := decode(got[0], &v.head); err != nil {
			return nil, err
		}
	}
	return v, v.load(ctx, got[1], got[2])
}

// load gives the view the ontology and the merges of the versions that its state
// says: those that the store keeps, or newly read ones. Only those of the present
// are kept.
func (v *View) load(ctx context.Context, ontology, merged []byte) error {
	keep := true
	switch v.snap.(type) {
	case *overlay, *past: // a number of an overlay may come to stand for another commit
		keep = false
	}
	version, err := versionOf(ontology)
	if err != nil {
		return err
	}
	if v.ontology = v.store.ontology.Load(); v.ontology == nil || v.ontology.Version != version {
		if v.ontology, err = loadOntology(ctx, v.snap, version); err != nil {
			return err
		}
		if keep {
			v.store.ontology.Store(v.ontology)
		}
	}
	if version, err = versionOf(merged); err != nil {
		return err
	}
	if v.merges = v.store.merges.Load(); v.merges == nil || v.merges.version != version {
		if v.merges, err = loadMerges(ctx, v.snap, version); err != nil {
			return err
		}
		if keep {
			v.store.merges.Store(v.merges)
		}
	}
	return nil
}

// versionOf is the commit that wrote a value; zero for none.
func versionOf(value []byte) (uint64, error) {
	if value == nil {
		return 0, nil
	}
	version, _, err := recordedValue(value)
	return version, err
}
