package graph

import (
	"context"
	"strconv"

	"demarche/graph/model"
	"demarche/store"
)

// apiVersion follows semantic versioning: a major step breaks clients.
const apiVersion = "0.2.0"

func (r *Resolver) meta(ctx context.Context) (*model.Meta, error) {
	v := model.ViewOf(ctx)
	earliest, err := v.Earliest(ctx)
	if err != nil {
		return nil, err
	}
	return &model.Meta{
		Head:            store.CommitID(v.Head().Number),
		EarliestAsOf:    model.Micros(earliest),
		APIVersion:      apiVersion,
		OntologyVersion: strconv.FormatUint(v.Ontology().Version, 10),
		MaxFirst:        store.MaxPage,
		DefaultFirst:    store.DefaultPage,
		MaxDepth:        r.Limits.MaxDepth,
		MaxCost:         r.Limits.MaxCost,
		MaxBodyBytes:    r.Limits.MaxBodyBytes,
		MaxOperations:   store.MaxOperations,
		TimeoutSeconds:  r.Limits.TimeoutSeconds,
		MaxHops:         store.MaxHops,
	}, nil
}

func value[T any](p *T) T {
	if p == nil {
		var none T
		return none
	}
	return *p
}
