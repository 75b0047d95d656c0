package store

import (
	"context"
	"slices"
	"strings"
)

// maxLabelDepth is how deep relations about relations are spelled out in a
// label; below, a thing stands by its key.
const maxLabelDepth = 4

// Labels gives the best label for each thing in the languages asked for, in
// order, else in the fallback chain; the last resort is the key. The engine calls
// depend on how deep relations about relations go, not on how many things.
func (v *View) Labels(ctx context.Context, ids []ID, langs []string) ([]Label, error) {
	found, err := v.labels(ctx, ids, langs, maxLabelDepth)
	if err != nil {
		return nil, err
	}
	out := make([]Label, len(ids))
	for i, id := range ids {
		out[i] = found[id]
	}
	return out, nil
}

func (v *View) labels(ctx context.Context, ids []ID, langs []string, depth int) (map[ID]Label, error) {
	out := map[ID]Label{}
	entities, err := v.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	sources, err := v.Sources(ctx, ids)
	if err != nil {
		return nil, err
	}
	relations, err := v.Relations(ctx, ids)
	if err != nil {
		return nil, err
	}
	claims, err := v.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	var inner []ID
	for i, id := range ids {
		switch {
		case entities[i] != nil:
			out[id] = entities[i].Label(langs)
		case sources[i] != nil:
			out[id] = sources[i].Label(langs)
		case relations[i] != nil:
			for _, p := range relations[i].Participants {
				inner = append(inner, p.Thing)
			}
		case claims[i] != nil:
			inner = append(inner, claims[i].Relation, claims[i].Claimant)
			if claims[i].Claimant == 0 && len(claims[i].Evidence) > 0 {
				inner = append(inner, claims[i].Evidence[0].Source)
			}
		}
	}
	words := map[ID]Label{}
	if depth > 0 && len(inner) > 0 {
		if words, err = v.labels(ctx, inner, langs, depth-1); err != nil {
			return nil, err
		}
	}
	for _, id := range inner {
		if _, ok := words[id]; !ok {
			words[id] = Label{Text: "…"}
		}
	}
	for i, id := range ids {
		if relations[i] != nil {
			out[id] = v.renderRelation(relations[i], langs, words)
		}
		if claims[i] != nil {
			out[id] = renderClaim(claims[i], langs, words)
		}
	}
	return out, nil
}

// Label is the first name listed in the best language that is no metonym,
// epithet, former or wrong name; then any name.
func (e *Entity) Label(langs []string) Label {
	var good, any []Text
	for _, n := range e.Names {
		any = append(any, Text{n.Text, n.Lang})
		if !slices.Contains([]NameKind{Metonym, Epithet, Former, Misspelling}, n.Kind) {
			good = append(good, Text{n.Text, n.Lang})
		}
	}
	if l, ok := PickText(good, langs); ok {
		return l
	}
	if l, ok := PickText(any, langs); ok {
		return l
	}
	return labelOfKey(e.Key())
}

// sortLabel is what entities are listed by.
func (e *Entity) sortLabel() string { return fold(e.Label(nil).Text) }

// Label is the best title.
func (s *Source) Label(langs []string) Label { return labelOf(s.Titles, langs, s.Key()) }

// Label is the best label of the kind.
func (k *Kind) Label(langs []string) Label { return labelOf(k.Labels, langs, k.Key()) }

// Label is the best label of the type, read from the object's side if inverse.
func (t *RelationType) Label(langs []string, inverse bool) Label {
	if inverse && len(t.InverseLabels) > 0 {
		return labelOf(t.InverseLabels, langs, t.Key())
	}
	return labelOf(t.Labels, langs, t.Key())
}

// Label is the best label of the role.
func (r *Role) Label(langs []string) Label { return labelOf(r.Labels, langs, r.Key) }

func labelOf(texts []Text, langs []string, key string) Label {
	if l, ok := PickText(texts, langs); ok {
		return l
	}
	return labelOfKey(key)
}

// renderRelation fills the type's template. A part in square brackets is left
// out when none of its roles is filled.
func (v *View) renderRelation(r *Relation, langs []string, words map[ID]Label) Label {
	t := v.ontology.Type(r.Type)
	if t == nil {
		return labelOfKey(r.Key())
	}
	fill := func(role string) string {
		at, _ := t.Role(role)
		var list []string
		for _, p := range r.Participants {
			if int(p.Role) == at {
				list = append(list, words[p.Thing].Text)
			}
		}
		return strings.Join(list, ", ")
	}
	if l, ok := PickText(t.Templates, langs); ok {
		l.Text = strings.Join(strings.Fields(fillTemplate(l.Text, fill)), " ")
		return l
	}
	l := t.Label(langs, false)
	parts := []string{}
	for _, p := range []RolePosition{Subject, Object} {
		if at := t.roleAt(p); at >= 0 {
			parts = append(parts, fill(t.Roles[at].Key))
		}
		if p == Subject {
			parts = append(parts, l.Text)
		}
	}
	l.Text = strings.TrimSpace(strings.Join(parts, " "))
	return l
}

func fillTemplate(s string, fill func(role string) string) string {
	var out strings.Builder
	for s != "" {
		open := strings.IndexAny(s, "[{")
		if open < 0 {
			out.WriteString(s)
			break
		}
		out.WriteString(s[:open])
		closing := "}"
		if s[open] == '[' {
			closing = "]"
		}
		end := strings.Index(s[open:], closing)
		if end < 0 {
			out.WriteString(s[open:])
			break
		}
		body := s[open+1 : open+end]
		if closing == "}" {
			out.WriteString(fill(body))
		} else {
			filled := false
			part := fillTemplate(body, func(role string) string {
				text := fill(role)
				filled = filled || text != ""
				return text
			})
			if filled {
				out.WriteString(part)
			}
		}
		s = s[open+end+1:]
	}
	return out.String()
}

var stanceWords = map[string]map[Stance]string{
	"en": {Asserts: "asserts", Supports: "supports", Questions: "questions", Disputes: "disputes", Denies: "denies"},
	"fr": {Asserts: "affirme", Supports: "soutient", Questions: "met en doute", Disputes: "conteste", Denies: "dément"},
}

func renderClaim(c *Claim, langs []string, words map[ID]Label) Label {
	l := Label{Lang: "en", Fallback: len(langs) > 0}
	for i, want := range langs {
		base, _, _ := strings.Cut(want, "-")
		if stanceWords[base] != nil {
			l = Label{Lang: base, Fallback: i > 0}
			break
		}
	}
	who := words[c.Claimant].Text
	if c.Claimant == 0 && len(c.Evidence) > 0 {
		who = words[c.Evidence[0].Source].Text
	}
	colon := ": "
	if l.Lang == "fr" {
		colon = " : "
	}
	l.Text = strings.TrimSpace(who + " " + stanceWords[l.Lang][c.Stance] + colon + words[c.Relation].Text)
	return l
}
