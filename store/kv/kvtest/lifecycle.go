package kvtest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"demarche/store/kv"
)

// calls names every call that can fail.
func (f *fixture) calls(ctx context.Context, s kv.Snapshot) map[string]error {
	errs := make(map[string]error)
	var got any
	got, errs["Snapshot"] = f.Engine.Snapshot(ctx)
	if errs["Snapshot"] != nil && got != nil {
		f.Error("Snapshot gave both a snapshot and an error")
	}
	errs["Commit"] = f.Commit(ctx, s, []kv.Write{put("new", "1")}, nil)
	errs["Commit of nothing"] = f.Commit(ctx, s, nil, nil)
	errs["Load"] = f.Load(ctx, seq(kv.Pair{Key: []byte("loaded")}))
	errs["Load of nothing"] = f.Load(ctx, seq())
	_, errs["Get"] = s.Get(ctx, byteSlices([]string{"key"}))
	_, errs["Get of nothing"] = s.Get(ctx, nil)
	_, errs["Scan"] = s.Scan(ctx, []kv.Range{everything()})
	_, errs["Scan of nothing"] = s.Scan(ctx, nil)
	return errs
}

func testCancelled(f *fixture) {
	f.commit(put("key", "1"))
	s := f.snapshot()
	cause := errors.New("the reason")
	withCause, cancel := context.WithCancelCause(f.Context())
	cancel(cause)
	plain, stop := context.WithCancel(f.Context())
	stop()
	late, over := context.WithTimeout(f.Context(), 0)
	defer over()
	for _, c := range []struct {
		ctx  context.Context
		want error
	}{{withCause, cause}, {plain, context.Canceled}, {late, context.DeadlineExceeded}} {
		for call, err := range f.calls(c.ctx, s) {
			f.wantErr(call, err, c.want)
		}
	}
	f.wantKeys("keys", f.scan(f.snapshot(), everything())[0], "key")
}

func testClosed(f *fixture) {
	f.commit(put("key", "1"))
	s := f.snapshot()
	for range 2 {
		if err := f.Close(); err != nil {
			f.Fatalf("Close: %v", err)
		}
	}
	for call, err := range f.calls(f.Context(), s) {
		f.wantErr(call, err, kv.ErrClosed)
	}
	s.Close()
	s.Close()
}

func testClosedSnapshot(f *fixture) {
	f.commit(put("key", "1"))
	s, other := f.snapshot(), f.snapshot()
	s.Close()
	s.Close()
	_, err := s.Get(f.Context(), byteSlices([]string{"key"}))
	f.wantErr("Get", err, kv.ErrClosed)
	_, err = s.Scan(f.Context(), []kv.Range{everything()})
	f.wantErr("Scan", err, kv.ErrClosed)
	f.wantErr("Commit", f.Commit(f.Context(), s, []kv.Write{put("key", "2")}, nil), kv.ErrClosed)
	f.same("another snapshot", f.get(other, "key")[0], []byte("1"))
}

// Close under load: every call either succeeds or tells that the engine is closed.
func testCloseWaits(f *fixture) {
	errs := make([]error, 8)
	started := make(chan struct{}, len(errs))
	var wg sync.WaitGroup
	for g := range errs {
		wg.Go(func() {
			for i := 0; ; i++ {
				err := f.retry(context.Background(), func(s kv.Snapshot) ([]kv.Write, [][]byte, error) {
					_, err := s.Scan(context.Background(), []kv.Range{everything()})
					return []kv.Write{put(fmt.Sprintf("%d", g), fmt.Sprint(i))}, nil, err
				})
				if err != nil {
					errs[g] = err
					if i == 0 {
						started <- struct{}{}
					}
					return
				}
				if i == 0 {
					started <- struct{}{}
				}
			}
		})
	}
	for range errs {
		<-started
	}
	if err := f.Close(); err != nil {
		f.Errorf("Close: %v", err)
	}
	wg.Wait()
	for _, err := range errs {
		f.wantErr("call", err, kv.ErrClosed)
	}
}
