package intake

import (
	"bufio"
	"bytes"
	"encoding/json"

	"demarche/store"
)

// operation is one line of native JSON Lines: an operation of `commit`, as its GraphQL
// input has it.
type operation struct {
	store.Operation
	PutRelation *putRelation `json:"putRelation"`
}

// putRelation has `claim` besides `claims`, as the API does.
type putRelation struct {
	store.PutRelation
	Claim *store.AddClaim `json:"claim"`
}

func readOperation(line string) (op store.Operation, err error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(line)))
	dec.DisallowUnknownFields()
	var in operation
	if err := dec.Decode(&in); err != nil {
		return op, wrong("this is no operation of `commit`: %v", err)
	}
	if dec.More() {
		return op, wrong("a line holds one operation")
	}
	op = in.Operation
	if p := in.PutRelation; p != nil {
		op.PutRelation = &p.PutRelation
		if p.Claim != nil {
			op.PutRelation.Claims = append([]store.AddClaim{*p.Claim}, op.PutRelation.Claims...)
		}
	}
	return op, nil
}

// operations reads lines of operations. An empty line ends a commit, so that a file can
// say how far its `local` names reach; else a commit takes as many as fit.
func (r *Reader) operations(in *bufio.Reader) {
	l := &lines{in: in}
	r.next = func() (string, int, error) {
		line, err := l.next()
		return line, l.n, err
	}
	r.blank = r.flush
	r.convert = func(line string, n int) error {
		op, err := readOperation(line)
		if err != nil {
			return err
		}
		if r.b != nil && len(line) > maxBatchBytes-r.bytes {
			r.flush()
		}
		r.row(n, line)
		r.add(n, 1, op)
		r.bytes += len(line)
		return nil
	}
}

// maxBatchBytes is how long the lines of one commit are together, so that it is also a
// request that a server takes.
const maxBatchBytes = 512 << 10
