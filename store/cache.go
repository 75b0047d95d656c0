package store

import (
	"context"
	"sync"

	"github.com/maypok86/otter/v2"
	"github.com/maypok86/otter/v2/stats"

	"demarche/store/kv"
)

// cache keeps decoded records, and what indexes say of the claims on relations, of
// the present state: what most readers ask for again and again, names above all. It
// is exact. What a commit writes is taken out before the commit is acknowledged, and
// nothing is put in that was read from a state before the last commit.
type cache struct {
	mu     sync.Mutex // guards the rest, and putting in against taking out
	head   uint64     // the last commit that is taken into account
	merged uint64     // the version of the merges that records are linked with
	merges *merges    // of that version; nil while no view has read them

	records *otter.Cache[ID, thing]
	claims  *otter.Cache[ID, claimsOf]
	degrees *otter.Cache[ID, degree]
	facets  *otter.Cache[facetsAsked, []Facet] // what they are after a commit, so no other takes them out
}

// degree is how many relations a thing has, as far as they are counted, since a commit.
type degree struct {
	since uint64
	n     int
}

// claimsOf is the claims on a relation, as they are since a commit.
type claimsOf struct {
	since uint64
	list  []claimSummary
}

// What an entry weighs besides its content, in bytes.
const entryWeight = 200

// newCache takes up to some bytes, as far as they can be told; nil for none.
func newCache(bytes int) *cache {
	if bytes <= 0 {
		return nil
	}
	return &cache{
		records: otter.Must(&otter.Options[ID, thing]{MaximumWeight: uint64(bytes) * 3 / 4,
			StatsRecorder: stats.NewCounter(), Weigher: func(_ ID, t thing) uint32 { return entryWeight + 3*uint32(t.record().size) }}),
		claims: otter.Must(&otter.Options[ID, claimsOf]{MaximumWeight: uint64(bytes) / 5,
			StatsRecorder: stats.NewCounter(), Weigher: func(_ ID, c claimsOf) uint32 { return entryWeight + 48*uint32(len(c.list)) }}),
		degrees: otter.Must(&otter.Options[ID, degree]{MaximumSize: max(1, bytes/40/entryWeight)}),
		facets:  otter.Must(&otter.Options[facetsAsked, []Facet]{MaximumWeight: uint64(bytes) / 40, Weigher: weightOfFacets}),
	}
}

// serves tells whether a view may look into the cache: it is of the present, as it is
// stored, and the cache knows of all commits that it sees.
func (c *cache) serves(v *View) bool {
	if c == nil || !v.present() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.merges == nil && v.merges.version == c.merged {
		c.merges = v.merges
	}
	return v.head.Number <= c.head && v.merges.version == c.merged
}

// put keeps what a view read, if no commit has been made since.
func (c *cache) put(v *View, keep func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v.present() && v.head.Number == c.head && v.merges.version == c.merged {
		keep()
	}
}

// present tells whether a view is of what is committed, and of the last state of it that
// it knows. A dry run is not, whatever number its commit would have had.
func (v *View) present() bool {
	_, uncommitted := v.snap.(interface{ uncommitted() })
	return !uncommitted && !v.raw && v.asOf == 0
}

// start begins with a state, knowing nothing.
func (c *cache) start(v *View) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.records.InvalidateAll()
	c.claims.InvalidateAll()
	c.degrees.InvalidateAll()
	c.facets.InvalidateAll()
	c.head, c.merged, c.merges = v.head.Number, v.merges.version, v.merges
}

