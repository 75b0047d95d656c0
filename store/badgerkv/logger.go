package badgerkv

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// logger passes Badger's warnings and errors on; the rest is of no use to an operator.
type logger struct{ to *slog.Logger }

func (l logger) Errorf(format string, args ...any)   { l.log(slog.LevelError, format, args) }
func (l logger) Warningf(format string, args ...any) { l.log(slog.LevelWarn, format, args) }
func (l logger) Infof(string, ...any)                {}
func (l logger) Debugf(string, ...any)               {}

func (l logger) log(level slog.Level, format string, args []any) {
	if l.to == nil {
		return
	}
	l.to.Log(context.Background(), level, "badger: "+strings.TrimSpace(fmt.Sprintf(format, args...)))
}
