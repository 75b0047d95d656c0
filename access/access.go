// Package access says who may do what: roles, and the principal on whose behalf
// something is done. It knows no HTTP and no store, so that every layer can ask it.
// How a request becomes a principal is in the packages below.
package access

import (
	"context"
	"fmt"
	"time"
)

// Role is what somebody may do. Each role may do all that those before it may.
type Role uint8

// The roles. The zero Role may do nothing.
const (
	None   Role = iota
	Reader      // reads everything
	Editor      // and commits: entities, sources, relations, claims, merges
	Admin       // and changes kinds and relation types, and takes backups
)

var roleNames = [...]string{"none", "reader", "editor", "admin"}

// String is the role's name: none, reader, editor, admin.
func (r Role) String() string {
	if int(r) >= len(roleNames) {
		return "none"
	}
	return roleNames[r]
}

// MarshalText implements encoding.TextMarshaler.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a role's name.
func (r *Role) UnmarshalText(b []byte) error {
	for i, name := range roleNames {
		if string(b) == name {
			*r = Role(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no role; write none, reader, editor or admin", b)
}

// Principal is somebody who was recognised. The zero Principal is nobody and may
// do nothing.
type Principal struct {
	// Name is what commits are recorded under.
	Name string
	Role Role
	// ID tells principals apart, in the log of refusals and in limits: `token:k3x9q2mf`.
	// Empty: somebody without credentials.
	ID string
	// Expires is when the credentials end; zero: never.
	Expires time.Time
	// Revoked is closed when the credentials are taken back; nil: they cannot be.
	Revoked <-chan struct{}
}

// The names that commits of this program itself are recorded under. No credentials can
// have them.
const (
	nameAnonymous = "anonymous"
	nameSystem    = "demarche"
	nameImport    = "import"
)

// Reserved tells whether a name stands for somebody without credentials or for the
// program itself.
func Reserved(name string) bool {
	return name == nameAnonymous || name == nameSystem || name == nameImport
}

// Anonymous is whoever has no credentials.
func Anonymous(r Role) Principal { return Principal{Name: nameAnonymous, Role: r} }

// System is the program, for what it commits of itself.
func System() Principal { return Principal{Name: nameSystem, Role: Admin} }

// Import is whoever imports into a directory of this machine: access to the files is
// access to all that is in them.
func Import() Principal { return Principal{Name: nameImport, Role: Admin} }

// Authenticated tells whether the principal has shown credentials.
func (p Principal) Authenticated() bool { return p.ID != "" }

// Valid gives an error if the credentials have ended.
func (p Principal) Valid(now time.Time) error {
	if !p.Expires.IsZero() && !now.Before(p.Expires) {
		return ErrExpired
	}
	select {
	case <-p.Revoked:
		return ErrRevoked
	default:
		return nil
	}
}

// Lasting is a context that ends, with ErrExpired or ErrRevoked as its cause, when the
// credentials do: for what goes on longer than a request.
func (p Principal) Lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := func() bool { return true }
	if !p.Expires.IsZero() {
		stop = time.AfterFunc(time.Until(p.Expires), func() { cancel(ErrExpired) }).Stop
	}
	if p.Revoked != nil {
		go func() {
			select {
			case <-p.Revoked:
				cancel(ErrRevoked)
			case <-ctx.Done():
			}
		}()
	}
	return ctx, func() { stop(); cancel(nil) }
}

type principalKey struct{}

// With gives a context to what is done on behalf of p.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From is the principal on whose behalf something is done: nobody, if none was given.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}

// Require gives a *Denied unless the context's principal has at least the role.
func Require(ctx context.Context, need Role) error { return From(ctx).Require(need) }

// Require gives a *Denied unless the principal has at least the role.
func (p Principal) Require(need Role) error {
	if p.Role >= need {
		return nil
	}
	return &Denied{p, need}
}
