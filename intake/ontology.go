package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/cameo"
	"demarche/store"
)

// anyEvent is the relation type above all that event data bring.
const anyEvent = "event"

// The roles of an event's relation.
const (
	roleActor  = "actor"
	roleTarget = "target"
)

func english(text string) []store.Text { return []store.Text{{Text: text, Lang: "en"}} }

func both(en, fr string) []store.Text {
	return []store.Text{{Text: en, Lang: "en"}, {Text: fr, Lang: "fr"}}
}

// ontology is what rows of events need: kinds that the Sahel dataset has too, with the
// same meaning, and a relation type for each code of CAMEO below its parent's.
func ontology() []store.Operation {
	ops := []store.Operation{
		{PutKind: &store.PutKind{Key: "actor", Labels: both("actor", "acteur")}},
		{PutKind: &store.PutKind{Key: "state", Labels: both("state", "État"), Parents: []string{"actor"}}},
		{PutKind: &store.PutKind{Key: "place", Labels: both("place", "lieu")}},
		{PutRelationType: &store.PutRelationType{Key: anyEvent, Labels: both("event", "événement"),
			Templates: english("[{actor} → ]event[ → {target}]"), Aspect: store.Event, Roles: roles()}},
	}
	for _, e := range cameo.Events() {
		k := kind{e.Code, e.Name}
		parent := anyEvent
		if p := e.Parent(); p != "" {
			parent = kind{code: p}.key()
		}
		ops = append(ops, typeOf(k, parent))
	}
	return ops
}

// typeOf is the relation type of a class of events.
func typeOf(k kind, parent string) store.Operation {
	t := &store.PutRelationType{Key: k.key(), Labels: english(k.name), Parents: []string{parent}, Aspect: store.Event, Roles: roles()}
	if k.code != "" {
		t.Codes = []store.Code{{Scheme: cameo.Scheme, Code: k.code, Label: k.name, Match: store.Exact}}
	}
	if !strings.ContainsAny(k.name, "[]{}") && len(k.name) < maxName-40 {
		t.Templates = english("[{actor}: ]" + lowerFirst(k.name) + "[ → {target}]")
	}
	return store.Operation{PutRelationType: t}
}

// roles are those of every type: one of them may stay empty, as GDELT often knows one
// actor only.
func roles() []store.RoleInput {
	return []store.RoleInput{
		{Key: roleActor, Labels: both("actor", "acteur"), Position: store.Subject, Kinds: []string{"actor"}},
		{Key: roleTarget, Labels: both("target", "cible"), Position: store.Object, Kinds: []string{"actor"}},
	}
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
