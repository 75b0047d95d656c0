package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
)

// Ref points at a thing by exactly one of its fields.
type Ref struct {
	ID         string     `json:"id,omitempty"`
	Key        string     `json:"key,omitempty"`
	ExternalID *CodeInput `json:"externalId,omitempty"`
	// Local names something put earlier in the same commit.
	Local string `json:"local,omitempty"`
}

// CodeInput is a code to look up.
type CodeInput struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
}

func (r *Ref) String() string {
	switch {
	case r.ID != "":
		return fmt.Sprintf("id %q", clip(r.ID))
	case r.Key != "":
		return fmt.Sprintf("key %q", clip(r.Key))
	case r.ExternalID != nil:
		return fmt.Sprintf("external id %q %q", clip(r.ExternalID.Scheme), clip(r.ExternalID.Code))
	}
	return fmt.Sprintf("local %q", clip(r.Local))
}

// Resolve finds the things that refs point at, zero where there is none; what was
// merged away leads to its survivor. A malformed ref is an *InputError. Two engine calls, however many refs.
func (v *View) Resolve(ctx context.Context, refs []Ref) ([]ID, error) {
	ids, err := v.resolveStored(ctx, refs)
	for i, id := range ids {
		ids[i] = v.merges.survivor(id)
	}
	return ids, err
}

// resolveStored is Resolve without the merges: what was merged away is found as
// itself, so that it can be put as it is stored.
func (v *View) resolveStored(ctx context.Context, refs []Ref) ([]ID, error) {
	out := make([]ID, len(refs))
	var keys [][]byte
	var at []int
	for i, r := range refs {
		switch {
		case r.ID != "":
			id, _, err := ParseText(r.ID) // the thing, in whatever state v is
			if err != nil {
				return nil, invalid("%v", err)
			}
			out[i] = id
		case r.Key != "":
			if _, text, ok := strings.Cut(r.Key, generatedKeyMark); ok {
				if id, err := ParseID(text); err == nil && generatedKey(id) == r.Key {
					out[i] = id
				}
				continue
			}
			if err := checkText("key", r.Key, maxKeyLen); err != nil {
				return nil, err
			}
			keys, at = append(keys, keyOfKey(r.Key)), append(at, i)
		case r.ExternalID != nil:
			if err := checkCode(r.ExternalID.Scheme, r.ExternalID.Code); err != nil {
				return nil, err
			}
			keys, at = append(keys, keyOfCode(r.ExternalID.Scheme, r.ExternalID.Code)), append(at, i)
		case r.Local != "":
			return nil, invalid("`local` names a thing put earlier in the same commit; use `key` or `id` here")
		default:
			return nil, invalid("a reference needs exactly one of id, key, externalId")
		}
	}
	if len(keys) > 0 {
		values, err := v.snap.Get(ctx, keys)
		if err != nil {
			return nil, err
		}
		for i, b := range values {
			if out[at[i]], err = recordedID(b); err != nil {
				return nil, err
			}
		}
	}
	found, err := v.Exist(ctx, out)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if !found[i] {
			out[i] = 0
		}
	}
	return out, nil
}

// recordedID reads the payload of an index entry that leads to one id; zero for nil.
func recordedID(b []byte) (ID, error) {
	if b == nil {
		return 0, nil
	}
	_, payload, err := recordedValue(b)
	if err != nil || len(payload) != 8 {
		return 0, errBadValue
	}
	return ID(binary.BigEndian.Uint64(payload)), nil
}
