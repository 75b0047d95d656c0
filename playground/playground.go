// Package playground serves the explorer, the page in which people find their way
// through the graph, and in it GraphiQL, the editor for those who write queries.
//
// The page is built from the sources in web into the directory assets, which is
// kept in the repository so that building the server needs no Node.js. After a
// change in web, rebuild it:
//
//	cd web && npm ci && npm run build
//
// The result is the same wherever it is built. It asks nothing of any other
// server, so the playground works without a network.
package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed all:assets
var assets embed.FS

// The page asks nothing of anybody but the server itself, and runs and styles
// itself by files alone. blob: is for pictures that it makes for saving. 'self'
// includes the WebSocket of subscriptions.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; " +
	"font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// editorPolicy is for addresses that open the editor, which works in workers, has
// its fonts in its style sheet, and styles its text by inline styles.
const editorPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; " +
	"style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data: blob:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// opensEditor tells whether an address does, as web/src/shell/route.ts does.
func opensEditor(u *url.URL) bool {
	q := u.Query()
	return q.Get("query") != "" || q.Has("playground")
}

var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".ttf":  "font/ttf",
	".txt":  "text/plain; charset=utf-8",
}

type file struct {
	body         []byte
	gzipped      bool
	contentType  string
	cacheControl string
	etag         string
}

type example struct {
	Name      string            `json:"name"`
	Names     map[string]string `json:"names,omitempty"` // in other languages
	Query     string            `json:"query"`
	Variables string            `json:"variables,omitempty"`
}

// Handler serves the explorer at /, for an API at /graphql beside it.
//
// The queries in tabs, files *.graphql in the order of their names, are what a
// new visitor finds open in the editor. The first comment line of a query is its title; its
// variables, if any, are in a file *.variables.json of the same name. Both are
// part of the program, so Handler panics if it cannot read them.
func Handler(tabs fs.FS) http.Handler {
	files, err := load(tabs)
	if err != nil {
		panic(fmt.Sprintf("playground: %v", err))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		if opensEditor(r.URL) {
			h.Set("Content-Security-Policy", editorPolicy)
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		f, ok := files[r.URL.Path]
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		default:
			f.serve(w, r)
		}
	})
}

// load returns all files by their URL path.
func load(tabs fs.FS) (map[string]file, error) {
	files := map[string]file{}
	err := fs.WalkDir(assets, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assets.ReadFile(name)
		if err != nil {
			return err
		}
		name, gzipped := strings.CutSuffix(strings.TrimPrefix(name, "assets"), ".gz")
		f := newFile(name, body)
		f.gzipped = gzipped
		if strings.HasPrefix(name, "/static/") {
			// The names of these files change with their content.
			f.cacheControl = "public, max-age=31536000, immutable"
		}
		if name == "/index.html" {
			name = "/"
		}
		files[name] = f
		return nil
	})
	if err != nil {
		return nil, err
	}
	examples, err := readExamples(tabs)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(examples)
	if err != nil {
		return nil, err
	}
	files["/examples.json"] = newFile("/examples.json", body)
	return files, nil
}

func newFile(name string, body []byte) file {
	sum := sha256.Sum256(body)
	return file{
		body:         body,
		contentType:  contentTypes[path.Ext(name)],
		cacheControl: "no-cache",
		// Weak, as the compressed and the plain form share it.
		etag: fmt.Sprintf(`W/"%x"`, sum[:8]),
	}
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", f.cacheControl)
	h.Set("ETag", f.etag)
	body := f.body
	if f.gzipped {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header) {
			h.Set("Content-Encoding", "gzip")
		} else {
			var err error
			if body, err = gunzip(body); err != nil {
				http.Error(w, "internal server error", http.StatusInternalServerError)
				return
			}
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip tells whether an Accept-Encoding header allows gzip. What names
// gzip wins over a wildcard.
func acceptsGzip(h http.Header) bool {
	accepts := false
	for coding := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(coding, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "gzip" && name != "*" {
			continue
		}
		accepts = true
		if q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q="); ok {
			weight, err := strconv.ParseFloat(q, 64)
			accepts = err == nil && weight > 0
		}
		if name == "gzip" {
			break
		}
	}
	return accepts
}

func gunzip(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func readExamples(tabs fs.FS) ([]example, error) {
	names, err := fs.Glob(tabs, "*.graphql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	examples := make([]example, 0, len(names)) // not nil, which JSON has as null
	for _, name := range names {
		query, err := fs.ReadFile(tabs, name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(name, ".graphql")
		e := example{Name: title(string(query), base), Names: translations(string(query)), Query: string(query)}
		variables := base + ".variables.json"
		switch b, err := fs.ReadFile(tabs, variables); {
		case err == nil && !json.Valid(b):
			return nil, fmt.Errorf("%s is not JSON", variables)
		case err == nil:
			e.Variables = string(b)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
		examples = append(examples, e)
	}
	return examples, nil
}

var translation = regexp.MustCompile(`^#\s*([a-z]{2}):\s*(.+)$`)

// translations is the title in other languages: comment lines before the query such as
// `# fr: Qui ?`. Nil if there are none.
func translations(query string) map[string]string {
	var out map[string]string
	for line := range strings.Lines(query) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			break
		}
		if m := translation.FindStringSubmatch(line); m != nil {
			if out == nil {
				out = map[string]string{}
			}
			out[m[1]] = m[2]
		}
	}
	return out
}

// title returns the first comment line of a query, or the fallback.
func title(query, fallback string) string {
	for line := range strings.Lines(query) {
		if comment, ok := strings.CutPrefix(strings.TrimSpace(line), "#"); ok {
			if comment = strings.TrimSpace(comment); comment != "" {
				return comment
			}
		}
	}
	return fallback
}
