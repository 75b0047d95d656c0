package store

// Record is what every thing has: its key if it was given one, how often it
// changed, and the commit that wrote this state of it.
type Record struct {
	ID       ID     `cbor:"-"`
	Given    string `cbor:"1,keyasint,omitempty"` // key given by an editor; "" if drawn from the id
	Revision int    `cbor:"2,keyasint"`
	From     uint64 `cbor:"-"` // number of the commit
}

// Code is a code in another vocabulary.
type Code struct {
	Scheme string    `cbor:"1,keyasint"`
	Code   string    `cbor:"2,keyasint"`
	Label  string    `cbor:"3,keyasint,omitempty"`
	Match  CodeMatch `cbor:"4,keyasint"`
	URL    string    `cbor:"5,keyasint,omitempty"`
}

// Entity is who or what: a state, a junta, a treaty, a place. Whatever can change
// or be disputed about it is a Relation.
type Entity struct {
	Record
	Kind        ID     `cbor:"3,keyasint"`
	Names       []Name `cbor:"4,keyasint,omitempty"`
	Description []Text `cbor:"5,keyasint,omitempty"`
	Codes       []Code `cbor:"6,keyasint,omitempty"`
	Point       *Point `cbor:"7,keyasint,omitempty"`
}

// Name is one name of an entity, with its language, sort, time and source.
type Name struct {
	Text   string   `cbor:"1,keyasint"`
	Lang   string   `cbor:"2,keyasint,omitempty"`
	Kind   NameKind `cbor:"3,keyasint"`
	Time   string   `cbor:"4,keyasint,omitempty"` // EDTF
	Source ID       `cbor:"5,keyasint,omitempty"`
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
	Type         ID            `cbor:"3,keyasint"`
	Participants []Participant `cbor:"4,keyasint"`
	Time         *Time         `cbor:"5,keyasint,omitempty"`
	// TimeOfClaims: Time is not the editors' but what the current claims agree on.
	TimeOfClaims bool       `cbor:"6,keyasint,omitempty"`
	Spell        string     `cbor:"7,keyasint,omitempty"`
	Place        ID         `cbor:"8,keyasint,omitempty"`
	Quantities   []Quantity `cbor:"9,keyasint,omitempty"`
}

// Participant is one filled role. Role counts the roles of the relation's type.
type Participant struct {
	Role    uint8  `cbor:"1,keyasint"`
	Thing   ID     `cbor:"2,keyasint"`
	Mention string `cbor:"3,keyasint,omitempty"`
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
	Relation    ID          `cbor:"3,keyasint"`
	Stance      Stance      `cbor:"4,keyasint"`
	Status      ClaimStatus `cbor:"5,keyasint"`
	Claimant    ID          `cbor:"6,keyasint,omitempty"`
	Via         []ID        `cbor:"7,keyasint,omitempty"`
	SaidAt      string      `cbor:"8,keyasint,omitempty"` // EDTF
	Time        *Time       `cbor:"9,keyasint,omitempty"`
	Quantities  []Quantity  `cbor:"10,keyasint,omitempty"`
	Note        *Text       `cbor:"11,keyasint,omitempty"`
	Confidence  *float64    `cbor:"12,keyasint,omitempty"`
	Credibility *int        `cbor:"13,keyasint,omitempty"`
	InReplyTo   ID          `cbor:"14,keyasint,omitempty"`
	DerivedFrom ID          `cbor:"15,keyasint,omitempty"`
	Evidence    []Evidence  `cbor:"16,keyasint,omitempty"`
	Reason      string      `cbor:"17,keyasint,omitempty"` // why it is no longer current
}

