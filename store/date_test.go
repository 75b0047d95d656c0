package store

import (
	"fmt"
	"testing"

	"demarche/edtf"
)

// when is a relation's time as the day range of its bounds, "-" if undated.
func (w *world) when(name string) string {
	w.t.Helper()
	b, ok := w.view().RelationBounds(w.relation(name))
	if !ok {
		return "-"
	}
	return day(b.StartEarliest) + " " + day(b.EndLatest)
}

func day(i edtf.Instant) string {
	if !i.Bounded() {
		return "∞"
	}
	return i.Time().Format("2006-01-02")
}

// chain is a denunciation, the treaty's end half a year later, a thing two days after that.
func chain(w *world) {
	w.do(relation("denounces", keyed("d"), fill("denouncer", "junta"), fill("agreement", "treaty"), at("2022-05-02")),
		relation("ends", keyed("end"), fill("ended", "treaty"), after("d", "P6M")),
		relation("ends", keyed("last"), fill("ended", "accord"), after("end", "P2D")))
}

func TestRelativeDates(t *testing.T) {
	w := newWorld(t)
	chain(w)
	equal(t, "anchored", w.when("end"), "2022-11-02 2022-11-02")
	equal(t, "through a chain", w.when("last"), "2022-11-04 2022-11-04")
	equal(t, "what moves with the anchor is told", w.do(change("d", at("2022-06"))).ops(), "UPDATED UPDATED UPDATED")
	equal(t, "moved", w.when("end"), "2022-12-01 2022-12-30")
	equal(t, "through a chain", w.when("last"), "2022-12-03 2023-01-01")
	q, err := w.view().FindRelations(w.ctx, &RelationFilter{Time: &TimeFilter{StartsAfter: date("2022-12-02")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n, err := q.Counts(w.ctx)
	equal(t, "found where they moved to", n, []int{2})
	equal(t, "error", err, nil)
	w.do(change("d", undated()))
	equal(t, "an undated anchor", w.when("last"), "-")
	w.do(change("d", at("2022-05-02")))
	equal(t, "dated again", w.when("last"), "2022-11-04 2022-11-04")

	w.refuse(CodeInvalidValue, change("d", after("d", "P1D")))
	w.refuse(CodeInvalidValue, change("d", after("last", "P1D")))
	for _, offset := range []string{"", "half a year", "P0.5M", "P9999999Y"} {
		w.refuse(CodeInvalidValue, change("d", after("rfi", offset)))
	}
	w.refuse(CodeInvalidValue, change("d", after("mali", "P1D")))

	pub := article("rfi", "RFI report")
	pub.PutSource.PublishedAt = Some("2022-05-10")
	w.do(pub, change("d", after("rfi", "-P1D")))
	equal(t, "the day before a source was published", w.when("d"), "2022-05-09 2022-05-09")
	pub.PutSource.PublishedAt = Some("2022-05-20")
	w.do(pub)
	equal(t, "that moves too", w.when("last"), "2022-11-21 2022-11-21")
}

// A relation that is found by its content has an id only then: the circle shows late.
func TestCircleOfRelationFoundByContent(t *testing.T) {
	w := newWorld(t)
	party := func(parts ...func(*PutRelation)) Operation {
		return relation("party-to", append(parts, fill("party", "mali"), fill("agreement", "treaty"))...)
	}
	w.do(party(keyed("p"), at("2014-07-16/..")), relation("ends", keyed("end"), fill("ended", "p"), after("p", "P1Y")))
	w.refuse(CodeInvalidValue, party(after("end", "P1D")))
	w.refuse(CodeInvalidValue, party(after("p", "P1D")))
	equal(t, "untouched", w.when("end"), "2015-07-16 2015-07-16")
}

func TestTimeFromClaims(t *testing.T) {
	w := newWorld(t)
	in := func(when string) *DateInput { return &DateInput{EDTF: when} }
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")),
		relation("ends", keyed("end"), fill("ended", "accord"), after("h", "P1Y")))
	first := w.do(says("france", Asserts, "rfi").dating(in("2021-12")).on("h")).Changes[0].Thing
	equal(t, "as the claim says", w.when("h"), "2021-12-01 2021-12-31")
	equal(t, "what hangs on it", w.when("end"), "2022-12-01 2022-12-31")
	w.do(says("mali", Denies, "rfi").dating(in("2020")).on("h"))
	equal(t, "claims against it do not count", w.when("h"), "2021-12-01 2021-12-31")
	equal(t, "null does not touch it", w.do(change("h", undated())).ops(), "UNCHANGED")
	w.do(says("", Asserts, "afp").dating(in("2022")).on("h"))
	equal(t, "no agreement", w.when("h"), "-")
	w.do(retract(idName(first)))
	equal(t, "agreement again", w.when("h"), "2022-01-01 2022-12-31")
	w.do(change("h", at("2021")))
	equal(t, "the editors' reading goes first", w.when("h"), "2021-01-01 2021-12-31")
	w.do(change("h", undated()))
	equal(t, "until they clear it", w.when("h"), "2022-01-01 2022-12-31")
}

// Claims may date two relations relative to each other: that dates neither.
func TestCirclesThroughClaims(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")),
		relation("ends", keyed("end"), fill("ended", "accord"), after("h", "P1Y")))
	dated := w.do(says("", Asserts, "rfi").dating(&DateInput{EDTF: "2021"}).on("h")).Changes[0].Thing
	w.do(says("france", Asserts, "rfi").dating(relative("end", "P1D")).on("h"))
	w.do(retract(idName(dated)))
	equal(t, "through another relation", w.when("h")+w.when("end"), "--")

	w.do(relation("hires", keyed("g"), fill("employer", "mali"), fill("hired", "wagner")))
	dated = w.do(says("", Asserts, "rfi").dating(&DateInput{EDTF: "2021"}).on("g")).Changes[0].Thing
	w.do(says("france", Asserts, "rfi").dating(relative("g", "P1D")).on("g"))
	w.do(retract(idName(dated)))
	equal(t, "relative to itself", w.when("g"), "-")
}

func TestDatesRelativeToDerivedClaims(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")),
		relation("accuses", keyed("a"), fill("accuser", "france"), fill("content", "h"), at("2021-12-23"), claimed(says("", Asserts, "rfi"))))
	derived := w.claimsOn("h")[0].ID
	w.do(relation("ends", keyed("end"), fill("ended", "accord"), after(idName(derived), "P1D")))
	equal(t, "a day after it was said", w.when("end"), "2021-12-24 2021-12-24")
	w.do(change("a", at("2021-12-30")))
	equal(t, "the speech act moved", w.when("end"), "2021-12-31 2021-12-31")
}

