// Package token makes, keeps and checks bearer tokens. A directory holds a file for each,
// which never changes: making a token adds a file, revoking removes it, so that neither
// disturbs a server that reads them, nor another such command. A file holds no secret, only
// the hash of one.
package token

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"demarche/access"
)

// Prefix begins every token, so that scanners of published files can find them. A token is
// this, its id, and 130 random bits: `demarche_k3x9q2mf_…`.
const Prefix = "demarche_"

var (
	form     = regexp.MustCompile(`^demarche_([a-z2-7]{8})_[a-z2-7]{26}$`)
	idForm   = regexp.MustCompile(`^[a-z2-7]{8}$`)
	nameForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]{0,99}$`)
)

// Token is what is known of a token: all but the token itself.
type Token struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"` // that commits are recorded under; several tokens may have it
	Role    access.Role `json:"role"`
	Created time.Time   `json:"created"`
	Expires time.Time   `json:"expires,omitzero"` // zero: never
	SHA256  string      `json:"sha256"`           // of the whole token, in hexadecimal
}

// Expired tells whether it is good no more.
func (t *Token) Expired(now time.Time) bool { return !t.Expires.IsZero() && !now.Before(t.Expires) }

// Create makes a token and gives its secret, which is kept nowhere: whoever has it is the
// principal. The directory is made when missing.
func Create(dir, name string, role access.Role, expires time.Time) (secret string, t *Token, err error) {
	now := time.Now().UTC().Truncate(time.Second)
	switch {
	case !nameForm.MatchString(name):
		return "", nil, fmt.Errorf("%q cannot be the name of a token: write letters, digits and . _ @ + -, as in amina or import-bot", name)
	case access.Reserved(name):
		return "", nil, fmt.Errorf("the name %q is the program's own: choose another one", name)
	case role == access.None:
		return "", nil, errors.New("a token needs a role: reader, editor or admin")
	case !expires.IsZero() && !expires.After(now):
		return "", nil, fmt.Errorf("the token would have expired at %s already", expires.Format(time.RFC3339))
	}
	id := strings.ToLower(rand.Text()[:8])
	secret = Prefix + id + "_" + strings.ToLower(rand.Text())
	t = &Token{ID: id, Name: name, Role: role, Created: now, Expires: expires, SHA256: hash(secret)}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, fmt.Errorf("cannot make the directory of tokens: %w", err)
	}
	if err := t.write(dir); err != nil {
		return "", nil, fmt.Errorf("cannot keep the token: %w", err)
	}
	return secret, t, nil
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (t *Token) matches(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(hash(secret)), []byte(t.SHA256)) == 1
}

func file(dir, id string) string { return filepath.Join(dir, id+".json") }

// write puts the file there whole or not at all.
func (t *Token) write(dir string) error {
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+t.ID+"-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // when it was not renamed
	_, err = f.Write(append(b, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), file(dir, t.ID)); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// List gives the tokens of a directory, by name and age, also where an error tells that others
// could not be read. A directory that is missing has none.
func List(dir string) (out []*Token, err error) {
	ids, err := list(dir)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		switch t, bad := read(dir, id); {
		case bad == nil:
			out = append(out, t)
		case !errors.Is(bad, fs.ErrNotExist): // else it was revoked meanwhile
			err = errors.Join(err, bad)
		}
	}
	slices.SortFunc(out, func(a, b *Token) int {
		if n := strings.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return a.Created.Compare(b.Created)
	})
	return out, err
}

// Revoke removes the token with an id, or the only one with a name.
func Revoke(dir, idOrName string) (*Token, error) {
	all, err := List(dir)
	var found []*Token
	var ids []string
	for _, t := range all {
		if t.ID == idOrName || t.Name == idOrName {
			found, ids = append(found, t), append(ids, t.ID)
		}
	}
	switch {
	case len(found) == 0 && err != nil:
		return nil, err
	case len(found) == 0:
		return nil, fmt.Errorf("no token in %s has the id or name %q; `demarche token list` shows them", dir, idOrName)
	case len(found) > 1:
		return nil, fmt.Errorf("%d tokens are named %q: say which, by its id: %s", len(found), idOrName, strings.Join(ids, ", "))
	}
	if err := os.Remove(file(dir, found[0].ID)); err != nil {
		return nil, fmt.Errorf("cannot revoke the token: %w", err)
	}
	return found[0], syncDir(dir)
}

// list gives the ids of a directory's tokens.
func list(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the directory of tokens: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".json"); ok && idForm.MatchString(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// read reads a token's file. One that others may write is refused: they could make
// themselves administrators.
func read(dir, id string) (*Token, error) {
	name := file(dir, id)
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("%s may be written by others than its owner: chmod 600 it", name)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var t Token
	if err := json.Unmarshal(b, &t); err != nil || t.ID != id || len(t.SHA256) != 2*sha256.Size || !nameForm.MatchString(t.Name) || access.Reserved(t.Name) {
		return nil, fmt.Errorf("%s holds no token: remove it, and make a new one", name)
	}
	return &t, nil
}
