package cameo_test

import (
	"testing"

	"demarche/cameo"
)

func TestTableIsATree(t *testing.T) {
	seen := map[string]bool{}
	roots := 0
	for _, e := range cameo.Events() {
		if seen[e.Code] || e.Name == "" {
			t.Errorf("%q is listed twice, or has no name", e.Code)
		}
		seen[e.Code] = true
		switch parent := e.Parent(); {
		case parent == "":
			roots++
		case !seen[parent]:
			t.Errorf("%s stands before its parent %s", e.Code, parent)
		}
	}
	if roots != 20 || len(seen) != 312 {
		t.Errorf("%d roots, %d codes; want 20, 312", roots, len(seen))
	}
}

// Leading zeros count, and a name is found however it is written.
func TestLookUp(t *testing.T) {
	for _, x := range []struct{ by, want string }{
		{"18", "Assault"}, {"010", "Make statement"}, {"10", "Demand"}, {"0211", "Appeal for economic cooperation"},
	} {
		if e, ok := cameo.ByCode(x.by); !ok || e.Name != x.want {
			t.Errorf("%s: %v, want %s", x.by, e, x.want)
		}
	}
	for _, x := range []struct{ by, want string }{
		{"fight  with small arms and light weapons", "193"}, {"ASSAULT", "18"}, {"Consult", "040"}, {"Make statement", "010"},
	} {
		if e, ok := cameo.ByName(x.by); !ok || e.Code != x.want {
			t.Errorf("%s: %v, want %s", x.by, e, x.want)
		}
	}
	for _, code := range []string{"", "0", "1", "210", "10 ", "01000"} {
		if e, ok := cameo.ByCode(code); ok {
			t.Errorf("%q is %v", code, e)
		}
	}
}
