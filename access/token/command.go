package token

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"demarche/access"
)

// DirOf is where the tokens of a data directory are, unless the operator says so: beside it,
// since the engine alone says what is in it.
func DirOf(data string) string { return filepath.Clean(data) + ".tokens" }

// Command is `demarche token`, as kong reads it.
type Command struct {
	Create createCommand `cmd:"" help:"Make a token and print it, once. A running server takes it within a second."`
	List   listCommand   `cmd:"" help:"Show the tokens there are, but not their secrets."`
	Revoke revokeCommand `cmd:"" help:"Make a token good no more. A running server refuses it within a second, and ends its sockets."`
}

type place struct {
	Data   string `default:"demarche-data" env:"DEMARCHE_DATA" placeholder:"DIR" help:"Data directory of the server (${default})."`
	Tokens string `env:"DEMARCHE_TOKENS" placeholder:"DIR" help:"Directory of its tokens (the data directory's name and .tokens)."`
}

func (p place) dir() string {
	if p.Tokens != "" {
		return p.Tokens
	}
	return DirOf(p.Data)
}

type createCommand struct {
	place
	Name    string      `arg:"" help:"Who it is for: commits are recorded under this name."`
	Role    access.Role `required:"" help:"reader reads; editor also commits; admin also changes kinds and relation types, and takes backups."`
	Expires Expiry      `placeholder:"WHEN" help:"End of it: 90d, 12h, 2027-01-31. Absent: it does not end."`
}

// Run prints the token alone on standard output, for scripts.
func (c *createCommand) Run() error {
	expires, err := c.Expires.From(time.Now())
	if err != nil {
		return err
	}
	secret, t, err := Create(c.dir(), c.Name, c.Role, expires)
	if err != nil {
		return err
	}
	fmt.Println(secret)
	fmt.Fprintf(os.Stderr, "Token %s: %s of %s, in %s. It is shown only now. Send it as the header\n  Authorization: Bearer TOKEN\n"+
		"A server that was started without tokens lets everybody in until it is started again.\n", t.ID, t.Role, t.Name, c.dir())
	return nil
}

type listCommand struct{ place }

// Run prints a table.
func (c *listCommand) Run() error {
	all, err := List(c.dir())
	show(os.Stdout, all, time.Now())
	return err
}

func show(w io.Writer, all []*Token, now time.Time) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tROLE\tCREATED\tEXPIRES")
	for _, t := range all {
		expires := "never"
		if !t.Expires.IsZero() {
			expires = t.Expires.Format(time.RFC3339)
		}
		if t.Expired(now) {
			expires += " (has expired)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Role, t.Created.Format(time.RFC3339), expires)
	}
	_ = table.Flush() // nobody to tell
}

type revokeCommand struct {
	place
	Token string `arg:"" name:"id" help:"Its id, or the name if only one has it; see demarche token list."`
}

// Run removes it.
func (c *revokeCommand) Run() error {
	t, err := Revoke(c.dir(), c.Token)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Revoked %s: %s of %s.\n", t.ID, t.Role, t.Name)
	return nil
}
