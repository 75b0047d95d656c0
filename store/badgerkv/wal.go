package badgerkv

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/dgraph-io/badger/v4/y"
	"github.com/dgraph-io/ristretto/v2/z"
)

// wal is what a log of Badger's holds: transactions that are in no table yet, one after
// the other. Each is a number of entries and one that ends it. The rest of the file is
// zeros, as it is made larger than what will be written.
type wal struct {
	name        string
	first, last uint64 // timestamps of whole transactions; 0: there is none
	beyond      uint64 // of the last one that can be recognised behind the first that is not whole
}

const (
	walHeader = 20 // number of the encryption key, and what begins the cipher
	inTxn     = 1 << 6
	endsTxn   = 1 << 7
)

var txnEnd = []byte("!badger!txn")

// readWAL reads a log as Badger replays it: up to the first entry that is not whole, or
// not of the next transaction. visit is called for each entry of whole transactions.
func readWAL(dir, name string, visit func(versioned, value []byte)) (w *wal, err error) {
	defer recovered(name, &err)
	w = &wal{name: name}
	if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() == 0 {
		return w, nil // nothing can be mapped
	}
	file, err := z.OpenMmapFile(filepath.Join(dir, name), os.O_RDONLY, 0)
	if err != nil {
		return nil, fault("opening "+name, err)
	}
	defer func() { err = errors.Join(err, file.Close(-1)) }()
	b := file.Data
	if len(b) < walHeader {
		return w, nil
	}
	if binary.BigEndian.Uint64(b) != 0 {
		return nil, damaged(name, "it says that it is encrypted")
	}
	at := walHeader
	for {
		n, ts := w.transaction(b[at:], visit)
		if n == 0 {
			break
		}
		if w.first == 0 {
			w.first = ts
		}
		w.last, at = ts, at+n
	}
	w.lookBeyond(b[at:])
	return w, nil
}

// transaction reads one from the beginning of b; n is 0 if it is not whole.
func (w *wal) transaction(b []byte, visit func(versioned, value []byte)) (n int, ts uint64) {
	var entries []entry
	for {
		e, size := readEntry(b[n:])
		if size == 0 {
			return 0, 0
		}
		n += size
		switch version := y.ParseTs(e.key); {
		case e.meta&endsTxn != 0:
			end, err := strconv.ParseUint(string(e.value), 10, 64)
			if err != nil || len(entries) == 0 || end != ts {
				return 0, 0
			}
			for _, e := range entries {
				visit(e.key, e.value)
			}
			return n, ts
		case e.meta&inTxn == 0 || version == 0 || ts != 0 && version != ts || w.last != 0 && version != w.last+1:
			return 0, 0
		default:
			ts = version
			entries = append(entries, e)
		}
	}
}

// lookBeyond looks for ends of transactions behind the last whole one. A process or
// machine that died leaves at most one that is not whole, since each is on the disk
// before the next begins.
func (w *wal) lookBeyond(b []byte) {
	const header = 5 // of an entry that ends a transaction
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], txnEnd)
		if i < 0 {
			return
		}
		at += i
		if at < header {
			continue
		}
		if e, n := readEntry(b[at-header:]); n > 0 && e.meta&endsTxn != 0 && bytes.HasPrefix(e.key, txnEnd) {
			w.beyond = max(w.beyond, y.ParseTs(e.key))
		}
	}
}

type entry struct {
	key, value []byte // with its timestamp
	meta       byte
}

// readEntry reads what stands at the beginning of b; n is 0 if that is no whole entry.
func readEntry(b []byte) (e entry, n int) {
	if len(b) < 5 {
		return entry{}, 0
	}
	e.meta, n = b[0], 2
	var sizes [3]uint64 // of the key, of the value, and when it expires
	for i := range sizes {
		v, size := binary.Uvarint(b[n:])
		if size <= 0 {
			return entry{}, 0
		}
		sizes[i], n = v, n+size
	}
	const crc = 4
	rest := uint64(len(b) - n)
	if sizes[0] <= 8 || sizes[0] > 1<<16 || sizes[1] > rest || sizes[0]+sizes[1]+crc > rest {
		return entry{}, 0
	}
	e.key, n = b[n:][:sizes[0]], n+int(sizes[0])
	e.value, n = b[n:][:sizes[1]], n+int(sizes[1])
	if crc32.Checksum(b[:n], y.CastagnoliCrcTable) != binary.BigEndian.Uint32(b[n:]) {
		return entry{}, 0
	}
	return e, n + crc
}

// wals names the logs in a directory, in the order in which they were written.
func wals(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault("reading the directory", err)
	}
	var names []string
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".mem" {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }) // by number
	return names, nil
}
