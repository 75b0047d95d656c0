package serve

import "testing"

func TestMemoryFollowsTheContainer(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		name      string
		cache     int
		container uint64
		want      memory
	}{
		{"no container", 64 * mib, 0, memory{320 * mib, 32 * mib, 32 * mib}},
		{"no cache", 0, 0, memory{256 * mib, 0, leastBlocks}},
		{"a large container", 64 * mib, 8192 * mib, memory{320 * mib, 32 * mib, 32 * mib}},
		{"one that is just enough", 64 * mib, 512 * mib, memory{320 * mib, 32 * mib, 32 * mib}},
		{"one that bounds the heap", 64 * mib, 320 * mib, memory{256 * mib, 32 * mib, 32 * mib}},
		{"one that bounds the caches", 64 * mib, 128 * mib, memory{64 * mib, 16 * mib, 16 * mib}},
		{"a tiny one", 64 * mib, 64 * mib, memory{32 * mib, 8 * mib, 8 * mib}},
		{"large caches in a large container", 4096 * mib, 16384 * mib, memory{4352 * mib, 2048 * mib, 2048 * mib}},
		{"caches that the container has no room for", 4096 * mib, 4096 * mib, memory{1280 * mib, 512 * mib, 512 * mib}},
	} {
		got := divide(c.cache, c.container)
		if got != c.want {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
		if c.container > 0 && got.soft >= int64(c.container) {
			t.Errorf("%s: the soft limit is not below the container's", c.name)
		}
	}
}
