package store

import (
	"slices"
	"strconv"
)

func (p *plan) putEntity(in *PutEntity) error {
	id, err := p.target(&in.Target, ClassEntity)
	if err != nil {
		return err
	}
	var was *Entity
	is := &Entity{}
	if id != 0 {
		found, err := p.v.Entities(p.ctx, []ID{id})
		if err != nil {
			return err
		}
		was = found[0]
		*is = *was
	}
	if err := p.fillEntity(is, in, was == nil); err != nil {
		return err
	}
	if was == nil {
		if was, err = p.identifyEntity(is, in); err != nil {
			return err
		}
	}
	if err := p.ownOnly(was, is); err != nil {
		return err
	}
	if err := p.codesFree(is); err != nil {
		return err
	}
	if err := p.field(p.bind(in.Local, is.ID), "local"); err != nil {
		return err
	}
	_, err = p.store(orNil(was), is, &in.Target)
	return err
}

// orNil keeps a nil pointer from becoming a non-nil interface.
func orNil[T any, P interface {
	*T
	thing
}](t P) thing {
	if t == nil {
		return nil
	}
	return t
}

func (p *plan) fillEntity(e *Entity, in *PutEntity, isNew bool) error {
	if in.Kind == "" && isNew {
		return p.field(invalid("a new entity needs its `kind`, as in \"state\""), "kind")
	}
	if in.Kind != "" {
		k, err := p.v.ontology.KindNamed(in.Kind)
		if err != nil {
			return p.field(err, "kind")
		}
		e.Kind = k.ID
	}
	if in.Names.Set {
		if len(in.Names.Value) > maxNames {
			return p.field(invalid("%d names; at most %d", len(in.Names.Value), maxNames), "names")
		}
		e.Names = nil
		for i, n := range in.Names.Value {
			name, err := p.name(n, strconv.Itoa(i))
			if err != nil {
				return err
			}
			if !slices.Contains(e.Names, name) {
				e.Names = append(e.Names, name)
			}
		}
	}
	if in.ExternalIDs.Set {
		codes, err := checkCodes(in.ExternalIDs.Value)
		if err := p.field(err, "externalIds"); err != nil {
			return err
		}
		e.Codes = codes
	}
	if in.Description.Set {
		if err := p.field(checkTexts("description", in.Description.Value, maxTextLen), "description"); err != nil {
			return err
		}
		e.Description = in.Description.Value
	}
	if in.Point.Set {
		if pt := in.Point.Value; pt != nil && (pt.Lat < -90 || pt.Lat > 90 || pt.Lon < -180 || pt.Lon > 180) {
			return p.field(invalid("a point lies within lat -90..90 and lon -180..180"), "point")
		}
		e.Point = in.Point.Value
	}
	return nil
}

func (p *plan) name(n NameInput, at string) (out Name, err error) {
	err = checkText("text", n.Text, maxNameLen)
	if f := fold(n.Text); err == nil && f == "" {
		err = invalid("a name needs a letter or digit")
	} else if err == nil && len(f) > 2*maxNameLen { // a ligature can stand for a sentence, and keys are short
		err = invalid("this name, its ligatures written out, has %d bytes; at most %d", len(f), 2*maxNameLen)
	}
	if err == nil {
		err = checkLang(n.Lang)
	}
	if err == nil {
		err = checkEDTF("time", n.Time)
	}
	if err != nil {
		return out, p.field(err, "names", at)
	}
	out = Name{Text: n.Text, Lang: n.Lang, Kind: n.Kind, Time: n.Time}
	if out.Kind == "" {
		out.Kind = Alias
	}
	if n.Source != nil {
		out.Source, err = p.resolve(n.Source, []string{"names", at, "source"}, ClassSource)
	}
	return out, err
}

// identifyEntity settles which entity a put without an existing target means: one
// of the same generated key and content, which it then gives, or a new one.
func (p *plan) identifyEntity(is *Entity, in *PutEntity) (*Entity, error) {
	is.Given = in.Key
	if is.Given == "" {
		if len(is.Names) == 0 {
			return nil, p.field(invalid("a new entity needs a `key` or a name to draw one from"), "names")
		}
		if is.Given = slug(is.Label(nil).Text); is.Given == "" {
			return nil, p.field(invalid("no key can be drawn from this name; give a `key`"), "names")
		}
		ids, err := p.v.resolveStored(p.ctx, []Ref{{Key: is.Given}})
		if err != nil {
			return nil, err
		}
		if ids[0] != 0 {
			found, err := p.v.Entities(p.ctx, ids)
			if err != nil {
				return nil, err
			}
			e := found[0]
			if e == nil || e.Kind != is.Kind || !containsAll(e.Names, is.Names) {
				return nil, p.field(duplicate("there is a thing with the key "+strconv.Quote(is.Given)+
					": give its `ref` to change it, or another `key` if this is somebody else", ids[0]), "names")
			}
			*is = *e // the same again adds nothing but what is given besides
			more := *in
			more.Kind, more.Names = "", Opt[[]NameInput]{}
			return e, p.fillEntity(is, &more, false)
		}
	}
	id, err := p.newID(ClassEntity, digest("key", strconv.Itoa(int(ClassEntity)), is.Given))
	is.ID = id
	return nil, err
}

func containsAll(have, want []Name) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// codesFree refuses an exact code that another entity has. One that the entity shows
// because of a merge stays with whom it was given to: a code leads to one record.
func (p *plan) codesFree(e *Entity) error {
	var own []Code
	for i, c := range e.Codes {
		if c.Match == Exact {
			ids, err := p.v.resolveStored(p.ctx, []Ref{{ExternalID: &CodeInput{c.Scheme, c.Code}}})
			if err != nil {
				return err
			}
			id := ids[0]
			if id != 0 && p.v.merges.survivor(id) != p.v.merges.survivor(e.ID) {
				return p.field(duplicate("another entity has this code as its exact one; give a looser `match` or change that entity", p.v.merges.survivor(id)), "externalIds", strconv.Itoa(i))
			}
			if id != 0 && id != e.ID {
				continue
			}
		}
		own = append(own, c)
	}
	e.Codes = own
	return nil
}

// ownOnly leaves out of an entity what it shows only because others were merged
// into it: whoever reads it and puts it back must not copy that.
func (p *plan) ownOnly(was, is *Entity) error {
	absorbed, err := p.v.Entities(p.ctx, p.v.merges.absorbed[is.ID])
	if err != nil {
		return err
	}
	before := was
	if before == nil {
		before = &Entity{}
	}
	for _, a := range absorbed {
		if a == nil {
			return ErrDamaged
		}
		is.Names = slices.DeleteFunc(slices.Clone(is.Names), func(n Name) bool {
			return slices.Contains(a.Names, n) && !slices.Contains(before.Names, n)
		})
		is.Codes = slices.DeleteFunc(slices.Clone(is.Codes), func(c Code) bool {
			return slices.ContainsFunc(a.Codes, c.same) && !slices.ContainsFunc(before.Codes, c.same)
		})
		is.Description = slices.DeleteFunc(slices.Clone(is.Description), func(t Text) bool {
			return slices.Contains(a.Description, t) && !slices.Contains(before.Description, t)
		})
	}
	return nil
}
