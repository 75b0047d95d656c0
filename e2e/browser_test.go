package e2e

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// findBrowser skips the test where there is no Chromium, unless
// DEMARCHE_REQUIRE_CHROMIUM says that there has to be one.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DEMARCHE_REQUIRE_CHROMIUM") == "1" {
		t.Fatal("there is no Chromium, and DEMARCHE_REQUIRE_CHROMIUM is 1")
	}
	t.Skip("there is no Chromium: the playground is not tested")
	return ""
}

// openBrowser starts a browser that reaches nothing but this machine. A request
// to anything but origin, an error on the console and an exception fail the test.
func openBrowser(ctx context.Context, t *testing.T, browser, origin string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, // for root, as in containers
		chromedp.DisableGPU,
		chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	page, leave := chromedp.NewContext(ctx)
	t.Cleanup(leave)
	if err := chromedp.Listen(page, func(event any) { watch(t, origin, event) }); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(page, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(page, log.Enable, chromedp.Void{}); err != nil {
		t.Fatal(err)
	}
	return page
}

func watch(t *testing.T, origin string, event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, origin) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:"+origin) {
			t.Errorf("the page asks for %s", u)
		}
	case *network.EventWebSocketCreated:
		if !strings.HasPrefix(strings.Replace(e.URL, "ws:", "http:", 1), origin) {
			t.Errorf("the page opens a socket to %s", e.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			t.Errorf("status %d for %s", e.Response.Status, e.Response.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			t.Errorf("the console says: %s", e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		t.Errorf("the page throws: %v", e.ExceptionDetails.Text)
	}
}
