package model

import (
	"time"

	"demarche/access"
)

// Viewer is whoever asks.
type Viewer struct{ who access.Principal }

// ViewerOf shows a principal.
func ViewerOf(p access.Principal) *Viewer { return &Viewer{p} }

// Name is what commits are recorded under.
func (v *Viewer) Name() string { return v.who.Name }

// Role is what the viewer may do.
func (v *Viewer) Role() access.Role { return v.who.Role }

// Authenticated tells whether credentials were shown.
func (v *Viewer) Authenticated() bool { return v.who.Authenticated() }

// Expires is when they end; nil: never.
func (v *Viewer) Expires() *time.Time {
	if v.who.Expires.IsZero() {
		return nil
	}
	return &v.who.Expires
}
