package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With a list of documents the server runs those and nothing else, whatever else a
// client sends, and serves no playground.
func TestOnlyTrustedDocumentsRun(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	list := filepath.Join(t.TempDir(), "documents.json")
	if err := os.WriteFile(list, []byte(`{"meta": "{ meta { head } }"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(ctx, t, t.TempDir(), "--trusted-documents="+list)
	s.head(ctx, t)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.api+"?documentId=meta", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := send(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.data(new(any)); err != nil {
		t.Error(err)
	}
	for _, query := range []string{"{ meta { apiVersion } }", "{ __schema { description } }", commitMutation} {
		a, err := post(ctx, s.api, query, input())
		if err != nil {
			t.Fatal(err)
		}
		checkRefusal(t, a, "QUERY_NOT_IN_SAFELIST", "list")
	}
	if status, _ := get(ctx, t, strings.TrimSuffix(s.home, "/")+"/"); status != http.StatusNotFound {
		t.Errorf("the playground is served with status %d", status)
	}
}
