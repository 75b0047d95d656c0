package store

import (
	"regexp"
	"strconv"
)

func (p *plan) putSource(in *PutSource) error {
	id, err := p.target(&in.Target, ClassSource)
	if err != nil {
		return err
	}
	var was *Source
	is := &Source{}
	if id != 0 {
		found, err := p.v.Sources(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		was = found[0]
		*is = *was
	}
	if err := p.fillSource(is, in); err != nil {
		return err
	}
	if was == nil {
		if is.Genre == "" {
			return p.field(invalid("a new source needs its `genre`, as in \"news-article\""), "genre")
		}
		if was, err = p.identifySource(is, in); err != nil {
			return err
		}
	}
	if err := p.field(p.bind(in.Local, is.ID), "local"); err != nil {
		return err
	}
	op, err := p.store(orNil(was), is, &in.Target)
	if err == nil && op == Updated && was.PublishedAt != is.PublishedAt {
		err = p.moveDependents(is.ID)
	}
	return err
}

var reliabilityForm = regexp.MustCompile(`^[A-F]$`)

func (p *plan) fillSource(s *Source, in *PutSource) error {
	if in.Genre != "" {
		if err := p.field(checkKey(in.Genre), "genre"); err != nil {
			return err
		}
		s.Genre = in.Genre
	}
	if in.Title.Set {
		s.Titles = nil
		if t := in.Title.Value; t != nil {
			s.Titles = []Text{*t}
		}
		if err := p.field(checkTexts("title", s.Titles, maxNameLen), "title"); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		in   Opt[*Ref]
		out  *ID
		name string
	}{{in.Publisher, &s.Publisher, "publisher"}, {in.Agency, &s.Agency, "agency"}} {
		if !f.in.Set {
			continue
		}
		*f.out = 0
		if f.in.Value != nil {
			id, err := p.resolve(f.in.Value, []string{f.name}, ClassEntity)
			if err != nil {
				return err
			}
			*f.out = id
		}
	}
	if in.Authors.Set {
		ids, err := p.resolveAll(in.Authors.Value, "authors", ClassEntity)
		if err != nil {
			return err
		}
		s.Authors = ids
	}
	for _, f := range []struct {
		in    Opt[string]
		out   *string
		name  string
		check func(string) error
	}{
		{in.URL, &s.URL, "url", checkURL},
		{in.Lang, &s.Lang, "lang", checkLang},
		{in.PublishedAt, &s.PublishedAt, "publishedAt", func(v string) error { return checkEDTF("publishedAt", v) }},
		{in.Reliability, &s.Reliability, "reliability", func(v string) error {
			if v != "" && !reliabilityForm.MatchString(v) {
				return invalid("reliability is an Admiralty letter, A (reliable) to F (cannot be judged)")
			}
			return nil
		}},
	} {
		if !f.in.Set {
			continue
		}
		if err := p.field(f.check(f.in.Value), f.name); err != nil {
			return err
		}
		*f.out = f.in.Value
	}
	return nil
}

// identifySource is identifyEntity for sources: the same genre, title, URL and
// date are the same source.
func (p *plan) identifySource(is *Source, in *PutSource) (*Source, error) {
	is.Given = in.Key
	if is.Given == "" {
		if len(is.Titles) == 0 {
			return nil, p.field(invalid("a new source needs a `key` or a `title` to draw one from"), "title")
		}
		if is.Given = slug(is.Titles[0].Text); is.Given == "" {
			return nil, p.field(invalid("no key can be drawn from this title; give a `key`"), "title")
		}
		ids, err := p.v.Resolve(p.ctx, []Ref{{Key: is.Given}})
		if err != nil {
			return nil, err
		}
		if ids[0] != 0 {
			found, err := p.v.Sources(p.ctx, ids)
			if err != nil {
				return nil, err
			}
			s := found[0]
			if s == nil || s.Genre != is.Genre || s.URL != is.URL || s.PublishedAt != is.PublishedAt {
				return nil, p.field(duplicate("there is a thing with the key "+strconv.Quote(is.Given)+
					": give its `ref` to change it, or another `key` if this is another source", ids[0]), "title")
			}
			*is = *s
			return s, p.fillSource(is, in)
		}
	}
	id, err := p.newID(ClassSource, digest("key", strconv.Itoa(int(ClassSource)), is.Given))
	is.ID = id
	return nil, err
}
