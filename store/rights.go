package store

import (
	"errors"
	"strconv"

	"demarche/access"
)

// checkRights refuses what the author of a commit may not do. The ontology is for
// administrators: its changes concern everybody's data, and what it once had cannot be
// taken out again. Everything else an editor may do, since it can be undone.
func checkRights(in *CommitInput) (errs []UserError) {
	refuse := func(err error, path ...string) {
		var denied *access.Denied
		if errors.As(err, &denied) {
			errs = append(errs, UserError{InputError: InputError{Code: CodeForbidden, Message: denied.Error()}, Path: path})
		}
	}
	if refuse(in.By.Require(access.Editor), "operations"); len(errs) > 0 {
		return errs
	}
	for i, o := range in.Operations {
		if what := o.ontology(); what != "" {
			refuse(in.By.Require(access.Admin), "operations", strconv.Itoa(i), what)
		}
	}
	return errs
}

// ontology is the name of an operation that changes the ontology, else empty.
func (o *Operation) ontology() string {
	switch {
	case o.PutKind != nil:
		return "putKind"
	case o.PutRelationType != nil:
		return "putRelationType"
	}
	return ""
}
