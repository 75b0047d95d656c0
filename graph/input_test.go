package graph_test

import (
	"strings"
	"testing"
)

// Bad input is answered with a code and a sentence that says what to change.
func TestBadQueries(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	for _, c := range []struct{ query, says string }{
		{`{ relations(filter: {type: ["acuses"]}) { totalCount } }`, `the nearest are "accuses"`},
		{`{ entities(filter: {kind: ["acter"]}) { totalCount } }`, `the nearest are "actor"`},
		{`{ entity(ref: {key: "hub"}) { relations(as: ["acuser"]) { totalCount } } }`, `"accuser"`},
		{`{ relations(filter: {roles: [{ref: [{key: "hup"}]}]}) { totalCount } }`, `"hub"`},
		{`{ node(id: "nonsense") { id } }`, "is not an id of this graph"},
		{`{ node(id: "") { id } }`, "an id is empty"},
		{`{ relations(after: "AAAA") { nodes { key } } }`, "is not a cursor of this list"},
		{`{ relations(first: 1000) { nodes { key } } }`, "0 to 100"},
		{`{ relations(first: -1) { nodes { key } } }`, "0 to 100"},
		{`{ relations(first: 1, last: 1) { nodes { key } } }`, "not both"},
		{`{ relations(filter: {time: {overlaps: "2022-5-2"}}) { totalCount } }`, "2022-05-02"},
		{`{ relations(filter: {recordedSince: "yesterday"}) { totalCount } }`, "RFC 3339"},
		{`{ entity(ref: {}) { key } }`, "exactly one"},
		{`{ entity(ref: {local: "x"}) { key } }`, "use `key` or `id`"},
	} {
		r := a.response(c.query, nil)
		if len(r.Errors) == 0 || !strings.Contains(r.Errors.Error(), c.says) {
			t.Errorf("%s\n  answers %v\n  and should say %q", c.query, r.Errors, c.says)
		}
	}
}

// A cursor belongs to the order that made it.
func TestCursorOfAnotherOrder(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	d := a.do(`{ relations(first: 1) { pageInfo { endCursor } } }`, nil)
	cursor := at(d, "relations", "pageInfo", "endCursor")
	r := a.response(`query($c: String) { relations(first: 1, after: $c, orderBy: [{field: TYPE}]) { nodes { key } } }`, map[string]any{"c": cursor})
	if len(r.Errors) == 0 || !strings.Contains(r.Errors.Error(), "keep `orderBy`") {
		t.Errorf("answers %v", r.Errors)
	}
}

// What is not there is null, without an error.
func TestWhatIsNotThereIsNull(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	d := a.do(`{ entity(ref: {key: "nobody"}) { key } source(ref: {key: "hub"}) { key } nodes(ids: ["0000000000008"]) { id } }`, nil)
	if d["entity"] != nil || d["source"] != nil {
		t.Errorf("got %v", d)
	}
}
