package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// attackDeadline is how long a refusal may take: patience enough for a machine that
// is busy with other tests, or DEMARCHE_ATTACK_DEADLINE (2s is what is promised) on
// one that is not.
func attackDeadline(t *testing.T) time.Duration {
	t.Helper()
	given := os.Getenv("DEMARCHE_ATTACK_DEADLINE")
	if given == "" {
		return 30 * time.Second
	}
	d, err := time.ParseDuration(given)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// levels nests what opens braces.
func levels(n int, open, inner string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat("}", strings.Count(open, "{")*n)
}

// attackDocuments are documents that would be costly to validate or to execute.
var attackDocuments = map[string]string{
	"deep nesting":              "{" + levels(7, "entities(first:100){nodes{relations(first:100){nodes{participants{thing{... on Entity{", "id") + "}",
	"500 levels":                "{" + levels(250, "entities{nodes{", "id") + "}",
	"10 000 levels":             "{" + levels(10_000, "a{", "b") + "}",
	"10 000 aliases":            "{" + numbered(10_000, "a%d:meta{head}") + "}",
	"1000 aliases":              "{" + numbered(1000, "a%d:meta{head}") + "}",
	"290 aliases of searches":   "{" + numbered(290, `a%d:search(text:"junta",first:100){totalCount edges{node{name}}}`) + "}",
	"one field 10 000 times":    "{meta{" + strings.Repeat("head ", 10_000) + "}}",
	"one field 1000 times":      "{meta{" + strings.Repeat("head ", 1000) + "}}",
	"10 000 directives":         "{meta{head" + strings.Repeat(" @include(if:true)", 10_000) + "}}",
	"200 directives":            "{meta{head" + strings.Repeat(" @skip(if:false)", 200) + "}}",
	"10 000 unknown directives": "{meta{head" + numbered(10_000, " @x%d") + "}}",
	"a fragment on itself":      "{...F} fragment F on Query{...F}",
	"a ring of 1000 fragments": "{...F0}" + func() string {
		s := ""
		for i := range 1000 {
			s += fmt.Sprintf(" fragment F%d on Query{...F%d}", i, (i+1)%1000)
		}
		return s
	}(),
	"2^30 fields": "{...F0}" + func() string {
		s := ""
		for i := range 30 {
			s += fmt.Sprintf(" fragment F%d on Query{...F%d ...F%d}", i, i+1, i+1)
		}
		return s
	}() + " fragment F30 on Query{meta{head}}",
	"a page of a thousand million": "{entities(first:1000000000){totalCount}}",
	"a page beyond 32 bits":        "{entities(first:99999999999999){totalCount}}",
	"a negative page":              "{entities(first:-1){totalCount}}",
	"a negative page, nested":      "{entities{nodes{relations(last:-100){totalCount}}}}",
	"a negative limit":             `{paths(from:{key:"wagner"},to:{key:"takuba"},limit:-1){complete}}`,
	"a huge limit":                 `{paths(from:{key:"wagner"},to:{key:"takuba"},limit:1000000000){complete}}`,
	"introspection 300 times":      "{" + numbered(300, "a%d:__schema{types{name}}") + "}",
	"introspection in depth":       "{__schema{types{" + levels(40, "fields{type{", "name") + "}}}",
	"introspection in circles":     "{__schema{" + levels(10, "types{fields{type{fields{", "name") + "}}",
	"a million digits":             "{entities(first:" + strings.Repeat("9", 900_000) + "){totalCount}}",
	"a text without end":           `{search(text:"` + strings.Repeat("x", 900_000) + `"){totalCount}}`,
	"a list of 100 000":            "{nodes(ids:[" + strings.Repeat(`"1"`, 100_000) + "]){id}}",
	"10 000 variables":             "query(" + numbered(10_000, "$v%d:Int ") + "){meta{head}}",
	"10 000 operations":            numbered(10_000, "query Q%d{meta{head}}"),
	"5000 unknown fields":          "{" + numbered(5000, "x%d ") + "}",
	"300 000 comments":             strings.Repeat("#\n", 300_000) + "{",
}

const megabyte = 1 << 20

// attackBodies are what is no request at all.
var attackBodies = map[string]func() io.Reader{
	"10 MB":          func() io.Reader { return bytes.NewReader(make([]byte, 10*megabyte)) },
	"10 MB of query": func() io.Reader { return strings.NewReader(`{"query":"{` + strings.Repeat("a ", 5*megabyte) + `}"}`) },
	"10 MB in chunks": func() io.Reader {
		return io.MultiReader(strings.NewReader(`{"query":"`), io.LimitReader(endless{}, 10*megabyte))
	},
	"1 GB in chunks": func() io.Reader {
		return io.MultiReader(strings.NewReader(`{"query":"`), io.LimitReader(endless{}, 1024*megabyte))
	},
	"no JSON":           func() io.Reader { return strings.NewReader(`{"query": {meta}}`) },
	"half of JSON":      func() io.Reader { return strings.NewReader(`{"query": "{meta{head}}"`) },
	"no UTF-8":          func() io.Reader { return strings.NewReader("{\"query\":\"{meta{head}} #\xc3\x28\"}") },
	"a byte of zero":    func() io.Reader { return strings.NewReader("{\"query\":\"{meta{head}}\x00\"}") },
	"500 kB of garbage": func() io.Reader { return strings.NewReader(strings.Repeat("\\u12", 100_000)) },
	"a batch":           func() io.Reader { return strings.NewReader(`[{"query":"{meta{head}}"}]`) },
	"a batch of 10 000": func() io.Reader {
		return strings.NewReader("[" + strings.Repeat(`{"query":"{meta{head}}"},`, 10_000) + "1]")
	},
	"100 000 brackets": func() io.Reader { return strings.NewReader(strings.Repeat("[", 100_000)) },
	"100 000 objects":  func() io.Reader { return strings.NewReader(strings.Repeat(`{"a":`, 100_000)) },
	"100 000 members": func() io.Reader {
		return strings.NewReader(`{"query":"{meta{head}}","variables":{` + numbered(100_000, `"a%d":1,`) + `"b":1}}`)
	},
	"nothing": func() io.Reader { return strings.NewReader("") },
}

// endless is a body that goes on.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// TestAttacksAreRefused sends each of them alone and then all at once, several times
// over: every one is answered in time with an error that is the client's, the memory
// stays bounded, and others are served meanwhile and after.
func TestAttacksAreRefused(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	deadline := attackDeadline(t)
	bodies := map[string]func() io.Reader{}
	for name, of := range attackBodies {
		bodies[name] = of
	}
	for name, document := range attackDocuments {
		body, err := json.Marshal(map[string]string{"query": document})
		if err != nil {
			t.Fatal(err)
		}
		bodies[name] = func() io.Reader { return bytes.NewReader(body) }
	}
	for name, of := range bodies {
		if err := attackWith(ctx, s.api, deadline, of()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	const rounds, beside = 3, 8
	work := make(chan string)
	var attackers sync.WaitGroup
	for range beside {
		attackers.Go(func() {
			for name := range work {
				if err := attackWith(ctx, s.api, 2*deadline, bodies[name]()); err != nil {
					t.Errorf("%s, beside others: %v", name, err)
				}
			}
		})
	}
	for range rounds {
		for name := range bodies {
			work <- name
		}
		s.head(ctx, t) // an honest query
	}
	close(work)
	attackers.Wait()
	checkMemory(t, s.process)
	if s.logged("panic") || s.logged("internal error") {
		t.Error("the log tells of a fault")
	}
	s.head(ctx, t)
}

// attackWith is nil if the request is refused as it should be. A server that has
// refused a large body may close the connection while it is sent.
func attackWith(ctx context.Context, api string, deadline time.Duration, body io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, api, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/graphql-response+json")
	a, err := send(req)
	switch {
	case err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "connection reset"), err != nil && strings.Contains(err.Error(), "broken pipe"):
		return nil
	case err != nil:
		return err
	case a.status < 400 && len(a.Errors) == 0:
		return fmt.Errorf("status %d: %.200s", a.status, a.body)
	case a.status >= 500:
		return fmt.Errorf("status %d: %.500s", a.status, a.body)
	case len(a.body) > 20_000:
		return fmt.Errorf("the answer has %d bytes", len(a.body))
	}
	return nil
}

// maxResident is what the program may have taken at its worst, in bytes: several times
// what it takes at rest, and far below what the attacks ask for.
const maxResident = 600 * megabyte

// checkMemory looks at the most that a process ever had in memory, where the system
// tells.
func checkMemory(t *testing.T, p *process) {
	t.Helper()
	if most, ok := peakMemory(p); ok && most > maxResident {
		t.Errorf("it took %d MB of memory", most/megabyte)
	} else if ok {
		t.Logf("it took at most %d MB of memory", most/megabyte)
	}
}

// peakMemory is false on systems without /proc.
func peakMemory(p *process) (bytes int, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, true
		}
	}
	return 0, false
}
