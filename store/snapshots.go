package store

import (
	"context"
	"slices"
	"sort"

	"demarche/store/kv"
)

// SnapshotsOf lists, for each source, the versions of it that evidence names,
// oldest first: two engine calls.
func (v *View) SnapshotsOf(ctx context.Context, sources []ID) ([][]Snapshot, error) {
	ranges := make([]kv.Range, len(sources))
	for i, id := range sources {
		ranges[i] = ofThing(spaceClaimsFrom, id).under()
		ranges[i].KeysOnly = true
	}
	pages, err := v.snap.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	var ids []ID
	var of []int
	for i, page := range pages {
		for _, p := range page.Pairs {
			ids, of = append(ids, lastID(p.Key)), append(of, i)
		}
	}
	claims, err := v.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]Snapshot, len(sources))
	for i, c := range claims {
		if c == nil {
			continue
		}
		for _, e := range c.Evidence {
			if e.Source == sources[of[i]] && e.Snapshot != nil && !slices.Contains(out[of[i]], *e.Snapshot) {
				out[of[i]] = append(out[of[i]], *e.Snapshot)
			}
		}
	}
	for _, list := range out {
		sort.Slice(list, func(i, j int) bool { return list[i].TakenAt < list[j].TakenAt })
	}
	return out, nil
}
