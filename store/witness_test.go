package store

import (
	"testing"
	"time"
)

func TestMissingCommits(t *testing.T) {
	at := time.Date(2022, 5, 2, 18, 0, 0, 0, time.UTC).UnixMicro()
	value := func(number uint64) []byte { return encode(&Head{Number: number, At: at}) }
	for _, c := range []struct {
		kept, acknowledged []byte
		want               string
	}{
		{value(41), value(57), "commits 42 to 57, the last of 2022-05-02 18:00:00 UTC, were acknowledged and are missing"},
		{value(56), value(57), "commit 57, of 2022-05-02 18:00:00 UTC, was acknowledged and is missing"},
		{nil, value(2), "commits 1 to 2, the last of 2022-05-02 18:00:00 UTC, were acknowledged and are missing"},
		{value(57), value(57), ""},
		{value(1), nil, ""},
		{[]byte("broken"), value(2), ""},
	} {
		if got := MissingCommits(c.kept, c.acknowledged); got != c.want {
			t.Errorf("%q; want %q", got, c.want)
		}
	}
}
