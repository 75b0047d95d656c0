package httpapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// encode appends an answer as JSON. The executor has already written the data
// as JSON: it is copied, since another pass through the encoder costs as much
// as producing it.
func (h *Handler) encode(buf *bytes.Buffer, a *answer) {
	buf.WriteByte('{')
	omitted := 0
	if len(a.errs) > 0 {
		errs := a.errs
		if len(errs) > h.cfg.MaxErrors {
			omitted = len(errs) - h.cfg.MaxErrors
			errs = errs[:h.cfg.MaxErrors]
		}
		buf.WriteString(`"errors":`)
		encodeErrors(buf, errs)
	}
	if a.executed {
		comma(buf)
		buf.WriteString(`"data":`)
		if len(a.data) == 0 {
			buf.WriteString("null")
		} else {
			buf.Write(a.data)
		}
	}
	if ext, err := json.Marshal(a.extensions); err == nil && len(a.extensions) > 0 {
		comma(buf)
		buf.WriteString(`"extensions":`)
		buf.Write(ext)
	} else if omitted > 0 {
		comma(buf)
		buf.WriteString(`"extensions":{"errorsOmitted":` + strconv.Itoa(omitted) + "}")
	}
	buf.WriteByte('}')
}

func comma(buf *bytes.Buffer) {
	if b := buf.Bytes(); b[len(b)-1] != '{' {
		buf.WriteByte(',')
	}
}

func encodeErrors(buf *bytes.Buffer, errs gqlerror.List) {
	buf.WriteByte('[')
	for i, e := range errs {
		if i > 0 {
			buf.WriteByte(',')
		}
		before := buf.Len()
		enc := json.NewEncoder(buf)
		enc.SetEscapeHTML(false) // messages quote queries, and nobody reads them as HTML
		if err := enc.Encode(e); err != nil {
			// Extensions that no JSON can hold: the message still can.
			buf.Truncate(before)
			enc = json.NewEncoder(buf)
			_ = enc.Encode(&gqlerror.Error{Message: e.Message, Path: e.Path, Locations: e.Locations})
		}
		buf.Truncate(buf.Len() - 1) // the encoder's newline
	}
	buf.WriteByte(']')
}
