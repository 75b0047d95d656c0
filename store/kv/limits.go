package kv

// CheckKeys gives ErrTooLarge for a key that no engine has to take.
func CheckKeys(keys [][]byte) error {
	for _, k := range keys {
		if len(k) > MaxKey {
			return ErrTooLarge
		}
	}
	return nil
}

// CheckWrites holds the writes of one commit against the limits. The value of a
// deletion does not count.
func CheckWrites(writes []Write) error {
	if len(writes) > MaxCommitKeys {
		return ErrTooLarge
	}
	total := 0
	for _, w := range writes {
		value := w.Value
		if w.Delete {
			value = nil
		}
		if err := CheckPair(w.Key, value); err != nil {
			return err
		}
		total += len(w.Key) + len(value)
	}
	if total > MaxCommit {
		return ErrTooLarge
	}
	return nil
}

// CheckPair holds one pair against the limits.
func CheckPair(key, value []byte) error {
	if len(key) > MaxKey || len(value) > MaxValue {
		return ErrTooLarge
	}
	return nil
}