func TestBounds(t *testing.T) {
	for _, r := range []struct {
		time                               Time
		aspect                             Aspect
		startFrom, startTo, endFrom, endTo string
	}{
		{Time{EDTF: "2022-05"}, Event, "2022-05-01", "2022-05-31", "2022-05-01", "2022-05-31"},
		{Time{EDTF: "2022-05"}, State, "2022-05-01", "2022-05-01", "2022-05-31", "2022-05-31"},
		{Time{EDTF: "2014-07/2022"}, State, "2014-07-01", "2014-07-31", "2022-01-01", "2022-12-31"},
		{Time{EDTF: "2014-07-16/.."}, State, "2014-07-16", "2014-07-16", "∞", "∞"},
		{Time{EDTF: "2014-07-16/"}, State, "2014-07-16", "2014-07-16", "2014-07-16", "∞"},
		{Time{EDTF: "/2022-05"}, State, "∞", "2022-05-31", "2022-05-01", "2022-05-31"},
		{Time{EDTF: "2022/2022-06"}, State, "2022-01-01", "2022-06-30", "2022-06-01", "2022-06-30"},
		{Time{EDTF: "2022-06/2022"}, State, "2022-06-01", "2022-06-30", "2022-06-01", "2022-12-31"},
		{Time{Start: "2022-06", End: "2022"}, State, "2022-06-01", "2022-06-30", "2022-06-01", "2022-12-31"},
		{Time{Start: "2022"}, State, "2022-01-01", "2022-12-31", "2022-01-01", "∞"},
		{Time{End: "2022"}, State, "∞", "2022-12-31", "2022-01-01", "2022-12-31"},
		{Time{EDTF: "2022-05-02", Attested: true}, State, "∞", "2022-05-02", "2022-05-02", "∞"},
		{Time{EDTF: "2022-05", Attested: true}, State, "∞", "2022-05-31", "2022-05-01", "∞"},
	} {
		b, ok := r.time.Bounds(r.aspect)
		got := fmt.Sprint(ok, day(b.StartEarliest), day(b.StartLatest), day(b.EndEarliest), day(b.EndLatest))
		equal(t, fmt.Sprintf("%+v as %s", r.time, r.aspect), got, fmt.Sprint(true, r.startFrom, r.startTo, r.endFrom, r.endTo))
	}
}

func date(s string) *edtf.Date { d := edtf.MustParse(s); return &d }
