package graph_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"testing"
)

// blocks finds the queries of the README, each with the answer that follows it.
var blocks = regexp.MustCompile("(?s)```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?")

// The README's queries run, and answer what it says.
func TestReadme(t *testing.T) {
	a := sahel(t)
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	answers := 0
	for _, b := range blocks.FindAllStringSubmatch(string(text), -1) {
		r := a.response(b[1], nil)
		if len(r.Errors) > 0 {
			t.Errorf("%s\n%v", b[1], r.Errors)
			continue
		}
		if b[2] == "" {
			continue
		}
		answers++
		var want, got any
		if err := json.Unmarshal([]byte(b[2]), &want); err != nil {
			t.Errorf("%s\n%v", b[2], err)
			continue
		}
		if err := json.Unmarshal([]byte(`{"data": `+string(r.Data)+`}`), &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nanswers\n%s\nnot\n%s", b[1], r.Data, b[2])
		}
	}
	if answers < 4 {
		t.Errorf("found %d queries with answers", answers)
	}
}
