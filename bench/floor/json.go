package floor

import "encoding/json"

// A Thing is always an Entity in what the benchmark asks for; these say so to
// encoding/json, which cannot choose a type for an interface.

// UnmarshalJSON implements json.Unmarshaler.
func (r *Relation) UnmarshalJSON(b []byte) error {
	type plain Relation
	in := struct {
		*plain
		Object *Entity `json:"object"`
	}{plain: (*plain)(r)}
	err := json.Unmarshal(b, &in)
	if in.Object != nil {
		r.Object = in.Object
	}
	return err
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *SearchEdge) UnmarshalJSON(b []byte) error {
	type plain SearchEdge
	in := struct {
		*plain
		Node *Entity `json:"node"`
	}{plain: (*plain)(e)}
	err := json.Unmarshal(b, &in)
	if in.Node != nil {
		e.Node = in.Node
	}
	return err
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *PathStep) UnmarshalJSON(b []byte) error {
	type plain PathStep
	in := struct {
		*plain
		To *Entity `json:"to"`
	}{plain: (*plain)(s)}
	err := json.Unmarshal(b, &in)
	if in.To != nil {
		s.To = in.To
	}
	return err
}
