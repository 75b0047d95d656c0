package bench

import (
	"encoding/json"
	"fmt"
	"regexp"
)

var operationName = regexp.MustCompile(`^(?:query|mutation) (\w+)`)

// nameOf is the name of a document's operation.
func nameOf(query string) string {
	if m := operationName.FindStringSubmatch(query); m != nil {
		return m[1]
	}
	return ""
}

type variables map[string]any

// requestBody is an operation as it is sent.
func requestBody(query string, v variables) []byte {
	b, err := json.Marshal(struct {
		Query         string    `json:"query"`
		OperationName string    `json:"operationName,omitempty"`
		Variables     variables `json:"variables,omitempty"`
	}{query, nameOf(query), v})
	if err != nil {
		panic(err) // texts, numbers, lists and maps of them can be marshalled
	}
	return b
}

// ask sends an operation and decodes the data of its answer.
func (c *conn) ask(query string, v variables, into any) error {
	body, err := c.post(requestBody(query, v))
	if err != nil {
		return err
	}
	return decodeData(body, into)
}

// decodeData decodes the data of an answer that must have no errors.
func decodeData(body []byte, into any) error {
	var a struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return fmt.Errorf("%w: %.200s", err, body)
	}
	if len(a.Errors) > 0 {
		return fmt.Errorf("the server answered: %s", a.Errors[0].Message)
	}
	return json.Unmarshal(a.Data, into)
}
