package intake

import (
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"

	"demarche/cameo"
	"demarche/store"
)

// The columns of GDELT 2.0 event exports that are read (GDELT 2.0 Event Database
// Codebook V2.0), counted from 0. Goldstein's scale is left out, as it follows from the
// code; the geography of each actor, as the codebook warns that it is where the text
// names them, not where they are.
const (
	gdeltColumns  = 61
	colID         = 0
	colDay        = 1
	colActor1     = 5
	colActor2     = 15
	colCode       = 26
	colMentions   = 31
	colTone       = 34
	colPlaceName  = 52
	colPlaceState = 53
	colLat        = 56
	colLon        = 57
	colPlaceID    = 58
	colSource     = 60
)

type gdeltReader struct {
	lines
	sources map[string]source
}

func newGDELTReader(in *bufio.Reader) *gdeltReader {
	return &gdeltReader{lines{in: in}, map[string]source{}}
}

func (r *gdeltReader) row(line string) (e event, skip bool, err error) {
	f := strings.Split(line, "\t")
	if len(f) != gdeltColumns {
		return e, false, wrong("%d columns; a GDELT 2.0 event has %d", len(f), gdeltColumns)
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	c, ok := cameo.ByCode(f[colCode])
	if !ok {
		return e, false, wrong("EventCode %.20q is no code of CAMEO", f[colCode])
	}
	e.kind = kind{c.Code, c.Name}
	if e.actor, err = codedActor(f[colActor1:]); err != nil {
		return e, false, fmt.Errorf("Actor1: %w", err)
	}
	if e.target, err = codedActor(f[colActor2:]); err != nil {
		return e, false, fmt.Errorf("Actor2: %w", err)
	}
	if e.actor.key == "" && e.target.key == "" {
		return e, false, wrong("there is neither Actor1 nor Actor2")
	}
	if len(f[colDay]) != 8 {
		return e, false, wrong("SQLDATE %.20q is no date of eight digits", f[colDay])
	}
	if e.date, err = day(f[colDay]); err != nil {
		return e, false, err
	}
	if e.place, err = codedPlace(f); err != nil {
		return e, false, err
	}
	if id := f[colID]; id == "" || len(id) > 20 || strings.Trim(id, "0123456789") != "" {
		return e, false, wrong("GLOBALEVENTID %.30q is no number", id)
	}
	e.claim = "gdelt:" + f[colID]
	if f[colSource] != "" {
		if e.source, err = remember(r.sources, f[colSource], sourceNamed); err != nil {
			return e, false, err
		}
	}
	for _, q := range []struct {
		key string
		col int
	}{{"mentions", colMentions}, {"tone", colTone}} {
		if f[q.col] == "" {
			continue
		}
		v, err := number(q.key, f[q.col])
		if err != nil {
			return e, false, err
		}
		e.quantities = append(e.quantities, store.Quantity{Key: q.key, Value: v})
	}
	return e, false, nil
}

func number(what, s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, wrong("%s %.30q is no number", what, s)
	}
	return v, nil
}

// codedActor is an actor from the columns that begin with its code: code, name,
// country. Code and name together tell it, as one code stands for many names and the
// name alone (“PRESIDENT”) for many actors.
func codedActor(f []string) (a actor, err error) {
	code, name, country := f[0], f[1], f[2]
	if code == "" && name == "" {
		return a, nil
	}
	if name == "" {
		name = code
	}
	for what, s := range map[string]string{"name": name, "code": code, "country code": country} {
		if err := checkName(what, s); err != nil {
			return a, err
		}
	}
	if len(code) > 40 || len(country) > 40 {
		return a, wrong("the code %.50q is too long", code+" "+country)
	}
	a = actor{key: "actor:" + keyOf(name), name: name, kind: "actor"}
	if code != "" {
		a.key = "actor:" + keyOf(code) + ":" + keyOf(name)
		a.codes = append(a.codes, store.Code{Scheme: "CAMEO actor", Code: code, Match: store.Close})
	}
	if code == country {
		a.country(name)
	}
	if country != "" && country != code {
		a.codes = append(a.codes, store.Code{Scheme: "CAMEO country", Code: country, Match: store.Broader})
	}
	return a, nil
}

// codedPlace is where the event took place; nil where the row does not say.
func codedPlace(f []string) (*place, error) {
	name, id := f[colPlaceName], f[colPlaceID]
	if name == "" {
		return nil, nil
	}
	if err := checkName("place", name); err != nil {
		return nil, err
	}
	if len(id) > 40 || strings.ContainsFunc(id, notInKey) {
		return nil, wrong("ActionGeo_FeatureID %.50q is no feature id", id)
	}
	p := &place{key: "place:" + keyOf(name), name: name}
	if id != "" {
		p.key = "place:" + id
	}
	if country := f[colPlaceState]; country != "" {
		if err := checkName("country of the place", country); err != nil || len(country) > 40 {
			return nil, wrong("ActionGeo_CountryCode %.50q is no code", country)
		}
		p.codes = []store.Code{{Scheme: "FIPS 10-4", Code: country, Match: store.Broader}}
	}
	if f[colLat] == "" || f[colLon] == "" {
		return p, nil
	}
	lat, err := number("latitude", f[colLat])
	if err != nil {
		return nil, err
	}
	lon, err := number("longitude", f[colLon])
	if err != nil {
		return nil, err
	}
	if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return nil, wrong("the point %g, %g lies outside the globe", lat, lon)
	}
	p.point = &store.Point{Lat: lat, Lon: lon}
	return p, nil
}

func notInKey(r rune) bool {
	return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' || r == '.')
}
