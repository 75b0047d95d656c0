package store

import (
	"bytes"
	"encoding/json"
	"time"

	"demarche/access"
)

// CommitInput is what a client asks to be written: all of it or nothing.
type CommitInput struct {
	IdempotencyKey string `json:"idempotencyKey"`
	Message        string `json:"message,omitempty"`
	DryRun         bool   `json:"-"`
	// By is who commits: the role has to allow it, the name is recorded.
	By         access.Principal `json:"-"`
	Operations []Operation      `json:"operations"`
}

// Operation is exactly one of its fields.
type Operation struct {
	PutEntity       *PutEntity       `json:"putEntity,omitempty"`
	PutSource       *PutSource       `json:"putSource,omitempty"`
	PutRelation     *PutRelation     `json:"putRelation,omitempty"`
	AddClaim        *AddClaim        `json:"addClaim,omitempty"`
	RetractClaim    *RetractClaim    `json:"retractClaim,omitempty"`
	Merge           *Merge           `json:"merge,omitempty"`
	Unmerge         *Unmerge         `json:"unmerge,omitempty"`
	PutKind         *PutKind         `json:"putKind,omitempty"`
	PutRelationType *PutRelationType `json:"putRelationType,omitempty"`
}

// Opt is a field of which "not given" (leave alone) and "given as null" (clear)
// differ. The zero Opt is not given; one that Set with a zero Value clears.
type Opt[T any] struct {
	Set   bool
	Value T
}

// Some is a given value.
func Some[T any](v T) Opt[T] { return Opt[T]{true, v} }

// IsZero makes `omitzero` leave out what was not given.
func (o Opt[T]) IsZero() bool { return !o.Set }

// MarshalJSON writes the value alone.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Value) }

// UnmarshalJSON is called only for fields that are given; null gives the zero value.
// Unknown fields are an error: the decoder's setting does not reach in here.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode(&o.Value)
}

// Target says which thing a put is about: an existing one (Ref), the one with a
// key or a new one with it (Key), or a new one whose key is generated.
type Target struct {
	Local      string `json:"local,omitempty"`
	Ref        *Ref   `json:"ref,omitempty"`
	Key        string `json:"key,omitempty"`
	IfRevision *int   `json:"ifRevision,omitempty"`
}

// PutEntity creates or changes an entity.
type PutEntity struct {
	Target
	Kind        string           `json:"kind,omitempty"`
	Names       Opt[[]NameInput] `json:"names,omitzero"`
	ExternalIDs Opt[[]Code]      `json:"externalIds,omitzero"`
	Description Opt[[]Text]      `json:"description,omitzero"`
	Point       Opt[*Point]      `json:"point,omitzero"`
}

// NameInput is one name to put.
type NameInput struct {
	Text   string   `json:"text"`
	Lang   string   `json:"lang,omitempty"`
	Kind   NameKind `json:"kind,omitempty"`
	Time   string   `json:"time,omitempty"`
	Source *Ref     `json:"source,omitempty"`
}

// PutSource creates or changes a source.
type PutSource struct {
	Target
	Genre       string      `json:"genre,omitempty"`
	Title       Opt[*Text]  `json:"title,omitzero"`
	Publisher   Opt[*Ref]   `json:"publisher,omitzero"`
	Agency      Opt[*Ref]   `json:"agency,omitzero"`
	Authors     Opt[[]Ref]  `json:"authors,omitzero"`
	URL         Opt[string] `json:"url,omitzero"`
	PublishedAt Opt[string] `json:"publishedAt,omitzero"`
	Lang        Opt[string] `json:"lang,omitzero"`
	Reliability Opt[string] `json:"reliability,omitzero"`
}

// PutRelation creates a relation, finds the one of the same content, or changes one.
type PutRelation struct {
	Target
	Type         string                  `json:"type,omitempty"`
	Participants Opt[[]ParticipantInput] `json:"participants,omitzero"`
	Time         Opt[*DateInput]         `json:"time,omitzero"`
	Spell        Opt[string]             `json:"spell,omitzero"`
	Place        Opt[*Ref]               `json:"place,omitzero"`
	Quantities   Opt[[]Quantity]         `json:"quantities,omitzero"`
	Claims       []AddClaim              `json:"claims,omitempty"`
}

// ParticipantInput fills a role.
type ParticipantInput struct {
	Role    string `json:"role"`
	Ref     Ref    `json:"ref"`
	Mention string `json:"mention,omitempty"`
}

// DateInput is a valid time in exactly one of four forms; see Time.
type DateInput struct {
	EDTF     string             `json:"edtf,omitempty"`
	Attested string             `json:"attested,omitempty"`
	Span     *SpanInput         `json:"span,omitempty"`
	Relative *RelativeDateInput `json:"relative,omitempty"`
}

