package intake

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"demarche/store"
)

// What one row becomes, whole.
func TestOperationsOfARow(t *testing.T) {
	batches, wrong := readAll(t, []byte(gdeltRow(nil)+"\n"), GDELT)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	b := batches[len(batches)-1]
	var got strings.Builder
	for _, op := range b.Input.Operations {
		text, err := json.Marshal(op)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(append(text, '\n'))
	}
	const want = `{"putEntity":{"key":"actor:mli:mali","kind":"state","names":[{"text":"MALI"}],"externalIds":[{"scheme":"CAMEO actor","code":"MLI","match":"CLOSE"},{"scheme":"ISO 3166-1","code":"ML","match":"CLOSE"}]}}
{"putEntity":{"key":"place:-12","kind":"place","names":[{"text":"Gao, Mali"}],"externalIds":[{"scheme":"FIPS 10-4","code":"ML","match":"BROADER"}],"point":{"lat":16.2,"lon":-0.1}}}
{"putSource":{"key":"source:example.org-b5b10dd0429e","genre":"news-article","url":"https://example.org/a"}}
{"putRelation":{"type":"cameo-010","participants":[{"role":"actor","ref":{"key":"actor:mli:mali"}}],"time":{"edtf":"2031-01-02"},"spell":"place:-12","place":{"key":"place:-12"},"claims":[{"key":"gdelt:1","quantities":[{"key":"mentions","value":2},{"key":"tone","value":-1.5}],"evidence":[{"source":{"key":"source:example.org-b5b10dd0429e"}}]}]}}
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	for _, line := range b.Lines {
		if line != 1 {
			t.Errorf("lines %v", b.Lines)
		}
	}
}

func TestKeys(t *testing.T) {
	for name, want := range map[string]string{
		"Barack Obama":                          "barack-obama",
		"Military (Mali)":                       "military.mali",
		"Transport Canada":                      "transport-canada",
		"Transport (Canada)":                    "transport.canada",
		"Asa'ib Ahl al-Haq":                     "asa.ib-ahl-al-haq",
		"Cabinet / Council of Ministers (Mali)": "cabinet.council-of-ministers.mali",
		"  François   Hollande ":                "francois-hollande",
		"Владимир Путин":                        "владимир-путин",
		"शांति (India)":                         "शाति.india",
		"()":                                    "",
		strings.Repeat("very ", 20) + "long":    strings.Repeat("very-", 18) + "-" + hashOf(strings.Repeat("very-", 20)+"long"),
		"- Committee":                           "committee",
	} {
		if got := keyOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A state is told where its name stands alone, or in parentheses at the end.
func TestCountries(t *testing.T) {
	for name, want := range map[string]string{
		"Mali": "state ML CLOSE", "south korea": "state KR CLOSE", "Côte d’Ivoire": "state CI CLOSE", "Cote d'Ivoire": "state CI CLOSE", "Turkey": "state TR CLOSE",
		"Military (Mali)": "actor ML BROADER", "Police (United States)": "actor US BROADER",
		"Hong Kong": "actor", "Military (Mali) Press": "actor", "(Mali)": "actor", "Member (Hezbollah)": "actor", "Mali Republic": "actor",
	} {
		a := actor{kind: "actor"}
		a.country(name)
		got := a.kind
		for _, c := range a.codes {
			got += fmt.Sprintf(" %s %s", c.Code, c.Match)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if n := len(strings.Fields(members)); n != 194 {
		t.Errorf("%d states, want the 193 members of the United Nations and the Holy See", n)
	}
}

func TestWrongRows(t *testing.T) {
	for _, x := range []struct {
		format    Format
		row, says string
	}{
		{Events, "A\tConsult", "2 columns"},
		{Events, "\tConsult\t\t2031", "neither subject nor object"},
		{Events, "A\t\tB\t2031", "relation is empty"},
		{Events, "A\tConsult\tB\t2031-13-01", "no date"},
		{Events, "A\tConsult\tB\t", "no date"},
		{Events, "A\tConsult\t\u0007\t2031", "control character"},
		{Events, strings.Repeat("a", 501) + "\tConsult\tB\t2031", "501 bytes"},
		{Events, "A\tConsult\tB\t2031\t?!", "no letter"},
		{Events, "\xff\tConsult\tB\t2031", "UTF-8"},
		{GDELT, "1\t2", "2 columns"},
		{GDELT, gdeltRow(map[int]string{colCode: "10x"}), "no code of CAMEO"},
		{GDELT, gdeltRow(map[int]string{colCode: "1"}), "no code of CAMEO"},
		{GDELT, gdeltRow(map[int]string{colDay: "2031-1-2"}), "no date"},
		{GDELT, gdeltRow(map[int]string{colDay: "20310230"}), "no date"},
		{GDELT, gdeltRow(map[int]string{colActor1: "", colActor1 + 1: ""}), "neither Actor1 nor Actor2"},
		{GDELT, gdeltRow(map[int]string{colID: "a"}), "GLOBALEVENTID"},
		{GDELT, gdeltRow(map[int]string{colLat: "91"}), "outside the globe"},
		{GDELT, gdeltRow(map[int]string{colLon: "east"}), "longitude"},
		{GDELT, gdeltRow(map[int]string{colTone: "Inf"}), "tone"},
		{GDELT, gdeltRow(map[int]string{colPlaceID: "a b"}), "FeatureID"},
		{GDELT, gdeltRow(map[int]string{colSource: "https://example.org/" + strings.Repeat("a", 2000)}), "2020 bytes"},
		{Operations, `{"putEntity": {"kye": "a"}}`, "kye"},
		{Operations, `{"putEntity": {"names": [{"txt": "a"}]}}`, "txt"},
		{Operations, `{} {}`, "one operation"},
	} {
		_, wrong := readAll(t, []byte(x.row+"\n"), x.format)
		if len(wrong) != 1 || !strings.HasPrefix(wrong[0].Error(), "line 1: ") || !strings.Contains(wrong[0].Error(), x.says) {
			t.Errorf("%.60q: %v, want %q", x.row, wrong, x.says)
		}
	}
}

// The format is told by the content, also through gzip and zstd.
func TestDetect(t *testing.T) {
	zstdOf := func(text string) []byte {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return w.EncodeAll([]byte(text), nil)
	}
	gzipOf := func(text string) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for text, want := range map[string]Format{
		"a\tb\tc\td\n": Events, "a\tb\tc\td\te\r\n": Events, "\ufeffa\tb\tc\td": Events, gdeltRow(nil): GDELT,
		"{\"demarche\":2}\n": Dump, "{\"putKind\":{}}\n": Operations, "": "", "a,b,c,d\n": "", "a\tb\n": "",
	} {
		for _, file := range [][]byte{[]byte(text), gzipOf(text), zstdOf(text)} {
			in, err := Decompress(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Detect(in); got != want || err == nil != (want != "") {
				t.Errorf("%.30q: %q, %v, want %q", text, got, err, want)
			}
		}
	}
}

// A batch never holds more than fits into a commit, and the same rows give the same keys.
func TestBatches(t *testing.T) {
	var rows strings.Builder
	for i := range 500 {
		fmt.Fprintf(&rows, "Long Name Of Actor %d (Mali)\tConsult\tOther Name Of %d\t2031-01-02\tRadio %d\n", i, i, i)
	}
	batches, wrong := readAll(t, []byte(rows.String()), Events)
	n := 0
	for _, b := range batches {
		n += b.Rows
		if len(b.Input.Operations) > store.MaxOperations {
			t.Errorf("%d operations", len(b.Input.Operations))
		}
	}
	if n != 500 || len(wrong) > 0 {
		t.Errorf("%d rows, wrong: %v", n, wrong)
	}
}
