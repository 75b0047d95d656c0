package badgerkv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4/y"
)

// markName is the file beside Badger's that remembers the last transaction that was
// acknowledged. A log that lost its end looks like one that was never longer; the mark
// tells them apart.
const markName = "ACKNOWLEDGED"

// The file has two places, written in turn, so that one is whole whatever happens.
const (
	markSlot   = 512 // a sector, which disks write whole
	markHeader = 8 + 8 + 8 + 4
	maxWitness = markSlot - markHeader - 4
)

var markMagic = []byte("demarche")

// mark is what the file says.
type mark struct {
	ts      uint64 // timestamp of the transaction
	at      time.Time
	witness []byte // value of Options.Witness's key then, if that is short enough
}

func (m mark) encode() []byte {
	b := append(make([]byte, 0, markSlot), markMagic...)
	b = binary.BigEndian.AppendUint64(b, m.ts)
	b = binary.BigEndian.AppendUint64(b, uint64(m.at.UnixMicro()))
	if len(m.witness) > maxWitness {
		m.witness = nil
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(m.witness)))
	b = append(b, m.witness...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, y.CastagnoliCrcTable))[:markSlot]
}

func decodeMark(b []byte) (m mark, ok bool) {
	if len(b) < markSlot || !bytes.HasPrefix(b, markMagic) {
		return mark{}, false
	}
	n := binary.BigEndian.Uint32(b[24:])
	if n > maxWitness {
		return mark{}, false
	}
	end := markHeader + int(n)
	if crc32.Checksum(b[:end], y.CastagnoliCrcTable) != binary.BigEndian.Uint32(b[end:]) {
		return mark{}, false
	}
	return mark{binary.BigEndian.Uint64(b[8:]), time.UnixMicro(int64(binary.BigEndian.Uint64(b[16:]))), bytes.Clone(b[markHeader:end])}, true
}

// readMark gives the newer of the two places; ok is false if there is none.
func readMark(dir string) (m mark, ok bool, err error) {
	f, err := os.Open(filepath.Join(dir, markName))
	if os.IsNotExist(err) {
		return mark{}, false, nil
	}
	if err != nil {
		return mark{}, false, fault("reading "+markName, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 2*markSlot))
	if err != nil {
		return mark{}, false, fault("reading "+markName, err)
	}
	for len(b) > 0 {
		n := min(markSlot, len(b))
		if got, whole := decodeMark(b[:n]); whole && (!ok || got.ts > m.ts) {
			m, ok = got, true
		}
		b = b[n:]
	}
	return m, ok, nil
}

// createMark writes the file anew; it is on the disk afterwards.
func createMark(dir string, m mark) error {
	path := filepath.Join(dir, markName)
	b := make([]byte, 2*markSlot)
	copy(b[m.ts%2*markSlot:], m.encode())
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close(), os.Rename(path+".new", path), syncDir(dir))
}

// marker keeps the mark. It is written after each transaction, which a killed process
// does not undo, and brought to the disk once in markEvery: to sync it each time would
// double what a commit costs. So after a power cut it may be that much behind, never ahead.
type marker struct {
	f     *os.File
	stop  chan struct{}
	ended chan struct{}

	mu    sync.Mutex
	dirty bool
	err   error // of the last sync that failed
}

const markEvery = time.Second

func openMarker(dir string) (*marker, error) {
	f, err := os.OpenFile(filepath.Join(dir, markName), os.O_WRONLY, 0)
	if err != nil {
		return nil, fault("opening "+markName, err)
	}
	m := &marker{f: f, stop: make(chan struct{}), ended: make(chan struct{})}
	go m.run()
	return m, nil
}

// write remembers a transaction. An error may be that of an earlier one.
func (m *marker) write(to mark) error {
	_, err := m.f.WriteAt(to.encode(), int64(to.ts%2)*markSlot)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dirty = true
	return errors.Join(m.err, err)
}

func (m *marker) run() {
	defer close(m.ended)
	tick := time.NewTicker(markEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.sync()
		case <-m.stop:
			m.sync()
			return
		}
	}
}

func (m *marker) sync() {
	m.mu.Lock()
	dirty := m.dirty
	m.dirty = false
	m.mu.Unlock()
	if !dirty {
		return
	}
	if err := m.f.Sync(); err != nil {
		m.mu.Lock()
		m.err = fmt.Errorf("syncing %s: %w", markName, err)
		m.mu.Unlock()
	}
}

func (m *marker) close() error {
	close(m.stop)
	<-m.ended
	return errors.Join(m.err, m.f.Close())
}
