package badgerkv

import (
	"context"
	"errors"

	"github.com/dgraph-io/badger/v4"

	"demarche/store/kv"
)

var _ kv.Snapshot = (*snapshot)(nil)

// snapshot is a timestamp that Badger is kept from forgetting. Each call reads
// in a transaction of its own, so that calls may run at the same time.
type snapshot struct {
	engine *Engine
	ts     uint64
	life   lifetime
}

func newSnapshot(e *Engine) *snapshot {
	s := &snapshot{engine: e, ts: e.horizon.acquire()}
	s.life.idle = func() { e.horizon.release(s.ts) }
	return s
}

// Close implements kv.Snapshot. It does not wait: the state is given up after
// the last call under way.
func (s *snapshot) Close() { s.life.close() }

// read runs f while neither the snapshot nor the engine can go away.
func (s *snapshot) read(ctx context.Context, f func(*badger.Txn) error) error {
	if err := s.engine.life.enter(); err != nil {
		return err
	}
	defer s.engine.life.leave()
	if err := s.life.enter(); err != nil {
		return err
	}
	defer s.life.leave()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	txn := s.engine.db.NewTransactionAt(s.ts, false)
	defer txn.Discard()
	return f(txn)
}

// Get implements kv.Snapshot.
func (s *snapshot) Get(ctx context.Context, keys [][]byte) ([][]byte, error) {
	if err := kv.CheckKeys(keys); err != nil {
		return nil, err
	}
	values := make([][]byte, len(keys))
	err := s.read(ctx, func(txn *badger.Txn) error {
		var buf []byte
		for i, key := range keys {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			buf = appendKey(buf[:0], key)
			v, err := get(txn, buf)
			if err != nil {
				return err
			}
			values[i] = v
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return values, nil
}

// get gives a copy of the value, nil where absent.
func get(txn *badger.Txn, key []byte) ([]byte, error) {
	item, err := txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fault("reading a key", err)
	}
	return valueOf(item)
}

func valueOf(item *badger.Item) ([]byte, error) {
	value := []byte{} // an empty value is not nil
	err := item.Value(func(v []byte) error {
		value = append(value, v...)
		return nil
	})
	if err != nil {
		return nil, fault("reading a value", err)
	}
	return value, nil
}
