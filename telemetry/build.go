package telemetry

import (
	"cmp"
	"runtime/debug"
)

// Set when a release is linked (deploy/release), where the sources are no checkout.
var (
	releaseVersion string
	releaseCommit  string
)

// Build is which program this is.
type Build struct {
	Version string // of the release, or what Go makes of the checkout
	Commit  string // empty if unknown; ends in -dirty if there were changes besides
}

// ReadBuild tells what was linked in, or what Go noted of the checkout.
func ReadBuild() Build {
	b := Build{Version: releaseVersion, Commit: releaseCommit}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		b.Version = cmp.Or(b.Version, "(unknown)")
		return b
	}
	b.Version = cmp.Or(b.Version, info.Main.Version)
	var revision, dirty string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if revision != "" {
		b.Commit = cmp.Or(b.Commit, revision+dirty)
	}
	return b
}

// String is what --version says.
func (b Build) String() string {
	if b.Commit == "" {
		return b.Version
	}
	return b.Version + " " + b.Commit
}
