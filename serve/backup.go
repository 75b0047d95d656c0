package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"demarche/access"
	"demarche/store"
	"demarche/transfer/backup"
)

// backupStall is how long a client may take to accept a part of a backup: the state that
// is read stays pinned meanwhile.
const backupStall = 30 * time.Second

// backups writes a backup of the present state to whoever is an admin:
//
//	GET /admin/backup?after=1847&digest=…
//
// after and digest are where an earlier backup ended, from its header; without them the
// backup is a full one. What is wrong with a request is told as in GraphQL, with a code. A
// backup that breaks off breaks the connection, and has no end. stopping ends all of them.
func backups(stopping context.Context, st *store.Store, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancelCause(r.Context())
		defer cancel(nil)
		defer context.AfterFunc(stopping, func() { cancel(errors.New("the server stops")) })()
		if err := access.Require(ctx, access.Admin); err != nil {
			status, code := http.StatusForbidden, access.CodeForbidden
			if !access.From(ctx).Authenticated() {
				status, code = http.StatusUnauthorized, access.CodeUnauthenticated
				w.Header().Set("WWW-Authenticate", `Bearer realm="demarche"`)
			}
			refuseBackup(w, status, code, err.Error())
			return
		}
		after, err := markAsked(r)
		if err != nil {
			refuseBackup(w, http.StatusBadRequest, "INVALID_VALUE", err.Error())
			return
		}
		v, err := st.View(ctx)
		if err != nil {
			logger.Error("a backup cannot begin", "error", err)
			refuseBackup(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the store cannot be read; the server's log says why")
			return
		}
		defer v.Close()
		started := time.Now()
		out := &backupWriter{w: w, deadline: http.NewResponseController(w)}
		h, err := backup.Write(ctx, out, v, after)
		switch {
		case errors.Is(err, backup.ErrOtherHistory):
			refuseBackup(w, http.StatusConflict, "OTHER_HISTORY", err.Error())
		case err != nil:
			logger.Warn("a backup broke off", "error", err, "bytes", out.n)
			panic(http.ErrAbortHandler) // the client must not take it for whole
		default:
			logger.Info("backed up", "by", access.From(ctx).Name, "full", h.Full(), "until", h.Until.Commit, "bytes", out.n, "took", time.Since(started).Round(time.Millisecond))
		}
	})
}

// markAsked reads where an earlier backup ended.
func markAsked(r *http.Request) (m store.Mark, err error) {
	q := r.URL.Query()
	if text := q.Get("after"); text != "" {
		if m.Commit, err = strconv.ParseUint(text, 10, 63); err != nil {
			return m, fmt.Errorf("`after` is the number of a commit, not %.40q", text)
		}
	}
	if m.Digest = q.Get("digest"); (m.Digest == "") != (m.Commit == 0) {
		return m, errors.New("`after` needs the `digest` that stands beside it in the header of the earlier backup, and `after=0` needs none")
	}
	return m, nil
}

func refuseBackup(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client is gone, if this fails
		"errors": []any{map[string]any{"message": message, "extensions": map[string]string{"code": code}}},
	})
}

// backupWriter sends a backup. What says what it is goes first, with the first byte.
type backupWriter struct {
	w        http.ResponseWriter
	deadline *http.ResponseController
	n        int64
}

var _ io.Writer = (*backupWriter)(nil)

func (b *backupWriter) Write(p []byte) (int, error) {
	if b.n == 0 {
		b.w.Header().Set("Content-Type", "application/zstd")
		b.w.Header().Set("Cache-Control", "no-store")
	}
	if err := b.deadline.SetWriteDeadline(time.Now().Add(backupStall)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := b.w.Write(p)
	b.n += int64(n)
	return n, err
}
