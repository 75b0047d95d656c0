package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"demarche/httpapi/guard"
)

// params is one GraphQL request, whichever way it came.
type params struct {
	query string
	sent  bool // query is there
	// documentID names the document, if the request does; see resolve.
	documentID    string
	operationName string
	variables     map[string]any
	extensions    map[string]any
	headers       http.Header
}

func badRequest(format string, args ...any) *gqlerror.Error {
	return coded(CodeBadRequest, format, args...)
}

// parseParams reads the JSON of a request. Its messages name what is wrong and
// never repeat the text.
func parseParams(body []byte, limits *guard.Limits) (*params, *gqlerror.Error) {
	members, err := parseObject(body, limits)
	if err != nil {
		return nil, err
	}
	p := new(params)
	raw, ok := members["query"]
	if ok && json.Unmarshal(raw, &p.query) != nil {
		return nil, badRequest(`"query" must be a string.`)
	}
	p.sent = ok && !isNull(raw)
	var id string
	if raw, ok := members["documentId"]; ok && json.Unmarshal(raw, &id) != nil {
		return nil, badRequest(`"documentId" must be a string or null.`)
	}
	if raw, ok := members["operationName"]; ok && json.Unmarshal(raw, &p.operationName) != nil {
		return nil, badRequest(`"operationName" must be a string or null.`)
	}
	if p.variables, err = parseMap("variables", members["variables"]); err != nil {
		return nil, err
	}
	if p.extensions, err = parseMap("extensions", members["extensions"]); err != nil {
		return nil, err
	}
	if err := p.nameDocument(id); err != nil {
		return nil, err
	}
	if !p.sent && p.documentID == "" {
		return nil, badRequest(`The request has no "query".`)
	}
	return p, nil
}

// parseObject reads exactly one JSON object.
func parseObject(body []byte, limits *guard.Limits) (map[string]json.RawMessage, *gqlerror.Error) {
	if !utf8.Valid(body) {
		return nil, badRequest("The request is not valid UTF-8.")
	}
	if err := limits.CheckJSON(body); err != nil {
		return nil, asList(err)[0]
	}
	if !json.Valid(body) { // also refuses anything after the first value
		return nil, badRequest("The request is not valid JSON.")
	}
	switch bytes.TrimLeft(body, " \t\r\n")[0] {
	case '{':
	case '[':
		return nil, badRequest("Batches are not supported: send one operation in each request.")
	default:
		return nil, badRequest(`The request must be a JSON object with a "query".`)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, badRequest("The request is not valid JSON.")
	}
	return members, nil
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// parseMap keeps numbers as they were written, so that 64-bit ids survive.
func parseMap(name string, raw json.RawMessage) (map[string]any, *gqlerror.Error) {
	if len(raw) == 0 || isNull(raw) {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil {
		return nil, badRequest("%q must be a JSON object or null.", name)
	}
	return out, nil
}

// queryParams reads a GET request.
func queryParams(raw string, limits *guard.Limits) (*params, *gqlerror.Error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, badRequest("The query string of the URL is not well formed.")
	}
	one := func(name string) (string, *gqlerror.Error) {
		if len(values[name]) > 1 {
			return "", badRequest("The URL has the parameter %q more than once.", name)
		}
		if !utf8.ValidString(values.Get(name)) {
			return "", badRequest("The URL parameter %q is not valid UTF-8.", name)
		}
		return values.Get(name), nil
	}
	object := func(name string) (map[string]any, *gqlerror.Error) {
		text, err := one(name)
		if err != nil || text == "" {
			return nil, err
		}
		if err := limits.CheckJSON([]byte(text)); err != nil {
			return nil, asList(err)[0]
		}
		if !json.Valid([]byte(text)) {
			return nil, badRequest("The URL parameter %q is not valid JSON.", name)
		}
		return parseMap(name, json.RawMessage(bytes.TrimSpace([]byte(text))))
	}
	p := &params{sent: values.Has("query")}
	id, bad := one("documentId")
	if bad != nil {
		return nil, bad
	}
	if p.query, bad = one("query"); bad != nil {
		return nil, bad
	}
	if p.operationName, bad = one("operationName"); bad != nil {
		return nil, bad
	}
	if p.variables, bad = object("variables"); bad != nil {
		return nil, bad
	}
	if p.extensions, bad = object("extensions"); bad != nil {
		return nil, bad
	}
	if bad := p.nameDocument(id); bad != nil {
		return nil, bad
	}
	if !p.sent && p.documentID == "" {
		return nil, badRequest(`The URL has no parameter "query".`)
	}
	return p, nil
}

// readBody reads a POST body of at most max bytes. The status is 0 if it could.
func readBody(w http.ResponseWriter, r *http.Request, max int64) ([]byte, int) {
	if r.ContentLength > max {
		return nil, http.StatusRequestEntityTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, max))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	}
	return body, 0
}
