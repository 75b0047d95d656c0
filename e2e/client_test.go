package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// answer is a GraphQL answer.
type answer struct {
	status int
	body   []byte
	Data   json.RawMessage `json:"data"`
	Errors []graphqlError  `json:"errors"`
}

type graphqlError struct {
	Message    string         `json:"message"`
	Extensions map[string]any `json:"extensions"`
}

// post sends an operation. An error means that no whole answer came.
func post(ctx context.Context, api, query string, variables any) (*answer, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, api, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return send(req)
}

func send(req *http.Request) (*answer, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	return readAnswer(resp)
}

func readAnswer(resp *http.Response) (*answer, error) {
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode}
	var err error
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(a.body, a); err != nil {
		return nil, fmt.Errorf("status %d, no JSON: %w", resp.StatusCode, err)
	}
	return a, nil
}

// data gives what an answer without errors holds.
func (a *answer) data(into any) error {
	if len(a.Errors) > 0 || a.status != http.StatusOK {
		return fmt.Errorf("status %d: %s", a.status, a.body)
	}
	return json.Unmarshal(a.Data, into)
}

// ask sends a query that has to succeed.
func (s *server) ask(ctx context.Context, t *testing.T, query string, variables, into any) {
	t.Helper()
	a, err := post(ctx, s.api, query, variables)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.data(into); err != nil {
		t.Fatal(err)
	}
}

// head is the cursor of the last commit.
func (s *server) head(ctx context.Context, t *testing.T) string {
	t.Helper()
	var data struct{ Meta struct{ Head string } }
	s.ask(ctx, t, "{ meta { head } }", nil, &data)
	if data.Meta.Head == "" {
		t.Fatal("meta.head is empty")
	}
	return data.Meta.Head
}

const commitMutation = `mutation ($input: CommitInput!) {
  commit(input: $input) { commit { id } replayed userErrors { code message path } }
}`

type userError struct {
	Code, Message string
	Path          []string
}

type commitPayload struct {
	Commit     *struct{ ID string }
	Replayed   bool
	UserErrors []userError
}

// commit writes; nil means that the server acknowledged it.
func commit(ctx context.Context, api, key string, operations ...any) (*commitPayload, error) {
	a, err := post(ctx, api, commitMutation, map[string]any{"input": map[string]any{"idempotencyKey": key, "operations": operations}})
	if err != nil {
		return nil, err
	}
	var data struct{ Commit *commitPayload }
	if err := a.data(&data); err != nil {
		return nil, err
	}
	switch p := data.Commit; {
	case p == nil || p.Commit == nil && len(p.UserErrors) == 0:
		return nil, errors.New("no commit and no error")
	case len(p.UserErrors) > 0:
		return p, fmt.Errorf("refused: %+v", p.UserErrors)
	default:
		return p, nil
	}
}

func (s *server) mustCommit(ctx context.Context, t *testing.T, key string, operations ...any) {
	t.Helper()
	if _, err := commit(ctx, s.api, key, operations...); err != nil {
		t.Fatal(err)
	}
}

type object = map[string]any

func putKind(key string) object {
	return object{"putKind": object{"key": key, "labels": []object{{"text": key, "lang": "en"}}}}
}

func putEntity(key, kind string) object {
	return object{"putEntity": object{"key": key, "kind": kind, "names": []object{{"text": key}}}}
}
