// Package cameo is the table of event codes of CAMEO, the Conflict and Mediation Event
// Observations codebook (Schrodt, 2012), with its hierarchy. Codes are strings:
// "010" is not "10".
package cameo

import (
	_ "embed"
	"strings"
)

// Scheme is how codes of this table name their vocabulary.
const Scheme = "CAMEO"

// Event is a class of events.
type Event struct {
	Code string // two digits for a root, three or four below
	Name string // as in “Use unconventional violence”
}

//go:embed codes.tsv
var table string

var (
	events []Event
	byCode = map[string]int{}
	byName = map[string]int{}
)

func init() {
	for line := range strings.Lines(table) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		byCode[code] = len(events)
		byName[plain(name)] = len(events) // of a root and its rest class, which share a name, the latter
		events = append(events, Event{code, name})
	}
}

// plain makes names comparable: no case, single spaces.
func plain(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Events lists the whole table, parents before their children.
func Events() []Event { return append([]Event(nil), events...) }

// ByCode finds the event of a code.
func ByCode(code string) (Event, bool) { return at(byCode, code) }

// ByName finds an event by its name, whatever case and spacing it is written in. Some
// roots share their name with the class of what is below them but nothing more
// special (“Consult”, 04 and 040); such a name means the class, as coders use it.
func ByName(name string) (Event, bool) { return at(byName, plain(name)) }

func at(index map[string]int, key string) (Event, bool) {
	i, ok := index[key]
	if !ok {
		return Event{}, false
	}
	return events[i], true
}

// Parent is the code above; "" above a root. Each digit after the second goes one
// level down.
func (e Event) Parent() string {
	if len(e.Code) <= 2 {
		return ""
	}
	return e.Code[:len(e.Code)-1]
}
