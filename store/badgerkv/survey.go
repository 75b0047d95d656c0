package badgerkv

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"golang.org/x/sync/errgroup"
)

// A survey reads a whole directory before Badger opens it, since Badger takes most
// damage for the traces of a killed process: it drops what follows a flipped bit in a
// log, and deletes tables that a damaged MANIFEST does not name.
//
// Transactions are numbered without gaps and each writes headKey, so that the newest
// timestamp in the tables is the last one that was moved into them. The logs have to go
// on from there without a hole, up to the mark.
type survey struct {
	dir      string
	witness  []byte // Badger's key, or nil
	manifest *manifest
	tables   map[uint64]*tableFile
	logs     []*wal

	last    uint64 // transaction up to which there is no hole
	kept    []byte // value of the witness there
	ofHead  bool   // headKey is there, so the mark has to be, too
	refused error  // ErrLost, as found by the logs
	holed   string // the first log that does not belong to what is whole
	mark    mark
	marked  bool
}

func surveyOf(dir string, w Witness) (*survey, error) {
	s := &survey{dir: dir, tables: map[uint64]*tableFile{}}
	if w.Key != nil {
		s.witness = badgerKey(w.Key)
	}
	var err error
	if s.mark, s.marked, err = readMark(dir); err != nil {
		return nil, err
	}
	if s.manifest, err = readManifest(dir); err != nil || s.manifest == nil {
		return s, err
	}
	if err := s.openTables(); err != nil {
		s.close()
		return nil, err
	}
	if err := s.readLogs(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *survey) close() {
	for _, t := range s.tables {
		t.close()
	}
}

// openTables verifies all tables, on all processors.
func (s *survey) openTables() error {
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	opened := make(chan *tableFile, len(s.manifest.tables))
	for id, c := range s.manifest.tables {
		work.Go(func() error {
			t, err := openTable(s.dir, id, options.CompressionType(c.Compression))
			if err == nil {
				opened <- t
			}
			return err
		})
	}
	err := work.Wait()
	close(opened)
	for t := range opened {
		s.tables[t.ID()] = t
		s.last = max(s.last, t.MaxVersion())
	}
	if err != nil {
		return err
	}
	if s.witness != nil {
		s.kept = s.find(s.witness)
	}
	s.ofHead = s.find(headKey) != nil
	return nil
}

// find gives the newest value of a key in the tables.
func (s *survey) find(key []byte) (value []byte) {
	newest := uint64(0)
	for _, t := range s.tables {
		if v, ts := t.find(key); ts > newest {
			value, newest = v, ts
		}
	}
	return value
}

func (s *survey) readLogs() error {
	names, err := wals(s.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		var kept []byte
		w, err := readWAL(s.dir, name, func(versioned, value []byte) {
			switch key := y.ParseKey(versioned); {
			case bytes.Equal(key, s.witness):
				kept = bytes.Clone(value)
			case bytes.Equal(key, headKey):
				s.ofHead = true
			}
		})
		if err != nil {
			return err
		}
		s.logs = append(s.logs, w)
		s.follow(w, kept)
	}
	return nil
}

// follow holds a log against what is before it.
func (s *survey) follow(w *wal, kept []byte) {
	if s.holed != "" {
		return
	}
	if w.first > s.last+1 {
		s.hole(w.name, fmt.Sprintf("%s begins with transaction %d, but what is before it ends with %d", w.name, w.first, s.last))
		return
	}
	if w.last > s.last {
		s.last = w.last
		if kept != nil {
			s.kept = kept
		}
	}
	if w.beyond > s.last+1 {
		s.refused = &refusal{ErrLost, fmt.Sprintf("%s is damaged behind transaction %d, and goes up to %d", w.name, s.last, w.beyond)}
	}
}

func (s *survey) hole(name, text string) {
	s.holed, s.refused = name, &refusal{ErrLost, text}
}

// strays are tables that MANIFEST never named. A process that was killed leaves such
// ones: unfinished, or with all that they hold also elsewhere. If one holds what nothing
// else does, MANIFEST lost it.
func (s *survey) strays() error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.sst"))
	if err != nil {
		return fault("reading the directory", err)
	}
	var stray []string
	for _, name := range names {
		if id, ok := table.ParseFileID(filepath.Base(name)); ok && s.tables[id] == nil && !s.manifest.replaced(id) {
			stray = append(stray, name)
		}
	}
	if len(stray) == 0 {
		return nil
	}
	logged := map[string]struct{}{}
	for _, w := range s.logs {
		if _, err := readWAL(s.dir, w.name, func(versioned, _ []byte) { logged[string(versioned)] = struct{}{} }); err != nil {
			return err
		}
	}
	for _, name := range stray {
		if s.unique(name, logged) {
			return damaged(badger.ManifestFilename, "it does not name %s, which holds what no other file does", filepath.Base(name))
		}
	}
	return nil
}

