package store

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"demarche/edtf"
	"demarche/store/kv"
)

// Every key of the store, in one table. A key is
//
//	partition(2) plane(1) space(1) body
//
// partition: the first two bytes of the id it belongs to (ids are hashes), or of
// the hash of the term it belongs to, so that what belongs together is one
// shard's work. No key is a prefix of another one: ids are 8 bytes, strings end
// in a zero byte and hold none, times end themselves (see appendTime).
//
//	plane C (current) and H (history: the same key, then the commit that ended it, 8 bytes)
//	  r id                       → a thing's record
//	  k key 0                    → id                          stable key
//	  x scheme 0 code 0          → id                          code of an entity
//	  f fingerprint(16)          → id                          content, where the id is not drawn from it
//	  n name 0 id                → -                           folded name of an entity
//	  g word 0 id                → texts of a thing            things by word, see posting.go
//	  e kind label 0 id          → -                           entities of a kind by label
//	  t type time id             → -                           relations of a type by time
//	  a thing time id            → type, participants          relations of a thing by time
//	  b thing type role time id  → -                           the same by type and role
//	  c relation claim           → stance, status, claimant    claims on a relation
//	  m entity time claim        → -                           claims made by an entity
//	  s source time claim        → -                           claims resting on a source
//	  q time claim               → -                           all claims by time
//	  y claim time claim         → -                           replies to a claim
//	  d relation claim           → -                           claims derived from a speech act
//	  z thing relation           → -                           relations dated relative to a thing
//	  o class id                 → -                           the ontology's members
//	  v                          → -                           when the ontology last changed
//	  j thing                    → id                          merged away: joined with another
//	  u                          → -                           when merges last changed
//	plane L (log, never superseded)
//	  F                          → format version
//	  h                          → head: number and time of the last commit
//	  l number(8)                → commit
//	  w microseconds(8)          → number of the commit of that time
//	  i hash(16)                 → idempotency key: body hash, number
type space byte

const (
	planeCurrent byte = 'C'
	planeHistory byte = 'H'
	planeLog     byte = 'L'

	spaceRecord     space = 'r'
	spaceKey        space = 'k'
	spaceCode       space = 'x'
	spaceContent    space = 'f'
	spaceName       space = 'n'
	spaceWord       space = 'g'
	spaceKind       space = 'e'
	spaceType       space = 't'
	spaceOf         space = 'a'
	spaceOfRole     space = 'b'
	spaceClaimsOn   space = 'c'
	spaceClaimsBy   space = 'm'
	spaceClaimsFrom space = 's'
	spaceClaims     space = 'q'
	spaceReplies    space = 'y'
	spaceDerived    space = 'd'
	spaceRelative   space = 'z'
	spaceOntology   space = 'o'
	spaceOntVersion space = 'v'
	spaceMerged     space = 'j'
	spaceMrgVersion space = 'u'

	spaceFormat     space = 'F'
	spaceHead       space = 'h'
	spaceCommit     space = 'l'
	spaceCommitTime space = 'w'
	spaceIdempotent space = 'i'
)

// formatVersion changes when stored bytes change their meaning.
const formatVersion = 2

// key is a key under construction; its builders are chained.
type key []byte

func newKey(part uint16, plane byte, s space) key {
	k := make(key, 0, 48)
	k = binary.BigEndian.AppendUint16(k, part)
	return append(k, plane, byte(s))
}

func ofThing(s space, id ID) key { return newKey(uint16(id>>48), planeCurrent, s).id(id) }

func ofTerm(s space, terms ...string) key {
	sum := digest(append([]string{string(rune(s))}, terms...)...)
	k := newKey(binary.BigEndian.Uint16(sum[:]), planeCurrent, s)
	for _, t := range terms {
		k = k.str(t)
	}
	return k
}

func inLog(s space) key { return newKey(0, planeLog, s) }

func (k key) id(id ID) key        { return binary.BigEndian.AppendUint64(k, uint64(id)) }
func (k key) num(n uint64) key    { return binary.BigEndian.AppendUint64(k, n) }
func (k key) byte(b byte) key     { return append(k, b) }
func (k key) raw(b []byte) key    { return append(k, b...) }
func (k key) str(s string) key    { return append(append(k, s...), 0) }
func (k key) time(s sortTime) key { return append(k, s...) }

var claimsPrefix = ofTerm(spaceClaims) // hashed once: every claim needs it

func keyRecord(id ID) key               { return ofThing(spaceRecord, id) }
func keyOfKey(s string) key             { return ofTerm(spaceKey, s) }
func keyOfCode(scheme, code string) key { return ofTerm(spaceCode, scheme, code) }
func keyOfContent(fp fingerprint) key {
	return newKey(binary.BigEndian.Uint16(fp[:]), planeCurrent, spaceContent).raw(fp[:])
}
func keyName(folded string, id ID) key { return ofTerm(spaceName, folded).id(id) }

// ofWord lies in the partition of the word's first letter, so that all words that
// begin alike are one range.
func ofWord(word string) key {
	r, _ := utf8.DecodeRuneInString(word)
	sum := digest(string(rune(spaceWord)), string(r))
	return newKey(binary.BigEndian.Uint16(sum[:]), planeCurrent, spaceWord)
}
func keyWord(word string, id ID) key { return ofWord(word).str(word).id(id) }

