package store

import "fmt"

// The enumerations of the model. In Go and in the API a value is its name; in a
// record it is its place in the list below, so a list only ever grows at its end.

// Stance is what a claimant does with a relation.
type Stance string

// ClaimStatus tells whether a claim still stands.
type ClaimStatus string

// NameKind says what sort of name a name is.
type NameKind string

// CodeMatch says how exactly a code of another vocabulary fits.
type CodeMatch string

// Aspect tells moments from stretches of time.
type Aspect string

// RolePosition marks the roles that a binary reading of a relation uses.
type RolePosition string

// ChangeOp is what a commit did to a thing.
type ChangeOp string

// Standing is what the current claims on a relation amount to; see standingOf.
type Standing string

// Certainty says how a filter takes imprecise dates.
type Certainty string

// The values of the enumerations.
const (
	Asserts   Stance = "ASSERTS"
	Supports  Stance = "SUPPORTS"
	Questions Stance = "QUESTIONS"
	Disputes  Stance = "DISPUTES"
	Denies    Stance = "DENIES"

	Current    ClaimStatus = "CURRENT"
	Retracted  ClaimStatus = "RETRACTED"
	Corrected  ClaimStatus = "CORRECTED"
	Withdrawn  ClaimStatus = "WITHDRAWN"
	Superseded ClaimStatus = "SUPERSEDED"

	Official        NameKind = "OFFICIAL"
	Short           NameKind = "SHORT"
	Acronym         NameKind = "ACRONYM"
	Alias           NameKind = "ALIAS"
	Former          NameKind = "FORMER"
	Epithet         NameKind = "EPITHET"
	Metonym         NameKind = "METONYM"
	Transliteration NameKind = "TRANSLITERATION"
	Misspelling     NameKind = "MISSPELLING"

	Exact    CodeMatch = "EXACT"
	Close    CodeMatch = "CLOSE"
	Broader  CodeMatch = "BROADER"
	Narrower CodeMatch = "NARROWER"

	Event Aspect = "EVENT"
	State Aspect = "STATE"

	Subject RolePosition = "SUBJECT"
	Object  RolePosition = "OBJECT"
	Other   RolePosition = "OTHER"

	Created   ChangeOp = "CREATED"
	Updated   ChangeOp = "UPDATED"
	Unchanged ChangeOp = "UNCHANGED"
	Retract   ChangeOp = "RETRACTED"
	Merged    ChangeOp = "MERGED"
	Unmerged  ChangeOp = "UNMERGED"

	StandingStated    Standing = "STATED"
	StandingAlleged   Standing = "ALLEGED"
	StandingContested Standing = "CONTESTED"
	StandingDenied    Standing = "DENIED"
	StandingRetracted Standing = "RETRACTED"
	StandingMentioned Standing = "MENTIONED"

	Possible Certainty = "POSSIBLE"
	Certain  Certainty = "CERTAIN"
)

var (
	stances    = []string{"ASSERTS", "SUPPORTS", "QUESTIONS", "DISPUTES", "DENIES"}
	statuses   = []string{"CURRENT", "RETRACTED", "CORRECTED", "WITHDRAWN", "SUPERSEDED"}
	nameKinds  = []string{"OFFICIAL", "SHORT", "ACRONYM", "ALIAS", "FORMER", "EPITHET", "METONYM", "TRANSLITERATION", "MISSPELLING"}
	matches    = []string{"EXACT", "CLOSE", "BROADER", "NARROWER"}
	aspects    = []string{"EVENT", "STATE"}
	positions  = []string{"SUBJECT", "OBJECT", "OTHER"}
	changeOps  = []string{"CREATED", "UPDATED", "UNCHANGED", "RETRACTED", "MERGED", "UNMERGED"}
	enumFaults = "store: enumeration value %q is not in its list: %w"
)

func enumPlace(list []string, s string) (byte, error) {
	for i, v := range list {
		if v == s {
			return byte(i), nil
		}
	}
	return 0, fmt.Errorf(enumFaults, s, ErrDamaged)
}

func marshalEnum(list []string, s string) ([]byte, error) {
	i, err := enumPlace(list, s)
	return []byte{i}, err // CBOR: a small unsigned integer is its own byte
}

func unmarshalEnum(list []string, b []byte) (string, error) {
	if len(b) != 1 || int(b[0]) >= len(list) {
		return "", errBadValue
	}
	return list[b[0]], nil
}

// MarshalCBOR writes the value's place in its list.
func (e Stance) MarshalCBOR() ([]byte, error)       { return marshalEnum(stances, string(e)) }
func (e ClaimStatus) MarshalCBOR() ([]byte, error)  { return marshalEnum(statuses, string(e)) }
func (e NameKind) MarshalCBOR() ([]byte, error)     { return marshalEnum(nameKinds, string(e)) }
func (e CodeMatch) MarshalCBOR() ([]byte, error)    { return marshalEnum(matches, string(e)) }
func (e Aspect) MarshalCBOR() ([]byte, error)       { return marshalEnum(aspects, string(e)) }
func (e RolePosition) MarshalCBOR() ([]byte, error) { return marshalEnum(positions, string(e)) }
func (e ChangeOp) MarshalCBOR() ([]byte, error)     { return marshalEnum(changeOps, string(e)) }

// UnmarshalCBOR reads what MarshalCBOR wrote.
func (e *Stance) UnmarshalCBOR(b []byte) error       { return into(e, stances, b) }
func (e *ClaimStatus) UnmarshalCBOR(b []byte) error  { return into(e, statuses, b) }
func (e *NameKind) UnmarshalCBOR(b []byte) error     { return into(e, nameKinds, b) }
func (e *CodeMatch) UnmarshalCBOR(b []byte) error    { return into(e, matches, b) }
func (e *Aspect) UnmarshalCBOR(b []byte) error       { return into(e, aspects, b) }
func (e *RolePosition) UnmarshalCBOR(b []byte) error { return into(e, positions, b) }
func (e *ChangeOp) UnmarshalCBOR(b []byte) error     { return into(e, changeOps, b) }

func into[E ~string](e *E, list []string, b []byte) error {
	s, err := unmarshalEnum(list, b)
	*e = E(s)
	return err
}
