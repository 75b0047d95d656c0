package store

import (
	"fmt"
	"time"
)

// HeadKey is the key of the log's head, which every commit writes: an engine that
// remembers its value elsewhere can tell that commits are missing.
func HeadKey() []byte { return keyHeadOfLog() }

// MissingCommits says which commits are missing between two values of HeadKey, for an
// operator; nothing if the values do not tell.
func MissingCommits(kept, acknowledged []byte) string {
	var from, to Head
	if kept != nil && decode(kept, &from) != nil || decode(acknowledged, &to) != nil || to.Number <= from.Number {
		return ""
	}
	at := time.UnixMicro(to.At).UTC().Format("2006-01-02 15:04:05 MST")
	if to.Number == from.Number+1 {
		return fmt.Sprintf("commit %d, of %s, was acknowledged and is missing", to.Number, at)
	}
	return fmt.Sprintf("commits %d to %d, the last of %s, were acknowledged and are missing", from.Number+1, to.Number, at)
}
