package guard

import (
	"errors"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// messageRunes bounds a message of the parser or the validator, which may
// quote the client's text anywhere within it.
const messageRunes = 300

// Parse parses a document that keeps to the limits on tokens.
func (l Limits) Parse(text string) (*ast.QueryDocument, error) {
	if err := l.tokens(text); err != nil {
		return nil, err
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err == nil {
		return doc, nil
	}
	var gqlErr *gqlerror.Error
	if !errors.As(err, &gqlErr) {
		return nil, refuse(CodeParseFailed, nil, "%s", ClipTo(err.Error(), messageRunes))
	}
	if strings.HasPrefix(gqlErr.Message, "exceeded maximum nesting depth") {
		return nil, refuse(CodeTooDeep, nil,
			"The document is nested too deeply. At most %d levels of fields are allowed: ask for the deeper levels in a second query.", l.MaxDepth)
	}
	return nil, Sanitize(gqlErr, CodeParseFailed)
}

// tokens looks over the document before a tree is made of it. Comments count,
// since they cost memory too. What is no token is left for the parser to say.
func (l Limits) tokens(text string) error {
	lex := lexer.New(&ast.Source{Input: text})
	for n := 0; ; n++ {
		tok, err := lex.ReadToken()
		if err != nil || tok.Kind == lexer.EOF {
			return nil
		}
		if n >= l.MaxTokens {
			return refuse(CodeTooLarge, nil,
				"The document has more than %d tokens. Split it into several requests, and pass values as variables.", l.MaxTokens)
		}
		limit := l.MaxName
		switch tok.Kind {
		case lexer.String, lexer.BlockString:
			limit = l.MaxString
		case lexer.Comment:
			continue
		}
		if len(tok.Value) > limit {
			return refuse(CodeTooLarge, &tok.Pos,
				"%q is longer than %d bytes. Pass long values as variables.", Clip(tok.Value), limit)
		}
	}
}

// Sanitize makes an error of gqlparser fit to be sent: it gets a code and loses
// whatever makes its message longer than a reader has use for.
func Sanitize(err *gqlerror.Error, code string) *gqlerror.Error {
	out := &gqlerror.Error{
		Message:    ClipTo(err.Message, messageRunes),
		Extensions: map[string]any{"code": code},
	}
	for _, loc := range err.Locations {
		if loc.Line > 0 && len(out.Locations) < 5 {
			out.Locations = append(out.Locations, loc)
		}
	}
	return out
}