// SpanInput is a start and an end, each an EDTF date or unknown.
type SpanInput struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// RelativeDateInput is an ISO 8601 duration after a thing's time.
type RelativeDateInput struct {
	Anchor Ref    `json:"anchor"`
	Offset string `json:"offset"`
}

// AddClaim adds a claim, or finds the same one.
type AddClaim struct {
	Local       string          `json:"local,omitempty"`
	Key         string          `json:"key,omitempty"`
	Relation    *Ref            `json:"relation,omitempty"` // nil inside PutRelation
	Stance      Stance          `json:"stance,omitempty"`
	Claimant    *Ref            `json:"claimant,omitempty"`
	Via         []Ref           `json:"via,omitempty"`
	SaidAt      string          `json:"saidAt,omitempty"`
	Time        *DateInput      `json:"time,omitempty"`
	Quantities  []Quantity      `json:"quantities,omitempty"`
	Note        *Text           `json:"note,omitempty"`
	Confidence  *float64        `json:"confidence,omitempty"`
	Credibility *int            `json:"credibility,omitempty"`
	InReplyTo   *Ref            `json:"inReplyTo,omitempty"`
	Evidence    []EvidenceInput `json:"evidence,omitempty"`
}

// EvidenceInput is where a source shows a claim.
type EvidenceInput struct {
	Source    Ref            `json:"source"`
	Snapshot  *SnapshotInput `json:"snapshot,omitempty"`
	Quote     string         `json:"quote,omitempty"`
	Lang      string         `json:"lang,omitempty"`
	Prefix    string         `json:"prefix,omitempty"`
	Suffix    string         `json:"suffix,omitempty"`
	Start     *int           `json:"start,omitempty"`
	End       *int           `json:"end,omitempty"`
	Page      string         `json:"page,omitempty"`
	Paragraph string         `json:"paragraph,omitempty"`
	Timecode  string         `json:"timecode,omitempty"`
}

// SnapshotInput is the version of a source that was read.
type SnapshotInput struct {
	URL         string    `json:"url,omitempty"`
	ContentHash string    `json:"contentHash,omitempty"`
	TakenAt     time.Time `json:"takenAt"`
}

func (s *SnapshotInput) stored() *Snapshot {
	if s == nil {
		return nil
	}
	return &Snapshot{s.URL, s.ContentHash, s.TakenAt.UnixMicro()}
}

// RetractClaim ends a claim's being current.
type RetractClaim struct {
	Claim    Ref             `json:"claim"`
	Status   ClaimStatus     `json:"status,omitempty"`
	Evidence []EvidenceInput `json:"evidence,omitempty"`
	Reason   string          `json:"reason,omitempty"`
}

// Merge makes entities, or relations of one type, one thing.
type Merge struct {
	Keep   Ref    `json:"keep"`
	Absorb []Ref  `json:"absorb"`
	Reason string `json:"reason"`
}

// Unmerge takes back the merges of a commit.
type Unmerge struct {
	Commit string `json:"commit"` // see CommitID
	Reason string `json:"reason"`
}

// PutKind creates or replaces a kind.
type PutKind struct {
	Key     string   `json:"key"`
	Labels  []Text   `json:"labels"`
	Parents []string `json:"parents,omitempty"`
	Codes   []Code   `json:"codes,omitempty"`
}

// PutRelationType creates a relation type, or replaces all but its roles, to
// which it only adds.
type PutRelationType struct {
	Key           string      `json:"key"`
	Labels        []Text      `json:"labels"`
	InverseLabels []Text      `json:"inverseLabels,omitempty"`
	Templates     []Text      `json:"templates,omitempty"`
	Parents       []string    `json:"parents,omitempty"`
	Roles         []RoleInput `json:"roles"`
	Symmetric     bool        `json:"symmetric,omitempty"`
	Aspect        Aspect      `json:"aspect"`
	SpeechAct     *SpeechAct  `json:"speechAct,omitempty"`
	Codes         []Code      `json:"codes,omitempty"`
}

// RoleInput is one role to put.
type RoleInput struct {
	Key           string       `json:"key"`
	Labels        []Text       `json:"labels,omitempty"`
	Position      RolePosition `json:"position,omitempty"`
	Required      bool         `json:"required,omitempty"`
	Many          bool         `json:"many,omitempty"`
	Kinds         []string     `json:"kinds,omitempty"`
	RelationTypes []string     `json:"relationTypes,omitempty"`
}

// UserError is an expected failure of a commit, with the path into its input.
type UserError struct {
	InputError
	Path       []string
	Current    ID   // REVISION_CONFLICT: the thing as it is
	Revision   int  // REVISION_CONFLICT: its revision now
	Candidates []ID // POSSIBLE_DUPLICATE: what it may be
}

// Result is what a commit did. With Errors, nothing was written.
type Result struct {
	Commit   *Commit // nil on errors and dry runs
	Changes  []Change
	Replayed bool
	Errors   []UserError
	// View is a state in which the things of Changes can be read; the caller
	// closes it. Nil on errors.
	View *View
}
