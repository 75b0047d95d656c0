package store

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// While others commit, what views read through the cache is what their snapshot
// holds: records, claims on relations and degrees.
func TestCacheIsExact(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")))
	entities := []ID{w.id("junta"), w.id("wagner"), w.id("france")}
	relations := []ID{w.id("h")}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					if n > 20 {
						return
					}
				default:
				}
				if wrong := compareCached(w, entities, relations); wrong != "" {
					t.Error(wrong)
					return
				}
			}
		})
	}
	for n := range 150 {
		e := entity("junta", "government", fmt.Sprint("Junta ", n))
		if n%10 == 9 {
			w.do(merge("mali", "france"))
			w.do(unmerge(w.view().Head().Number))
		}
		w.do(e, says("france", modelStances[n%len(modelStances)], "rfi").dating(&DateInput{EDTF: fmt.Sprint(1000 + n)}).on("h"),
			relation("acts", spell(fmt.Sprint(n)), fill("actor", "junta"), fill("target", "wagner")))
	}
	close(done)
	readers.Wait()
}

func compareCached(w *world, entities, relations []ID) string {
	v, err := w.s.View(w.ctx)
	if err != nil {
		return err.Error()
	}
	defer v.Close()
	cached := must(readRecords[Entity](w.ctx, v, entities))
	stored := must(getRecords[Entity](w.ctx, v.snap, entities, nil))
	for i := range stored {
		if !bytes.Equal(encode(cached[i]), encode(stored[i])) || cached[i].From != stored[i].From {
			return fmt.Sprintf("at commit %d: %+v is kept, %+v is stored", v.head.Number, cached[i], stored[i])
		}
	}
	if kept, read := must(v.claimsOn(w.ctx, relations)), must(v.readClaimsOn(w.ctx, relations)); !slices.Equal(kept[0], read[0]) {
		return fmt.Sprintf("at commit %d: claims %v are kept, %v are stored", v.head.Number, kept, read)
	}
	const bound = 40
	kept := must(v.degreesOf(w.ctx, entities, bound))
	for i, id := range entities {
		n := 0
		for _, p := range v.prefixes(spaceOf, id) {
			r := p.under()
			r.Count = true
			n += must(v.snap.Scan(w.ctx, rangeList(r)))[0].Count
		}
		if kept[i] != min(n, bound) {
			return fmt.Sprintf("at commit %d: %d relations are kept, there are %d", v.head.Number, kept[i], n)
		}
	}
	return ""
}

// What is kept is bounded by its weight, not by how much was read.
func TestCacheIsBounded(t *testing.T) {
	w := newWorld(t)
	var ids []ID
	for n := range 40 {
		var ops []Operation
		for i := range 50 {
			key := fmt.Sprintf("e%d-%d", n, i)
			ops = append(ops, entity(key, "state", key))
		}
		for _, c := range w.do(ops...).Changes {
			ids = append(ids, c.Thing)
		}
	}
	const room = 64 << 10
	w.s.cache = newCache(room)
	w.s.cache.start(w.view())
	for part := range slices.Chunk(ids, 100) {
		must(w.view().Entities(w.ctx, part))
	}
	w.s.cache.records.CleanUp()
	if n := w.s.cache.records.WeightedSize(); n == 0 || n > room {
		t.Errorf("%d bytes are kept, of at most %d", n, room)
	}
}

// A dry run shows what a commit would do, under the number that the next commit will
// have: nothing of it may be kept.
func TestNothingOfADryRunIsKept(t *testing.T) {
	w := newWorld(t)
	w.do(relation("acts", keyed("r1"), at("2020"), fill("actor", "mali"), fill("target", "france"), claimed(says("mali", Asserts, "rfi"))))
	in := w.input(change("r1", at("1999")), says("france", Denies, "rfi").on("r1"), entity("france", "state", "NEVER"),
		relation("acts", keyed("r2"), at("1998"), fill("actor", "mali"), fill("target", "junta")))
	in.DryRun = true
	dry := w.commit(in).View
	w.do(entity("other", "state", "Other"))
	ids := []ID{w.id("r1")}
	look := func(v *View) string {
		facets := must(must(v.FindRelations(w.ctx, nil, nil)).Facets(w.ctx, []FacetKey{FacetType}, 9))[0]
		return fmt.Sprint(must(v.Relations(w.ctx, ids))[0].Time.EDTF, must(v.Standings(w.ctx, ids, nil)), must(v.Labels(w.ctx, []ID{w.id("france")}, nil))[0].Text,
			facets[0].Buckets[0].Count, must(v.degreesOf(w.ctx, []ID{w.id("mali")}, 9)))
	}
	equal(t, "in the dry run", look(dry), "1999[CONTESTED]NEVER2 [2]")
	equal(t, "after it", look(w.view()), "2020[ALLEGED]France1 [1]")
}
