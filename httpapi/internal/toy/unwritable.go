package toy

import "io"

// Unwritable is a scalar that has a mistake in it.
type Unwritable struct{}

// MarshalGQL implements graphql.Marshaler.
func (*Unwritable) MarshalGQL(io.Writer) { panic("secret of the scalar") }

// UnmarshalGQL implements graphql.Unmarshaler.
func (*Unwritable) UnmarshalGQL(any) error { return nil }
