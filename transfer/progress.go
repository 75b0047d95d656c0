package transfer

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far an import is: a bar on a terminal, lines of the log elsewhere.
type progress struct {
	logger *slog.Logger
	bar    *progressbar.ProgressBar // nil: lines
	inputs []*input

	mu      sync.Mutex
	started time.Time
	logged  time.Time
	done    int
}

// logEvery is the time between two lines.
const logEvery = 5 * time.Second

func newProgress(cfg ImportConfig, inputs []*input) *progress {
	p := &progress{logger: cfg.Logger, inputs: inputs, started: time.Now()}
	p.logged = p.started
	if f, ok := cfg.Stderr.(*os.File); ok && isTerminal(f) {
		size := int64(0)
		for _, i := range inputs {
			if i.size == 0 {
				size = -1 // unknown: a spinner
				break
			}
			size += i.size
		}
		p.bar = progressbar.NewOptions64(size, progressbar.OptionSetWriter(f), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetDescription("importing"), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
	}
	return p
}

func isTerminal(f io.Writer) bool {
	info, err := f.(*os.File).Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// rows counts rows that are done.
func (p *progress) rows(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
	rate := perSecond(p.done, time.Since(p.started))
	if p.bar != nil {
		p.bar.Describe(fmt.Sprintf("%d rows, %d a second", p.done, rate))
		read := int64(0)
		for _, i := range p.inputs {
			read += i.read.n.Load()
		}
		_ = p.bar.Set64(read) // a terminal that is gone stops no import
		return
	}
	if time.Since(p.logged) >= logEvery {
		p.logged = time.Now()
		p.logger.Info("importing", "rows", p.done, "a second", rate)
	}
}

// note logs something without tearing the bar.
func (p *progress) note(msg string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	p.logger.Warn(msg, args...)
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
