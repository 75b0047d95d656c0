package transfer

import (
	"errors"
	"iter"
	"path/filepath"

	"demarche/store"
	"demarche/store/badgerkv"
	"demarche/store/kv"
	"demarche/store/kv/kvsort"
	"demarche/store/memkv"
)

// bulk fills an empty store: its keys are worked out in memory, sorted on the disk, and
// written as tables. Until all is written the directory is marked as unfinished.
func (im *session) bulk() error {
	if im.cfg.DryRun {
		return im.load(func(kv.Pair) error { return nil })
	}
	dir, err := filepath.Abs(im.cfg.Data)
	if err != nil {
		return err
	}
	var sorter *kvsort.Sorter
	err = badgerkv.Build(im.ctx, dir, badgerkv.Options{Logger: im.cfg.Logger}, func(scratch string) (iter.Seq2[kv.Pair, error], error) {
		sorter = kvsort.New(scratch)
		err := im.load(func(p kv.Pair) error { sorter.Add(p); return nil })
		return sorter.Sorted(), err
	})
	if sorter != nil {
		err = errors.Join(err, sorter.Close())
	}
	return err
}

// load works out the keys of a store that holds what is read, and nothing else.
func (im *session) load(emit func(kv.Pair) error) error {
	return im.onMemory(func(s *store.Store) error { return im.loadInto(s, emit) })
}

func (im *session) onMemory(use func(*store.Store) error) error {
	s, err := store.Open(im.ctx, memkv.New(), store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(use(s), s.Close())
}

// loadInto works out the keys that are new in a store.
func (im *session) loadInto(s *store.Store, emit func(kv.Pair) error) error {
	l, err := store.NewLoader(im.ctx, s, emit)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := l.Load(im.next, im.report); err != nil {
		return err
	}
	if im.failed != nil {
		return im.failed
	}
	return l.Finish()
}
