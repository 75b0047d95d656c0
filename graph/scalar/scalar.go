// Package scalar reads and writes the custom scalars of the schema.
package scalar

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"demarche/edtf"
)

// MarshalEDTF writes a date as its EDTF string.
func MarshalEDTF(d edtf.Date) graphql.Marshaler { return graphql.MarshalString(d.String()) }

// UnmarshalEDTF reads an EDTF string.
func UnmarshalEDTF(v any) (edtf.Date, error) {
	s, ok := v.(string)
	if !ok {
		return edtf.Date{}, bad("an EDTF date is a string, as in \"2022-05\"")
	}
	d, err := edtf.Parse(s)
	if err != nil {
		var pe *edtf.ParseError
		if errors.As(err, &pe) {
			return d, bad("%q is no EDTF date: %s", pe.Input, pe.Reason)
		}
		return d, bad("%v", err)
	}
	return d, nil
}

// MarshalDateTime writes an instant in UTC, RFC 3339 with what fractions it has.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.UTC().Format(time.RFC3339Nano)))
	})
}

// UnmarshalDateTime reads RFC 3339.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, bad("a DateTime is an RFC 3339 string, as in \"2022-05-02T18:00:00Z\"")
	}
	return t.UTC(), nil
}

func bad(format string, args ...any) error {
	return &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
}
