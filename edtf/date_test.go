package edtf

import (
	"encoding/json"
	"testing"
)

func TestZeroDate(t *testing.T) {
	var d Date
	if !d.IsZero() || d.IsInterval() || d.IsSet() || d.String() != "" || d.Precision() != Unknown || d.Members() != nil {
		t.Errorf("the zero date is not empty: %+v", d)
	}
	if d.Earliest() != MinInstant || d.Latest() != MaxInstant {
		t.Error("the zero date is bounded")
	}
	want := Part{Earliest: MinInstant, Latest: MaxInstant, Unknown: true}
	if d.Start() != want || d.End() != want {
		t.Errorf("the zero date starts with %+v and ends with %+v", d.Start(), d.End())
	}
}

func TestParts(t *testing.T) {
	single, interval := MustParse("2022-05~"), MustParse("2022-05~/2022-06-03")
	if single.Start() != single.End() || single.Start() != interval.Start() {
		t.Errorf("2022-05~ differs as a date and as a start: %+v, %+v", single.Start(), interval.Start())
	}
	if got := interval.End(); got != MustParse("2022-06-03").End() || got.Approximate {
		t.Errorf("end of %s: %+v", interval, got)
	}
	if got := MustParse("2013/..").End(); got != (Part{EDTF: "..", Earliest: MinInstant, Latest: MaxInstant, Open: true}) {
		t.Errorf("open end: %+v", got)
	}
	if got := MustParse("2013/").End(); got != (Part{Earliest: MinInstant, Latest: MaxInstant, Unknown: true}) {
		t.Errorf("unknown end: %+v", got)
	}
}

func TestMembers(t *testing.T) {
	d := MustParse("[1667,1668-12?,1670..1672,1674-05..]")
	members := d.Members()
	want := []string{"1667", "1668-12?", "1670..1672", "1674-05.."}
	if len(members) != len(want) {
		t.Fatalf("%s has %d members", d, len(members))
	}
	for i, m := range members {
		if m.EDTF != want[i] {
			t.Errorf("member %d is %s", i, m.EDTF)
		}
	}
	if m := members[1]; m.Precision != Month || !m.Uncertain || m.Approximate {
		t.Errorf("%+v", m)
	}
	if m := members[2]; m.Earliest != MustParse("1670").Earliest() || m.Latest != MustParse("1672").Latest() || m.Precision != Year {
		t.Errorf("%+v", m)
	}
	if m := members[3]; m.Latest != MaxInstant || !m.Open {
		t.Errorf("%+v", m)
	}
	if hull := d.Start(); hull != d.End() || hull.Earliest != d.Earliest() || hull.Latest != MaxInstant || !hull.Uncertain {
		t.Errorf("hull: %+v", hull)
	}
}

func TestComparable(t *testing.T) {
	seen := map[Date]bool{MustParse("2022-05"): true}
	if !seen[MustParse("2022-05")] || seen[MustParse("2022-05?")] {
		t.Error("dates do not work as keys")
	}
}

func TestJSON(t *testing.T) {
	type act struct{ Signed, Ended Date }
	text, err := json.Marshal(act{Signed: MustParse("2022-05~")})
	if err != nil || string(text) != `{"Signed":"2022-05~","Ended":""}` {
		t.Fatalf("%s, %v", text, err)
	}
	var a act
	if err := json.Unmarshal(text, &a); err != nil || a.Signed != MustParse("2022-05~") || !a.Ended.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
	if err := json.Unmarshal([]byte(`{"Signed":"2022-5"}`), &a); err == nil {
		t.Error("2022-5 is taken")
	}
}

func TestMustParse(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustParse takes an invalid date")
		}
	}()
	MustParse("2022-02-30")
}

func TestPrecisionNames(t *testing.T) {
	want := []string{"UNKNOWN", "SECOND", "DAY", "MONTH", "SEASON", "YEAR", "DECADE", "CENTURY", "UNKNOWN"}
	for p, name := range want {
		if got := Precision(p).String(); got != name {
			t.Errorf("precision %d is %s", p, got)
		}
	}
}
