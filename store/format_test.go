package store

import (
	"errors"
	"strings"
	"testing"

	"demarche/store/kv"
	"demarche/store/memkv"
)

// A store of another format, or of somebody else, is refused by what to do about it, and
// left as it is. A check refuses it as well.
func TestFormats(t *testing.T) {
	for _, x := range []struct {
		what, says string
		key, value []byte
	}{
		{"before there was an export", "start with another directory", keyFormat(), []byte{1}},
		{"older", "export it with the program that wrote it", keyFormat(), []byte{0}},
		{"newer", "a newer demarche wrote it: use that one", keyFormat(), []byte{formatVersion + 1}},
		{"much newer", "a newer demarche wrote it", keyFormat(), []byte{255}},
		{"damaged", "restore a backup", keyFormat(), []byte{formatVersion, 0}},
		{"empty", "restore a backup", keyFormat(), []byte{}},
		{"foreign", "give another directory", []byte("somebody else's"), []byte("data")},
	} {
		engine := memkv.New()
		write(t, engine, kv.Write{Key: x.key, Value: x.value})
		_, err := Open(t.Context(), engine, Options{})
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v, want %q", x.what, err, x.says)
		}
		if got := dumpEngine(t, engine, x.key[2]); len(got) != 1 || got[string(x.key)] != string(x.value) {
			t.Errorf("%s: it was changed: %q", x.what, got)
		}
		if string(x.key) != string(keyFormat()) {
			continue
		}
		if _, err := Check(t.Context(), engine, CheckOptions{Scratch: t.TempDir()}); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: checked, %v", x.what, err)
		}
	}
}

// Keys that no demarche wrote are found, and a check of them repairs nothing in an engine
// that holds nothing else.
func TestCheckOfForeignKeys(t *testing.T) {
	w := newWorld(t)
	write(t, w.engine, kv.Write{Key: []byte("x"), Value: []byte("y")}, kv.Write{Key: []byte("some other data"), Value: nil})
	r := verify(t, w.engine, t.TempDir(), false)
	if len(r.Indexes) != 1 || r.Indexes[0].Name != unknownIndex || r.Indexes[0].Count != [3]uint64{Extra: 2} {
		t.Error(told(r))
	}
	empty := verify(t, memkv.New(), t.TempDir(), true)
	if !empty.Clean() || empty.Repaired != 0 {
		t.Error(told(empty))
	}
	foreign := memkv.New()
	write(t, foreign, kv.Write{Key: []byte("some other data"), Value: []byte("y")})
	if _, err := Check(t.Context(), foreign, CheckOptions{Scratch: t.TempDir(), Repair: true}); !errors.Is(err, ErrFormat) {
		t.Errorf("a repair of somebody else's data: %v", err)
	}
}

// Every space of the table in keys.go has a name and a form, by which keys are told to people.
func TestKeysAreDescribed(t *testing.T) {
	for _, x := range keyExamples() {
		if x.key[2] == planeHistory {
			equal(t, x.says, describeKey(x.key), "records, past: entity 24h36h2lcprg2 (until commit 7)")
			continue
		}
		name, said := indexName(x.key), describeKey(x.key)
		if name == unknownIndex || !strings.HasPrefix(said, name) || len(x.key) > 4 && !strings.HasPrefix(said, name+": ") {
			t.Errorf("%s: %q", x.says, said)
		}
	}
	for text, k := range map[string]key{
		`codes: "wikidata" "Q912"`:                                      keyOfCode("wikidata", "Q912"),
		"claims by time: from 2022-05-02T00:00:00Z claim 6d25apjnh2cg6": keyClaim(eventSortTime("2022-05-02"), 0x3344556677889903),
		"claims by time: from 1969-12-31T00:00:00Z claim 6d25apjnh2cg6": keyClaim(eventSortTime("1969-12-31"), 0x3344556677889903),
		"claims by time: undated claim 6d25apjnh2cg6":                   keyClaim(eventSortTime(""), 0x3344556677889903),
	} {
		equal(t, "key", describeKey(k), text)
	}
}
