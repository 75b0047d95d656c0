package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"sort"

	"demarche/store/kv"
)

// Recorded time. Every value of plane C begins with the number of the commit
// that wrote it. When a commit replaces or deletes a value, the old one moves to
// plane H under the same key followed by that commit's number. So a value was
// what the graph said from its own number on, until before the number that ends
// its key: the present is read from plane C alone and never pays for the past,
// and every past state can be read from both planes, whatever the key means.

// recordedValue cuts a plane C value into the commit that wrote it and the payload.
func recordedValue(v []byte) (from uint64, payload []byte, err error) {
	from, n := binary.Uvarint(v)
	if n <= 0 {
		return 0, nil, errBadValue
	}
	return from, v[n:], nil
}

// recorded is a plane C value: the commit that wrote it, and the payload.
func recorded(from uint64, payload []byte) []byte {
	v := binary.AppendUvarint(make([]byte, 0, len(payload)+5), from)
	return append(v, payload...)
}

// draft collects what one commit writes to plane C.
type draft struct {
	*overlay
	number uint64
}

func newDraft(base kv.Snapshot, number uint64) *draft {
	return &draft{newOverlay(base), number}
}

// set writes a payload; del deletes. Both are seen by the draft's own reads.
func (d *draft) set(k key, payload []byte) { d.put(k, recorded(d.number, payload)) }
func (d *draft) del(k key)                 { d.put(k, nil) }

// finish gives the writes that turn the base into the draft, history included,
// in order of keys. What ends as it was is not written: its recorded time stays.
func (d *draft) finish(ctx context.Context) ([]kv.Write, error) {
	keys := make([][]byte, 0, len(d.writes))
	for k := range d.writes {
		keys = append(keys, []byte(k))
	}
	sort.Slice(keys, func(i, j int) bool { return bytes.Compare(keys[i], keys[j]) < 0 })
	old, err := d.base.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	var out []kv.Write
	for i, k := range keys {
		v := d.writes[string(k)]
		if old[i] == nil && v == nil {
			continue
		}
		if old[i] != nil {
			_, was, err := recordedValue(old[i])
			if err != nil {
				return nil, err
			}
			if v != nil {
				if _, is, err := recordedValue(v); err != nil || bytes.Equal(was, is) {
					continue
				}
			}
			out = append(out, kv.Write{Key: historyKey(k, d.number), Value: old[i]})
		}
		out = append(out, kv.Write{Key: k, Value: v, Delete: v == nil})
	}
	return out, nil
}

func historyKey(current []byte, until uint64) key {
	h := append(make(key, 0, len(current)+8), current...)
	h[2] = planeHistory
	return h.num(until)
}
