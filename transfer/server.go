package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"demarche/store"
)

// Server is a running server, and what it asks of those who take everything from it.
type Server struct {
	URL   string // http://127.0.0.1:8080, with or without /graphql
	Token string // a bearer token; "": none
}

// backup has the server write a backup. No timeout bounds it, as it takes as long as there
// is to send; the context ends it.
func (s Server) backup(ctx context.Context, w io.Writer, after store.Mark) error {
	u, err := url.Parse(strings.TrimSuffix(s.URL, "/graphql"))
	if err != nil || u.Host == "" {
		return fmt.Errorf("--from %q is no address of a server; write it as in http://127.0.0.1:8080", s.URL)
	}
	u = u.JoinPath("admin", "backup")
	u.RawQuery = url.Values{"after": {strconv.FormatUint(after.Commit, 10)}, "digest": {after.Digest}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if s.Token != "" {
		req.Header.Set("Authorization", "Bearer "+s.Token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server refused: %s", reason(resp))
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("the server broke off: %w", err)
	}
	return nil
}

// reason is what a refusal says, as far as it says it in JSON.
func reason(resp *http.Response) string {
	var answer struct {
		Errors []struct{ Message string }
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(b, &answer) != nil || len(answer.Errors) == 0 {
		return resp.Status
	}
	return answer.Errors[0].Message
}
