package oidc

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// RetryAfter is how long the issuer is not asked again: after a failure, and for a key that it
// did not have. Else whoever sends tokens with invented keys could make this server ask it
// without end. So it may take that long until a new key of the issuer is known.
const RetryAfter = 10 * time.Second

const (
	timeout   = 5 * time.Second
	maxAnswer = 1 << 20 // bytes
)

// errRested stands for the answer that was given not long ago.
var errRested = errors.New("oidc: asked not long ago")

// client asks each address of the issuer at most once in RetryAfter.
type client struct {
	v    *Verifier
	next http.RoundTripper

	mu    sync.Mutex
	asked map[string]asked
}

type asked struct {
	at time.Time
	ok bool
}

func newClient(v *Verifier) *http.Client {
	return &http.Client{Timeout: timeout, Transport: &client{v: v, next: http.DefaultTransport, asked: map[string]asked{}}}
}

// RoundTrip implements http.RoundTripper.
func (c *client) RoundTrip(r *http.Request) (*http.Response, error) {
	address, now := r.URL.String(), c.v.now()
	c.mu.Lock()
	last := c.asked[address]
	if !last.at.IsZero() && now.Sub(last.at) < RetryAfter {
		c.mu.Unlock()
		if last.ok {
			return nil, errRested
		}
		return nil, errors.New("oidc: it did not answer not long ago")
	}
	c.asked[address] = asked{now, false}
	c.mu.Unlock()
	resp, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	c.mu.Lock()
	c.asked[address] = asked{now, resp.StatusCode == http.StatusOK}
	c.mu.Unlock()
	return resp, nil
}

type failedKey struct{}

// keys tells, through the context, a token that is not good from an issuer that cannot be asked.
type keys struct{ remote *oidc.RemoteKeySet }

// VerifySignature implements oidc.KeySet.
func (k *keys) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := k.remote.VerifySignature(ctx, jwt)
	if failed, ok := ctx.Value(failedKey{}).(*bool); ok && err != nil {
		*failed = errors.Unwrap(err) != nil && !errors.Is(err, errRested) // only what failed on the way wraps another error
	}
	return payload, err
}
