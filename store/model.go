package store

// Record is what every thing has: its key if it was given one, how often it
// changed, and the commit that wrote this state of it.
type Record struct {
	ID       ID     `cbor:"-" json:"id"`
	Given    string `cbor:"1,keyasint,omitempty" json:"key,omitempty"` // key given by an editor; "" if drawn from the id
	Revision int    `cbor:"2,keyasint" json:"revision"`
	From     uint64 `cbor:"-" json:"-"` // number of the commit
	size     int    // of the stored record, in bytes
}

// Code is a code in another vocabulary.
type Code struct {
	Scheme string    `cbor:"1,keyasint" json:"scheme"`
	Code   string    `cbor:"2,keyasint" json:"code"`
	Label  string    `cbor:"3,keyasint,omitempty" json:"label,omitempty"`
	Match  CodeMatch `cbor:"4,keyasint" json:"match"`
	URL    string    `cbor:"5,keyasint,omitempty" json:"url,omitempty"`
}

// Entity is who or what: a state, a junta, a treaty, a place. Whatever can change
// or be disputed about it is a Relation.
type Entity struct {
	Record
	Kind        ID     `cbor:"3,keyasint" json:"kind"`
	Names       []Name `cbor:"4,keyasint,omitempty" json:"names,omitempty"`
	Description []Text `cbor:"5,keyasint,omitempty" json:"description,omitempty"`
	Codes       []Code `cbor:"6,keyasint,omitempty" json:"externalIds,omitempty"`
	Point       *Point `cbor:"7,keyasint,omitempty" json:"point,omitempty"`
}

// Name is one name of an entity, with its language, sort, time and source.
type Name struct {
	Text   string   `cbor:"1,keyasint" json:"text"`
	Lang   string   `cbor:"2,keyasint,omitempty" json:"lang,omitempty"`
	Kind   NameKind `cbor:"3,keyasint" json:"kind"`
	Time   string   `cbor:"4,keyasint,omitempty" json:"time,omitempty"` // EDTF
	Source ID       `cbor:"5,keyasint,omitempty" json:"source,omitempty"`
}

// Point is a place on the globe, in degrees; RadiusKM is how vague it is.
type Point struct {
	Lat      float64  `cbor:"1,keyasint" json:"lat"`
	Lon      float64  `cbor:"2,keyasint" json:"lon"`
	RadiusKM *float64 `cbor:"3,keyasint,omitempty" json:"radiusKm,omitempty"`
}

// Relation is a proposition, never true or false by itself.
type Relation struct {
	Record
	Type         ID            `cbor:"3,keyasint" json:"type"`
	Participants []Participant `cbor:"4,keyasint" json:"participants"`
	Time         *Time         `cbor:"5,keyasint,omitempty" json:"time,omitempty"`
	// TimeOfClaims: Time is not the editors' but what the current claims agree on.
	TimeOfClaims bool       `cbor:"6,keyasint,omitempty" json:"timeOfClaims,omitempty"`
	Spell        string     `cbor:"7,keyasint,omitempty" json:"spell,omitempty"`
	Place        ID         `cbor:"8,keyasint,omitempty" json:"place,omitempty"`
	Quantities   []Quantity `cbor:"9,keyasint,omitempty" json:"quantities,omitempty"`
}

// Participant is one filled role. Role counts the roles of the relation's type.
type Participant struct {
	Role    uint8  `cbor:"1,keyasint" json:"role"`
	Thing   ID     `cbor:"2,keyasint" json:"thing"`
	Mention string `cbor:"3,keyasint,omitempty" json:"mention,omitempty"`
}

// Quantity is a figure: “2 400 soldiers”, “between 50 and 200 dead”.
type Quantity struct {
	Key   string   `cbor:"1,keyasint" json:"key"`
	Value float64  `cbor:"2,keyasint" json:"value"`
	Min   *float64 `cbor:"3,keyasint,omitempty" json:"min,omitempty"`
	Max   *float64 `cbor:"4,keyasint,omitempty" json:"max,omitempty"`
	Unit  string   `cbor:"5,keyasint,omitempty" json:"unit,omitempty"`
}

