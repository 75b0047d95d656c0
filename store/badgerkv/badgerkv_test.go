package badgerkv

import (
	"testing"

	"demarche/store/kv"
	"demarche/store/kv/kvtest"
)

func TestContract(t *testing.T) {
	kvtest.Run(t, func(t *testing.T) kv.Engine { return open(t, t.TempDir()) })
}

func BenchmarkContract(b *testing.B) {
	kvtest.Bench(b, func(b *testing.B) kv.Engine { return open(b, b.TempDir()) })
}
