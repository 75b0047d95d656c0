package intake

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"

	"demarche/cameo"
	"demarche/edtf"
	"demarche/store"
)

// event is one row of event data.
type event struct {
	kind          kind
	actor, target actor // at least one has a key
	date          string
	place         *place
	source        source // without a key: the file itself
	claim         string // key of the claim; may be empty
	quantities    []store.Quantity
}

// kind is a class of events: of CAMEO if it has a code, else one of its name alone.
type kind struct{ code, name string }

func (k kind) key() string {
	if k.code != "" {
		return "cameo-" + k.code
	}
	return "event:" + keyOf(k.name)
}

type actor struct {
	key, name string
	kind      string
	codes     []store.Code
}

type place struct {
	key, name string
	point     *store.Point
	codes     []store.Code
}

type source struct{ key, title, url, genre string }

// The bounds of the store on what a row can hold, see store/check.go: a row is told
// wrong here, by its line, before a commit is.
const (
	maxName = 500
	maxURL  = 2000
)

func checkName(what, s string) error {
	if len(s) > maxName {
		return wrong("the %s has %d bytes; at most %d", what, len(s), maxName)
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return wrong("the %s holds the control character U+%04X", what, r)
		}
	}
	if s != "" && keyOf(s) == "" {
		return wrong("the %s %q has no letter or digit", what, s)
	}
	return nil
}

// day reads a date: EDTF, or eight digits.
func day(s string) (string, error) {
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	if _, err := edtf.Parse(s); err != nil {
		if len(s) > 40 {
			s = s[:40] + "…"
		}
		return "", wrong("%q is no date: write 2022-05-02, or another EDTF date", s)
	}
	return s, nil
}

// eventReader reads rows of subject, relation, object, date and perhaps source.
type eventReader struct {
	lines
	kinds   map[string]kind
	actors  map[string]actor
	sources map[string]source
	dates   map[string]string
}

func newEventReader(in *bufio.Reader) *eventReader {
	return &eventReader{lines{in: in}, map[string]kind{}, map[string]actor{}, map[string]source{}, map[string]string{}}
}

// maxKnown bounds the memory of a reader for what it read before.
const maxKnown = 1 << 20

// remember is read(text), once for each text.
func remember[T any](known map[string]T, text string, read func(string) (T, error)) (T, error) {
	if v, ok := known[text]; ok {
		return v, nil
	}
	v, err := read(text)
	if err == nil && len(known) < maxKnown {
		known[text] = v
	}
	return v, err
}

func (r *eventReader) row(line string) (e event, skip bool, err error) {
	f := strings.Split(line, "\t")
	if len(f) != 4 && len(f) != 5 {
		return e, false, wrong("%d columns; subject, relation, object, date and perhaps source are 4 or 5, with tabs between", len(f))
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if r.n == 1 && strings.EqualFold(f[0], "subject") && strings.EqualFold(f[3], "date") {
		return e, true, nil
	}
	if e.kind, err = remember(r.kinds, f[1], kindNamed); err != nil {
		return e, false, err
	}
	if e.actor, err = remember(r.actors, f[0], actorNamed); err != nil {
		return e, false, fmt.Errorf("the subject: %w", err)
	}
	if e.target, err = remember(r.actors, f[2], actorNamed); err != nil {
		return e, false, fmt.Errorf("the object: %w", err)
	}
	if e.actor.key == "" && e.target.key == "" {
		return e, false, wrong("there is neither subject nor object")
	}
	if e.date, err = remember(r.dates, f[3], day); err != nil {
		return e, false, err
	}
	if len(f) == 5 && f[4] != "" {
		e.source, err = remember(r.sources, f[4], sourceNamed)
	}
	return e, false, err
}

func kindNamed(name string) (kind, error) {
	if c, ok := cameo.ByName(name); ok {
		return kind{c.Code, c.Name}, nil
	}
	if name == "" {
		return kind{}, wrong("the relation is empty")
	}
	return kind{name: name}, checkName("relation", name)
}

func actorNamed(name string) (actor, error) {
	if name == "" {
		return actor{}, nil
	}
	if err := checkName("name", name); err != nil {
		return actor{}, err
	}
	a := actor{key: "actor:" + keyOf(name), name: name, kind: "actor"}
	a.country(name)
	return a, nil
}

// sourceNamed is the source of a name or an address.
func sourceNamed(name string) (source, error) {
	if u, ok := webAddress(name); ok {
		if len(name) > maxURL {
			return source{}, wrong("the address of the source has %d bytes; at most %d", len(name), maxURL)
		}
		return source{key: "source:" + keyOf(u.Hostname()) + "-" + hashOf(name), url: name, genre: "news-article"}, nil
	}
	if err := checkName("source", name); err != nil {
		return source{}, err
	}
	return source{key: "source:" + keyOf(name), title: name, genre: "dataset"}, nil
}
