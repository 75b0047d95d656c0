package token

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"demarche/access"
)

func open(t *testing.T, dir string) *Set {
	t.Helper()
	s, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func create(t *testing.T, dir, name string, role access.Role, expires time.Time) (string, *Token) {
	t.Helper()
	secret, tok, err := Create(dir, name, role, expires)
	if err != nil {
		t.Fatal(err)
	}
	return secret, tok
}

func wantInvalid(t *testing.T, what string, err error) {
	t.Helper()
	var invalid *access.Invalid
	if !errors.As(err, &invalid) {
		t.Errorf("%s: %v", what, err)
	}
}

// A server sees tokens come and go; what it knows of one is what it was made with.
func TestTokensComeAndGo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data.tokens")
	s := open(t, dir)
	if s.Count() != 0 {
		t.Fatal("tokens in a directory that is missing")
	}
	secret, tok := create(t, dir, "amina", access.Editor, time.Time{})
	if _, err := s.Authenticate(secret); err == nil {
		t.Error("good before it was looked at") // tells that Refresh below is what does it
	}
	if err := s.Refresh(); err != nil {
		t.Fatal(err)
	}
	p, err := s.Authenticate(secret)
	if err != nil || p.Name != "amina" || p.Role != access.Editor || p.ID != "token:"+tok.ID || !p.Authenticated() {
		t.Fatalf("%+v, %v", p, err)
	}
	other, _ := create(t, dir, "amina", access.Reader, time.Time{}) // rotation: the same name
	if _, err := Revoke(dir, "amina"); err == nil || !strings.Contains(err.Error(), tok.ID) {
		t.Errorf("an ambiguous name: %v", err)
	}
	if _, err := Revoke(dir, tok.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Authenticate(secret)
	wantInvalid(t, "revoked", err)
	select {
	case <-p.Revoked:
	default:
		t.Error("a principal that is in use does not learn that it was revoked")
	}
	if p.Valid(time.Now()) == nil {
		t.Error("valid though revoked")
	}
	if p, err := s.Authenticate(other); err != nil || p.Role != access.Reader {
		t.Errorf("the other one: %+v, %v", p, err)
	}
	if _, err := Revoke(dir, "amina"); err != nil {
		t.Errorf("the only one with the name: %v", err)
	}
	if _, err := Revoke(dir, "amina"); err == nil {
		t.Error("revoked twice")
	}
}

// What is kept does not give the token away, and nobody else can read or write it.
func TestOnlyHashesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "t")
	secret, tok := create(t, dir, "bot", access.Admin, time.Time{})
	if !form.MatchString(secret) || !strings.HasPrefix(secret, Prefix) {
		t.Errorf("form of %q", secret)
	}
	name := file(dir, tok.ID)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), secret[len(Prefix)+9:]) {
		t.Errorf("the secret is in the file: %s", b)
	}
	for path, want := range map[string]os.FileMode{name: 0o600, dir: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Errorf("files left: %v", entries)
	}
	if err := os.Chmod(name, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = open(t, dir).Authenticate(secret)
	wantInvalid(t, "a file that others may write", err)
	if _, err := List(dir); err == nil || !strings.Contains(err.Error(), "chmod") {
		t.Errorf("listed: %v", err)
	}
}

func TestWhatIsNoGoodToken(t *testing.T) {
	dir := t.TempDir()
	secret, tok := create(t, dir, "amina", access.Editor, time.Time{})
	last := map[byte]string{'a': "b"}[secret[len(secret)-1]]
	if last == "" {
		last = "a"
	}
	s := open(t, dir)
	for what, bad := range map[string]string{
		"empty":              "",
		"prefix only":        Prefix,
		"cut":                secret[:len(secret)-1],
		"longer":             secret + "a",
		"another secret":     secret[:len(secret)-1] + last,
		"another id":         Prefix + "aaaaaaaa" + secret[len(Prefix)+8:],
		"upper case":         strings.ToUpper(secret),
		"a path":             Prefix + "../../..",
		"the hash":           tok.SHA256,
		"with a line behind": secret + "\n",
	} {
		_, err := s.Authenticate(bad)
		wantInvalid(t, what, err)
		if err != nil && bad != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error repeats the token: %v", what, err)
		}
	}
	if _, err := s.Authenticate(secret); err != nil {
		t.Errorf("the token itself: %v", err)
	}
}

