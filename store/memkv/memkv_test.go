package memkv_test

import (
	"testing"

	"demarche/store/kv"
	"demarche/store/kv/kvtest"
	"demarche/store/memkv"
)

func TestContract(t *testing.T) {
	kvtest.Run(t, func(*testing.T) kv.Engine { return memkv.New() })
}

func BenchmarkContract(b *testing.B) {
	kvtest.Bench(b, func(*testing.B) kv.Engine { return memkv.New() })
}
