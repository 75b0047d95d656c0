package store

import (
	"context"
	"encoding/binary"

	"demarche/store/kv"
)

// claimSummary is what an index entry says of a claim, enough for standings.
type claimSummary struct {
	id       ID
	stance   Stance
	status   ClaimStatus
	claimant ID
}

func (c *Claim) summary() []byte {
	stance, _ := enumPlace(stances, string(c.Stance))
	status, _ := enumPlace(statuses, string(c.Status))
	return binary.BigEndian.AppendUint64([]byte{stance, status}, uint64(c.Claimant))
}

func readSummary(p kv.Pair) (claimSummary, error) {
	_, b, err := recordedValue(p.Value)
	if err != nil || len(b) != 10 || int(b[0]) >= len(stances) || int(b[1]) >= len(statuses) {
		return claimSummary{}, errBadValue
	}
	return claimSummary{
		lastID(p.Key), Stance(stances[b[0]]), ClaimStatus(statuses[b[1]]), ID(binary.BigEndian.Uint64(b[2:])),
	}, nil
}

// readClaimsOn reads the summaries of all claims on each relation: one engine call.
func (v *View) readClaimsOn(ctx context.Context, relations []ID) ([][]claimSummary, error) {
	var ranges []kv.Range
	var of []int
	for i, id := range relations {
		for _, p := range v.prefixes(spaceClaimsOn, id) {
			ranges, of = append(ranges, p.under()), append(of, i)
		}
	}
	pages, err := v.snap.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	out := make([][]claimSummary, len(relations))
	for i, page := range pages {
		for _, p := range page.Pairs {
			s, err := readSummary(p)
			if err != nil {
				return nil, err
			}
			out[of[i]] = append(out[of[i]], s)
		}
	}
	return out, nil
}

// standingOf is the rule: over CURRENT claims, both for and against: CONTESTED;
// only against: DENIED; only for: STATED if a source says it in its own voice,
// else ALLEGED. None current any more: RETRACTED. Never claimed: MENTIONED.
// A claim that QUESTIONS is neither for nor against.
func standingOf(claims []claimSummary) Standing {
	var for_, against, voice, current bool
	for _, c := range claims {
		if c.status != Current {
			continue
		}
		current = true
		switch c.stance {
		case Asserts, Supports:
			for_ = true
			voice = voice || c.claimant == 0
		case Disputes, Denies:
			against = true
		}
	}
	switch {
	case for_ && against:
		return StandingContested
	case against:
		return StandingDenied
	case voice:
		return StandingStated
	case for_:
		return StandingAlleged
	case len(claims) > 0 && !current:
		return StandingRetracted
	}
	return StandingMentioned
}

// Standings computes the standing of each relation. counting narrows whose claims
// count (nil: everybody's). One engine call, with counting those of the filter.
func (v *View) Standings(ctx context.Context, relations []ID, counting *ClaimFilter) ([]Standing, error) {
	f, err := v.compileClaims(ctx, counting)
	if err != nil {
		return nil, err
	}
	return v.standings(ctx, relations, f)
}

func (v *View) standings(ctx context.Context, relations []ID, counting *claimFilter) ([]Standing, error) {
	claims, err := v.claimsOn(ctx, relations)
	if err != nil {
		return nil, err
	}
	if counting != nil {
		if claims, err = v.narrowClaims(ctx, claims, counting); err != nil {
			return nil, err
		}
	}
	out := make([]Standing, len(relations))
	for i := range claims {
		out[i] = standingOf(claims[i])
	}
	return out, nil
}

// narrowClaims keeps, in each list, the claims that a filter takes.
func (v *View) narrowClaims(ctx context.Context, lists [][]claimSummary, f *claimFilter) ([][]claimSummary, error) {
	var ids []ID
	for _, l := range lists {
		for _, c := range l {
			ids = append(ids, c.id)
		}
	}
	records, err := v.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	ok, err := f.match(ctx, v, records)
	if err != nil {
		return nil, err
	}
	out := make([][]claimSummary, len(lists))
	n := 0
	for i, l := range lists {
		for _, c := range l {
			if ok[n] {
				out[i] = append(out[i], c)
			}
			n++
		}
	}
	return out, nil
}
