package badgerkv

// keyPrefix stands before every key of the contract: Badger refuses empty keys and keeps
// those that begin with "!badger!" to itself, the contract does neither.
const keyPrefix = 1

// headKey is the engine's own, above all others. Every transaction writes it, so that the
// newest timestamp in the tables is the last one that was moved into them.
var headKey = []byte{keyPrefix + 1, 'h'}

// appendKey appends Badger's key for a key of the contract to dst.
func appendKey(dst, key []byte) []byte { return append(append(dst, keyPrefix), key...) }

func badgerKey(key []byte) []byte { return appendKey(make([]byte, 0, len(key)+1), key) }
