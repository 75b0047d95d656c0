package store

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// maxSkew is how far ahead of the server's a client's clock may be.
const maxSkew = time.Minute

// At is the state that the graph had at an instant: after the last commit made by
// then. It reads through v's snapshot and is closed with v. An instant before the
// first commit, or to come, is an *InputError. Three engine calls.
func (v *View) At(ctx context.Context, t time.Time) (*View, error) {
	earliest, err := v.Earliest(ctx)
	if err != nil {
		return nil, err
	}
	if v.head.Number == 0 {
		return nil, invalid("`asOf`: nothing was recorded yet; leave it out")
	}
	if t.UnixMicro() < earliest {
		return nil, invalid("`asOf`: %s lies before the first commit; the earliest state is that of %s (`meta { earliestAsOf }`)",
			t.UTC().Format(time.RFC3339Nano), time.UnixMicro(earliest).UTC().Format(time.RFC3339Nano))
	}
	if t.After(v.store.now().Add(maxSkew)) {
		return nil, invalid("`asOf`: %s has not come yet; leave `asOf` out for the present", t.UTC().Format(time.RFC3339Nano))
	}
	r := inLog(spaceCommitTime).under()
	r.End, r.Limit, r.Reverse = keyCommitTime(t.UnixMicro()+1), 1, true
	pages, err := v.snap.Scan(ctx, rangeList(r))
	if err != nil {
		return nil, err
	}
	number := uint64(1)
	for _, p := range pages[0].Pairs {
		number = bigEndian(p.Value)
	}
	return v.AtCommit(ctx, number)
}

// AtCommit is the state after a commit, by its number; see At. A number that no
// commit has yet is an *InputError. Two engine calls, and two more where the ontology
// was another one.
func (v *View) AtCommit(ctx context.Context, number uint64) (*View, error) {
	if number == 0 || number > v.head.Number {
		return nil, invalid("this graph has no state of that number; ids and cursors come from answers")
	}
	commits, err := v.Commits(ctx, []uint64{number})
	if err != nil {
		return nil, err
	}
	if commits[0] == nil {
		return nil, ErrDamaged
	}
	then := &View{store: v.store, snap: &past{v.base(), number}, head: Head{number, commits[0].At}, asOf: number, release: func() {}}
	got, err := then.snap.Get(ctx, [][]byte{keyOntologyVersion(), keyMergeVersion()})
	if err != nil {
		return nil, err
	}
	return then, then.load(ctx, got[0], got[1])
}

// AsOf is the number of the commit after which this state was read as a past one;
// zero for the present.
func (v *View) AsOf() uint64 { return v.asOf }

// EndedBy gives, for each thing, the number of the commit that replaced this
// state of it; zero while it is current. One engine call, none for the present.
func (v *View) EndedBy(ctx context.Context, ids []ID) ([]uint64, error) {
	out := make([]uint64, len(ids))
	p, ok := v.snap.(*past)
	if !ok || len(ids) == 0 {
		return out, nil
	}
	ranges := rangeList()
	for _, id := range ids {
		r := historyOf(keyRecord(id))
		r.Start, r.Limit, r.KeysOnly = historyKey(keyRecord(id), p.number+1), 1, true
		ranges = append(ranges, r)
	}
	pages, err := p.base.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	for i, page := range pages {
		for _, pair := range page.Pairs {
			out[i] = bigEndian(pair.Key[len(pair.Key)-8:])
		}
	}
	return out, nil
}

// Text is the opaque id that clients see. That of a thing in a past state says
// which state, so that a cache by id never mixes two of them: the id, "@", and the
// commit's number in base 36.
func (v *View) Text(id ID) string {
	if v.asOf == 0 {
		return id.String()
	}
	return id.String() + "@" + strconv.FormatUint(v.asOf, 36)
}

// ParseText reads what Text wrote: the id, and the number of the past state; zero
// for the present.
func ParseText(s string) (id ID, asOf uint64, err error) {
	plain, state, past := strings.Cut(s, "@")
	if id, err = ParseID(plain); err != nil || !past {
		return id, 0, err
	}
	asOf, err = strconv.ParseUint(state, 36, 63)
	if err != nil || asOf == 0 || strconv.FormatUint(asOf, 36) != state {
		return 0, 0, notAnID(s)
	}
	return id, asOf, nil
}
