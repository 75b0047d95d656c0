package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/fxamacker/cbor/v2"
)

// Records are CBOR (RFC 8949, core deterministic encoding) with small integer
// keys, so that fields can be added, followed by a CRC-32C of those bytes.

var (
	encMode     cbor.EncMode
	decMode     cbor.DecMode
	castagnoli  = crc32.MakeTable(crc32.Castagnoli)
	errBadValue = fmt.Errorf("store: a value does not decode: %w", ErrDamaged)
)

func init() {
	var err error
	if encMode, err = cbor.CoreDetEncOptions().EncMode(); err != nil {
		panic(err) // constant options: wrong only if the library changed
	}
	if decMode, err = (cbor.DecOptions{}).DecMode(); err != nil {
		panic(err)
	}
}

func encode(v any) []byte {
	b, err := encMode.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T holds what CBOR cannot say: %v", v, err)) // our own types: a programming error
	}
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

func decode(b []byte, v any) error {
	if len(b) < 4 {
		return errBadValue
	}
	body, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return fmt.Errorf("store: a record's checksum does not fit: %w", ErrDamaged)
	}
	if err := decMode.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %v", errBadValue, err)
	}
	return nil
}
