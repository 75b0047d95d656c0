package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// AskHealth gives nil if the server answers 200 at a URL within 3 s, otherwise an error
// with what it says: for health checks where there is no curl.
func AskHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("%q is no URL; write one such as http://127.0.0.1:8080/readyz", url)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer resp.Body.Close()
	says, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // what came of it is enough
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", resp.Status, strings.TrimSpace(string(says)))
	}
	return nil
}
