package oidc

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/access"
)

// maxName bounds a name, in bytes: it goes into every commit.
const maxName = 200

// name is what the claim says; empty if nothing that can be recorded. An address that
// the issuer knows to be unverified is no name, since its user can choose it.
func (v *Verifier) name(claims map[string]any) string {
	name, _ := claims[v.cfg.NameClaim].(string)
	if verified, ok := claims["email_verified"].(bool); ok && !verified && v.cfg.NameClaim == "email" {
		return ""
	}
	if len(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return strings.TrimSpace(name)
}

// role is the highest that the claim's values stand for.
func (v *Verifier) role(claims map[string]any) (out access.Role) {
	switch values := claim(claims, v.cfg.RoleClaim).(type) {
	case string:
		return v.roles[values]
	case []any:
		for _, value := range values {
			if s, ok := value.(string); ok {
				out = max(out, v.roles[s])
			}
		}
	}
	return out
}

// claim finds a claim by its name, which may hold dots itself (`https://example.org/roles`), or
// by the names on the way to it, with dots between.
func claim(claims map[string]any, name string) any {
	if value, ok := claims[name]; ok {
		return value
	}
	first, rest, deeper := strings.Cut(name, ".")
	if inner, ok := claims[first].(map[string]any); ok && deeper {
		return claim(inner, rest)
	}
	return nil
}
