package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
)

// What index entries say of a relation is stored: a change of it is a new format version.
func TestLinkPayload(t *testing.T) {
	r := &Relation{Type: someType, Participants: []Participant{{Role: 1, Thing: someEntity}, {Role: 0, Thing: someRelation, Mention: "that"}}}
	want := "66778899001122ce" + "01" + "1122334455667701" + "00" + "2233445566778802"
	if got := hex.EncodeToString(linkPayload(r)); got != want {
		t.Errorf("payload %s, want %s", got, want)
	}
	for range 7 {
		r.Participants = append(r.Participants, Participant{Role: 2, Thing: someSource})
	}
	if got := hex.EncodeToString(linkPayload(r)); got != want[:16] {
		t.Errorf("payload of nine participants: %s", got)
	}
}

// A relation of few participants and one of many are read alike, by scan or by record.
func TestLinksOfIndexAndRecordAreTheSame(t *testing.T) {
	w := newWorld(t)
	many := []func(*PutRelation){keyed("many"), at("2020"), fill("agreement", "treaty")}
	for i := range 12 {
		w.do(entity(fmt.Sprint("state-", i), "state", fmt.Sprint("State ", i)))
		many = append(many, fill("party", fmt.Sprint("state-", i)))
	}
	w.do(relation("party-to", many...), relation("hires", keyed("few"), at("2021"), fill("employer", "junta"), fill("hired", "wagner")))
	v := w.view()
	for key, of := range map[string]string{"many": "treaty", "few": "wagner"} {
		byScan, err := v.readLinks(w.ctx, v.walksOf([]ID{w.id(of)}), 64)
		if err != nil || len(byScan[0]) != 1 {
			t.Fatal(key, err, byScan)
		}
		byRecord, err := v.linksOf(w.ctx, []ID{w.id(key)})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, key, *byScan[0][0], *byRecord[0])
	}
}

func TestDamagedLink(t *testing.T) {
	v := newWorld(t).view()
	for _, value := range []string{"", "\x01", "\x01short", "\x01" + "12345678" + "half a participant"[:5]} {
		if _, err := v.links(t.Context(), []entry{{id: someRelation, value: []byte(value)}}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v", value, err)
		}
	}
	// Too many participants for an entry, and no record.
	if _, err := v.links(t.Context(), []entry{{id: someRelation, value: append([]byte{1}, idPayload(someType)...)}}); !errors.Is(err, ErrDamaged) {
		t.Errorf("an entry without its relation: %v", err)
	}
}
