package transfer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"demarche/intake"
	"demarche/store/badgerkv"
)

// ImportConfig says what is read and where to.
type ImportConfig struct {
	Config
	Format intake.Format // "": what the content says
	Source string        // name of the source of rows that name none; "": that of the file
	To     string        // URL of a server's API; "": the store in Data
	Token  string        // to show that server; "": none
	Strict bool          // stop at the first wrong row
	DryRun bool          // write nothing
	Stderr io.Writer     // where progress goes
}

// ErrRefused tells that rows were refused under Strict.
var ErrRefused = errors.New("a row was refused")

// Import reads files, "-" being in, into a store, which is made when missing, or through
// the API of a server. Rows that are refused are logged and counted. It can be run again
// after it was interrupted: what is there is not added twice. An empty store is filled
// through the bulk path, whole or not at all; the others by commits.
func Import(ctx context.Context, cfg ImportConfig, files []string, in io.Reader) (err error) {
	inputs, closeAll, err := open(files, in)
	defer closeAll()
	if err != nil {
		return err
	}
	for _, f := range inputs {
		if err := f.detect(cfg); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if f.format == intake.Dump {
			if len(inputs) > 1 || cfg.To != "" {
				return fmt.Errorf("%s is an export, a whole history: it is imported alone, into a directory", f.name)
			}
			return importDump(ctx, cfg, f)
		}
	}
	im := newSession(ctx, cfg, inputs)
	err = im.run()
	im.progress.end()
	if err == nil || im.total.Rows > 0 {
		im.total.log(cfg, err)
	}
	return err
}

// input is a file being read.
type input struct {
	name   string
	size   int64 // in bytes as it is stored; 0 if unknown
	read   *counter
	in     *bufio.Reader
	format intake.Format
}

// counter counts what is read of a file.
type counter struct {
	io.Reader
	n atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n.Add(int64(n))
	return n, err
}

func open(files []string, stdin io.Reader) (out []*input, closeAll func(), err error) {
	var opened []*os.File
	closeAll = func() {
		for _, f := range opened {
			_ = f.Close() // read only
		}
	}
	for _, name := range files {
		i := &input{name: name, read: &counter{Reader: stdin}}
		if name != "-" {
			f, err := os.Open(name)
			if err != nil {
				return nil, closeAll, fmt.Errorf("cannot read: %w", err)
			}
			opened = append(opened, f)
			i.read.Reader = f
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
				i.size = info.Size()
			}
		}
		out = append(out, i)
	}
	return out, closeAll, nil
}

func (f *input) detect(cfg ImportConfig) (err error) {
	if f.in, err = intake.Decompress(f.read); err != nil {
		return err
	}
	if f.format = cfg.Format; f.format == "" {
		f.format, err = intake.Detect(f.in)
	}
	return err
}

// source names the source of rows that name none: the file without what says how it is
// packed.
func (f *input) source(cfg ImportConfig) string {
	if cfg.Source != "" {
		return cfg.Source
	}
	if f.name == "-" {
		return "standard input"
	}
	name := filepath.Base(f.name)
	for _, ext := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, ext)
	}
	return name
}

// errEmpty sends an import to the bulk path.
var errEmpty = errors.New("the store is empty")

// run chooses the way to write, and goes it.
func (im *session) run() error {
	if im.cfg.To != "" {
		return im.remote()
	}
	fresh, err := isFresh(im.cfg.Data)
	if err != nil {
		return err
	}
	switch {
	case fresh && im.onlyRows():
		return im.bulk()
	case fresh && im.cfg.DryRun:
		return im.onMemory(im.local)
	}
	if err := im.cfg.withStore(im.ctx, im.local); !errors.Is(err, errEmpty) {
		return err
	}
	return im.bulk()
}

// isFresh tells whether a directory holds nothing, or what a cut off import left.
func isFresh(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	return len(entries) == 0 || badgerkv.IsUnfinished(dir), err
}
