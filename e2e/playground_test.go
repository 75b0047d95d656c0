package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What the page is made of, as its users see it.
const (
	tabElement     = ".graphiql-tab"
	resultElement  = ".graphiql-response"
	executeButton  = chromedp.CSS(".graphiql-execute-button")
	screenshotFile = "playground.png"
)

// With no network but the server itself, a new visitor finds the examples open
// and can run the first.
func TestPlayground(t *testing.T) {
	t.Parallel()
	browser := findBrowser(t)
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	tabs := countExamples(ctx, t, s)
	var junta struct{ Entity struct{ Name string } }
	s.ask(ctx, t, `{ entity(ref: {key: "mali-junta"}) { name } }`, nil, &junta)

	page := openBrowser(ctx, t, browser, s.home)
	err := chromedp.Do(page,
		chromedp.EmulateViewport(1280, 800),
		chromedp.Navigate(s.home+"?playground"),
		chromedp.WaitVisible(executeButton),
		until(fmt.Sprintf(`document.querySelectorAll(%q).length === %d`, tabElement, tabs)),
		// A click before both editors are there is lost: on a busy machine that is seconds.
		until(queryColoured),
		until(resultReady),
		chromedp.Click(executeButton),
		until(resultShows(`"data"`)),
		until(resultShows(junta.Entity.Name)),
		until(`document.fonts.status === "loaded"`),
		chromedp.Blur(executeButton),
	)
	if err != nil {
		seen, _ := chromedp.Run(page, chromedp.Text(chromedp.CSS("body"))) // the best there is
		t.Fatalf("%v; the page shows:\n%s", err, seen)
	}
	shot, err := chromedp.Run(page, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	save(t, shot)
}

// queryColoured is the condition that the editor has begun to colour comments.
// mtk1 is its class for text without a colour.
const queryColoured = `Array.from(document.querySelectorAll(".graphiql-query-editor .view-line"))
	.some(line => line.innerText.startsWith("#") && line.querySelector("span > span:not(.mtk1)"))`

// resultReady is the condition that the editor which shows results is there.
var resultReady = fmt.Sprintf(`!!document.querySelector("%s .view-lines")`, resultElement)

// until waits for a condition; the browser looks at each frame.
func until(condition string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](condition, chromedp.WithPollingTimeout(patience/2))
}

// resultShows is the condition that the result has such words. The editor writes
// spaces as no-break spaces.
func resultShows(words string) string {
	return fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").replaceAll("\u00a0", " ").includes(%q)`, resultElement, words)
}

func countExamples(ctx context.Context, t *testing.T, s *server) int {
	t.Helper()
	_, body := get(ctx, t, strings.TrimSuffix(s.home, "/")+"/examples.json")
	var examples []struct{ Name, Query string }
	if err := json.Unmarshal([]byte(body), &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) == 0 || !strings.Contains(examples[0].Query, "mali-junta") {
		t.Fatalf("%d examples; the first does not ask for mali-junta", len(examples))
	}
	return len(examples)
}

// save keeps the screenshot in DEMARCHE_SCREENSHOTS, if that is given.
func save(t *testing.T, shot []byte) {
	t.Helper()
	dir := os.Getenv("DEMARCHE_SCREENSHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.WriteFile(filepath.Join(dir, screenshotFile), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}
