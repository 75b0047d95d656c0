package serve

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pair makes a certificate for a name, and its key, as PEM.
func pair(t *testing.T, name string) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	c, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	b, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b})
}

func TestCertificateIsRenewed(t *testing.T) {
	var log bytes.Buffer
	dir := t.TempDir()
	cfg := Config{TLSCert: filepath.Join(dir, "cert.pem"), TLSKey: filepath.Join(dir, "key.pem"), Logger: slog.New(slog.NewTextHandler(&log, nil))}
	at := time.Now()
	// put writes a file with a time of its own, however coarse the file system's are.
	put := func(name string, content []byte) {
		t.Helper()
		at = at.Add(time.Minute)
		if err := errors.Join(os.WriteFile(name, content, 0o600), os.Chtimes(name, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := pair(t, "first.example")
	put(cfg.TLSCert, cert)
	put(cfg.TLSKey, key)
	settings, err := cfg.tls()
	if err != nil {
		t.Fatal(err)
	}
	if settings.MinVersion != tls.VersionTLS12 {
		t.Errorf("oldest version %x", settings.MinVersion)
	}
	k := &certificate{cert: cfg.TLSCert, key: cfg.TLSKey, logger: cfg.Logger, now: func() time.Time { return at }}
	shown := func() string {
		t.Helper()
		at = at.Add(lookEvery)
		c, err := k.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.Subject.CommonName
	}
	if got := shown(); got != "first.example" {
		t.Errorf("first: %s", got)
	}
	cert2, key2 := pair(t, "second.example")
	put(cfg.TLSCert, cert2) // half replaced
	for range 3 {
		if got := shown(); got != "first.example" {
			t.Errorf("half replaced: %s", got)
		}
	}
	if n := strings.Count(log.String(), "the old one stays"); n != 1 {
		t.Errorf("told %d times:\n%s", n, &log)
	}
	put(cfg.TLSKey, key2)
	if got := shown(); got != "second.example" {
		t.Errorf("replaced: %s", got)
	}
	put(cfg.TLSKey, []byte("nonsense"))
	if got := shown(); got != "second.example" {
		t.Errorf("broken: %s", got)
	}
	if err := os.Remove(cfg.TLSCert); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got := shown(); got != "second.example" {
			t.Errorf("missing: %s", got)
		}
	}
	if n := strings.Count(log.String(), "the old one stays"); n != 3 {
		t.Errorf("told %d times:\n%s", n, &log)
	}
	put(cfg.TLSCert, cert)
	put(cfg.TLSKey, key)
	if got := shown(); got != "first.example" {
		t.Errorf("there again: %s", got)
	}
	c, err := settings.GetCertificate(nil) // looked at now, through the settings of the server
	if err != nil || c.Leaf.Subject.CommonName != "first.example" {
		t.Errorf("%v, %v", c, err)
	}
}