// Evidence is where a source shows that the claimant took the stance.
type Evidence struct {
	Source   ID           `cbor:"1,keyasint"`
	Snapshot *Snapshot    `cbor:"2,keyasint,omitempty"`
	Quote    string       `cbor:"3,keyasint,omitempty"`
	Lang     string       `cbor:"4,keyasint,omitempty"`
	Locator  QuoteLocator `cbor:"5,keyasint,omitzero"`
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
	Prefix    string `cbor:"1,keyasint,omitempty"`
	Suffix    string `cbor:"2,keyasint,omitempty"`
	Start     *int   `cbor:"3,keyasint,omitempty"`
	End       *int   `cbor:"4,keyasint,omitempty"`
	Page      string `cbor:"5,keyasint,omitempty"`
	Paragraph string `cbor:"6,keyasint,omitempty"`
	Timecode  string `cbor:"7,keyasint,omitempty"`
}

// Source is what was read: an article, a communiqué, a treaty's text.
type Source struct {
	Record
	Genre       string `cbor:"3,keyasint"`
	Titles      []Text `cbor:"4,keyasint,omitempty"`
	Publisher   ID     `cbor:"5,keyasint,omitempty"`
	Agency      ID     `cbor:"6,keyasint,omitempty"`
	Authors     []ID   `cbor:"7,keyasint,omitempty"`
	URL         string `cbor:"8,keyasint,omitempty"`
	Lang        string `cbor:"9,keyasint,omitempty"`
	PublishedAt string `cbor:"10,keyasint,omitempty"` // EDTF
	Reliability string `cbor:"11,keyasint,omitempty"`
}

// Kind is a class of entities, below its parents.
type Kind struct {
	Record
	Labels  []Text `cbor:"3,keyasint,omitempty"`
	Parents []ID   `cbor:"4,keyasint,omitempty"`
	Codes   []Code `cbor:"5,keyasint,omitempty"`
}

// RelationType says which roles a relation of it has, and how it reads.
type RelationType struct {
	Record
	Labels        []Text     `cbor:"3,keyasint,omitempty"`
	InverseLabels []Text     `cbor:"4,keyasint,omitempty"`
	Templates     []Text     `cbor:"5,keyasint,omitempty"`
	Parents       []ID       `cbor:"6,keyasint,omitempty"`
	Roles         []Role     `cbor:"7,keyasint,omitempty"` // never removed or reordered: relations count them
	Symmetric     bool       `cbor:"8,keyasint,omitempty"`
	Aspect        Aspect     `cbor:"9,keyasint"`
	SpeechAct     *SpeechAct `cbor:"10,keyasint,omitempty"`
	Codes         []Code     `cbor:"11,keyasint,omitempty"`
}

// Role is a place in a relation that things of some kinds may fill. With neither
// kinds nor relation types, any thing may.
type Role struct {
	Key           string       `cbor:"1,keyasint"`
	Labels        []Text       `cbor:"2,keyasint,omitempty"`
	Position      RolePosition `cbor:"3,keyasint"`
	Required      bool         `cbor:"4,keyasint,omitempty"`
	Many          bool         `cbor:"5,keyasint,omitempty"`
	Kinds         []ID         `cbor:"6,keyasint,omitempty"`
	RelationTypes []ID         `cbor:"7,keyasint,omitempty"`
}

// SpeechAct makes the fillers of ContentRole claims of the SUBJECT with Stance.
type SpeechAct struct {
	Stance      Stance `cbor:"1,keyasint"`
	ContentRole string `cbor:"2,keyasint"`
}

// Commit is one entry of the log.
type Commit struct {
	Number  uint64   `cbor:"-"`
	At      int64    `cbor:"1,keyasint"` // microseconds since 1970, strictly increasing
	By      string   `cbor:"2,keyasint"`
	Message string   `cbor:"3,keyasint,omitempty"`
	Changes []Change `cbor:"4,keyasint,omitempty"`
}

// Change is what a commit did to one thing. Local is the name it had in the input;
// Reason is why it was retracted, merged or unmerged.
type Change struct {
	Op     ChangeOp `cbor:"1,keyasint"`
	Thing  ID       `cbor:"2,keyasint"`
	Local  string   `cbor:"3,keyasint,omitempty"`
	Reason string   `cbor:"4,keyasint,omitempty"`
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
