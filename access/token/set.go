package token

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"demarche/access"
)

// Set is the tokens of a directory, as a server knows them: it sees new and revoked ones
// when it looks again.
type Set struct {
	dir    string
	logger *slog.Logger

	mu   sync.RWMutex
	byID map[string]*known
	bad  map[string]bool // files that were complained of
}

// known is a token that is in use; revoked is closed when it is taken back.
type known struct {
	*Token
	revoked chan struct{}
}

// Open reads a directory, which may be missing: then there are no tokens yet.
func Open(dir string, logger *slog.Logger) (*Set, error) {
	s := &Set{dir: dir, logger: logger, byID: map[string]*known{}, bad: map[string]bool{}}
	return s, s.Refresh()
}

// Watch looks again, each time that every tells, until the context is done.
func (s *Set) Watch(ctx context.Context, every <-chan time.Time) {
	failed := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-every:
		}
		err := s.Refresh()
		if err != nil && !failed {
			s.logger.Warn("tokens cannot be read: those known stay good, and no others", "error", err)
		}
		failed = err != nil
	}
}

// Refresh looks again. What has gone is revoked. If the directory cannot be read, all stays
// as it was.
func (s *Set) Refresh() error {
	ids, err := list(s.dir)
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(ids))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		there[id] = true
		if s.byID[id] == nil {
			s.learn(id)
		}
	}
	for id, k := range s.byID {
		if !there[id] {
			close(k.revoked)
			delete(s.byID, id)
			s.logger.Info("a token was revoked", "id", id, "name", k.Name)
		}
	}
	return nil
}

func (s *Set) learn(id string) {
	t, err := read(s.dir, id)
	switch {
	case err == nil:
		s.byID[id] = &known{t, make(chan struct{})}
		delete(s.bad, id)
	case !errors.Is(err, fs.ErrNotExist) && !s.bad[id]:
		s.bad[id] = true
		s.logger.Warn("a token is left out", "error", err)
	}
}

// Count is how many tokens are known.
func (s *Set) Count() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.byID)
}

// errUnknown is the same for a token that never was and one that was revoked.
var errUnknown = &access.Invalid{Reason: "This token is unknown or was revoked: ask an administrator for another one."}

// Authenticate gives the principal of a token, or an *access.Invalid.
func (s *Set) Authenticate(secret string) (access.Principal, error) {
	m := form.FindStringSubmatch(secret)
	if m == nil {
		return access.Principal{}, &access.Invalid{Reason: "The token is not whole: it has the form demarche_ID_SECRET."}
	}
	s.mu.RLock()
	k := s.byID[m[1]]
	s.mu.RUnlock()
	if k == nil || !k.matches(secret) {
		return access.Principal{}, errUnknown
	}
	p := access.Principal{Name: k.Name, Role: k.Role, ID: "token:" + k.ID, Expires: k.Expires, Revoked: k.revoked}
	return p, p.Valid(time.Now())
}
