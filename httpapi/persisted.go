package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// sha256Prefix begins the id of a document that is the hash of its text, as in the
// appendix "Persisted Documents" of GraphQL over HTTP.
const sha256Prefix = "sha256:"

// maxDocumentID bounds the id of a document in bytes.
const maxDocumentID = 200

// documentID is the id under which a text is found by its hash.
func documentID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return sha256Prefix + hex.EncodeToString(sum[:])
}

// nameDocument takes the id of the document from the request: documentId, or the
// hash of Apollo's protocol in extensions.persistedQuery.
func (p *params) nameDocument(id string) *gqlerror.Error {
	if len(id) > maxDocumentID {
		return badRequest(`"documentId" must have at most %d bytes.`, maxDocumentID)
	}
	p.documentID = id
	raw, ok := p.extensions["persistedQuery"]
	if !ok || raw == nil {
		return nil
	}
	q, _ := raw.(map[string]any)
	version, _ := q["version"].(json.Number)
	hash, _ := q["sha256Hash"].(string)
	if version != "1" || hash == "" || len(hash) > maxDocumentID {
		return badRequest(`"extensions.persistedQuery" must have "version": 1 and a "sha256Hash".`)
	}
	if id != "" {
		return badRequest(`Name the document by "documentId" or by "extensions.persistedQuery", not by both.`)
	}
	p.documentID = sha256Prefix + hash
	return nil
}

// resolve finds the text of a request that only names its document.
func (h *Handler) resolve(p *params) *gqlerror.Error {
	switch {
	case h.cfg.Trusted != nil:
		return h.cfg.Trusted.resolve(p)
	case p.documentID == "":
		return nil
	case p.sent:
		if strings.HasPrefix(p.documentID, sha256Prefix) && p.documentID != documentID(p.query) {
			return badRequest("The hash is not that of the document: send the SHA-256 of its text in lower-case hexadecimal digits.")
		}
		return nil
	}
	text, ok := h.persisted.get(p.documentID)
	if !ok {
		// The words are those of Apollo's protocol: some clients look at them
		// and not at the code. They send the text and the hash next.
		return coded(CodePersistedNotFound, "PersistedQueryNotFound")
	}
	p.query, p.sent = text, true
	return nil
}

// remember keeps the text of a valid document for those who name it by its hash.
func (h *Handler) remember(p *params) {
	if h.cfg.Trusted == nil && len(p.query) <= maxCachedText && strings.HasPrefix(p.documentID, sha256Prefix) {
		h.persisted.add(p.documentID, p.query, len(p.query)+len(p.documentID)+entryBytes)
	}
}
