package badgerkv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"github.com/dgraph-io/ristretto/v2/z"
	"github.com/klauspost/compress/snappy"
	"google.golang.org/protobuf/proto"
)

// A table is verified here and not by Badger, which ends the process where lengths at
// the end of a file are wrong, and panics on blocks that do not unpack.

// tableFile is a verified table.
type tableFile struct {
	*table.Table
	file *z.MmapFile
}

func (t *tableFile) close() {
	if t != nil {
		_ = t.Close(-1) // it was only read
	}
}

// openTable verifies a table from its first byte to its last.
func openTable(dir string, id uint64, compression options.CompressionType) (t *tableFile, err error) {
	path := table.NewFilename(id, dir)
	name := filepath.Base(path)
	defer recovered(name, &err)
	file, err := z.OpenMmapFile(path, os.O_RDONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil, damaged(name, "it is missing")
	}
	if err != nil {
		return nil, fault("opening "+name, err)
	}
	defer func() {
		if t == nil {
			_ = file.Close(-1)
		}
	}()
	if err := verifyTable(file.Data, compression); err != nil {
		return nil, damaged(name, "%v", err)
	}
	opened, err := table.OpenTable(file, table.Options{ReadOnly: true, Compression: compression, BlockSize: 4 << 10})
	if err != nil {
		return nil, damaged(name, "%v", err)
	}
	return &tableFile{opened, file}, nil
}

var errLengths = errors.New("its lengths do not fit")

// verifyTable holds the index and every block against their checksums.
func verifyTable(data []byte, compression options.CompressionType) error {
	rest, sum, err := cutChecksum(data)
	if err != nil {
		return err
	}
	rest, index, err := cutSized(rest)
	if err != nil {
		return err
	}
	if err := y.VerifyChecksum(index, sum); err != nil {
		return errors.New("the checksum of its index is wrong")
	}
	blocks := fb.GetRootAsTableIndex(index, 0)
	var buf []byte
	for i := range blocks.OffsetsLength() {
		var at fb.BlockOffset
		if !blocks.Offsets(&at, i) || uint64(at.Offset())+uint64(at.Len()) > uint64(len(rest)) {
			return errLengths
		}
		block := rest[at.Offset():][:at.Len()]
		if compression == options.Snappy {
			if buf, err = unpack(buf, block); err != nil {
				return fmt.Errorf("block %d does not unpack", i)
			}
			block = buf
		}
		body, sum, err := cutChecksum(block)
		if err != nil || y.VerifyChecksum(body, sum) != nil {
			return fmt.Errorf("the checksum of block %d is wrong", i)
		}
	}
	return nil
}

// expansion is more than Snappy makes of a byte: 3 bytes stand for at most 64.
const expansion = 64

var errUnpack = errors.New("it does not unpack")

// unpack makes no room for a length that the block cannot have.
func unpack(buf, block []byte) ([]byte, error) {
	if n, err := snappy.DecodedLen(block); err != nil || n > expansion*len(block) {
		return nil, errUnpack
	}
	return snappy.Decode(buf[:cap(buf)], block)
}

// cutSized takes bytes followed by their number off the end.
func cutSized(b []byte) (rest, cut []byte, err error) {
	if len(b) < 4 {
		return nil, nil, errLengths
	}
	rest = b[:len(b)-4]
	n := binary.BigEndian.Uint32(b[len(rest):])
	if uint64(n) > uint64(len(rest)) {
		return nil, nil, errLengths
	}
	return rest[:len(rest)-int(n)], rest[len(rest)-int(n):], nil
}

func cutChecksum(b []byte) (rest []byte, sum *pb.Checksum, err error) {
	rest, cut, err := cutSized(b)
	if err != nil {
		return nil, nil, err
	}
	sum = &pb.Checksum{}
	if proto.Unmarshal(cut, sum) != nil || pb.Checksum_Algorithm_name[int32(sum.Algo)] == "" {
		return nil, nil, errors.New("a checksum cannot be read")
	}
	return rest, sum, nil
}

// find gives the newest value of a key of Badger's in a table, and its timestamp; 0 if
// there is none.
func (t *tableFile) find(key []byte) (value []byte, ts uint64) {
	it := t.NewIterator(0)
	defer it.Close()
	it.Seek(y.KeyWithTs(key, ^uint64(0)))
	if !it.Valid() || !bytes.Equal(y.ParseKey(it.Key()), key) {
		return nil, 0
	}
	return bytes.Clone(it.Value().Value), y.ParseTs(it.Key())
}

// has tells whether a table has exactly this version of a key.
func (t *tableFile) has(versioned []byte) bool {
	it := t.NewIterator(0)
	defer it.Close()
	it.Seek(versioned)
	return it.Valid() && bytes.Equal(it.Key(), versioned)
}
