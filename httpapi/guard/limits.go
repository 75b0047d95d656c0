// Package guard refuses GraphQL documents and variables that would cost too
// much, before anything is validated or executed.
//
// All checks take time linear in the size of what was sent: a check that can be
// made slow by its input would itself be the hole it is there to close. Every
// refusal is a *gqlerror.Error whose extensions.code is one of the Code
// constants and whose message says the limit and what to do.
package guard

// Limits bounds what one request may ask for. The zero value refuses nearly
// everything: start from DefaultLimits.
type Limits struct {
	// MaxTokens bounds the length of a document, counted in lexical tokens.
	MaxTokens int
	// MaxName bounds a name or number in a document, in bytes. The validator
	// compares unknown names with all that it knows.
	MaxName int
	// MaxString bounds a string in a document, in bytes. Longer ones go into
	// variables.
	MaxString int
	// MaxDepth bounds the nesting of fields, fragments being looked through.
	MaxDepth int
	// MaxIntrospectionDepth takes the place of MaxDepth below __schema and
	// __type, where the usual introspection query nests deeper than data does.
	MaxIntrospectionDepth int
	// MaxFields bounds the selections of one operation after all fragments are
	// expanded. A spread counts as well as what it brings in.
	MaxFields int
	// MaxSelections bounds one pair of braces as it was written.
	MaxSelections int
	// MaxRepeats bounds how often one response name stands in one pair of braces.
	MaxRepeats int
	// MaxComparisons bounds the pairs of fields under the same response path,
	// which validation compares with each other.
	MaxComparisons int
	// MaxLiteralDepth bounds the nesting of a value written in the document.
	MaxLiteralDepth int
	// MaxDirectives bounds the directives on one node of the document.
	MaxDirectives int

	// MaxVariables bounds the values in the variables, nested ones included.
	MaxVariables int
	// MaxVariableDepth bounds the nesting of lists and objects in a request.
	MaxVariableDepth int
	// MaxList bounds the elements of one list in the variables or in literals.
	MaxList int

	// MaxPage is the largest `first` and `last`.
	MaxPage int
	// DefaultPage is the page size of a connection when neither is given.
	DefaultPage int
	// ListSize is the length assumed for a list of objects that has no paging.
	ListSize int
	// WholeList is what a list beside the page of a connection costs, such as
	// its facets: it is made from the connection's whole list.
	WholeList int
	// MaxCost bounds the cost of one operation, see Cost.
	MaxCost int
}

// DefaultLimits lets through every query that a person or a code generator has
// reason to write, including the introspection queries of the usual tools.
func DefaultLimits() Limits {
	return Limits{
		MaxTokens:             5_000,
		MaxName:               200,
		MaxString:             20_000,
		MaxDepth:              15,
		MaxIntrospectionDepth: 25,
		MaxFields:             4_000,
		MaxSelections:         300,
		MaxRepeats:            20,
		MaxComparisons:        100_000,
		MaxLiteralDepth:       25,
		MaxDirectives:         10,
		MaxVariables:          2_000,
		MaxVariableDepth:      50,
		MaxList:               1_000,
		MaxPage:               100,
		DefaultPage:           20,
		ListSize:              5,
		WholeList:             500,
		MaxCost:               50_000,
	}
}
