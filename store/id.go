package store

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
)

// ID names a thing inside one store. It is drawn from the thing's first key or
// content, so the same data loaded twice has the same ids; its low bits tell
// the class. Zero is no thing.
type ID uint64

// Class says which of the six sorts of things an ID names.
type Class uint8

// The classes. The numbers are part of the format of ids: never reuse one.
const (
	ClassEntity Class = 1 + iota
	ClassRelation
	ClassClaim
	ClassSource
	ClassKind
	ClassRelationType
)

const classBits = 7

// Class is 0 for an ID that is not one of ours.
func (id ID) Class() Class {
	c := Class(id & classBits)
	if c > ClassRelationType {
		return 0
	}
	return c
}

var idText = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// String is 13 characters of base32hex: what clients see of a thing in the present
// state; see View.Text.
func (id ID) String() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	return idText.EncodeToString(b[:])
}

// ParseID reads what String wrote, and nothing else.
func ParseID(s string) (ID, error) {
	b, err := idText.DecodeString(s)
	if len(s) != 13 || err != nil || len(b) != 8 {
		return 0, notAnID(s)
	}
	id := ID(binary.BigEndian.Uint64(b))
	if id.Class() == 0 || id.String() != s {
		return 0, notAnID(s)
	}
	return id, nil
}

func notAnID(s string) error {
	return fmt.Errorf("%q is not an id of this graph; ids come from answers, use `key` for names", clip(s))
}

// digest is the hash that ids, fingerprints and partitions are cut from.
// Parts are length-prefixed, so ("ab","c") and ("a","bc") differ.
func digest(parts ...string) [32]byte {
	b := make([]byte, 0, 256)
	for _, p := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(p))), p...)
	}
	return sha256.Sum256(b)
}

// naturalID is the id that content has when nothing else took it; salt counts
// the tries after that.
func naturalID(c Class, sum [32]byte, salt int) ID {
	if salt > 0 {
		sum = digest(string(sum[:]), fmt.Sprint(salt))
	}
	return ID(binary.BigEndian.Uint64(sum[:8]))&^classBits | ID(c)
}

// MarshalText writes an ID as String does, for JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}
