// Package badgerkv keeps a kv.Engine's keys in a Badger database on the local
// disk. It is the only package that knows Badger.
//
// Badger runs in managed mode: the engine gives out timestamps. A snapshot is
// the timestamp of the last finished commit, so that reads never wait for
// writes. One goroutine, the committer, merges the commits that wait into one
// Badger transaction, so that they share a sync (Badger by itself syncs once per
// transaction), and checks each against what changed since its snapshot.
//
// Any write is a change: a key that was put again with the same value, or
// deleted while absent, counts as changed.
package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

var _ kv.Engine = (*Engine)(nil)

// Engine is a kv.Engine on one directory.
type Engine struct {
	db      *badger.DB
	horizon horizon
	life    lifetime
	queue   queue
	commits *committer
	mark    *marker
	space   *space
	counts  counters
	stopped atomic.Pointer[error] // why nothing more is written, or nothing

	idle  chan struct{} // closed when Close was called and no call is left
	close func() error
}

// Open opens the database in dir, creating both if absent. The directory
// belongs to this Engine until Close; meanwhile others get ErrInUse. Everything
// else that stands in the way wraps kv.ErrEngine. Opening reads every table and log to
// verify them: ErrDamaged and ErrLost say that something is not as it was written.
func Open(dir string, opts Options) (*Engine, error) {
	last, err := prepare(dir, opts)
	if err != nil {
		return nil, err
	}
	db, err := openBadger(settings(dir, opts))
	if err != nil {
		return nil, err
	}
	e := &Engine{db: db, idle: make(chan struct{})}
	if e.mark, err = openMarker(dir); err == nil && db.MaxVersion() < last {
		err = damaged(dir, "Badger finds %d transactions, and there are %d", db.MaxVersion(), last)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	e.horizon = horizon{discard: db.SetDiscardTs, last: db.MaxVersion()}
	e.horizon.finish(e.horizon.last)
	e.life.idle = func() { close(e.idle) }
	e.queue.init()
	e.space = newSpace(dir, db, opts.Logger)
	e.commits = newCommitter(e, opts)
	e.close = sync.OnceValue(e.shutdown)
	go e.commits.run()
	return e, nil
}

// lockedText is in Badger's error about a directory in use, which wraps nothing.
const lockedText = "Another process is using this Badger database"

// openBadger gives Badger's panics on damaged files as errors.
func openBadger(o badger.Options) (db *badger.DB, err error) {
	defer func() {
		if r := recover(); r != nil {
			db, err = nil, fault("opening the database", fmt.Errorf("panic: %v", r))
		}
	}()
	db, err = badger.OpenManaged(o)
	switch {
	case err == nil:
		return db, nil
	case strings.Contains(err.Error(), lockedText):
		return nil, fmt.Errorf("%w: %s", ErrInUse, o.Dir)
	}
	return nil, fault("opening the database", err)
}

// Close implements kv.Engine. It waits for reads under way, too.
func (e *Engine) Close() error { return e.close() }

func (e *Engine) shutdown() error {
	e.life.close()
	<-e.idle
	e.queue.close()
	<-e.commits.done
	err := e.mark.close()
	if full := checkFree(e.space.dir, idleReserve(e.db.Opts()), e.space.free); full != nil {
		// Closing would write tables. What is not in one is in the log, and safe there.
		if e.space.log != nil {
			e.space.log.Warn("the log is left to the next start", "reason", full)
		}
	} else {
		err = errors.Join(err, e.db.Close())
	}
	if err != nil {
		return fault("closing the database", err)
	}
	return nil
}

// Snapshot implements kv.Engine.
func (e *Engine) Snapshot(ctx context.Context) (kv.Snapshot, error) {
	if err := e.life.enter(); err != nil {
		return nil, err
	}
	defer e.life.leave()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return newSnapshot(e), nil
}

// Commit implements kv.Engine. A fault of the disk ends all writing: the fate of
// the commits under way is then known only after reopening.
func (e *Engine) Commit(ctx context.Context, at kv.Snapshot, writes []kv.Write, guards [][]byte) error {
	if err := e.life.enter(); err != nil {
		return err
	}
	defer e.life.leave()
	snap, ok := at.(*snapshot)
	if !ok || snap.engine != e {
		return fmt.Errorf("%w: the snapshot is not one of this engine", kv.ErrEngine)
	}
	if err := snap.life.enter(); err != nil {
		return err
	}
	defer snap.life.leave()
	if err := kv.CheckWrites(writes); err != nil {
		return err
	}
	if err := kv.CheckKeys(guards); err != nil {
		return err
	}
	r := newRequest(snap.ts, writes, guards)
	return e.submit(ctx, r)
}

// submit hands r to the committer and waits. A request that the committer has
// taken is waited for whatever ctx says: its bytes are in use and its end is near.
func (e *Engine) submit(ctx context.Context, r *request) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.queue.push(r)
	select {
	case err := <-r.result:
		return err
	case <-ctx.Done():
		if r.take() {
			return context.Cause(ctx)
		}
		return <-r.result
	}
}

// Load implements kv.Engine. Pairs go to the disk in parts of some 2 MiB, each
// atomic, which share the committer with other commits; pairs that were put
// before an error stay. The bytes of a pair are free when yield returns.
func (e *Engine) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	if err := e.enterDone(ctx); err != nil {
		return err
	}
	part, room := newPart(), room(e.db)
	for p := range pairs {
		if err := kv.CheckPair(p.Key, p.Value); err != nil {
			return err
		}
		if part.full(room) {
			if err := e.loadPart(ctx, part); err != nil {
				return err
			}
			part = newPart()
		}
		part.addPair(p)
	}
	return e.loadPart(ctx, part)
}

// loadPart is a call of its own, so that pairs may come from this engine and
// Close need not wait for a whole Load.
func (e *Engine) loadPart(ctx context.Context, part *request) error {
	if err := e.life.enter(); err != nil {
		return err
	}
	defer e.life.leave()
	return e.submit(ctx, part)
}

func (e *Engine) enterDone(ctx context.Context) error {
	if err := e.life.enter(); err != nil {
		return err
	}
	defer e.life.leave()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
