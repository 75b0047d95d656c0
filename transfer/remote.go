package transfer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"demarche/intake"
	"demarche/store"
)

// remote is the API of a server that serves a store.
type remote struct {
	url    string
	token  string // empty: none
	client *http.Client
}

// remoteTimeout bounds one request; a server gives up earlier.
const remoteTimeout = time.Minute

// remote commits through the API. A dry run reads the rows and asks the server nothing,
// since it could not see of one commit what an earlier one would have put.
func (im *session) remote() error {
	if im.cfg.DryRun {
		return im.commits(func(context.Context, store.CommitInput) (*store.Result, error) { return &store.Result{}, nil })
	}
	r := &remote{im.cfg.To, im.cfg.Token, &http.Client{Timeout: remoteTimeout}}
	im.need = func(b *intake.Batch) error {
		return present(b, func(ask []needed) (map[needed]bool, error) { return r.have(im.ctx, ask) })
	}
	return im.commits(r.commit)
}

// ask sends a GraphQL request. Network faults are not tried again here: running the import
// again is cheap.
func (r *remote) ask(ctx context.Context, query string, variables map[string]any, out any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w; run the import again, what is there is not added twice", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading the server's answer: %w", err)
	}
	var got struct {
		Data   json.RawMessage
		Errors []refusal
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return fmt.Errorf("%s answers %s, and no GraphQL: give the address of the API, as in http://127.0.0.1:8080/graphql", r.url, resp.Status)
	}
	if len(got.Errors) > 0 {
		return &got.Errors[0]
	}
	return json.Unmarshal(got.Data, out)
}

// refusal is an error of a GraphQL answer.
type refusal struct {
	Message    string
	Extensions struct{ Code string }
}

func (r *refusal) Error() string { return "the server refuses: " + r.Message }

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 16 << 20

const commitMutation = `mutation($in: CommitInput!) { commit(input: $in) {
  replayed things { op node { __typename } } userErrors { code message path } } }`

func (r *remote) commit(ctx context.Context, in store.CommitInput) (*store.Result, error) {
	var got struct {
		Commit *struct {
			Replayed bool
			Things   []struct {
				Op   store.ChangeOp
				Node struct {
					Type string `json:"__typename"`
				}
			}
			UserErrors []struct {
				Code    store.UserErrorCode
				Message string
				Path    []string
			}
		}
	}
	err := r.ask(ctx, commitMutation, map[string]any{"in": in}, &got)
	var refused *refusal
	if errors.As(err, &refused) && refused.Extensions.Code == string(store.CodeTooLarge) { // for a request
		return &store.Result{Errors: []store.UserError{{InputError: store.InputError{Code: store.CodeTooLarge, Message: refused.Message}}}}, nil
	}
	if err != nil {
		return nil, err
	}
	if got.Commit == nil {
		return nil, errors.New("the server gives no result of the commit")
	}
	out := &store.Result{Replayed: got.Commit.Replayed}
	for _, e := range got.Commit.UserErrors {
		out.Errors = append(out.Errors, store.UserError{InputError: store.InputError{Code: e.Code, Message: e.Message}, Path: e.Path})
	}
	for _, t := range got.Commit.Things {
		out.Changes = append(out.Changes, store.Change{Op: t.Op, Thing: store.ID(classes[t.Node.Type])}) // the class is all that is counted
	}
	return out, nil
}

var classes = map[string]store.Class{
	"Entity": store.ClassEntity, "Relation": store.ClassRelation, "Claim": store.ClassClaim, "Source": store.ClassSource,
}

// have asks which things are there, in one request.
func (r *remote) have(ctx context.Context, ask []needed) (map[needed]bool, error) {
	var declared, fields []string
	variables := map[string]any{}
	ontology := false
	for i, n := range ask {
		field := map[store.Class]string{store.ClassEntity: "entity", store.ClassSource: "source"}[n.class]
		if field == "" {
			ontology = true
			continue
		}
		declared = append(declared, fmt.Sprintf("$k%d: ThingRef!", i))
		fields = append(fields, fmt.Sprintf("k%d: %s(ref: $k%d) { id }", i, field, i))
		variables[fmt.Sprintf("k%d", i)] = store.Ref{Key: n.key}
	}
	query := "query"
	if len(declared) > 0 {
		query += "(" + strings.Join(declared, ", ") + ")"
	}
	if ontology {
		fields = append(fields, "kinds { key } relationTypes { key }")
	}
	var got map[string]json.RawMessage
	if err := r.ask(ctx, query+" { "+strings.Join(fields, " ")+" }", variables, &got); err != nil {
		return nil, err
	}
	out := map[needed]bool{}
	for class, field := range map[store.Class]string{store.ClassKind: "kinds", store.ClassRelationType: "relationTypes"} {
		var terms []struct{ Key string }
		if got[field] == nil {
			continue
		}
		if err := json.Unmarshal(got[field], &terms); err != nil {
			return nil, err
		}
		for _, t := range terms {
			out[needed{class, t.Key}] = true
		}
	}
	for i, n := range ask {
		if found := got[fmt.Sprintf("k%d", i)]; found != nil && string(found) != "null" {
			out[n] = true
		}
	}
	return out, nil
}