// unique tells whether a table holds anything that is nowhere else.
func (s *survey) unique(path string, logged map[string]struct{}) bool {
	id, _ := table.ParseFileID(filepath.Base(path))
	t, err := openTable(s.dir, id, options.Snappy)
	if err != nil {
		t, err = openTable(s.dir, id, options.None) // of an older version
	}
	if err != nil {
		return false // unfinished
	}
	defer t.close()
	it := t.NewIterator(0)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		key := it.Key()
		if _, ok := logged[string(key)]; ok || s.superseded(key) {
			continue
		}
		return true
	}
	return false
}

// superseded tells whether a named table has this version of a key.
func (s *survey) superseded(versioned []byte) bool {
	for _, t := range s.tables {
		if t.has(versioned) {
			return true
		}
	}
	return false
}

// judge says whether the directory may be opened.
func (s *survey) judge(w Witness) error {
	if s.manifest == nil {
		return s.judgeEmpty()
	}
	if err := s.strays(); err != nil {
		return err
	}
	switch {
	case s.marked && s.mark.ts > s.last:
		text := fmt.Sprintf("transactions %d to %d, the last of %s, were acknowledged and are missing", s.last+1, s.mark.ts, s.mark.at.UTC().Format("2006-01-02 15:04:05 MST"))
		if w.Missing != nil {
			if says := w.Missing(s.kept, s.mark.witness); says != "" {
				text = says
			}
		}
		if s.refused != nil {
			text += ": " + s.refused.Error()
		}
		return &refusal{ErrLost, text}
	case s.refused != nil:
		return s.refused
	case !s.marked && s.ofHead:
		return &refusal{ErrLost, fmt.Sprintf("%s, which remembers the last acknowledged transaction, is missing or damaged, so that it is not known whether those after %d are missing", markName, s.last)}
	}
	return nil
}

// judgeEmpty refuses a directory that holds something, but no MANIFEST: Badger would
// make a new database of it, and delete tables.
func (s *survey) judgeEmpty() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fault("reading the directory", err)
	}
	for _, e := range entries {
		name := e.Name()
		switch ext := filepath.Ext(name); {
		case ext == ".sst" || ext == ".mem" || s.marked && s.mark.ts > 0:
			return damaged(badger.ManifestFilename, "it is missing")
		case !ours(name):
			return &refusal{ErrForeign, fmt.Sprintf("%s holds files that are not demarche's, such as %s: choose another directory", s.dir, strconv.Quote(name))}
		}
	}
	return nil
}

// ours are files that may lie in a directory without a database: what a first start that
// was killed leaves, and what belongs to the file system.
func ours(name string) bool {
	switch name {
	case markName, markName + ".new", "KEYREGISTRY", "REWRITE-KEYREGISTRY", "MANIFEST-REWRITE", "DISCARD", "LOCK", "lost+found":
		return true
	}
	return filepath.Ext(name) == ".vlog" || strings.HasPrefix(name, ".")
}