// forget takes out what commits wrote, the last of them with this number.
func (c *cache) forget(number uint64, writes []kv.Write) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range writes {
		if !current(w.Key) {
			continue
		}
		switch space(w.Key[3]) {
		case spaceRecord:
			c.records.Invalidate(lastID(w.Key))
		case spaceClaimsOn:
			c.claims.Invalidate(c.survivor(lastID(w.Key[:len(w.Key)-8])))
		case spaceOf:
			c.degrees.Invalidate(c.survivor(ID(bigEndian(w.Key[4:12])))) // behind partition, plane and space
		case spaceMrgVersion: // every record may lead elsewhere
			c.records.InvalidateAll()
			c.claims.InvalidateAll()
			c.degrees.InvalidateAll()
			c.merges = nil
			c.merged, _, _ = recordedValue(w.Value) // what we wrote ourselves reads
		}
	}
	c.head = number
}

// survivor is the thing that what is known of another one is kept under.
func (c *cache) survivor(id ID) ID {
	if c.merges == nil { // they changed, and nothing is kept yet
		return id
	}
	return c.merges.survivor(id)
}

// degreesOf counts the relations of each thing, up to a bound that is always the
// same: one engine call, for those that are not kept.
func (v *View) degreesOf(ctx context.Context, ids []ID, bound int) ([]int, error) {
	out := make([]int, len(ids))
	c := v.store.cache
	serves := c.serves(v)
	var ranges []kv.Range
	var of []int
	for i, id := range ids {
		if serves {
			if d, ok := c.degrees.GetIfPresent(id); ok && d.since <= v.head.Number {
				out[i] = d.n
				continue
			}
		}
		for _, p := range v.prefixes(spaceOf, id) {
			r := p.under()
			r.Limit, r.Count = bound, true
			ranges, of = append(ranges, r), append(of, i)
		}
	}
	if len(ranges) == 0 {
		return out, ctx.Err()
	}
	pages, err := v.snap.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	for n, p := range pages {
		out[of[n]] = min(bound, out[of[n]]+p.Count)
	}
	if serves {
		c.put(v, func() {
			for _, i := range of {
				c.degrees.Set(ids[i], degree{v.head.Number, out[i]})
			}
		})
	}
	return out, nil
}

// readRecords is getRecords through the cache.
func readRecords[T any, P interface {
	*T
	thing
}](ctx context.Context, v *View, ids []ID) ([]P, error) {
	c := v.store.cache
	if !c.serves(v) {
		return getRecords[T, P](ctx, v.snap, ids, v.linking())
	}
	out := make([]P, len(ids))
	var missing []ID
	var at []int
	for i, id := range ids {
		if id == 0 {
			continue
		}
		if t, ok := c.records.GetIfPresent(id); ok && t.record().From <= v.head.Number {
			out[i] = t.(P)
			continue
		}
		missing, at = append(missing, id), append(at, i)
	}
	if len(missing) == 0 {
		return out, ctx.Err()
	}
	read, err := getRecords[T, P](ctx, v.snap, missing, v.linking())
	if err != nil {
		return nil, err
	}
	c.put(v, func() {
		for _, r := range read {
			if r != nil {
				c.records.Set(r.record().ID, r)
			}
		}
	})
	for i, r := range read {
		out[at[i]] = r
	}
	return out, nil
}

// claimsOn gives the summaries of all claims on each relation: one engine call, for
// those that are not kept.
func (v *View) claimsOn(ctx context.Context, relations []ID) ([][]claimSummary, error) {
	c := v.store.cache
	if !c.serves(v) {
		return v.readClaimsOn(ctx, relations)
	}
	out := make([][]claimSummary, len(relations))
	var missing []ID
	var at []int
	for i, id := range relations {
		if known, ok := c.claims.GetIfPresent(id); ok && known.since <= v.head.Number {
			out[i] = known.list
			continue
		}
		missing, at = append(missing, id), append(at, i)
	}
	if len(missing) == 0 {
		return out, ctx.Err()
	}
	read, err := v.readClaimsOn(ctx, missing)
	if err != nil {
		return nil, err
	}
	c.put(v, func() {
		for i, list := range read {
			c.claims.Set(missing[i], claimsOf{v.head.Number, list})
		}
	})
	for i, list := range read {
		out[at[i]] = list
	}
	return out, nil
}
