package store

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"

	"demarche/store/kv"
)

// Ontology is the kinds and relation types of one state of the graph. It is data
// like any other, but small and read by everything, so it is kept decoded. It is
// never changed: a commit that changes it makes a new one.
type Ontology struct {
	Version uint64 // number of the commit that last changed it
	kinds   map[ID]*Kind
	types   map[ID]*RelationType
	byKey   map[string]ID // kinds and types have separate names: see ontologyName
	below   map[ID][]ID   // direct children
	called  *calledTypes
}

func newOntology(version uint64) *Ontology {
	return &Ontology{version, map[ID]*Kind{}, map[ID]*RelationType{}, map[string]ID{}, map[ID][]ID{}, &calledTypes{}}
}

func kindID(key string) ID         { return naturalID(ClassKind, digest("kind", key), 0) }
func relationTypeID(key string) ID { return naturalID(ClassRelationType, digest("type", key), 0) }

// loadOntology reads all of it: one scan and one get.
func loadOntology(ctx context.Context, snap kv.Snapshot, version uint64) (*Ontology, error) {
	pages, err := snap.Scan(ctx, []kv.Range{{Start: ofTerm(spaceOntology), End: successor(ofTerm(spaceOntology)), KeysOnly: true}})
	if err != nil {
		return nil, err
	}
	o := newOntology(version)
	var kinds, types []ID
	for _, p := range pages[0].Pairs {
		if id := lastID(p.Key); id.Class() == ClassKind {
			kinds = append(kinds, id)
		} else {
			types = append(types, id)
		}
	}
	ks, err := getRecords[Kind](ctx, snap, kinds, nil)
	if err != nil {
		return nil, err
	}
	ts, err := getRecords[RelationType](ctx, snap, types, nil)
	if err != nil {
		return nil, err
	}
	for i := range kinds {
		if ks[i] == nil {
			return nil, fmt.Errorf("store: kind %v is listed and has no record: %w", kinds[i], ErrDamaged)
		}
		o.addKind(ks[i])
	}
	for i := range types {
		if ts[i] == nil {
			return nil, fmt.Errorf("store: relation type %v is listed and has no record: %w", types[i], ErrDamaged)
		}
		o.addType(ts[i])
	}
	return o, nil
}

func (o *Ontology) addKind(k *Kind) {
	o.detach(k.ID)
	o.kinds[k.ID], o.byKey["kind "+k.Given] = k, k.ID
	o.attach(k.ID, k.Parents)
}

func (o *Ontology) addType(t *RelationType) {
	o.detach(t.ID)
	o.types[t.ID], o.byKey["type "+t.Given] = t, t.ID
	o.attach(t.ID, t.Parents)
}

func (o *Ontology) attach(id ID, parents []ID) {
	for _, p := range parents {
		o.below[p] = append(o.below[p], id)
	}
}

func (o *Ontology) detach(id ID) {
	for p, c := range o.below {
		if i := slices.Index(c, id); i >= 0 {
			o.below[p] = slices.Delete(slices.Clone(c), i, i+1)
		}
	}
}

// clone is a copy that a commit may add to.
func (o *Ontology) clone() *Ontology {
	c := newOntology(o.Version)
	for _, k := range o.kinds {
		c.addKind(k)
	}
	for _, t := range o.types {
		c.addType(t)
	}
	return c
}

// Kind gives the kind with an id, nil if there is none.
func (o *Ontology) Kind(id ID) *Kind { return o.kinds[id] }

// Type gives the relation type with an id, nil if there is none.
func (o *Ontology) Type(id ID) *RelationType { return o.types[id] }

// KindNamed finds a kind by key; an unknown key is an error with the nearest keys.
func (o *Ontology) KindNamed(key string) (*Kind, error) {
	if id, ok := o.byKey["kind "+key]; ok {
		return o.kinds[id], nil
	}
	return nil, o.unknown("kind", "kind", key)
}

// TypeNamed finds a relation type by key; an unknown key is an error with the nearest keys.
func (o *Ontology) TypeNamed(key string) (*RelationType, error) {
	if id, ok := o.byKey["type "+key]; ok {
		return o.types[id], nil
	}
	return nil, o.unknown("type", "relation type", key)
}

func (o *Ontology) unknown(prefix, what, key string) error {
	var keys []string
	for k := range o.byKey {
		if rest, ok := strings.CutPrefix(k, prefix+" "); ok {
			keys = append(keys, rest)
		}
	}
	return unknownKey(what, key, keys)
}

