package httpapi

import (
	"mime"
	"strconv"
	"strings"
)

const (
	typeJSON    = "application/json"
	typeGraphQL = "application/graphql-response+json"
	typeStream  = "text/event-stream"
)

// wanted is what the Accept headers of a request ask for.
type wanted struct {
	// answer is the preferred media type, and "" if none is acceptable. Without
	// a preference it is application/json, which every client understands.
	answer string
	// stream is set if an event stream is acceptable, preferred or not. Nothing
	// else can answer a subscription.
	stream bool
}

func negotiate(accept []string) wanted {
	header := strings.Join(accept, ",")
	if strings.TrimSpace(header) == "" {
		return wanted{answer: typeJSON}
	}
	json := offer{name: typeJSON}
	graphql := offer{name: typeGraphQL}
	stream := offer{name: typeStream}
	for i, part := range strings.Split(header, ",") {
		name, q, ok := mediaRange(part)
		if !ok {
			continue
		}
		json.match(name, q, i)
		graphql.match(name, q, i)
		stream.match(name, q, i)
	}
	best := json
	for _, o := range []offer{graphql, stream} {
		if o.better(&best) {
			best = o
		}
	}
	if best.q == 0 {
		return wanted{}
	}
	return wanted{answer: best.name, stream: stream.q > 0}
}

// offer is one of our media types with the most specific range that matches it.
type offer struct {
	name        string
	specificity int
	q           float64
	position    int
}

// match knows no wildcard for the event stream: who takes anything expects one
// answer.
func (o *offer) match(name string, q float64, position int) {
	specificity := 0
	switch {
	case name == o.name:
		specificity = 3
	case o.name == typeStream:
	case name == "application/*":
		specificity = 2
	case name == "*/*":
		specificity = 1
	}
	if specificity > o.specificity {
		o.specificity, o.q, o.position = specificity, q, position
	}
}

// better prefers the higher weight, then the type that was named over one that
// a wildcard lets in, then the one that was named first.
func (o *offer) better(than *offer) bool {
	if o.q != than.q {
		return o.q > than.q
	}
	if o.specificity != than.specificity {
		return o.specificity > than.specificity
	}
	return o.position < than.position
}

func mediaRange(part string) (name string, q float64, ok bool) {
	name, args, err := mime.ParseMediaType(strings.TrimSpace(part))
	if err != nil {
		return "", 0, false
	}
	if cs, ok := args["charset"]; ok && !isUTF8(cs) {
		return "", 0, false
	}
	q = 1
	if raw, ok := args["q"]; ok {
		q, err = strconv.ParseFloat(raw, 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return "", 0, false
		}
	}
	return name, q, true
}

func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}
