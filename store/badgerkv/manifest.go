package badgerkv

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

// manifest is what Badger's MANIFEST says: a log of tables made and removed.
type manifest struct {
	tables  map[uint64]*pb.ManifestChange
	named   map[uint64]bool // also those that it says were removed
	newest  uint64          // highest number of a table
	records int
	whole   int // bytes up to the end of the last whole record
	size    int
}

const (
	manifestHeader = 8
	badgerFormat   = 8
)

// readManifest is nil if there is none. Badger takes a record that reaches beyond the
// end for one that was cut off while being written, also if only its length is wrong,
// and deletes the tables of all that follow. So nothing may follow it; whether something
// was lost with it is judged by the tables (see survey).
func readManifest(dir string) (*manifest, error) {
	b, err := os.ReadFile(filepath.Join(dir, badger.ManifestFilename))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fault("reading MANIFEST", err)
	}
	if err := checkMagic(b); err != nil {
		return nil, err
	}
	m := &manifest{tables: map[uint64]*pb.ManifestChange{}, named: map[uint64]bool{}, whole: manifestHeader, size: len(b)}
	for m.whole < len(b) {
		changes, n := manifestRecord(b[m.whole:])
		if n == 0 {
			break
		}
		if err := m.apply(changes); err != nil {
			return nil, err
		}
		m.records++
		m.whole += n
	}
	for at := m.whole + 1; at < len(b); at++ {
		if changes, _ := manifestRecord(b[at:]); len(changes.GetChanges()) > 0 {
			return nil, damaged(badger.ManifestFilename, "the record at byte %d is broken, and whole ones follow it", m.whole)
		}
	}
	return m, nil
}

func checkMagic(b []byte) error {
	name := badger.ManifestFilename
	if len(b) < manifestHeader || !bytes.HasPrefix(b, []byte("Bdgr")) {
		return damaged(name, "its beginning is not Badger's")
	}
	if got := binary.BigEndian.Uint16(b[6:]); got != badgerFormat {
		return &refusal{ErrForeign, fmt.Sprintf("the directory has format %d of Badger, this program reads %d: open it with the version of demarche that wrote it, export there, and import here", got, badgerFormat)}
	}
	switch got := binary.BigEndian.Uint16(b[4:]); {
	case got == magic:
		return nil
	case got>>8 == magic>>8:
		return &refusal{ErrForeign, fmt.Sprintf("the directory has engine format %d, this program reads %d: open it with the version of demarche that wrote it, export there, and import here", got&0xff, magic&0xff)}
	}
	return &refusal{ErrForeign, "the directory is a database of another program: choose another one"}
}

// manifestRecord reads the record at the beginning of b; n is 0 if there is no whole one.
func manifestRecord(b []byte) (changes *pb.ManifestChangeSet, n int) {
	if len(b) < 8 {
		return nil, 0
	}
	length := int64(binary.BigEndian.Uint32(b))
	if length > int64(len(b)-8) {
		return nil, 0
	}
	body := b[8 : 8+length]
	if crc32.Checksum(body, y.CastagnoliCrcTable) != binary.BigEndian.Uint32(b[4:]) {
		return nil, 0
	}
	changes = &pb.ManifestChangeSet{}
	if proto.Unmarshal(body, changes) != nil {
		return nil, 0
	}
	return changes, 8 + int(length)
}

// replaced tells whether a table that is not in use once was. Badger writes MANIFEST anew
// when it is long; then the last tables that were replaced are only told by their numbers.
func (m *manifest) replaced(id uint64) bool {
	return m.named[id] || m.records == 1 && id < m.newest
}

func (m *manifest) apply(set *pb.ManifestChangeSet) error {
	for _, c := range set.Changes {
		m.named[c.Id], m.newest = true, max(m.newest, c.Id)
		switch c.Op {
		case pb.ManifestChange_CREATE:
			if m.tables[c.Id] != nil {
				return damaged(badger.ManifestFilename, "it makes table %d twice", c.Id)
			}
			m.tables[c.Id] = c
		case pb.ManifestChange_DELETE:
			delete(m.tables, c.Id)
		default:
			return damaged(badger.ManifestFilename, "it holds a change of an unknown kind")
		}
	}
	return nil
}
