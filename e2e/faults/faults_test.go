package faults

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestWhatCameIsRecorded(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DEMARCHE_FAULTS", dir)
	t.Run("passed", func(t *testing.T) {
		tries := Try(t, Machine, "a fault")
		tries.Came("refused")
		tries.Came("refused")
		tries.Came("harmless")
	})
	t.Run("skipped", func(t *testing.T) {
		Try(t, Machine, "another fault").Came("refused")
		t.Skip("nothing is recorded of a skipped test")
	})
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%v, %v; want one file", names, err)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	var r Row
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	if r.Area != Machine || r.Fault != "a fault" || r.Test != "`e2e/faults` `TestWhatCameIsRecorded`" || r.Outcomes["refused"] != 2 || r.Outcomes["harmless"] != 1 {
		t.Errorf("%+v", r)
	}
}

func TestRounds(t *testing.T) {
	t.Setenv("DEMARCHE_ROUNDS", "3")
	if n := Rounds(t, 7); n != 21 {
		t.Errorf("%d rounds", n)
	}
}
