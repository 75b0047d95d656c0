package access

import "fmt"

// Codes of refusals in extensions.code. Clients branch on them.
const (
	// CodeUnauthenticated: send credentials, or others.
	CodeUnauthenticated = "UNAUTHENTICATED"
	// CodeForbidden: these credentials do not suffice.
	CodeForbidden = "FORBIDDEN"
)

// Denied says that somebody lacks a role.
type Denied struct {
	Who  Principal
	Need Role
}

// Error says what to do about it, to the one who was refused.
func (d *Denied) Error() string {
	if !d.Who.Authenticated() {
		return fmt.Sprintf("This needs the role %s. Send a token that has it, in the header Authorization: Bearer TOKEN (in the playground: tab Headers).", d.Need)
	}
	return fmt.Sprintf("This needs the role %s, and %q has the role %s. Ask an administrator for a token that has it.", d.Need, d.Who.Name, d.Who.Role)
}

// Code is the refusal's code.
func (d *Denied) Code() string {
	if d.Who.Authenticated() {
		return CodeForbidden
	}
	return CodeUnauthenticated
}

// Invalid says that credentials are not good (any more). Its text is for the one who
// sent them, and repeats nothing of them.
type Invalid struct{ Reason string }

func (e *Invalid) Error() string { return e.Reason }

// Code is the refusal's code.
func (e *Invalid) Code() string { return CodeUnauthenticated }

// How credentials end.
var (
	ErrExpired = &Invalid{"The token has expired: get a new one."}
	ErrRevoked = &Invalid{"The token has been revoked: ask an administrator for another one."}
)
