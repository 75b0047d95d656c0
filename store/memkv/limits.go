package memkv

import "demarche/store/kv"

func checkKeys(keys [][]byte) error {
	for _, k := range keys {
		if len(k) > kv.MaxKey {
			return kv.ErrTooLarge
		}
	}
	return nil
}

func checkWrites(writes []kv.Write) error {
	if len(writes) > kv.MaxCommitKeys {
		return kv.ErrTooLarge
	}
	total := 0
	for _, w := range writes {
		value := w.Value
		if w.Delete {
			value = nil
		}
		if err := checkPair(w.Key, value); err != nil {
			return err
		}
		total += len(w.Key) + len(value)
	}
	if total > kv.MaxCommit {
		return kv.ErrTooLarge
	}
	return nil
}

func checkPair(key, value []byte) error {
	if len(key) > kv.MaxKey || len(value) > kv.MaxValue {
		return kv.ErrTooLarge
	}
	return nil
}
