package e2e

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// badInput is a request that has to be refused.
type badInput struct {
	name  string
	query string
	vars  any
	code  string // stable: clients branch on it
	says  string // what the message says to change
}

// Each bad input is refused with a stable code and a message for the person who
// sent it, and changes nothing.
func TestBadInputsAreRefused(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	s := serve(ctx, t, t.TempDir())
	head := s.head(ctx, t)
	for _, inputs := range [][]badInput{badDocuments, badArguments, badCommits()} {
		for _, c := range inputs {
			t.Run(c.name, func(t *testing.T) {
				a, err := post(ctx, s.api, c.query, c.vars)
				if err != nil {
					t.Fatal(err)
				}
				checkRefusal(t, a, c.code, c.says)
				if now := s.head(ctx, t); now != head {
					t.Fatalf("head went from %s to %s", head, now)
				}
			})
		}
	}
	if s.logged("internal error") || s.logged("panic") {
		t.Errorf("the log tells of a fault:\n%s", s.log.text())
	}
}

var (
	codeForm = regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	// What only somebody who reads the program's sources knows: types, packages,
	// files, traces.
	innards = regexp.MustCompile(`\b(store|model|gen|graph|graphql|guard|kv|badger|badgerkv|edtf|json|time|strconv|http|ast)\.[A-Za-z]|\.go\b|\*[a-z]|\bmap\[|\bint(8|16|32|64)\b|\bfloat64\b|\binterface ?\{|<nil>|0x[0-9a-f]{6}|/tmp/|/home/|/root/|\bgoroutine\b|\bpanic\b|%![a-z]`)
)

// checkRefusal holds an answer to be one that refuses, in a way that helps.
func checkRefusal(t *testing.T, a *answer, code, says string) {
	t.Helper()
	refused := refusals(t, a)
	if len(refused) == 0 {
		t.Fatalf("not refused: %.500s", a.body)
	}
	if len(a.body) > 20_000 {
		t.Errorf("the answer has %d bytes", len(a.body))
	}
	for _, r := range refused {
		if r.Message == "" || !codeForm.MatchString(r.Code) {
			t.Errorf("no message or no code: %+v", r)
		}
		if m := innards.FindString(r.Message); m != "" {
			t.Errorf("the message tells of innards (%q): %s", m, r.Message)
		}
		if r.Code == "INTERNAL" {
			t.Errorf("an internal error: %+v", r)
		}
	}
	if r := refused[0]; r.Code != code || !strings.Contains(r.Message, says) {
		t.Errorf("got %s: %s\nwant %s: …%s…", r.Code, r.Message, code, says)
	}
}

// refusals are the errors of an answer and the userErrors of a commit.
func refusals(t *testing.T, a *answer) []userError {
	t.Helper()
	var out []userError
	for _, e := range a.Errors {
		code, _ := e.Extensions["code"].(string)
		out = append(out, userError{Code: code, Message: e.Message})
	}
	var data struct{ Commit *commitPayload }
	if len(a.Data) > 0 {
		if err := json.Unmarshal(a.Data, &data); err != nil {
			t.Fatal(err)
		}
	}
	if c := data.Commit; c != nil {
		if c.Commit != nil {
			t.Errorf("a commit in spite of errors: %s", a.body)
		}
		for _, e := range c.UserErrors {
			if len(e.Path) == 0 {
				t.Errorf("no path: %+v", e)
			}
			out = append(out, e)
		}
	}
	return out
}

// input is the variables of a commit.
func input(operations ...any) object {
	return object{"input": object{"idempotencyKey": "refused", "operations": operations}}
}

func ofCommit(name, code, says string, operations ...any) badInput {
	return badInput{name, commitMutation, input(operations...), code, says}
}

func entity(fields object) object {
	out := object{"kind": "person", "names": []object{{"text": "Nobody"}}}
	for k, v := range fields {
		out[k] = v
	}
	return object{"putEntity": out}
}

func source(fields object) object {
	out := object{"genre": "article", "title": object{"text": "Nothing", "lang": "en"}}
	for k, v := range fields {
		out[k] = v
	}
	return object{"putSource": out}
}

func denunciation(fields object) object {
	out := object{
		"type": "denounces",
		"participants": []object{
			{"role": "denouncer", "ref": object{"key": "france"}},
			{"role": "agreement", "ref": object{"key": "sofa-2013"}},
		},
		"claim": object{"evidence": []object{{"source": object{"key": "france24-2022-05"}}}},
	}
	for k, v := range fields {
		out[k] = v
	}
	return object{"putRelation": out}
}

func many(n int, of func(i int) any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = of(i)
	}
	return out
}