func keyKind(kind ID, label string, id ID) key { return ofThing(spaceKind, kind).str(label).id(id) }
func keyType(typ ID, t sortTime, id ID) key    { return ofThing(spaceType, typ).time(t).id(id) }
func keyOf(thing ID, t sortTime, id ID) key    { return ofThing(spaceOf, thing).time(t).id(id) }
func keyOfRole(thing, typ ID, role uint8, t sortTime, id ID) key {
	return ofThing(spaceOfRole, thing).id(typ).byte(role).time(t).id(id)
}
func keyClaimOn(rel, claim ID) key { return ofThing(spaceClaimsOn, rel).id(claim) }
func keyClaimBy(who ID, t sortTime, claim ID) key {
	return ofThing(spaceClaimsBy, who).time(t).id(claim)
}
func keyClaimFrom(src ID, t sortTime, claim ID) key {
	return ofThing(spaceClaimsFrom, src).time(t).id(claim)
}
func keyClaim(t sortTime, claim ID) key {
	return append(make(key, 0, 48), claimsPrefix...).time(t).id(claim)
}
func keyReply(to ID, t sortTime, claim ID) key { return ofThing(spaceReplies, to).time(t).id(claim) }
func keyDerived(rel, claim ID) key             { return ofThing(spaceDerived, rel).id(claim) }
func keyRelative(anchor, rel ID) key           { return ofThing(spaceRelative, anchor).id(rel) }
func keyOntology(id ID) key                    { return ofTerm(spaceOntology).byte(byte(id.Class())).id(id) }
func keyOntologyVersion() key                  { return ofTerm(spaceOntVersion) }
func keyMerged(id ID) key                      { return ofTerm(spaceMerged).id(id) }
func keyMergeVersion() key                     { return ofTerm(spaceMrgVersion) }
func keyFormat() key                           { return inLog(spaceFormat) }
func keyHeadOfLog() key                        { return inLog(spaceHead) }
func keyCommit(n uint64) key                   { return inLog(spaceCommit).num(n) }
func keyCommitTime(micros int64) key           { return inLog(spaceCommitTime).num(uint64(micros)) }
func keyIdempotent(idempotencyKey string) key  { return keyRetry(retryHash(idempotencyKey)) }
func keyRetry(hash []byte) key {
	return newKey(binary.BigEndian.Uint16(hash), planeLog, spaceIdempotent).raw(hash)
}

// retryKeyLen is how many bytes of the hash of an idempotency key tell it.
const retryKeyLen = 16

func retryHash(idempotencyKey string) []byte {
	sum := digest("idempotency", idempotencyKey)
	return sum[:retryKeyLen]
}

// under is the range of all keys that begin with k.
func (k key) under() kv.Range { return kv.Range{Start: k, End: successor(k)} }

// successor is the first key after all that begin with k.
func successor(k []byte) []byte {
	end := append([]byte(nil), k...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	panic("store: a key begins with its space, never with 0xff bytes alone")
}

// lastID is the id that ends a key.
func lastID(k []byte) ID { return ID(binary.BigEndian.Uint64(k[len(k)-8:])) }

// sortTime is a valid time as it stands in keys: (earliest, latest), ordered as
// bytes; undated last. It ends itself: no sortTime is a prefix of another.
type sortTime []byte

const (
	timeUnboundedPast   = 0x01
	timeUnboundedFuture = 0xfd
	timeUndated         = 0xfe
)

func sortTimeOf(earliest, latest edtf.Instant, dated bool) sortTime {
	if !dated {
		return sortTime{timeUndated}
	}
	return appendInstant(appendInstant(make(sortTime, 0, 12), earliest), latest)
}

// appendInstant writes a signed number so that bytes order as numbers: a byte
// 0x80 ± length, then as few big-endian bytes as hold it.
func appendInstant(k []byte, i edtf.Instant) []byte {
	switch i {
	case edtf.MinInstant:
		return append(k, timeUnboundedPast)
	case edtf.MaxInstant:
		return append(k, timeUnboundedFuture)
	}
	var b [8]byte
	u := uint64(i)
	if i < 0 {
		u = ^u
	}
	n := 1
	for v := u >> 8; v != 0; v >>= 8 {
		n++
	}
	if i < 0 {
		binary.BigEndian.PutUint64(b[:], ^u)
		k = append(k, byte(0x80-n))
	} else {
		binary.BigEndian.PutUint64(b[:], u)
		k = append(k, byte(0x80+n))
	}
	return append(k, b[8-n:]...)
}

// instantLen is the length of the instant that b begins with.
func instantLen(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, errBadKey
	}
	n := 1
	switch c := b[0]; {
	case c == timeUnboundedPast, c == timeUnboundedFuture:
	case c >= 0x78 && c < 0x80:
		n += 0x80 - int(c)
	case c > 0x80 && c <= 0x88:
		n += int(c) - 0x80
	default:
		return 0, errBadKey
	}
	if len(b) < n {
		return 0, errBadKey
	}
	return n, nil
}

// cutTime splits a sortTime off the front of b.
func cutTime(b []byte) (sortTime, []byte, error) {
	if len(b) > 0 && b[0] == timeUndated {
		return sortTime(b[:1]), b[1:], nil
	}
	n, err := instantLen(b)
	if err != nil {
		return nil, nil, err
	}
	m, err := instantLen(b[n:])
	if err != nil {
		return nil, nil, err
	}
	return sortTime(b[: n+m : n+m]), b[n+m:], nil
}

var errBadKey = fmt.Errorf("store: a key does not have the form that its space says: %w", ErrDamaged)
