package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"demarche/store/kv"
)

// CheckOptions say how a check works.
type CheckOptions struct {
	Scratch string // a directory for sorting; takes about as much as the store
	// Repair writes what is missing or different in indexes and deletes what is too much,
	// in the present and the past. It never touches records, merges and commits, and does
	// nothing if these contradict themselves.
	Repair bool
	// Progress, if set, is told now and then how many keys of which step are done.
	Progress func(step string, keys uint64)
}

// Check derives every key of a store anew from its records and its log, and gives what is
// different. It reads one snapshot, so the store may be in use, unless it is to be
// repaired. Two scans of all keys, and sorting as many on the disk.
func Check(ctx context.Context, engine kv.Engine, o CheckOptions) (report *CheckReport, err error) {
	snap, err := engine.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	c := &checker{ctx: ctx, engine: engine, snap: snap, options: o, report: &CheckReport{}}
	c.rebuild = newRebuild(o.Scratch, c.report.fault)
	defer func() { err = errors.Join(err, c.rebuild.close()) }()
	format, err := snap.Get(ctx, [][]byte{keyFormat()})
	if err != nil {
		return nil, err
	}
	if format[0] != nil {
		if err := checkFormat(format[0]); err != nil {
			return nil, err
		}
		c.known = true
	}
	if err := c.run(); err != nil {
		return nil, err
	}
	return c.report, nil
}

type checker struct {
	ctx     context.Context
	engine  kv.Engine
	snap    kv.Snapshot
	options CheckOptions
	rebuild *rebuild
	report  *CheckReport
	known   bool   // the format is written down
	keys    uint64 // of the step under way
	writes  []kv.Write
	bytes   int
}

func (c *checker) run() error {
	for p, err := range c.all("reading records and log") {
		if err != nil {
			return err
		}
		if err := c.take(p); err != nil {
			return err
		}
	}
	c.report.Keys = c.keys
	switch {
	case c.keys == 0:
		return nil
	case !c.known && c.rebuild.head.Number == 0:
		return fmt.Errorf("%w: there is data that no demarche wrote", ErrFormat)
	}
	c.step("deriving indexes", 0)
	if err := c.rebuild.finish(c.ctx); err != nil {
		return err
	}
	if err := c.checkHead(); err != nil {
		return err
	}
	c.report.Commits, c.report.Things = c.rebuild.head.Number, c.rebuild.things
	if err := c.compare(); err != nil {
		return err
	}
	if !c.report.consistent() { // what follows is read through the indexes
		c.report.NotFollowed = true
		return nil
	}
	return c.follow()
}

func (c *checker) step(name string, keys uint64) {
	if c.options.Progress != nil {
		c.options.Progress(name, keys)
	}
}

// checkPage is how many pairs are read at once.
const checkPage = 2048

// all reads every pair of the snapshot in order.
func (c *checker) all(step string) iter.Seq2[kv.Pair, error] {
	c.keys = 0
	return func(yield func(kv.Pair, error) bool) {
		r := kv.Range{End: bytes.Repeat([]byte{0xff}, kv.MaxKey), Limit: checkPage}
		for {
			pages, err := c.snap.Scan(c.ctx, []kv.Range{r})
			if err != nil {
				yield(kv.Pair{}, err)
				return
			}
			for _, p := range pages[0].Pairs {
				c.keys++
				if !yield(p, nil) {
					return
				}
			}
			c.step(step, c.keys)
			if !pages[0].More {
				return
			}
			r.Start = append(pages[0].Pairs[len(pages[0].Pairs)-1].Key, 0)
		}
	}
}

// take hands on what indexes do not say: commits, records, merges.
func (c *checker) take(p kv.Pair) error {
	switch kind, id, until := original(p.Key); kind {
	case spaceRecord:
		c.rebuild.state(id, p.Value, until)
	case spaceMerged:
		from, _, err := recordedValue(p.Value)
		into, err2 := recordedID(p.Value)
		if errors.Join(err, err2) != nil {
			c.report.fault("%s: the value does not decode", describeKey(p.Key))
			return nil
		}
		c.rebuild.merge(id, into, from, until)
	case spaceCommit:
		commit := &Commit{Number: until}
		if err := decode(p.Value, commit); err != nil {
			c.report.fault("commit %d does not decode: %v", until, err)
			return nil
		}
		c.rebuild.commit(commit)
	default:
		if isOriginal(p.Key) {
			c.report.fault("%s: the key is not of a form that it can have", describeKey(p.Key))
		}
	}
	return nil
}

// isOriginal tells the keys of which a repair keeps its hands.
func isOriginal(k key) bool {
	if len(k) < 4 {
		return false
	}
	switch space(k[3]) {
	case spaceRecord, spaceMerged:
		return k[2] == planeCurrent || k[2] == planeHistory
	case spaceCommit:
		return k[2] == planeLog
	}
	return false
}

// original reads the key of something that does not follow from anything else: of which
// sort it is, the thing and the commit that ended it; the number of a commit.
func original(k key) (s space, id ID, until uint64) {
	if !isOriginal(k) || len(k) < 12 {
		return 0, 0, 0
	}
	s = space(k[3])
	if s == spaceCommit {
		number := bigEndian(k[4:])
		if !bytes.Equal(k, keyCommit(number)) {
			return 0, 0, 0
		}
		return s, 0, number
	}
	id = ID(bigEndian(k[4:]))
	whole := keyRecord(id)
	if s == spaceMerged {
		whole = keyMerged(id)
	}
	if k[2] == planeHistory && len(k) == len(whole)+8 {
		until = bigEndian(k[len(whole):])
		if whole = historyKey(whole, until); until == 0 {
			return 0, 0, 0
		}
	}
	if id.Class() == 0 || !bytes.Equal(k, whole) {
		return 0, 0, 0
	}
	return s, id, until
}

// checkHead tells of commits that the head of the log knows and the log does not.
func (c *checker) checkHead() error {
	got, err := c.snap.Get(c.ctx, [][]byte{keyHeadOfLog()})
	if err != nil || got[0] == nil {
		return err
	}
	var head Head
	if decode(got[0], &head) == nil && head.Number > c.rebuild.head.Number {
		c.report.fault("the log lacks %s", commitRange(c.rebuild.head.Number+1, head.Number))
	}
	return nil
}

// checkFormat refuses stores of other versions of the format.
func checkFormat(value []byte) error {
	if len(value) != 1 {
		return fmt.Errorf("%w: what says its version is %d bytes long; this is no store of demarche, or it is damaged: restore a backup", ErrFormat, len(value))
	}
	switch v := value[0]; {
	case v == 1: // before there was an export
		return fmt.Errorf("%w: it says version 1, this program reads %d; start with another directory, and commit again what you committed there", ErrFormat, formatVersion)
	case v < formatVersion:
		return fmt.Errorf("%w: it says version %d, this program reads %d; export it with the program that wrote it and import it here", ErrFormat, v, formatVersion)
	case v > formatVersion:
		return fmt.Errorf("%w: it says version %d, this program reads %d; a newer demarche wrote it: use that one", ErrFormat, v, formatVersion)
	}
	return nil
}