// unknownKey is the error for a key that is none of known; it names the nearest.
func unknownKey(what, key string, known []string) *InputError {
	near := nearest(key, known)
	e := &InputError{Code: CodeUnknownKey, Suggestions: near, Message: fmt.Sprintf("there is no %s %q", what, clip(key))}
	if len(near) > 0 {
		e.Message += "; the nearest are " + quoteList(near)
	}
	return e
}

func quoteList(s []string) string {
	q := make([]string, len(s))
	for i := range s {
		q[i] = fmt.Sprintf("%q", s[i])
	}
	return strings.Join(q, ", ")
}

// nearest gives up to three keys: those that contain the word, then by edit distance.
func nearest(key string, known []string) []string {
	key = clip(lower(key))
	type ranked struct {
		key  string
		rank int
	}
	var r []ranked
	for _, k := range known {
		d := levenshtein.ComputeDistance(key, k)
		if len(key) > 2 && (strings.Contains(k, key) || strings.Contains(key, k)) {
			d = min(d, 2)
		}
		r = append(r, ranked{k, d})
	}
	sort.Slice(r, func(i, j int) bool {
		return r[i].rank < r[j].rank || r[i].rank == r[j].rank && r[i].key < r[j].key
	})
	var out []string
	for _, x := range r[:min(3, len(r))] {
		out = append(out, x.key)
	}
	return out
}

// KindsUnder lists a kind and all below it, or, for "", every kind; by key.
func (o *Ontology) KindsUnder(key string) ([]*Kind, error) {
	var ids []ID
	if key == "" {
		for id := range o.kinds {
			ids = append(ids, id)
		}
	} else {
		k, err := o.KindNamed(key)
		if err != nil {
			return nil, err
		}
		ids = o.andBelow(k.ID)
	}
	out := make([]*Kind, len(ids))
	for i, id := range ids {
		out[i] = o.kinds[id]
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Given < out[j].Given })
	return out, nil
}

// TypesUnder lists a relation type and all below it, or, for "", every type; by key.
func (o *Ontology) TypesUnder(key string) ([]*RelationType, error) {
	var ids []ID
	if key == "" {
		for id := range o.types {
			ids = append(ids, id)
		}
	} else {
		t, err := o.TypeNamed(key)
		if err != nil {
			return nil, err
		}
		ids = o.andBelow(t.ID)
	}
	out := make([]*RelationType, len(ids))
	for i, id := range ids {
		out[i] = o.types[id]
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Given < out[j].Given })
	return out, nil
}

// Below lists the direct children of a kind or type, by key.
func (o *Ontology) Below(id ID) []ID {
	out := slices.Clone(o.below[id])
	sort.Slice(out, func(i, j int) bool { return o.keyOf(out[i]) < o.keyOf(out[j]) })
	return out
}

func (o *Ontology) keyOf(id ID) string {
	if k := o.kinds[id]; k != nil {
		return k.Given
	}
	if t := o.types[id]; t != nil {
		return t.Given
	}
	return ""
}

// andBelow is a kind or type and everything below it, each once.
func (o *Ontology) andBelow(id ID) []ID {
	seen := map[ID]bool{id: true}
	out := []ID{id}
	for i := 0; i < len(out); i++ {
		for _, c := range o.below[out[i]] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// isUnder tells whether id is ancestor or below it.
func (o *Ontology) isUnder(id, ancestor ID) bool {
	return slices.Contains(o.andBelow(ancestor), id)
}

// Role finds a role by key and its place; -1 if the type has none of that key.
func (t *RelationType) Role(key string) (int, *Role) {
	for i := range t.Roles {
		if t.Roles[i].Key == key {
			return i, &t.Roles[i]
		}
	}
	return -1, nil
}

func (t *RelationType) roleAt(p RolePosition) int {
	return slices.IndexFunc(t.Roles, func(r Role) bool { return r.Position == p })
}

// Filler is the first filler of the role at a position, zero if there is none.
func (t *RelationType) Filler(r *Relation, p RolePosition) ID {
	at := t.roleAt(p)
	for _, f := range r.Participants {
		if int(f.Role) == at {
			return f.Thing
		}
	}
	return 0
}

// rolesNamed finds every (type, role) with one of the role keys; a key that no
// type has is an error with the nearest.
func (o *Ontology) rolesNamed(keys []string) (map[ID][]uint8, error) {
	out, known := map[ID][]uint8{}, map[string]bool{}
	for id, t := range o.types {
		for i, r := range t.Roles {
			known[r.Key] = true
			if slices.Contains(keys, r.Key) {
				out[id] = append(out[id], uint8(i))
			}
		}
	}
	for _, k := range keys {
		if !known[k] {
			var all []string
			for r := range known {
				all = append(all, r)
			}
			return nil, unknownKey("role", k, all)
		}
	}
	return out, nil
}
