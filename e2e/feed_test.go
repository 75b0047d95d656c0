package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// follower reads the feed of changes as server-sent events, and comes back with its
// last cursor.
type follower struct {
	after string
	keys  []string // of the things that were changed, in order
}

// follow reads until the stream ends or has told of a thing; it says which.
func (f *follower) follow(ctx context.Context, api, until string) error {
	variables, err := json.Marshal(object{"after": f.after})
	if err != nil {
		return err
	}
	query := url.Values{
		"query":     {"subscription ($after: String) { changes(after: $after) { cursor node { node { ... on Thing { key } } } } }"},
		"variables": {string(variables)},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, api+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || text == "" {
			continue
		}
		var event struct {
			Data struct {
				Changes struct {
					Cursor string
					Node   struct{ Node struct{ Key string } }
				}
			}
			Errors []graphqlError
		}
		if err := json.Unmarshal([]byte(text), &event); err != nil {
			return err
		}
		if len(event.Errors) > 0 {
			return fmt.Errorf("%v", event.Errors)
		}
		f.after = event.Data.Changes.Cursor
		f.keys = append(f.keys, event.Data.Changes.Node.Node.Key)
		if f.keys[len(f.keys)-1] == until {
			return nil
		}
	}
	return fmt.Errorf("the stream ended before %q", until)
}

// A client that comes back with its cursor misses nothing, sees nothing twice, and
// sees all in the order of the log, even if the server was killed meanwhile.
func TestFeedOverKills(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kinds", putKind("Place"))
	f := &follower{after: s.head(ctx, t)}
	for round := range 3 {
		gone := make(chan error, 1)
		go func() { gone <- f.follow(ctx, s.api, "never") }()
		acknowledged, _ := writeUntilKilled(ctx, s, round)
		<-gone // the kill ended the stream, or came before it began
		s = serve(ctx, t, data)
		last := fmt.Sprintf("last-%d", round)
		s.mustCommit(ctx, t, last, putEntity(last, "Place"))
		if err := f.follow(ctx, s.api, last); err != nil {
			t.Fatal(err)
		}
		for _, key := range acknowledged {
			if !slices.Contains(f.keys, key) {
				t.Errorf("round %d: %s was acknowledged, and the feed missed it", round, key)
			}
		}
	}
	var log []string
	for after := "commit-1"; ; {
		var page struct {
			Changes struct {
				Nodes    []struct{ Node struct{ Key string } }
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
			}
		}
		s.ask(ctx, t, `query ($after: String) { changes(first: 100, after: $after) { nodes { node { ... on Thing { key } } } pageInfo { hasNextPage endCursor } } }`, object{"after": after}, &page)
		for _, n := range page.Changes.Nodes {
			log = append(log, n.Node.Key)
		}
		if !page.Changes.PageInfo.HasNextPage {
			break
		}
		after = page.Changes.PageInfo.EndCursor
	}
	if !slices.Equal(f.keys, log) {
		t.Errorf("the feed gave %d changes, the log has %d, or they differ in order", len(f.keys), len(log))
	}
}
