package badgerkv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// prepare makes dir ready for Badger, under the lock that Badger takes itself later, or
// refuses it. It gives the last transaction that is there.
func prepare(dir string, o Options) (last uint64, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fault("creating the directory", err)
	}
	unlock, err := lockDir(dir)
	if isHeld(err) {
		return 0, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	if err != nil {
		return 0, fault("locking the directory", err)
	}
	defer unlock()
	if err := checkFinished(dir); err != nil {
		return 0, err
	}
	if err := checkWritable(dir); err != nil {
		return 0, err
	}
	if err := checkFree(dir, idleReserve(settings(dir, o)), freeBytes); err != nil {
		return 0, err
	}
	s, err := surveyOf(dir, o.Witness)
	if err != nil {
		return 0, err
	}
	defer s.close()
	err = s.judge(o.Witness)
	accepted := o.AcceptLoss && errors.Is(err, ErrLost)
	if accepted {
		err = s.setAside()
	}
	if err != nil {
		return 0, err
	}
	if accepted || !s.marked {
		if err := createMark(dir, mark{s.last, time.Now(), s.kept}); err != nil {
			return 0, fault("writing "+markName, err)
		}
	}
	return s.last, errors.Join(s.cutManifest(), removeEmptied(dir))
}

// removeEmptied removes what holds nothing, where Badger would stumble over it, and makes
// it anew: its file of encryption keys and the value log, which are of no use here, if
// they are damaged, and logs of no length. Badger empties a log before it removes it, and
// refuses to open what a process killed in between left (badger#2207).
func removeEmptied(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault("reading the directory", err)
	}
	for _, entry := range entries {
		useless, err := isUseless(filepath.Join(dir, entry.Name()))
		if useless {
			err = os.Remove(filepath.Join(dir, entry.Name()))
		}
		if err != nil {
			return fault("repairing "+entry.Name(), err)
		}
	}
	return nil
}

func isUseless(path string) (bool, error) {
	ext := filepath.Ext(path)
	registry := filepath.Base(path) == badger.KeyRegistryFileName
	if ext != ".mem" && ext != ".vlog" && !registry {
		return false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	const iv, text = 16, "Hello Badger"
	var b [iv + len(text)]byte
	n, err := io.ReadFull(f, b[:])
	switch {
	case err != nil && err != io.EOF && err != io.ErrUnexpectedEOF:
		return false, err
	case registry:
		return string(b[iv:]) != text, nil
	case ext == ".vlog":
		return n < walHeader || binary.BigEndian.Uint64(b[:]) != 0, nil
	}
	return n == 0, nil
}

// checkWritable says it once and clearly, instead of in the middle of opening.
func checkWritable(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-")
	if err != nil {
		return &refusal{kind: err, text: fmt.Sprintf("the directory cannot be written to: %v", err)}
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// cutManifest drops a last record that is not whole, as Badger does itself where it
// reaches beyond the end of the file.
func (s *survey) cutManifest() error {
	if s.manifest == nil || s.manifest.whole == s.manifest.size {
		return nil
	}
	if err := os.Truncate(filepath.Join(s.dir, badger.ManifestFilename), int64(s.manifest.whole)); err != nil {
		return fault("repairing MANIFEST", err)
	}
	return nil
}

// setAside keeps what is dropped from the logs: Badger cuts the first off at its damage,
// and must not see those behind a hole.
func (s *survey) setAside() error {
	holed := false
	for _, w := range s.logs {
		path := filepath.Join(s.dir, w.name)
		holed = holed || w.name == s.holed
		var err error
		switch {
		case holed:
			err = os.Rename(path, path+".lost")
		case w.beyond > 0:
			err = copyFile(path, path+".lost")
		}
		if err != nil {
			return fault("setting aside "+w.name, err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
