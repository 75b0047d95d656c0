package store

import (
	"cmp"
	"fmt"
	"slices"
)

// Difference is how an index entry differs from what records say.
type Difference int

// The differences.
const (
	Missing   Difference = iota // it should be there
	Extra                       // it should not be there
	Different                   // its value should be another one
)

// String is the word for it.
func (d Difference) String() string { return [...]string{"missing", "extra", "different"}[d] }

// CheckReport is what a check found.
type CheckReport struct {
	Commits, Things, Keys uint64
	Indexes               []*IndexReport // with differences, by name
	Repaired              uint64         // keys that were written or deleted

	// Faults contradict each other or do not decode: records, merges, commits. Nothing
	// derives them, so they are not repaired.
	Faults     []string // the first ones
	FaultCount uint64

	// Follows are things with parts that should have followed from others when they were
	// committed: claims of speech acts, relative dates, dates of claims.
	Follows     []string // the first ones
	FollowCount uint64
	NotFollowed bool // they were not looked at, because of what else was found
}

// IndexReport is the differences of one index.
type IndexReport struct {
	Name     string
	Count    [3]uint64 // by Difference
	Examples []string  // the first ones
}

// shown is how many examples of a sort are kept.
const shown = 5

// Clean tells that nothing was found.
func (r *CheckReport) Clean() bool {
	return r.FaultCount == 0 && len(r.Indexes) == 0 && r.FollowCount == 0
}

// Differences is how many index entries differ.
func (r *CheckReport) Differences() (n uint64) {
	for _, x := range r.Indexes {
		n += x.Count[Missing] + x.Count[Extra] + x.Count[Different]
	}
	return n
}

// consistent tells that what is stored by now can be read through the indexes.
func (r *CheckReport) consistent() bool {
	return r.FaultCount == 0 && r.Differences() == r.Repaired
}

func (r *CheckReport) fault(format string, args ...any) {
	if r.FaultCount++; len(r.Faults) < 4*shown {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

func (r *CheckReport) follows(id ID) {
	if r.FollowCount++; len(r.Follows) < shown {
		r.Follows = append(r.Follows, id.Class().noun()+" "+id.String())
	}
}

func (r *CheckReport) differs(k key, d Difference) {
	name := indexName(k)
	i, found := slices.BinarySearchFunc(r.Indexes, name, func(x *IndexReport, name string) int { return cmp.Compare(x.Name, name) })
	if !found {
		r.Indexes = slices.Insert(r.Indexes, i, &IndexReport{Name: name})
	}
	x := r.Indexes[i]
	if x.Count[d]++; len(x.Examples) < shown {
		x.Examples = append(x.Examples, d.String()+" "+describeKey(k))
	}
}
