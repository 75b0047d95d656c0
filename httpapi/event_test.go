package httpapi

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestEventHook shows when what an operation reads from is needed: from
// Operation to its end, and for a subscription anew for each event.
func TestEventHook(t *testing.T) {
	type key struct{}
	var mu sync.Mutex
	var steps []string
	step := func(s string) {
		mu.Lock()
		defer mu.Unlock()
		steps = append(steps, s)
	}
	_, h, url := serve(t, Config{
		Operation: func(ctx context.Context, op *ast.OperationDefinition) (context.Context, func(), error) {
			step("begin " + op.Name)
			return context.WithValue(ctx, key{}, op.Name), func() { step("end " + op.Name) }, nil
		},
		Event: func(ctx context.Context) { step("event of " + ctx.Value(key{}).(string)) },
	})
	for _, query := range []string{"query Q{hello}", "subscription S{count(to:2)}", "subscription Refused{count(to:-1)}"} {
		l := listen(t, testContext(t), url, query)
		for name := ""; name != "complete"; {
			var err error
			if name, _, err = l.event(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := h.Wait(testContext(t)); err != nil {
		t.Fatal(err)
	}
	c := connected(t, url)
	c.subscribe("1", "subscription Socket{count(to:2)}")
	c.expect("next", "1")
	c.expect("next", "1")
	c.expect("complete", "1")
	mu.Lock()
	defer mu.Unlock()
	want := []string{
		"begin Q", "end Q",
		"begin S", "event of S", "event of S", "end S",
		"begin Refused", "end Refused",
		"begin Socket", "event of Socket", "event of Socket", "end Socket",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("got %q", steps)
	}
}
