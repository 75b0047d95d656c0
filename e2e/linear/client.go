package linear

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Client asks at random, in ways that get in the way of others: it puts over what it
// read, creates what others create, and sends again what it sent, answered or not.
type Client struct {
	Number  int // of this client
	History *History
	Commit  func(Commit) Committed
	Read    func() (Seen, bool)

	random *rand.Rand
	sent   []Commit
	open   []Commit // of these no answer came
	last   Seen
	values int
}

// Seed makes what the client asks follow from seed and answers.
func (c *Client) Seed(seed uint64) { c.random = rand.New(rand.NewPCG(seed, uint64(c.Number))) }

// Ask sends one request; false means that no answer came.
func (c *Client) Ask() bool {
	n := c.random.IntN(10)
	switch {
	case len(c.open) > 0 && n < 5:
		return c.send(c.open[0])
	case len(c.sent) > 0 && n == 0:
		return c.send(c.sent[c.random.IntN(len(c.sent))])
	case n <= 3:
		seen, ok := c.History.Read(c.Number, c.Read)
		if ok {
			c.last = seen
		}
		return ok
	}
	return c.send(c.invent())
}

func (c *Client) invent() Commit {
	c.values++
	value := fmt.Sprintf("%d-%d", c.Number, c.values)
	out := Commit{RetryKey: "linear-" + value}
	for _, cell := range c.random.Perm(Cells)[:1+c.random.IntN(2)] {
		w := Write{Cell: cell, Value: value, IfRevision: -1}
		if c.random.IntN(2) == 0 {
			w.IfRevision = c.last.Cells[cell].Revision
		}
		out.Writes = append(out.Writes, w)
	}
	return out
}

func (c *Client) send(x Commit) bool {
	got := c.History.Commit(c.Number, x, c.Commit)
	answered := !got.Unknown
	c.open = slices.DeleteFunc(c.open, func(o Commit) bool { return o.RetryKey == x.RetryKey })
	if !answered {
		c.open = append(c.open, x)
	} else if !got.Refused {
		c.sent = append(c.sent, x)
	}
	return answered
}

// Settle sends again what was not answered, until there is nothing open or no answer.
func (c *Client) Settle() bool {
	for len(c.open) > 0 {
		if !c.send(c.open[0]) {
			return false
		}
	}
	return true
}
