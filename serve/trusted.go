package serve

import (
	"fmt"

	"demarche/httpapi"
)

// trusted reads the list of documents that alone are run, if there is to be one.
// The playground is then not served: it could run nothing.
func (c *Config) trusted() (*httpapi.TrustedDocuments, error) {
	if c.TrustedDocuments == "" {
		return nil, nil
	}
	list, err := httpapi.ReadTrustedDocuments(c.TrustedDocuments, c.Logger)
	if err != nil {
		return nil, fmt.Errorf("%w; see --trusted-documents", err)
	}
	if !c.NoPlayground {
		c.NoPlayground = true
		c.Logger.Info("the playground is not served, as only trusted documents are run")
	}
	return list, nil
}