// Claim is somebody's stance on a relation, with evidence that they took it.
// Without a claimant the source speaks in its own voice.
type Claim struct {
	Record
	Relation    ID          `cbor:"3,keyasint" json:"relation"`
	Stance      Stance      `cbor:"4,keyasint" json:"stance"`
	Status      ClaimStatus `cbor:"5,keyasint" json:"status"`
	Claimant    ID          `cbor:"6,keyasint,omitempty" json:"claimant,omitempty"`
	Via         []ID        `cbor:"7,keyasint,omitempty" json:"via,omitempty"`
	SaidAt      string      `cbor:"8,keyasint,omitempty" json:"saidAt,omitempty"` // EDTF
	Time        *Time       `cbor:"9,keyasint,omitempty" json:"time,omitempty"`
	Quantities  []Quantity  `cbor:"10,keyasint,omitempty" json:"quantities,omitempty"`
	Note        *Text       `cbor:"11,keyasint,omitempty" json:"note,omitempty"`
	Confidence  *float64    `cbor:"12,keyasint,omitempty" json:"confidence,omitempty"`
	Credibility *int        `cbor:"13,keyasint,omitempty" json:"credibility,omitempty"`
	InReplyTo   ID          `cbor:"14,keyasint,omitempty" json:"inReplyTo,omitempty"`
	DerivedFrom ID          `cbor:"15,keyasint,omitempty" json:"derivedFrom,omitempty"`
	Evidence    []Evidence  `cbor:"16,keyasint,omitempty" json:"evidence,omitempty"`
	Reason      string      `cbor:"17,keyasint,omitempty" json:"reason,omitempty"` // why it is no longer current
}

// Evidence is where a source shows that the claimant took the stance.
type Evidence struct {
	Source   ID           `cbor:"1,keyasint" json:"source"`
	Snapshot *Snapshot    `cbor:"2,keyasint,omitempty" json:"snapshot,omitempty"`
	Quote    string       `cbor:"3,keyasint,omitempty" json:"quote,omitempty"`
	Lang     string       `cbor:"4,keyasint,omitempty" json:"lang,omitempty"`
	Locator  QuoteLocator `cbor:"5,keyasint,omitzero" json:"locator,omitzero"`
}

// Snapshot is the version of a source that was actually read.
type Snapshot struct {
	URL         string `cbor:"1,keyasint,omitempty" json:"url,omitempty"`
	ContentHash string `cbor:"2,keyasint,omitempty" json:"contentHash,omitempty"`
	TakenAt     int64  `cbor:"3,keyasint" json:"takenAt"` // microseconds since 1970
}

// QuoteLocator finds a quote again: W3C Web Annotation selectors. Start and End
// count Unicode code points of the snapshot's text.
type QuoteLocator struct {
	Prefix    string `cbor:"1,keyasint,omitempty" json:"prefix,omitempty"`
	Suffix    string `cbor:"2,keyasint,omitempty" json:"suffix,omitempty"`
	Start     *int   `cbor:"3,keyasint,omitempty" json:"start,omitempty"`
	End       *int   `cbor:"4,keyasint,omitempty" json:"end,omitempty"`
	Page      string `cbor:"5,keyasint,omitempty" json:"page,omitempty"`
	Paragraph string `cbor:"6,keyasint,omitempty" json:"paragraph,omitempty"`
	Timecode  string `cbor:"7,keyasint,omitempty" json:"timecode,omitempty"`
}

// Source is what was read: an article, a communiqué, a treaty's text.
type Source struct {
	Record
	Genre       string `cbor:"3,keyasint" json:"genre"`
	Titles      []Text `cbor:"4,keyasint,omitempty" json:"titles,omitempty"`
	Publisher   ID     `cbor:"5,keyasint,omitempty" json:"publisher,omitempty"`
	Agency      ID     `cbor:"6,keyasint,omitempty" json:"agency,omitempty"`
	Authors     []ID   `cbor:"7,keyasint,omitempty" json:"authors,omitempty"`
	URL         string `cbor:"8,keyasint,omitempty" json:"url,omitempty"`
	Lang        string `cbor:"9,keyasint,omitempty" json:"lang,omitempty"`
	PublishedAt string `cbor:"10,keyasint,omitempty" json:"publishedAt,omitempty"` // EDTF
	Reliability string `cbor:"11,keyasint,omitempty" json:"reliability,omitempty"`
}

