package store

import "testing"

// A relation is found by its content: importing it again adds nothing.
func TestContentIdentity(t *testing.T) {
	denounces := func(when string) Operation {
		return relation("denounces", fill("denouncer", "junta"), fill("agreement", "treaty"), at(when))
	}
	party := func(parts ...func(*PutRelation)) Operation {
		return relation("party-to", append(parts, fill("party", "mali"), fill("agreement", "treaty"))...)
	}
	cooperates := func(one, other string) Operation {
		return relation("cooperates-with", fill("one", one), fill("other", other))
	}
	for _, r := range []struct {
		name          string
		first, second Operation
		same          bool
	}{
		{"an event, twice", denounces("2022-05-02"), denounces("2022-05-02"), true},
		{"an event, another time", denounces("2022-05-02"), denounces("2022-05-03"), false},
		{"an event, without a time", denounces("2022-05-02"), relation("denounces", fill("denouncer", "junta"), fill("agreement", "treaty")), false},
		{"a state, another time", party(at("2014/..")), party(at("2014-07-16/2022")), true},
		{"a state, another spell", party(spell("1")), party(spell("2")), false},
		{"fillers in another order", relation("party-to", fill("party", "mali"), fill("party", "france"), fill("agreement", "treaty")),
			relation("party-to", fill("agreement", "treaty"), fill("party", "france"), fill("party", "mali")), true},
		{"a symmetric one from the other side", cooperates("mali", "france"), cooperates("france", "mali"), true},
		{"one that is not symmetric from the other side", relation("acts", fill("actor", "mali"), fill("target", "france")),
			relation("acts", fill("actor", "france"), fill("target", "mali")), false},
	} {
		w := newWorld(t)
		first, second := w.do(r.first), w.do(r.second)
		equal(t, r.name, first.Changes[0].Thing == second.Changes[0].Thing, r.same)
		equal(t, r.name+": created", second.Changes[0].Op == Created, !r.same)
	}
}

func TestMovedRelationKeepsItsID(t *testing.T) {
	w := newWorld(t)
	denounces := func(parts ...func(*PutRelation)) Operation {
		return relation("denounces", append(parts, fill("denouncer", "junta"), fill("agreement", "treaty"))...)
	}
	first := w.do(denounces(keyed("first"), at("2022-05-02"))).Changes[0].Thing
	w.do(change("first", at("2022-05-03")))
	equal(t, "moved", w.relation("first").ID, first)
	equal(t, "found at its new time", w.do(denounces(at("2022-05-03"))).Changes[0], Change{Op: Unchanged, Thing: first})

	second := w.do(denounces(keyed("second"), at("2022-05-02"))).Changes[0]
	equal(t, "the old content is free", second.Op, Created)
	equal(t, "with an id of its own", second.Thing != first, true)
	equal(t, "and is found", w.do(denounces(at("2022-05-02"))).Changes[0], Change{Op: Unchanged, Thing: second.Thing})

	e := w.refuse(CodePossibleDuplicate, change("first", at("2022-05-02")))
	equal(t, "two of one content", e.Candidates, []ID{second.Thing})
	w.do(change("second", at("2022-05-04")))
	w.do(change("first", at("2022-05-02")))
	equal(t, "back home", w.do(denounces(at("2022-05-02"))).Changes[0], Change{Op: Unchanged, Thing: first})
	equal(t, "the other one too", w.do(denounces(at("2022-05-04"))).Changes[0], Change{Op: Unchanged, Thing: second.Thing})
}

