package e2e

import "strings"

// badCommits are writes that must not be.
func badCommits() []badInput {
	return append(malformedCommits(), unacceptableCommits()...)
}

// malformedCommits have values that are wrong by themselves.
func malformedCommits() []badInput {
	return []badInput{
		{"no operations", commitMutation, object{"input": object{"idempotencyKey": "refused", "operations": []any{}}}, "INVALID_VALUE", "operations"},
		{"no idempotency key", commitMutation, object{"input": object{"idempotencyKey": "", "operations": []any{entity(nil)}}}, "INVALID_VALUE", "idempotencyKey"},
		{"a long idempotency key", commitMutation, object{"input": object{"idempotencyKey": strings.Repeat("x", 1000), "operations": []any{entity(nil)}}}, "INVALID_VALUE", "200"},
		{"a long message", commitMutation, object{"input": object{"idempotencyKey": "refused", "message": strings.Repeat("x", 1001), "operations": []any{entity(nil)}}}, "INVALID_VALUE", "1000"},
		{"an empty operation", commitMutation, input(object{}), "BAD_USER_INPUT", "exactly one"},
		{"an operation of two", commitMutation, input(object{"putKind": object{"key": "a", "labels": []any{}}, "putEntity": object{}}), "BAD_USER_INPUT", "exactly one"},
		ofCommit("too many operations", "TOO_LARGE", "200", many(201, func(int) any { return entity(nil) })...),
		ofCommit("a key with a space", "INVALID_VALUE", "mali junta", entity(object{"key": "mali junta"})),
		ofCommit("a key with a tilde", "INVALID_VALUE", "a~b", entity(object{"key": "a~b"})),
		ofCommit("a long key", "INVALID_VALUE", "128", entity(object{"key": strings.Repeat("k", 129)})),
		ofCommit("a name that is empty", "INVALID_VALUE", "text", entity(object{"names": []object{{"text": ""}}})),
		ofCommit("a name that is long", "INVALID_VALUE", "500", entity(object{"names": []object{{"text": strings.Repeat("n", 501)}}})),
		ofCommit("a control character", "INVALID_VALUE", "U+0007", entity(object{"names": []object{{"text": "a\ab"}}})),
		ofCommit("a name in no language", "INVALID_VALUE", "BCP 47", entity(object{"names": []object{{"text": "a", "lang": "francais_!"}}})),
		ofCommit("a point off the globe", "INVALID_VALUE", "90", entity(object{"point": object{"lat": 91, "lon": 0}})),
		ofCommit("no URL", "INVALID_VALUE", "http", source(object{"url": "france24"})),
		ofCommit("a URL that is a script", "INVALID_VALUE", "http", source(object{"url": "javascript:alert(1)"})),
		ofCommit("a rating that is none", "INVALID_VALUE", "A", source(object{"reliability": "Z"})),
		ofCommit("a date in words", "INVALID_VALUE", "2022-05-02", source(object{"publishedAt": "in May"})),
		ofCommit("a date that is none", "INVALID_VALUE", "2022-02-29", denunciation(object{"time": object{"edtf": "2022-02-29"}})),
		ofCommit("a date in two forms", "BAD_USER_INPUT", "exactly one", denunciation(object{"time": object{"edtf": "2022", "attested": "2022"}})),
		ofCommit("a span of intervals", "INVALID_VALUE", "interval", denunciation(object{"time": object{"span": object{"start": "2020/2021"}}})),
		ofCommit("a duration that is none", "INVALID_VALUE", "P6M", denunciation(object{"time": object{"relative": object{"anchor": object{"key": "france24-2022-05"}, "offset": "6 months"}}})),
	}
}

// unacceptableCommits have good values that do not fit what the store holds.
func unacceptableCommits() []badInput {
	evidence := []object{{"source": object{"key": "france24-2022-05"}}}
	return []badInput{
		ofCommit("an unknown kind", "UNKNOWN_KEY", "persn", entity(object{"kind": "persn"})),
		ofCommit("no kind", "INVALID_VALUE", "kind", entity(object{"kind": nil})),
		ofCommit("an unknown type", "UNKNOWN_KEY", "denounce", denunciation(object{"type": "denounce"})),
		ofCommit("an unknown role", "UNKNOWN_KEY", "denouncers", denunciation(object{"participants": []object{{"role": "denouncers", "ref": object{"key": "france"}}}})),
		ofCommit("a role that is empty", "ONTOLOGY_VIOLATION", "agreement", denunciation(object{"participants": []object{{"role": "denouncer", "ref": object{"key": "france"}}}})),
		ofCommit("a filler of the wrong kind", "ONTOLOGY_VIOLATION", "agreement", denunciation(object{"participants": []object{
			{"role": "denouncer", "ref": object{"key": "france"}}, {"role": "agreement", "ref": object{"key": "mali-junta"}},
		}})),
		ofCommit("a reference to nothing", "NOT_FOUND", "nobody", denunciation(object{"participants": []object{
			{"role": "denouncer", "ref": object{"key": "nobody"}}, {"role": "agreement", "ref": object{"key": "sofa-2013"}},
		}})),
		ofCommit("a local name of nothing", "NOT_FOUND", "a1", denunciation(object{"place": object{"local": "a1"}})),
		ofCommit("a change of nothing", "NOT_FOUND", "nobody", entity(object{"ref": object{"key": "nobody"}})),
		ofCommit("a change of an old revision", "REVISION_CONFLICT", "revision", entity(object{"key": "mali-junta", "kind": "government", "ifRevision": 99})),
		ofCommit("a claim without evidence", "MISSING_EVIDENCE", "evidence", denunciation(object{"claim": object{"evidence": []any{}}})),
		ofCommit("a claim on nothing", "NOT_FOUND", "nothing", object{"addClaim": object{"relation": object{"key": "nothing"}, "evidence": evidence}}),
		ofCommit("a claim on an entity", "INVALID_VALUE", "relation", object{"addClaim": object{"relation": object{"key": "france"}, "evidence": evidence}}),
		ofCommit("a retraction of nothing", "NOT_FOUND", "nothing", object{"retractClaim": object{"claim": object{"key": "nothing"}}}),
		ofCommit("a kind above itself", "INVALID_VALUE", "person", object{"putKind": object{"key": "actor", "labels": []object{{"text": "actor", "lang": "en"}}, "parents": []string{"person"}}}),
		ofCommit("a good operation before a bad one", "UNKNOWN_KEY", "persn", entity(object{"key": "fine"}), entity(object{"kind": "persn"})),
		{"a used idempotency key with another body", commitMutation, object{"input": object{"idempotencyKey": "sahel/01-kinds#1", "operations": []any{entity(nil)}}}, "IDEMPOTENCY_MISMATCH", "idempotencyKey"},
	}
}
