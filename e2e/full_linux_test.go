package e2e

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"testing"

	"demarche/e2e/faults"
)

// refusedCommit commits, and gives the code by which that was refused; "" if it was not.
func refusedCommit(ctx context.Context, t *testing.T, s *server, key string, operations ...any) string {
	t.Helper()
	a, err := post(ctx, s.api, commitMutation, map[string]any{"input": map[string]any{"idempotencyKey": key, "operations": operations}})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	if m := innards.FindString(a.Errors[0].Message); m != "" {
		t.Errorf("the message tells of innards (%q): %s", m, a.Errors[0].Message)
	}
	return code
}

func TestServerOnAFullDisk(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	disk := faults.SmallDisk(t, 256<<20)
	data := filepath.Join(disk.Dir, "data")
	tries := faults.Try(t, faults.Machine, "the disk of a server filled by another program")
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kind", putKind("Place"))
	for i, free := range []int64{32 << 20, 0} { // less than is kept back, and nothing
		disk.Fill(free)
		key := fmt.Sprintf("place-%d", i)
		if code := refusedCommit(ctx, t, s, key, putEntity(key, "Place")); code != "STORAGE_FULL" {
			t.Errorf("with %d bytes free: code %q", free, code)
		}
		if n := countEntities(ctx, t, s); n != i {
			t.Errorf("with %d bytes free: %d entities, want %d", free, n, i)
		}
		disk.Clear()
		s.mustCommit(ctx, t, key, putEntity(key, "Place")) // as its client would, again
		tries.Came("STORAGE_FULL, reads go on; commits again without a restart")
	}

	stops := faults.Try(t, faults.Machine, "a server stopped and started on a full disk")
	disk.Fill(0)
	s.stop(ctx, t)
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data)...), []string{"MiB free", "make room"})
	disk.Clear()
	s = serve(ctx, t, data)
	if n := countEntities(ctx, t, s); n != 2 {
		t.Errorf("%d entities, want 2", n)
	}
	s.stop(ctx, t)
	stops.Came("exit 0; refused to start; with room, all is there")
}

func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	disk := faults.SmallDisk(t, 256<<20)
	data := filepath.Join(disk.Dir, "data")
	tries := faults.Try(t, faults.Machine, "a server started on a disk that may only be read")
	s := serve(ctx, t, data)
	s.stop(ctx, t)
	disk.ReadOnly(true)
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data)...), []string{"cannot be written to", "read-only"})
	tries.Came("refused")
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(filepath.Join(disk.Dir, "new"))...), []string{"data directory", "read-only"})
	tries.Came("refused")
	disk.ReadOnly(false)
	serve(ctx, t, data).stop(ctx, t)
}

// More clients than there are file descriptors: the store has what it needs.
func TestMoreConnectionsThanDescriptors(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	tries := faults.Try(t, faults.Machine, "600 idle connections where 256 files may be open")
	s := serving(ctx, t, launchWith(ctx, t, []string{"sh", "-c", `ulimit -n 256; exec "$0" "$@"`, binary}, nil, serveArgs(t.TempDir(), "--empty")...))
	u, err := url.Parse(s.api)
	if err != nil {
		t.Fatal(err)
	}
	var d net.Dialer
	for range 600 {
		c, err := d.DialContext(ctx, "tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	s.mustCommit(ctx, t, "kind", putKind("Place"))
	s.mustCommit(ctx, t, "place", putEntity("bamako", "Place"))
	if n := countEntities(ctx, t, s); n != 1 {
		t.Errorf("%d entities", n)
	}
	s.stop(ctx, t)
	tries.Came("queries and commits go on")
}
