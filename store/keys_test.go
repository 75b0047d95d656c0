package store

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"demarche/edtf"
	"demarche/store/memkv"
)

const headLen = 4 // partition, plane, space

var update = flag.Bool("update", false, "write testdata anew")

const (
	someEntity   = ID(0x1122334455667700 | uint64(ClassEntity))
	someRelation = ID(0x2233445566778800 | uint64(ClassRelation))
	someClaim    = ID(0x3344556677889900 | uint64(ClassClaim))
	someSource   = ID(0x44556677889900a8 | uint64(ClassSource))
	someKind     = ID(0x55667788990011b8 | uint64(ClassKind))
	someType     = ID(0x66778899001122c8 | uint64(ClassRelationType))
)

// keyExamples is one key of every space, as its builder writes it.
func keyExamples() []struct {
	says string
	key  key
} {
	may := sortTimeOf(date("2022-05-02").Earliest(), date("2022-05-02").Latest(), true)
	open := sortTimeOf(date("../1969").Earliest(), date("../1969").Latest(), true)
	never := sortTimeOf(0, 0, false)
	return []struct {
		says string
		key  key
	}{
		{"record: a thing's id", keyRecord(someEntity)},
		{"stable key: mali-junta", keyOfKey("mali-junta")},
		{"code: wikidata Q912", keyOfCode("wikidata", "Q912")},
		{"content: a fingerprint", keyOfContent(digest("content"))},
		{"name: bamako, an entity", keyName("bamako", someEntity)},
		{"word: bamako, an entity", keyWord("bamako", someEntity)},
		{"word: bam, a claim", keyWord("bam", someClaim)},
		{"kind: its id, label, an entity", keyKind(someKind, "mali", someEntity)},
		{"type: its id, 2022-05-02, a relation", keyType(someType, may, someRelation)},
		{"of: a thing, ../1969, a relation", keyOf(someEntity, open, someRelation)},
		{"of role: a thing, type, role 2, undated, a relation", keyOfRole(someEntity, someType, 2, never, someRelation)},
		{"claim on: a relation, a claim", keyClaimOn(someRelation, someClaim)},
		{"claim by: an entity, 2022-05-02, a claim", keyClaimBy(someEntity, may, someClaim)},
		{"claim from: a source, undated, a claim", keyClaimFrom(someSource, never, someClaim)},
		{"claim: 2022-05-02", keyClaim(may, someClaim)},
		{"reply: to a claim, 2022-05-02, a claim", keyReply(someClaim, may, someClaim)},
		{"derived: from a relation, a claim", keyDerived(someRelation, someClaim)},
		{"relative: to a thing, a relation", keyRelative(someSource, someRelation)},
		{"ontology: a kind", keyOntology(someKind)},
		{"ontology: a relation type", keyOntology(someType)},
		{"ontology version", keyOntologyVersion()},
		{"merged: an entity", keyMerged(someEntity)},
		{"merges version", keyMergeVersion()},
		{"format", keyFormat()},
		{"head", keyHeadOfLog()},
		{"commit: number 7", keyCommit(7)},
		{"commit time: 1651449600000000", keyCommitTime(1651449600000000)},
		{"idempotency key: import-1", keyIdempotent("import-1")},
		{"history: the record above, until commit 7", historyKey(keyRecord(someEntity), 7)},
	}
}

// The golden file is what stores on disk hold: a change of it is a new format version.
func TestKeys(t *testing.T) {
	var out strings.Builder
	fmt.Fprintf(&out, "format version %d\n", formatVersion)
	for _, x := range keyExamples() {
		fmt.Fprintf(&out, "%c%c  %s\n    %s %s\n", x.key[2], x.key[3], x.says, hex.EncodeToString(x.key[:headLen]), hex.EncodeToString(x.key[headLen:]))
	}
	name := filepath.Join("testdata", "keys.golden")
	if *update {
		if err := os.WriteFile(name, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("keys are not those of %s (a change of stored bytes needs a new format version; -update writes the file):\n%s", name, out.String())
	}
}

// The table in the comment of keys.go and the builders have the same spaces.
func TestKeyTable(t *testing.T) {
	text, err := os.ReadFile("keys.go")
	if err != nil {
		t.Fatal(err)
	}
	inTable, built := map[string]bool{}, map[string]bool{}
	plane := byte(0)
	for _, line := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "//\tplane "); ok {
			plane = rest[0]
		} else if rest, ok := strings.CutPrefix(line, "//\t  "); ok {
			inTable[string([]byte{plane, rest[0]})] = true
		}
	}
	for _, x := range keyExamples() {
		if x.key[2] != planeHistory {
			built[string(x.key[2:4])] = true
		}
	}
	equal(t, "spaces", built, inTable)
}

func anInstant(t *rapid.T) edtf.Instant {
	return rapid.OneOf(
		rapid.Map(rapid.Int64(), func(i int64) edtf.Instant { return edtf.Instant(i) }),
		rapid.Map(rapid.Int64Range(-70000, 70000), func(i int64) edtf.Instant { return edtf.Instant(i) }),
		rapid.SampledFrom([]edtf.Instant{edtf.MinInstant, edtf.MinInstant + 1, -257, -256, -255, -2, -1, 0, 1, 255, 256, edtf.MaxInstant - 1, edtf.MaxInstant}),
	).Draw(t, "instant")
}

func TestSortTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type span struct{ from, to edtf.Instant }
		spans := []span{{anInstant(t), anInstant(t)}, {anInstant(t), anInstant(t)}}
		if rapid.Bool().Draw(t, "same start") {
			spans[1].from = spans[0].from
		}
		a, b := sortTimeOf(spans[0].from, spans[0].to, true), sortTimeOf(spans[1].from, spans[1].to, true)
		want := 0
		for _, c := range [][2]edtf.Instant{{spans[0].from, spans[1].from}, {spans[0].to, spans[1].to}} {
			if want == 0 && c[0] != c[1] {
				want = 1
				if c[0] < c[1] {
					want = -1
				}
			}
		}
		if got := bytes.Compare(a, b); got != want {
			t.Fatalf("%v: % x and % x compare as %d, want %d", spans, a, b, got, want)
		}
		if want != 0 && (bytes.HasPrefix(a, b) || bytes.HasPrefix(b, a)) {
			t.Fatalf("% x and % x: one is a prefix of the other", a, b)
		}
		if never := sortTimeOf(0, 0, false); bytes.Compare(a, never) >= 0 {
			t.Fatalf("% x does not stand before the undated", a)
		}
		cut, rest, err := cutTime(append(slices.Clone(a), "rest"...))
		if err != nil || !bytes.Equal(cut, a) || string(rest) != "rest" {
			t.Fatalf("cutTime of % x: % x, %q, %v", a, cut, rest, err)
		}
	})
}

func aTime(t *rapid.T) sortTime {
	return sortTimeOf(anInstant(t), anInstant(t), rapid.Bool().Draw(t, "dated"))
}

func anID(t *rapid.T, c Class) ID {
	return ID(rapid.Uint64Range(0, 3).Draw(t, "id")<<56) | ID(c)
}

func TestNoKeyIsAPrefixOfAnother(t *testing.T) {
	text := rapid.SampledFrom([]string{"a", "b", "ab", "a b", "é"})
	draw := func(t *rapid.T) key {
		e, r, c := anID(t, ClassEntity), anID(t, ClassRelation), anID(t, ClassClaim)
		return rapid.SampledFrom([]func() key{
			func() key { return keyRecord(e) },
			func() key { return keyOfKey(text.Draw(t, "key")) },
			func() key { return keyOfCode(text.Draw(t, "scheme"), text.Draw(t, "code")) },
			func() key { return keyName(text.Draw(t, "name"), e) },
			func() key { return keyWord(text.Draw(t, "word"), rapid.SampledFrom([]ID{e, c}).Draw(t, "thing")) },
			func() key { return keyKind(anID(t, ClassKind), text.Draw(t, "label"), e) },
			func() key { return keyType(anID(t, ClassRelationType), aTime(t), r) },
			func() key { return keyOf(e, aTime(t), r) },
			func() key { return keyOfRole(e, anID(t, ClassRelationType), 1, aTime(t), r) },
			func() key { return keyClaimOn(r, c) },
			func() key { return keyClaimBy(e, aTime(t), c) },
			func() key { return keyClaim(aTime(t), c) },
			func() key { return keyCommit(rapid.Uint64().Draw(t, "number")) },
			func() key { return historyKey(keyRecord(e), rapid.Uint64().Draw(t, "number")) },
		}).Draw(t, "space")()
	}
	rapid.Check(t, func(t *rapid.T) {
		if a, b := draw(t), draw(t); !bytes.Equal(a, b) && bytes.HasPrefix(a, b) {
			t.Fatalf("% x begins with % x", a, b)
		}
	})
}

func FuzzParseID(f *testing.F) {
	for _, id := range []ID{someEntity, someRelation, someClaim, someSource, someKind, someType, 0, 7} {
		f.Add(id.String())
	}
	f.Add("ABCDEFGHIJKLM")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseID(s)
		if err == nil && (id.String() != s || id.Class() == 0) {
			t.Errorf("%q is read as %v of class %d", s, id, id.Class())
		}
	})
}

func FuzzReadCursor(f *testing.F) {
	f.Add(makeCursor("relations TIME ASC,", keyOf(someEntity, sortTimeOf(0, 1, true), someRelation)[headLen+8:]))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, s string) {
		place, err := readCursor(&s, "order")
		if err == nil && makeCursor("order", place) != s {
			t.Errorf("%q is read as % x, which is another cursor", s, place)
		}
		if c := makeCursor("order", append([]byte("12345678"), s...)); len(c) <= 2048 {
			if back, err := readCursor(&c, "order"); err != nil || string(back) != "12345678"+s {
				t.Errorf("a cursor is read back as %q, %v", back, err)
			}
		}
	})
}

// Bytes that were damaged and still have a fitting checksum are refused or read, never a panic.
func FuzzDecodeRecord(f *testing.F) {
	w := emptyWorld(f, memkv.New())
	w.do(imported()...)
	for k, v := range w.dump('C', 'L') {
		if k[3] == byte(spaceRecord) || k[3] == byte(spaceCommit) {
			f.Add([]byte(v))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, payload, err := recordedValue(b)
		if err != nil {
			return
		}
		body := payload[:max(0, len(payload)-4)]
		summed := binary.BigEndian.AppendUint32(slices.Clone(body), crc32.Checksum(body, castagnoli))
		for _, into := range []any{&Entity{}, &Relation{}, &Claim{}, &Source{}, &Kind{}, &RelationType{}, &Commit{}, &Head{}} {
			_ = decode(payload, into)
			if decode(summed, into) != nil {
				continue
			}
			if r, ok := into.(*Relation); ok {
				_, _ = r.Time.Bounds(State)
			}
		}
		_, _, _ = cutTime(b)
		_, _ = recordedID(b)
	})
}
