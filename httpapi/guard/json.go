package guard

import "github.com/vektah/gqlparser/v2/gqlerror"

// requestValues is what a request holds besides its variables.
const requestValues = 200

// CheckJSON looks over the bytes of a request before they are decoded, since
// decoding a megabyte of brackets costs many times its size. It takes anything
// for JSON: what is not is refused by the decoder.
func (l Limits) CheckJSON(body []byte) error {
	depth, values := 0, 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			for i++; i < len(body) && body[i] != '"'; i++ {
				if body[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			values++
			if depth++; depth > l.MaxVariableDepth {
				return refuse(CodeTooLarge, nil,
					"The request nests lists and objects more than %d levels deep. Send flatter variables.", l.MaxVariableDepth)
			}
		case '}', ']':
			depth--
		case ',':
			values++
		}
		if values > l.MaxVariables+requestValues {
			return tooManyValues(l)
		}
	}
	return nil
}

func tooManyValues(l Limits) *gqlerror.Error {
	return refuse(CodeTooLarge, nil,
		"The variables hold more than %d values. Send them in several requests.", l.MaxVariables)
}
