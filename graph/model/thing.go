package model

import (
	"context"
	"strings"
	"time"

	"demarche/store"
)

// Node is anything that can be fetched again by its id.
type Node interface{ IsNode() }

// Thing is whatever can fill a role of a relation.
type Thing interface {
	Node
	IsThing()
	StoreID() store.ID
}

// Base is what all things have in common: its group, and its place there.
type Base struct {
	group *group
	at    int
}

// IsNode marks a Node.
func (Base) IsNode() {}

// IsThing marks a Thing.
func (Base) IsThing() {}

// StoreID is the id in the store.
func (b Base) StoreID() store.ID { return b.group.ids[b.at] }

// ID is the opaque id, in the state that is read.
func (b Base) ID() string { return b.group.view.Text(b.StoreID()) }

func record[T any](b Base, read func(context.Context, []store.ID) ([]*T, error)) (*T, error) {
	list, err := loaded(b.group, "record", func() ([]*T, error) { return read(b.group.ctx, b.group.ids) })
	if err != nil {
		return nil, err
	}
	return list[b.at], nil
}

func (b Base) base() (*store.Record, error) {
	v := b.group.view
	switch b.StoreID().Class() {
	case store.ClassEntity:
		r, err := record(b, v.Entities)
		return recordOf(r, err, func() *store.Record { return &r.Record })
	case store.ClassRelation:
		r, err := record(b, v.Relations)
		return recordOf(r, err, func() *store.Record { return &r.Record })
	case store.ClassClaim:
		r, err := record(b, v.Claims)
		return recordOf(r, err, func() *store.Record { return &r.Record })
	default:
		r, err := record(b, v.Sources)
		return recordOf(r, err, func() *store.Record { return &r.Record })
	}
}

func recordOf[T any](r *T, err error, get func() *store.Record) (*store.Record, error) {
	if err == nil && r == nil {
		err = store.ErrDamaged
	}
	if err != nil {
		return nil, err
	}
	return get(), nil
}

// Key is the stable key.
func (b Base) Key() (string, error) {
	r, err := b.base()
	if err != nil {
		return "", err
	}
	return r.Key(), nil
}

// Label is the best label for the languages asked for.
func (b Base) Label(langs []string) (*store.Label, error) {
	if err := store.CheckLangs(langs); err != nil {
		return nil, err
	}
	list, err := loaded(b.group, "label "+strings.Join(langs, " "), func() ([]store.Label, error) {
		return b.group.view.Labels(b.group.ctx, b.group.ids, langs)
	})
	if err != nil {
		return nil, err
	}
	return &list[b.at], nil
}

// Name is the text of Label.
func (b Base) Name(langs []string) (string, error) {
	l, err := b.Label(langs)
	if err != nil {
		return "", err
	}
	return l.Text, nil
}

// Relations lists the relations in which the thing plays a role.
func (b Base) Relations(ctx context.Context, as []string, filter *store.RelationFilter, orderBy []*store.RelationOrder, first *int, after *string, last *int, before *string) (*RelationConnection, error) {
	args := store.PageArgs{First: first, After: after, Last: last, Before: before}
	list, err := loaded(b.group, fieldKey(ctx), func() ([]*RelationConnection, error) {
		q, err := b.group.view.RelationsOf(ctx, b.group.ids, as, filter, orderBy)
		if err != nil {
			return nil, err
		}
		return relationConnections(ctx, b.group.view, q, len(b.group.ids), args)
	})
	return pick(list, b.at, err)
}

func pick[T any](list []*T, at int, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return list[at], nil
}

// Recorded is the recorded time of what is seen of the thing.
type Recorded struct {
	From     time.Time
	To       *time.Time
	Revision int
	By       string
	Commit   string
}

// Recorded says since when, and by whose commit, the thing is as it is.
func (b Base) Recorded() (*Recorded, error) {
	list, err := loaded(b.group, "recorded", func() ([]*Recorded, error) {
		numbers := make([]uint64, len(b.group.ids))
		revisions := make([]int, len(b.group.ids))
		for i := range b.group.ids {
			r, err := Base{b.group, i}.base()
			if err != nil {
				return nil, err
			}
			numbers[i], revisions[i] = r.From, r.Revision
		}
		ends, err := b.group.view.EndedBy(b.group.ctx, b.group.ids)
		if err != nil {
			return nil, err
		}
		commits, err := b.group.view.Commits(b.group.ctx, append(numbers, ends...))
		if err != nil {
			return nil, err
		}
		out := make([]*Recorded, len(numbers))
		for i := range out {
			out[i] = &Recorded{Revision: revisions[i]}
			if c := commits[i]; c != nil {
				out[i].From, out[i].By, out[i].Commit = Micros(c.At), c.By, store.CommitID(c.Number)
			}
			if end := commits[len(out)+i]; end != nil {
				to := Micros(end.At)
				out[i].To = &to
			}
		}
		return out, nil
	})
	return pick(list, b.at, err)
}

// Micros is the instant of a recorded time.
func Micros(at int64) time.Time { return time.UnixMicro(at).UTC() }

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
