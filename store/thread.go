package store

import (
	"context"
	"slices"
)

// MaxThread is how many claims of a chain of replies are given: the last ones.
const MaxThread = 100

// Threads follows each claim back to the first that it answers, directly or not:
// from there to the claim itself, at most MaxThread of them. An engine call for each
// step back, whatever the number of claims.
func (v *View) Threads(ctx context.Context, claims []ID) ([][]ID, error) {
	out := make([][]ID, len(claims))
	var next []ID
	var of []int
	for i, id := range claims {
		next, of = append(next, id), append(of, i)
	}
	for range MaxThread {
		records, err := v.Claims(ctx, next)
		if err != nil {
			return nil, err
		}
		var above []ID
		var at []int
		for i, c := range records {
			// A claim is older than its answers, so a circle cannot be written; one that
			// is there all the same ends where it closes.
			if c == nil || slices.Contains(out[of[i]], c.ID) {
				continue
			}
			if out[of[i]] = append(out[of[i]], c.ID); c.InReplyTo != 0 {
				above, at = append(above, c.InReplyTo), append(at, of[i])
			}
		}
		if next, of = above, at; len(next) == 0 {
			break
		}
	}
	for _, thread := range out {
		slices.Reverse(thread)
	}
	return out, nil
}