func TestExpiry(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := Create(dir, "late", access.Reader, time.Now().Add(-time.Hour)); err == nil {
		t.Error("made a token that has expired")
	}
	secret, tok := create(t, dir, "soon", access.Reader, time.Now().Add(time.Hour))
	s := open(t, dir)
	p, err := s.Authenticate(secret)
	if err != nil || !p.Expires.Equal(tok.Expires) {
		t.Fatal(p, err)
	}
	s.byID[tok.ID].Expires = time.Now().Add(-time.Second) // as if an hour had gone by
	if _, err := s.Authenticate(secret); !errors.Is(err, access.ErrExpired) {
		t.Errorf("expired: %v", err)
	}
	now := time.Date(2026, 5, 2, 18, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"90d": "2026-07-31T18:00:00Z", "12h": "2026-05-03T06:00:00Z", "2027-01-31": "2027-02-01T00:00:00Z",
		"2027-01-31T18:00:00+02:00": "2027-01-31T16:00:00Z",
	} {
		var e Expiry
		if err := e.UnmarshalText([]byte(text)); err != nil {
			t.Error(err)
		}
		if got, err := e.From(now); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"soon", "-3d", "0d", "90", "9999999999d", "1.5d", "2027-13-01"} {
		if err := new(Expiry).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestNamesAndRoles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"", "a b", "-a", "a\nb", "oidc:amina", "anonymous", "demarche", "import", strings.Repeat("a", 101), "../a"} {
		if _, _, err := Create(dir, name, access.Reader, time.Time{}); err == nil {
			t.Errorf("the name %q was taken", name)
		}
	}
	if _, _, err := Create(dir, "amina", access.None, time.Time{}); err == nil {
		t.Error("a token without a role")
	}
	for _, name := range []string{"amina", "Émile", "bot-2", "a.b@example.org"} {
		create(t, dir, name, access.Reader, time.Time{})
	}
	if all, err := List(dir); err != nil || len(all) != 4 {
		t.Errorf("%v, %v", all, err)
	}
}

// A file that is broken leaves the others good, and grants nothing.
func TestBrokenFiles(t *testing.T) {
	dir := t.TempDir()
	secret, tok := create(t, dir, "amina", access.Editor, time.Time{})
	for name, content := range map[string]string{
		"aaaaaaaa.json": "{", "bbbbbbbb.json": `{"id":"cccccccc","name":"x","role":"admin","sha256":"` + tok.SHA256 + `"}`,
		"dddddddd.json": `{"id":"dddddddd","name":"x","role":"god","sha256":"` + tok.SHA256 + `"}`, "notes.txt": "x", ".aaaaaaaa-1": "{}",
		"eeeeeeee.json": `{"id":"eeeeeeee","name":"demarche","role":"admin","sha256":"` + tok.SHA256 + `"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir)
	if s.Count() != 1 {
		t.Errorf("%d tokens", s.Count())
	}
	if all, err := List(dir); len(all) != 1 || err == nil || !strings.Contains(err.Error(), "aaaaaaaa") {
		t.Errorf("listed %v, %v", all, err)
	}
	defer func() {
		if _, err := Revoke(dir, "amina"); err != nil {
			t.Errorf("broken files are in the way: %v", err)
		}
	}()
	if _, err := s.Authenticate(secret); err != nil {
		t.Error(err)
	}
}

// A directory that cannot be read for a while revokes nothing.
func TestUnreadableDirectoryKeepsWhatIsKnown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "t")
	secret, _ := create(t, dir, "amina", access.Editor, time.Time{})
	s := open(t, dir)
	aside := dir + ".aside"
	if err := errors.Join(os.Rename(dir, aside), os.WriteFile(dir, nil, 0o600)); err != nil { // a file in its place: not a directory
		t.Fatal(err)
	}
	if err := s.Refresh(); err == nil {
		t.Error("no error")
	}
	if _, err := s.Authenticate(secret); err != nil {
		t.Error(err)
	}
}

// Commands and a server that looks on do not disturb each other.
func TestConcurrentChanges(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	var watcher, makers sync.WaitGroup
	watcher.Go(func() { s.Watch(ctx, ticks) })
	for range 4 {
		makers.Go(func() {
			for range 20 {
				_, tok, err := Create(dir, "bot", access.Reader, time.Time{})
				if err != nil {
					t.Error(err)
					return
				}
				ticks <- time.Time{}
				if _, err := Revoke(dir, tok.ID); err != nil {
					t.Error(err)
				}
			}
			create(t, dir, "kept", access.Reader, time.Time{})
		})
	}
	makers.Wait()
	ticks <- time.Time{}
	cancel()
	watcher.Wait()
	if err := s.Refresh(); err != nil || s.Count() != 4 {
		t.Errorf("%d tokens, %v", s.Count(), err)
	}
}
