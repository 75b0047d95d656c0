// Package floor gives answers from memory: those that the real server gave, through the
// same HTTP stack and guard and a gqlgen schema of the same names. What it
// costs is what demarche would cost if its store cost nothing.
package floor

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

//go:generate go tool gqlgen generate

// Recorded is what one operation got with one set of arguments.
type Recorded struct {
	Operation string          `json:"operation"` // its name in the document
	Of        string          `json:"of"`        // see Of
	Data      json.RawMessage `json:"data"`
}

type data struct {
	Entity    *Entity             `json:"entity"`
	Relations *RelationConnection `json:"relations"`
	Search    *SearchConnection   `json:"search"`
	Suggest   []*SearchEdge       `json:"suggest"`
	Paths     *PathResult         `json:"paths"`
}

// Of makes one text of the arguments by which answers of an operation differ: the
// keys of things, the text, or the date.
func Of(arguments ...string) string { return strings.Join(arguments, "\t") }

// Answers gives recorded answers.
type Answers map[string]*data

// Read reads what was recorded, as JSON Lines: `{"operation": "Page", "of": "china", "data": {…}}`.
func Read(r io.Reader) (Answers, error) {
	out := Answers{}
	lines := json.NewDecoder(bufio.NewReader(r))
	for {
		var a Recorded
		if err := lines.Decode(&a); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("answer %d: %w", len(out)+1, err)
		}
		var d data
		if err := json.Unmarshal(a.Data, &d); err != nil {
			return nil, fmt.Errorf("answer %d: %w", len(out)+1, err)
		}
		out[Of(a.Operation, a.Of)] = &d
	}
}

// Schema makes an executable schema of them.
func (a Answers) Schema() graphql.ExecutableSchema {
	return NewExecutableSchema(Config{Resolvers: a})
}

// Query implements ResolverRoot.
func (a Answers) Query() QueryResolver { return a }

func (a Answers) find(ctx context.Context, of ...string) (*data, error) {
	key := Of(append([]string{graphql.GetOperationContext(ctx).Operation.Name}, of...)...)
	if d, ok := a[key]; ok {
		return d, nil
	}
	return nil, fmt.Errorf("no answer was recorded for %q", key)
}

// Entity implements QueryResolver.
func (a Answers) Entity(ctx context.Context, ref ThingRef) (*Entity, error) {
	d, err := a.find(ctx, *ref.Key)
	if err != nil {
		return nil, err
	}
	return d.Entity, nil
}

// Relations implements QueryResolver.
func (a Answers) Relations(ctx context.Context, filter *RelationFilter, _ []*RelationOrder, _ *int) (*RelationConnection, error) {
	d, err := a.find(ctx, *filter.Roles[0].Ref[0].Key, *filter.Roles[1].Ref[0].Key, *filter.Time.Overlaps)
	if err != nil {
		return nil, err
	}
	return d.Relations, nil
}

// Search implements QueryResolver.
func (a Answers) Search(ctx context.Context, text string, _ *int) (*SearchConnection, error) {
	d, err := a.find(ctx, text)
	if err != nil {
		return nil, err
	}
	return d.Search, nil
}

// Suggest implements QueryResolver.
func (a Answers) Suggest(ctx context.Context, prefix string, _ int) ([]*SearchEdge, error) {
	d, err := a.find(ctx, prefix)
	if err != nil {
		return nil, err
	}
	return d.Suggest, nil
}

// Paths implements QueryResolver.
func (a Answers) Paths(ctx context.Context, from, to ThingRef, _, _ int) (*PathResult, error) {
	d, err := a.find(ctx, *from.Key, *to.Key)
	if err != nil {
		return nil, err
	}
	return d.Paths, nil
}
