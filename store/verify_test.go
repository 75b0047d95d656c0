package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"demarche/store/kv"
	"demarche/store/memkv"
)

// randomHistory is a store with commits of all sorts in it.
func randomHistory(t *rapid.T, most int) *world {
	w := newWorld(t)
	m := newModel(w)
	for range rapid.IntRange(0, most).Draw(t, "commits") {
		switch rapid.IntRange(0, 7).Draw(t, "sort") {
		case 0:
			kind := pick(t, "kind", []string{"state", "company", "treaty", "place"})
			r := w.commit(w.input(merge(m.entityOf(t, kind).key, m.entityOf(t, kind).key)))
			if len(r.Errors) == 0 && rapid.Bool().Draw(t, "back") {
				w.commit(w.input(unmerge(r.Commit.Number)))
			}
		case 1:
			passCodes(t, w)
		case 2:
			w.commit(w.input(relativeTo(t, m)))
		case 3:
			w.do(kind(fmt.Sprintf("kind%d", rapid.IntRange(0, 3).Draw(t, "new kind")), pick(t, "parent", []string{"actor", "place"})))
		default:
			m.randomCommit(t)
		}
	}
	return w
}

// passCodes has two entities exchange a code in one commit, as often as it goes.
func passCodes(t *rapid.T, w *world) {
	coded := func(key, kind string, codes ...Code) Operation {
		return Operation{PutEntity: &PutEntity{Target: Target{Key: key}, Kind: kind, ExternalIDs: Some(codes)}}
	}
	code := Code{"wikidata", "Q1", "", Exact, ""}
	holder, other := "france", "mali"
	if rapid.Bool().Draw(t, "swapped") {
		holder, other = other, holder
	}
	w.commit(w.input(coded(holder, "state", code)))
	// The taker is first among the changes, and takes the code last.
	name := Operation{PutEntity: &PutEntity{Target: Target{Key: other}, Kind: "state", Description: Some(english(fmt.Sprint("text ", w.keys)))}}
	w.commit(w.input(name, coded(holder, "state"), coded(other, "state", code)))
}

func relativeTo(t *rapid.T, m *model) Operation {
	if len(m.relations) == 0 {
		return relation("acts", fill("actor", "mali"), after(generatedKey(m.w.id("rfi")), "P1D"))
	}
	return relation("acts", fill("actor", "mali"), spell(fmt.Sprint(m.w.keys)), after(pick(t, "anchor", m.relations).key, "P1D"))
}

func verify(t tester, e kv.Engine, scratch string, repair bool) *CheckReport {
	t.Helper()
	r, err := Check(t.Context(), e, CheckOptions{Scratch: scratch, Repair: repair})
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	return r
}

// What commits wrote is what follows from records and log, in all planes; an import too.
func TestCheckOfWhatCommitsWrote(t *testing.T) {
	scratch := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := randomHistory(t, 12)
		r := verify(t, w.engine, scratch, false)
		if !r.Clean() || r.NotFollowed {
			t.Fatalf("%s", told(r))
		}
		if n := len(w.dump(planeCurrent, planeHistory, planeLog)); r.Keys != uint64(n) || r.Commits != w.view().Head().Number {
			t.Fatalf("%d keys and %d commits looked at, of %d and %d", r.Keys, r.Commits, n, w.view().Head().Number)
		}
		other := emptyWorld(t, memkv.New())
		if _, err := other.s.Import(t.Context(), strings.NewReader(export(t, w.view()))); err != nil {
			t.Fatalf("Import: %v", err)
		}
		if r := verify(t, other.engine, scratch, false); !r.Clean() {
			t.Fatalf("imported: %s", told(r))
		}
	})
}

func told(r *CheckReport) string {
	var out strings.Builder
	for _, f := range append(slices.Clone(r.Faults), r.Follows...) {
		fmt.Fprintln(&out, f)
	}
	for _, x := range r.Indexes {
		fmt.Fprintln(&out, x.Name, x.Count, strings.Join(x.Examples, "; "))
	}
	return out.String()
}

// Every index entry that is lost, changed or added is found, and no other is; a repair
// makes the store what it was, key for key.
func TestCheckFindsAndRepairs(t *testing.T) {
	scratch := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := randomHistory(t, 8)
		was := w.dump(planeCurrent, planeHistory, planeLog)
		damage := map[string]Difference{}
		var writes []kv.Write
		keys := slices.Sorted(maps.Keys(was))
		derived := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return isOriginal(key(k)) })
		for range rapid.IntRange(1, 12).Draw(t, "damage") {
			k := pick(t, "key", derived)
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				damage[k] = Missing
				writes = append(writes, kv.Write{Key: key(k), Delete: true})
			case 1:
				if k == string(keyFormat()) { // then it is a store of another version
					continue
				}
				damage[k] = Different
				writes = append(writes, kv.Write{Key: key(k), Value: append([]byte{1}, rapid.SliceOfN(rapid.Byte(), 50, 60).Draw(t, "value")...)})
			case 2:
				k += "more"
				damage[k] = Extra
				writes = append(writes, kv.Write{Key: key(k), Value: []byte{1}})
			}
		}
		if len(damage) == 0 {
			return
		}
		write(t, w.engine, writes...)
		r := verify(t, w.engine, scratch, false)
		want := map[string][3]uint64{}
		for k, d := range damage {
			count := want[indexName(key(k))]
			count[d]++
			want[indexName(key(k))] = count
		}
		got := map[string][3]uint64{}
		for _, x := range r.Indexes {
			got[x.Name] = x.Count
		}
		if !maps.Equal(got, want) || r.FaultCount > 0 || r.Clean() || !r.NotFollowed {
			t.Fatalf("found %v, want %v\n%s", got, want, told(r))
		}
		if !maps.Equal(w.dump(planeCurrent, planeHistory, planeLog), damaged(was, writes)) {
			t.Fatalf("a check without repair wrote something")
		}
		if r = verify(t, w.engine, scratch, true); r.Repaired != uint64(len(damage)) || r.NotFollowed {
			t.Fatalf("%d keys repaired of %d", r.Repaired, len(damage))
		}
		if !maps.Equal(w.dump(planeCurrent, planeHistory, planeLog), was) {
			t.Fatalf("the repaired store is another one")
		}
		if r = verify(t, w.engine, scratch, false); !r.Clean() {
			t.Fatalf("after the repair: %s", told(r))
		}
	})
}

