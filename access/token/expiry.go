package token

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Expiry is when a token ends, as people write it: a day (2027-01-31, to its end in UTC), an
// instant (2027-01-31T18:00:00Z), or from now a number of days (90d) or hours (12h).
type Expiry struct{ text string }

// UnmarshalText implements encoding.TextUnmarshaler.
func (e *Expiry) UnmarshalText(b []byte) error {
	e.text = string(b)
	_, err := e.From(time.Now())
	return err
}

// From is the instant that is meant; zero for an Expiry that was not given.
func (e Expiry) From(now time.Time) (time.Time, error) {
	if e.text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, e.text); err == nil {
		return t.AddDate(0, 0, 1), nil
	}
	if t, err := time.Parse(time.RFC3339, e.text); err == nil {
		return t.UTC(), nil
	}
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour} {
		digits, ok := strings.CutSuffix(e.text, unit)
		if n, err := strconv.Atoi(digits); ok && err == nil && n > 0 && n <= 100_000 {
			return now.UTC().Truncate(time.Second).Add(time.Duration(n) * length), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no end of a token; write 90d, 12h, 2027-01-31 or 2027-01-31T18:00:00Z", e.text)
}
