package serve

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is the one of two files. They are looked at when a client connects, and read
// again when they have changed, so that a renewal needs no restart. What cannot be read, or
// is only half replaced, is told once; till it can, the old one is shown.
type certificate struct {
	cert, key string
	logger    *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	seen    stamps // of the last try
	looked  time.Time
	now     func() time.Time
}

// stamps tell whether the two files are the ones that were read.
type stamps struct {
	certAt, keyAt     time.Time
	certSize, keySize int64
}

// lookEvery is how often the files are looked at, at most.
const lookEvery = time.Second

// tls gives the settings of a server with the operator's certificate; nil without one.
func (c Config) tls() (*tls.Config, error) {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return nil, errors.New("--tls-cert and --tls-key are a pair: give both, or neither")
	}
	if c.TLSCert == "" {
		return nil, nil
	}
	k := &certificate{cert: c.TLSCert, key: c.TLSKey, logger: c.Logger, now: time.Now}
	seen, err := k.stamps()
	if err == nil {
		err = k.read(seen)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot use the certificate: %w; see --tls-cert and --tls-key", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: k.get}, nil
}

func (k *certificate) stamps() (s stamps, err error) {
	cert, err := os.Stat(k.cert)
	if err != nil {
		return s, err
	}
	key, err := os.Stat(k.key)
	if err != nil {
		return s, err
	}
	return stamps{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}

func (k *certificate) read(seen stamps) error {
	k.seen = seen
	pair, err := tls.LoadX509KeyPair(k.cert, k.key)
	if err == nil {
		k.current = &pair
	}
	return err
}

// get is asked at each handshake.
func (k *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if now.Sub(k.looked) < lookEvery {
		return k.current, nil
	}
	k.looked = now
	seen, err := k.stamps() // zero on an error
	if seen == k.seen {
		return k.current, nil
	}
	if err == nil {
		err = k.read(seen)
	}
	k.seen = seen
	if err != nil {
		k.logger.Warn("the new certificate cannot be used: the old one stays", "error", err)
	} else {
		k.logger.Info("the certificate was renewed", "until", k.current.Leaf.NotAfter)
	}
	return k.current, nil
}