func write(t tester, e kv.Engine, writes ...kv.Write) {
	t.Helper()
	snap, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	defer snap.Close()
	if err := e.Commit(t.Context(), snap, writes, nil); err != nil {
		t.Fatalf("Commit: %v", err)
	}
}

func damaged(was map[string]string, writes []kv.Write) map[string]string {
	out := maps.Clone(was)
	for _, w := range writes {
		if delete(out, string(w.Key)); !w.Delete {
			out[string(w.Key)] = string(w.Value)
		}
	}
	return out
}

// Records, merges and commits follow from nothing else: each that is lost, changed or
// added contradicts something, and then a repair writes nothing.
func TestCheckOfRecordsAndLog(t *testing.T) {
	scratch := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := randomHistory(t, 8)
		w.commit(w.input(merge("treaty", "accord")))
		was := w.dump(planeCurrent, planeHistory, planeLog)
		originals := slices.DeleteFunc(slices.Sorted(maps.Keys(was)), func(k string) bool { return !isOriginal(key(k)) })
		k := pick(t, "key", originals)
		x := kv.Write{Key: key(k), Value: []byte(was[k])}
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			x = kv.Write{Key: key(k), Delete: true}
		case 1:
			at := rapid.IntRange(0, len(x.Value)-1).Draw(t, "at")
			x.Value[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 2: // the same as of another thing, or another commit
			at := rapid.IntRange(4, len(x.Key)-1).Draw(t, "at")
			x.Key[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			if _, there := was[string(x.Key)]; there {
				return
			}
		}
		write(t, w.engine, x)
		now := w.dump(planeCurrent, planeHistory, planeLog)
		r := verify(t, w.engine, scratch, true)
		if r.FaultCount == 0 || r.Clean() || r.Repaired != 0 {
			t.Fatalf("%s: %d faults, %d keys repaired\n%s", describeKey(key(k)), r.FaultCount, r.Repaired, told(r))
		}
		if !maps.Equal(now, w.dump(planeCurrent, planeHistory, planeLog)) {
			t.Fatalf("a repair wrote something on top of damage")
		}
	})
}

// What should have followed in a commit is found, though every index entry is right.
func TestCheckOfWhatFollows(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner"), at("2022-01")),
		relation("accuses", keyed("a"), fill("accuser", "france"), fill("accused", "junta"), fill("content", "h"), claimed(says("", Asserts, "rfi"))),
		relation("ends", keyed("later"), fill("ended", "h"), after("h", "P1D"), claimed(says("", Asserts, "rfi"))))
	if r := verify(t, w.engine, t.TempDir(), false); !r.Clean() {
		t.Fatal(told(r))
	}
	// A commit that forgets to settle: France becomes Mali, and the date of the hiring changes.
	for name, change := range map[string]func(*Relation){
		"a": func(r *Relation) { r.Participants[0].Thing = w.id("mali") },
		"h": func(r *Relation) { r.Time = &Time{EDTF: "2023-01"} },
	} {
		was, is := w.relation(name), *w.relation(name)
		is.Participants = slices.Clone(is.Participants)
		change(&is)
		p, err := unsettled(w, was, &is)
		if err != nil {
			t.Fatal(err)
		}
		write(t, w.engine, p.writes...)
	}
	r := verify(t, w.engine, t.TempDir(), true)
	if len(r.Indexes) > 0 || r.FaultCount > 0 || r.Repaired > 0 || r.Clean() {
		t.Fatal(told(r))
	}
	// The claim of France is still there, that of Mali is not, and the later date is the old one.
	equal(t, "things that do not follow", r.FollowCount, 3)
}

// unsettled is a commit of one relation that leaves everything else as it was.
func unsettled(w *world, was, is *Relation) (*plan, error) {
	w.t.Helper()
	v := w.view()
	p := &plan{ctx: w.ctx, number: v.head.Number + 1, at: v.head.At + 1, d: newDraft(v.snap, v.head.Number+1), v: v, result: &Result{},
		ops: map[ID]ChangeOp{}, names: map[ID]string{}, reasons: map[ID]string{}}
	v.snap = p.d
	if _, err := p.store(was, is, nil); err != nil {
		return nil, err
	}
	return p, p.finish(w.input(entity("x", "state", "X")), [32]byte{})
}
