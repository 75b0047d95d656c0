package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Command is `demarche bench`: it measures with this program as the server, and
// prints a report to out.
func Command(ctx context.Context, cfg Config, sizes []string, asJSON bool, out io.Writer) error {
	for _, s := range sizes {
		n, err := parseSize(s)
		if err != nil {
			return err
		}
		cfg.Sizes = append(cfg.Sizes, n)
	}
	if cfg.File == "" && len(cfg.Sizes) == 0 {
		cfg.Sizes = []int{20_000}
	}
	var err error
	if cfg.Program, err = os.Executable(); err != nil {
		return err
	}
	r, err := Run(ctx, cfg)
	if err != nil {
		return err
	}
	if !asJSON {
		return r.Print(out)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// parseSize reads 500, 10k or 1m.
func parseSize(s string) (int, error) {
	digits, factor := s, 1
	switch {
	case strings.HasSuffix(s, "k"):
		digits, factor = s[:len(s)-1], 1_000
	case strings.HasSuffix(s, "m"):
		digits, factor = s[:len(s)-1], 1_000_000
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 100_000_000/factor {
		return 0, fmt.Errorf("--sizes %s is no number of events; write 500, 10k or 1m", s)
	}
	return n * factor, nil
}