func TestClaims(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner"), at("2021-12")))
	equal(t, "never claimed", w.standing("h", nil), StandingMentioned)

	c := w.do(says("france", Asserts, "rfi").on("h")).Changes[0]
	equal(t, "attributed", w.standing("h", nil), StandingAlleged)
	equal(t, "the same claim", w.do(says("france", Asserts, "rfi").on("h")).Changes[0], Change{Op: Unchanged, Thing: c.Thing})
	equal(t, "another source", w.do(says("france", Asserts, "afp").on("h")).ops(), "CREATED")
	w.do(says("", Supports, "afp").on("h"))
	equal(t, "in a source's own voice", w.standing("h", nil), StandingStated)
	w.do(says("junta", Denies, "rfi").on("h"))
	equal(t, "for and against", w.standing("h", nil), StandingContested)
	according := func(who string) *ClaimFilter { return &ClaimFilter{Claimant: &EntityFilter{Ref: []*Ref{refTo(who)}}} }
	equal(t, "according to France", w.standing("h", according("france")), StandingAlleged)
	equal(t, "according to the junta", w.standing("h", according("junta")), StandingDenied)
	equal(t, "according to Mali", w.standing("h", according("mali")), StandingMentioned)

	equal(t, "retracted", w.do(retract(idName(c.Thing))).ops(), "RETRACTED")
	equal(t, "retracted again", w.do(retract(idName(c.Thing))).ops(), "UNCHANGED")
	equal(t, "said again, it stays retracted", w.do(says("france", Asserts, "rfi").on("h")).ops(), "UNCHANGED")
	equal(t, "its status", w.claim(idName(c.Thing)).Status, Retracted)
	for _, x := range w.claimsOn("h") {
		if x.Status == Current {
			w.do(retract(idName(x.ID)))
		}
	}
	equal(t, "nobody says anything any more", w.standing("h", nil), StandingRetracted)
	w.do(says("mali", Questions, "rfi").on("h"))
	equal(t, "a question is neither for nor against", w.standing("h", nil), StandingMentioned)

	q, err := w.view().ClaimsOn(w.ctx, []ID{w.id("h")}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := q.Counts(w.ctx)
	equal(t, "only current claims, unless a status is named", counts, []int{1})
	equal(t, "error", err, nil)
	back := retract(idName(c.Thing))
	back.RetractClaim.Status = Current
	w.refuse(CodeInvalidValue, back)
}

func TestSpeechActs(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")))
	w.do(relation("accuses", keyed("a"), fill("accuser", "france"), fill("accused", "junta"), fill("content", "h"), at("2021-12-23")))
	equal(t, "nobody says that it was said", w.standing("h", nil), StandingMentioned)
	on := w.do(says("", Asserts, "rfi").on("a")).Changes[0].Thing
	d := w.claimsOn("h")
	equal(t, "one claim is derived", len(d), 1)
	equal(t, "by whom, how, when", [3]any{d[0].Claimant, d[0].Stance, d[0].SaidAt}, [3]any{w.id("france"), Asserts, "2021-12-23"})
	equal(t, "from what, resting on what", [2]any{d[0].DerivedFrom, d[0].Evidence[0].Source}, [2]any{w.id("a"), w.id("rfi")})
	equal(t, "accused", w.standing("h", nil), StandingAlleged)

	w.do(relation("denies", keyed("n"), fill("denier", "junta"), fill("content", "h"), claimed(says("", Asserts, "rfi"))))
	equal(t, "accused and denied", w.standing("h", nil), StandingContested)
	w.do(says("", Asserts, "afp").on("a"))
	equal(t, "another source, not another claim", len(w.claimsOn("h")), 2)
	equal(t, "but more evidence", len(w.claim(idName(d[0].ID)).Evidence), 2)
	w.do(change("a", at("2021-12-24")))
	equal(t, "said when the speech act was", w.claim(idName(d[0].ID)).SaidAt, "2021-12-24")

	w.refuse(CodeInvalidValue, retract(idName(d[0].ID)))
	for _, c := range w.claimsOn("a") {
		w.do(retract(idName(c.ID)))
	}
	equal(t, "no longer said to have been said", w.claim(idName(d[0].ID)).Status, Withdrawn)
	equal(t, "denied alone", w.standing("h", nil), StandingDenied)
	equal(t, "the claim on the speech act", w.claim(idName(on)).Status, Retracted)
	w.do(says("mali", Asserts, "rfi").on("a"))
	equal(t, "said again by somebody else", w.claim(idName(d[0].ID)).Status, Current)

	w.do(relation("hires", keyed("other"), fill("employer", "mali"), fill("hired", "wagner")))
	w.do(change("n", fill("denier", "junta"), fill("content", "other")))
	equal(t, "not this was denied", w.standing("h", nil), StandingAlleged)
	equal(t, "but that", w.standing("other", nil), StandingDenied)
}

// An accusation of an accusation: what is derived changes with it, step by step.
func TestSpeechActsAboutSpeechActs(t *testing.T) {
	w := newWorld(t)
	w.do(relation("hires", keyed("h"), fill("employer", "junta"), fill("hired", "wagner")),
		relation("accuses", keyed("a"), fill("accuser", "france"), fill("content", "h")),
		relation("accuses", keyed("b"), fill("accuser", "mali"), fill("content", "a")))
	c := w.do(says("", Asserts, "rfi").on("b")).Changes[0].Thing
	equal(t, "Mali says that France says so", len(w.claimsOn("h")), 1)
	w.do(retract(idName(c)))
	equal(t, "no longer", w.standing("h", nil), StandingRetracted)
}

// A name that is there already finds its entity, and what is given besides is kept.
func TestWhatIsGivenBesidesAKnownNameIsKept(t *testing.T) {
	w := newWorld(t)
	put := func(description string) Operation {
		o := entity("", "state", "Chad")
		if description != "" {
			o.PutEntity.Description = Some(english(description))
		}
		return o
	}
	equal(t, "a new name", w.do(put("")).ops(), "CREATED")
	equal(t, "the same again", w.do(put("")).ops(), "UNCHANGED")
	equal(t, "with a description", w.do(put("A state in the Sahel.")).ops(), "UPDATED")
	equal(t, "the name alone again", w.do(put("")).ops(), "UNCHANGED")
	equal(t, "the description stays", one(w, w.view().Entities, w.id("chad")).Description[0].Text, "A state in the Sahel.")
}

// The positions of a symmetric type are part of what its relations are found by.
func TestSymmetricRolesKeepTheirPositions(t *testing.T) {
	w := newWorld(t)
	for _, o := range testOntology() {
		if r := o.PutRelationType; r != nil && r.Key == "cooperates-with" {
			moved := *r
			moved.Roles = []RoleInput{r.Roles[0], r.Roles[1]}
			moved.Roles[1].Position = Other
			w.refuse(CodeOntologyViolation, Operation{PutRelationType: &moved})
			return
		}
	}
	t.Fatal("there is no symmetric type to try it on")
}
