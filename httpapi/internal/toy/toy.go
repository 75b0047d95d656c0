// Package toy is a small graph with resolvers that do what a transport has to
// cope with. It is used by tests only.
package toy

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

//go:generate go run github.com/99designs/gqlgen generate

// Root resolves the schema.
type Root struct {
	// Calls counts the resolvers that ran.
	Calls atomic.Int64
	// Started gets a value when wait, hold, silence or ticks has begun.
	Started chan string
	// Release lets hold go on.
	Release chan struct{}

	ticks log
}

// New makes the schema and its resolvers.
func New() (*Root, graphql.ExecutableSchema) {
	r := &Root{Started: make(chan string, 100), Release: make(chan struct{}), ticks: log{grown: make(chan struct{})}}
	return r, NewExecutableSchema(Config{Resolvers: r})
}

type resolver struct{ *Root }

// Failure implements ResolverRoot.
func (r *Root) Failure() FailureResolver { return resolver{r} }

// Mutation implements ResolverRoot.
func (r *Root) Mutation() MutationResolver { return resolver{r} }

// Person implements ResolverRoot.
func (r *Root) Person() PersonResolver { return personResolver{r} }

// Query implements ResolverRoot.
func (r *Root) Query() QueryResolver { return resolver{r} }

// Subscription implements ResolverRoot.
func (r *Root) Subscription() SubscriptionResolver { return subscriptionResolver{resolver{r}} }

func (r resolver) Detail(context.Context, *Failure) (*string, error) {
	return nil, errors.New("secret of the store")
}

func (r resolver) Set(_ context.Context, text string) (string, error) {
	r.Calls.Add(1)
	return text, nil
}

func (r resolver) Hello(context.Context) (string, error) {
	r.Calls.Add(1)
	return "world", nil
}

func (r resolver) Echo(_ context.Context, text string, id *string, n *int32) (string, error) {
	r.Calls.Add(1)
	if id != nil {
		text += " id=" + *id
	}
	if n != nil {
		text += " n=" + strconv.Itoa(int(*n))
	}
	return text, nil
}

func (r resolver) Person(_ context.Context, id string) (*Person, error) {
	r.Calls.Add(1)
	return person(id), nil
}

func (r resolver) People(_ context.Context, first *int32, _ *string, _ *int32, _ *string) (*PersonConnection, error) {
	r.Calls.Add(1)
	return people(first), nil
}

func (r resolver) Tags(context.Context, *int32) ([]string, error) {
	r.Calls.Add(1)
	return []string{"a", "b"}, nil
}

func (r resolver) Nodes(_ context.Context, ids []string) ([]Node, error) {
	r.Calls.Add(1)
	out := make([]Node, len(ids))
	for i, id := range ids {
		out[i] = person(id)
	}
	return out, nil
}

func (r resolver) By(_ context.Context, key Key) (*string, error) {
	r.Calls.Add(1)
	out := "other"
	if key.ID != nil {
		out = "id " + *key.ID
	}
	return &out, nil
}

func (r resolver) Match(_ context.Context, filter Filter) (*string, error) {
	r.Calls.Add(1)
	return filter.Text, nil
}

func (r resolver) Fail(context.Context) (*string, error) {
	return nil, errors.New("secret of the store")
}

func (r resolver) Refuse(context.Context) (*string, error) {
	return nil, &gqlerror.Error{Message: "not today", Extensions: map[string]any{"code": "NOT_TODAY"}}
}

func (r resolver) Failures(_ context.Context, n int32) ([]*Failure, error) {
	out := make([]*Failure, n)
	for i := range out {
		out[i] = &Failure{}
	}
	return out, nil
}

func (r resolver) Panic(context.Context) (*string, error) { panic("secret of the code") }

func (r resolver) Unwritable(context.Context) (*Unwritable, error) { return new(Unwritable), nil }

func (r resolver) Wait(ctx context.Context) (*string, error) {
	r.Started <- "wait"
	<-ctx.Done()
	return nil, ctx.Err()
}

func (r resolver) Hold(ctx context.Context) (*string, error) {
	r.Started <- "hold"
	select {
	case <-r.Release:
		out := "released"
		return &out, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r resolver) Count(ctx context.Context, to int32) (<-chan int32, error) {
	if to < 0 {
		return nil, &gqlerror.Error{Message: "cannot count down", Extensions: map[string]any{"code": "BAD_USER_INPUT"}}
	}
	ch := make(chan int32)
	go func() {
		defer close(ch)
		for i := int32(1); i <= to; i++ {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch, nil
}

func (r resolver) Silence(ctx context.Context) (<-chan int32, error) {
	ch := make(chan int32)
	go func() {
		<-ctx.Done()
		close(ch)
	}()
	r.Started <- "silence"
	return ch, nil
}

// subscriptionResolver has a panic of its own: that of queries has another type.
type subscriptionResolver struct{ resolver }

func (r subscriptionResolver) Panic(context.Context) (<-chan int32, error) {
	panic("secret of the code")
}

type personResolver struct{ *Root }

func (r personResolver) Friends(_ context.Context, _ *Person, first *int32, _ *string, _ *int32, _ *string) (*PersonConnection, error) {
	r.Calls.Add(1)
	return people(first), nil
}

func (r personResolver) Self(_ context.Context, obj *Person) (*Person, error) { return obj, nil }

func person(id string) *Person { return &Person{ID: id, Name: "Person " + id} }

func people(first *int32) *PersonConnection {
	n := 3
	if first != nil {
		n = int(*first)
	}
	c := &PersonConnection{TotalCount: 1000, PageInfo: &PageInfo{HasNextPage: true}}
	for i := range n {
		p := person(strconv.Itoa(i))
		c.Nodes = append(c.Nodes, p)
		c.Edges = append(c.Edges, &PersonEdge{Cursor: fmt.Sprint("c", i), Node: p})
	}
	return c
}