// Kind is a class of entities, below its parents.
type Kind struct {
	Record
	Labels  []Text `cbor:"3,keyasint,omitempty" json:"labels,omitempty"`
	Parents []ID   `cbor:"4,keyasint,omitempty" json:"parents,omitempty"`
	Codes   []Code `cbor:"5,keyasint,omitempty" json:"codes,omitempty"`
}

// RelationType says which roles a relation of it has, and how it reads.
type RelationType struct {
	Record
	Labels        []Text     `cbor:"3,keyasint,omitempty" json:"labels,omitempty"`
	InverseLabels []Text     `cbor:"4,keyasint,omitempty" json:"inverseLabels,omitempty"`
	Templates     []Text     `cbor:"5,keyasint,omitempty" json:"templates,omitempty"`
	Parents       []ID       `cbor:"6,keyasint,omitempty" json:"parents,omitempty"`
	Roles         []Role     `cbor:"7,keyasint,omitempty" json:"roles,omitempty"` // never removed or reordered: relations count them
	Symmetric     bool       `cbor:"8,keyasint,omitempty" json:"symmetric,omitempty"`
	Aspect        Aspect     `cbor:"9,keyasint" json:"aspect"`
	SpeechAct     *SpeechAct `cbor:"10,keyasint,omitempty" json:"speechAct,omitempty"`
	Codes         []Code     `cbor:"11,keyasint,omitempty" json:"codes,omitempty"`
}

// Role is a place in a relation that things of some kinds may fill. With neither
// kinds nor relation types, any thing may.
type Role struct {
	Key           string       `cbor:"1,keyasint" json:"key"`
	Labels        []Text       `cbor:"2,keyasint,omitempty" json:"labels,omitempty"`
	Position      RolePosition `cbor:"3,keyasint" json:"position"`
	Required      bool         `cbor:"4,keyasint,omitempty" json:"required,omitempty"`
	Many          bool         `cbor:"5,keyasint,omitempty" json:"many,omitempty"`
	Kinds         []ID         `cbor:"6,keyasint,omitempty" json:"kinds,omitempty"`
	RelationTypes []ID         `cbor:"7,keyasint,omitempty" json:"relationTypes,omitempty"`
}

// SpeechAct makes the fillers of ContentRole claims of the SUBJECT with Stance.
type SpeechAct struct {
	Stance      Stance `cbor:"1,keyasint" json:"stance"`
	ContentRole string `cbor:"2,keyasint" json:"contentRole"`
}

// Commit is one entry of the log.
type Commit struct {
	Number  uint64   `cbor:"-"`
	At      int64    `cbor:"1,keyasint"` // microseconds since 1970, strictly increasing
	By      string   `cbor:"2,keyasint"`
	Message string   `cbor:"3,keyasint,omitempty"`
	Changes []Change `cbor:"4,keyasint,omitempty"`
	// Retry is the hash of its idempotency key (16 bytes) and of its input (32).
	Retry []byte `cbor:"5,keyasint,omitempty"`
}

// Change is what a commit did to one thing. Local is the name it had in the input;
// Reason is why it was retracted, merged or unmerged.
type Change struct {
	Op     ChangeOp `cbor:"1,keyasint" json:"op"`
	Thing  ID       `cbor:"2,keyasint" json:"thing"`
	Local  string   `cbor:"3,keyasint,omitempty" json:"local,omitempty"`
	Reason string   `cbor:"4,keyasint,omitempty" json:"reason,omitempty"`
}

// thing is what the records of all classes have in common.
type thing interface {
	record() *Record
}

func (r *Record) record() *Record { return r }

// Key is the stable key: the given one, else one drawn from class and id.
func (r *Record) Key() string {
	if r.Given != "" {
		return r.Given
	}
	return generatedKey(r.ID)
}

// generatedKeyMark sets generated keys apart: no given key holds it.
const generatedKeyMark = "~"

func generatedKey(id ID) string {
	word := map[Class]string{ClassEntity: "entity", ClassRelation: "relation", ClassClaim: "claim", ClassSource: "source"}[id.Class()]
	return word + generatedKeyMark + id.String()
}
