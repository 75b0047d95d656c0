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

	cache  *cache                  // nil: none
	last   atomic.Pointer[decoded] // of the last state that was viewed
	grown  *announcer
	counts commitCounts

	mu     sync.RWMutex // guards closed; the committer never takes it, because senders wait for it under mu
	closed bool
}

// ErrClosed is what a closed Store answers.
var ErrClosed = errors.New("store: the store is closed")

// Options are what an operator chooses.
type Options struct {
	CacheBytes int // of decoded records, roughly; 0: none
}

// Open takes over an engine, which must hold a store of this format or nothing.
// The engine stays the caller's to close, after the Store.
func Open(ctx context.Context, engine kv.Engine, o Options) (*Store, error) {
	s := &Store{engine: engine, now: time.Now, cache: newCache(o.CacheBytes), requests: make(chan *request, 256), stopped: make(chan struct{})}
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
	default:
		if err := checkFormat(got[0]); err != nil {
			return nil, err
		}
	}
	v, err := s.viewOf(ctx, snap)
	if err != nil {
		return nil, err
	}
	s.grown = newAnnouncer(v.head.Number)
	s.cache.start(v)
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

// View is the state of now: one engine call, and up to four more after a commit.
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
	got, err := snap.Get(ctx, [][]byte{keyHeadOfLog()})
	if err != nil {
		return nil, err
	}
	v := &View{store: s, snap: snap, release: func() {}}
	if got[0] != nil {
		if err := decode(got[0], &v.head); err != nil {
			return nil, err
		}
	}
	o, uncommitted := snap.(*overlay)
	uncommitted = uncommitted && len(o.writes) > 0
	if last := s.last.Load(); last != nil && last.number == v.head.Number && !uncommitted {
		v.ontology, v.merges = last.ontology, last.merges
		return v, nil
	}
	if got, err = snap.Get(ctx, [][]byte{keyOntologyVersion(), keyMergeVersion()}); err != nil {
		return nil, err
	}
	if err := v.load(ctx, got[0], got[1]); err != nil {
		return nil, err
	}
	if !uncommitted { // else the number may come to stand for another commit
		s.last.Store(&decoded{v.head.Number, v.ontology, v.merges})
	}
	return v, nil
}

// decoded is what a state holds that is kept decoded, by the number of its last commit.
type decoded struct {
	number   uint64
	ontology *Ontology
	merges   *merges
}

// load gives the view the ontology and the merges of the versions that its state
// says: those of the present state, if they are the same, or newly read ones.
func (v *View) load(ctx context.Context, ontology, merged []byte) error {
	last := v.store.last.Load()
	version, err := versionOf(ontology)
	if err != nil {
		return err
	}
	if last != nil && last.ontology.Version == version {
		v.ontology = last.ontology
	} else if v.ontology, err = loadOntology(ctx, v.snap, version); err != nil {
		return err
	}
	if version, err = versionOf(merged); err != nil {
		return err
	}
	if last != nil && last.merges.version == version {
		v.merges = last.merges
		return nil
	}
	v.merges, err = loadMerges(ctx, v.snap, version)
	return err
}

// versionOf is the commit that wrote a value; zero for none.
func versionOf(value []byte) (uint64, error) {
	if value == nil {
		return 0, nil
	}
	version, _, err := recordedValue(value)
	return version, err
}
