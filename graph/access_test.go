package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"demarche/access"
	"demarche/graph"
	"demarche/graph/gen"
	"demarche/graph/model"
)

// Whatever changes something says which role that needs, in the directive that is enforced and in the
// description, which is what clients see of it.
func TestWhatChangesSomethingRequiresARole(t *testing.T) {
	schema := gen.NewExecutableSchema(gen.Config{}).Schema()
	required := map[string]string{}
	for _, typ := range schema.Types {
		for _, f := range typ.Fields {
			if d := f.Directives.ForName("requires"); d != nil {
				role := d.Arguments.ForName("role").Value.Raw
				required[typ.Name+"."+f.Name] = role
				if !strings.Contains(f.Description, role) {
					t.Errorf("the description of %s.%s does not name the role %s", typ.Name, f.Name, role)
				}
			}
		}
	}
	if len(schema.Mutation.Fields) == 0 {
		t.Error("no mutations: the test looks in the wrong place")
	}
	for _, f := range schema.Mutation.Fields {
		if role := required["Mutation."+f.Name]; role != "EDITOR" && role != "ADMIN" {
			t.Errorf("Mutation.%s changes something and requires %q", f.Name, role)
		}
	}
	for _, f := range schema.Types["Operation"].Fields {
		want := ""
		if isOntology(f) {
			want = "ADMIN"
		}
		if got := required["Operation."+f.Name]; got != want {
			t.Errorf("Operation.%s requires %q, want %q", f.Name, got, want)
		}
	}
}

// isOntology tells whether an operation puts what no Thing is.
func isOntology(f *ast.FieldDefinition) bool {
	switch f.Type.Name() {
	case "PutKind", "PutRelationType":
		return true
	case "PutEntity", "PutSource", "PutRelation", "AddClaim", "RetractClaim", "Merge", "Unmerge":
		return false
	}
	panic("decide who may do " + f.Name)
}

// Each role may do what it may, and nothing else; who made a commit is in it.
func TestRoles(t *testing.T) {
	a := sahel(t)
	refused := 0
	es := gen.NewExecutableSchema(gen.Config{Resolvers: &graph.Resolver{Store: a.store},
		Directives: graph.Directives(func(context.Context, error) { refused++ })})
	exec := executor.New(es)
	as := func(r access.Role) access.Principal {
		return access.Principal{Name: "amina-" + r.String(), ID: "token:" + r.String(), Role: r}
	}
	const (
		data     = `mutation($k: String!) { commit(input: {idempotencyKey: $k, operations: [{putEntity: {key: $k, kind: "person", names: [{text: "P"}]}}]}) { commit { by } } }`
		ontology = `mutation($k: String!) { commit(input: {idempotencyKey: $k, operations: [{putKind: {key: $k, labels: [{text: "k", lang: "en"}]}}]}) { commit { by } } }`
		byVar    = `mutation($in: CommitInput!) { commit(input: $in) { commit { by } } }`
	)
	variable := map[string]any{"in": map[string]any{"idempotencyKey": "v", "operations": []any{
		map[string]any{"putKind": map[string]any{"key": "k-of-variable", "labels": []any{map[string]any{"text": "k", "lang": "en"}}}}}}}
	for _, c := range []struct {
		by    access.Principal
		query string
		code  string
	}{
		{access.Principal{}, data, access.CodeUnauthenticated},
		{access.Anonymous(access.Reader), data, access.CodeUnauthenticated},
		{as(access.Reader), data, access.CodeForbidden},
		{as(access.Editor), data, ""},
		{as(access.Admin), data, ""},
		{access.Anonymous(access.Editor), ontology, access.CodeUnauthenticated},
		{as(access.Reader), ontology, access.CodeForbidden},
		{as(access.Editor), ontology, access.CodeForbidden},
		{as(access.Editor), byVar, access.CodeForbidden},
		{as(access.Admin), ontology, ""},
		{as(access.Admin), byVar, ""},
	} {
		vars := map[string]any{"k": c.by.Name + "-key"}
		if c.query == byVar {
			vars = variable
		}
		if c.query == ontology {
			vars["k"] = c.by.Name + "-kind"
		}
		was := refused
		r := runAs(t, a, exec, c.by, c.query, vars)
		if c.code == "" {
			var got struct {
				Commit struct{ Commit struct{ By string } }
			}
			if err := json.Unmarshal(r.Data, &got); err != nil || len(r.Errors) > 0 || got.Commit.Commit.By != c.by.Name {
				t.Errorf("%s, %.40s: %s %v", c.by.Role, c.query, r.Data, r.Errors)
			}
			continue
		}
		var denied *access.Denied
		if len(r.Errors) != 1 || !errors.As(r.Errors[0], &denied) || denied.Code() != c.code || string(r.Data) != `{"commit":null}` {
			t.Errorf("%s, %.40s: %s %v", c.by.Role, c.query, r.Data, r.Errors)
		}
		if refused != was+1 {
			t.Errorf("%s, %.40s: the refusal was told %d times", c.by.Role, c.query, refused-was)
		}
	}
}

// viewer says who asks.
func TestViewer(t *testing.T) {
	a := sahel(t)
	r := runAs(t, a, a.exec, access.Principal{Name: "amina", ID: "token:1", Role: access.Editor}, `{ viewer { name role authenticated expires } }`, nil)
	if got := string(r.Data); got != `{"viewer":{"name":"amina","role":"EDITOR","authenticated":true,"expires":null}}` || len(r.Errors) > 0 {
		t.Errorf("%s %v", got, r.Errors)
	}
	r = runAs(t, a, a.exec, access.Anonymous(access.Reader), `{ viewer { name role authenticated } }`, nil)
	if got := string(r.Data); got != `{"viewer":{"name":"anonymous","role":"READER","authenticated":false}}` || len(r.Errors) > 0 {
		t.Errorf("%s %v", got, r.Errors)
	}
}

func runAs(t *testing.T, a *api, exec *executor.Executor, by access.Principal, query string, vars map[string]any) *graphql.Response {
	t.Helper()
	v, err := a.store.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := model.WithView(access.With(t.Context(), by), v)
	defer end()
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: vars})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	return next(ctx)
}
