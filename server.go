// Command demarche serves a knowledge graph of political and diplomatic acts: who
// denounced, expelled, accused, denied what, when, and according to whom.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"demarche/access/token"
	"demarche/bench"
	"demarche/bench/floor"
	"demarche/intake"
	"demarche/serve"
	"demarche/telemetry"
	"demarche/transfer"
)

type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Open the store and serve the API and the playground (the default command)."`
	Export  exportCommand  `cmd:"" help:"Write the graph with its whole history as JSON Lines."`
	Import  importCommand  `cmd:"" help:"Read event data, operations or an export into a store."`
	Check   checkCommand   `cmd:"" help:"Derive every index, total and date again from records and log, and report what differs."`
	Backup  backupCommand  `cmd:"" help:"Write a backup of a server or of a stopped store, and read it again."`
	Restore restoreCommand `cmd:"" help:"Make a store of a full backup and those that go on from it."`
	Token   token.Command  `cmd:"" help:"Make, list and revoke the tokens that a server takes."`
	Bench   benchCommand   `cmd:"" help:"Load events into a new store, drive the server over HTTP, and print what its answers cost."`
	Health  healthCommand  `cmd:"" help:"Ask a running server whether it is ready: exit code 0 or 1."`
	Floor   floorCommand   `cmd:"" name:"bench-floor" hidden:"" help:"Serve recorded answers from memory, for bench."`

	Version kong.VersionFlag `help:"Print the version and stop."`
}

type serveCommand struct {
	serve.Config
	LogFormat string     `default:"text" enum:"text,json" env:"DEMARCHE_LOG_FORMAT" help:"Format of the log on standard error: text or json (${default})."`
	LogLevel  slog.Level `default:"info" env:"DEMARCHE_LOG_LEVEL" help:"Least level that is logged: debug, info, warn, error (${default})."`
}

// storeFlags are those of commands that open the store alone.
type storeFlags struct {
	Data string `default:"demarche-data" env:"DEMARCHE_DATA" placeholder:"DIR" help:"Directory of the store, which no server may have open (${default})."`
}

func (c storeFlags) config() transfer.Config {
	return transfer.Config{Data: c.Data, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil))}
}

type exportCommand struct {
	storeFlags
	AsOf *time.Time `placeholder:"INSTANT" help:"Leave out what was committed after this instant: 2022-05-02T18:00:00Z."`
	File string     `arg:"" default:"-" help:"File to write, compressed if it ends in .gz or .zst; - is standard output (${default})."`
}

// Run exports.
func (c *exportCommand) Run(ctx context.Context) error {
	return transfer.Export(ctx, c.config(), c.File, os.Stdout, c.AsOf)
}

type importCommand struct {
	storeFlags
	Format string   `enum:",dump,operations,events,gdelt" default:"" placeholder:"NAME" help:"How the files are written: dump (what export writes), operations (an operation of commit a line), events (subject, relation, object, date and perhaps source between tabs), gdelt (GDELT 2.0 event exports). Else the content tells."`
	Source string   `placeholder:"NAME" help:"Source of rows that name none; else it is the file."`
	To     string   `placeholder:"URL" help:"Send commits to a server, http://127.0.0.1:8080/graphql, instead of opening a store."`
	Token  string   `env:"DEMARCHE_TOKEN" placeholder:"TOKEN" help:"Token to show that server; better given in the environment, where other users of the machine do not see it."`
	Strict bool     `help:"Stop at the first row that is refused."`
	DryRun bool     `help:"Read and check everything, write nothing, say what would be added."`
	Files  []string `arg:"" name:"file" help:"Files to read, plain or compressed by gzip or zstd; - is standard input."`
}

// Run imports.
func (c *importCommand) Run(ctx context.Context) error {
	return transfer.Import(ctx, transfer.ImportConfig{Config: c.config(), Format: intake.Format(c.Format), Source: c.Source, To: c.To, Token: c.Token,
		Strict: c.Strict, DryRun: c.DryRun, Stderr: os.Stderr}, c.Files, os.Stdin)
}

type checkCommand struct {
	storeFlags
	Repair bool `help:"Make indexes anew where they differ from the records, of past states too. Records and log are never touched."`
}

// Run checks; the error that says that the store is not whole is exit code 1.
func (c *checkCommand) Run(ctx context.Context) error {
	return transfer.Check(ctx, c.config(), c.Repair, os.Stdout)
}

type backupCommand struct {
	storeFlags
	From   string `placeholder:"URL" help:"A running server, http://127.0.0.1:8080, instead of the directory of a stopped one."`
	Token  string `env:"DEMARCHE_TOKEN" placeholder:"TOKEN" help:"Bearer token of an admin, for --from."`
	After  string `placeholder:"FILE" help:"An earlier backup: write what came after it."`
	Full   bool   `help:"Write everything, also into a directory with earlier backups."`
	Target string `arg:"" help:"File to write, or directory: it gets a full backup first, and then what is new."`
}

// Run backs up.
func (c *backupCommand) Run(ctx context.Context) error {
	return transfer.Backup(ctx, transfer.BackupConfig{Config: c.config(), From: transfer.Server{URL: c.From, Token: c.Token},
		After: c.After, Full: c.Full}, c.Target)
}

type restoreCommand struct {
	Data  string   `default:"demarche-data" env:"DEMARCHE_DATA" placeholder:"DIR" help:"Directory for the store, empty or missing (${default})."`
	Files []string `arg:"" name:"backup" help:"A full backup and those that go on from it, in order, or a directory of them."`
}

// Run restores.
func (c *restoreCommand) Run(ctx context.Context) error {
	return transfer.Restore(ctx, storeFlags{c.Data}.config(), c.Files)
}

type benchCommand struct {
	File        string        `arg:"" optional:"" help:"Events to load: subject, relation, object and date with tabs between, plain or gzip. Absent: they are generated."`
	Sizes       []string      `placeholder:"10k,100k,1m" help:"How many events: a run for each number, with those of the file first and generated ones on top (all of the file, or 20k)."`
	Connections []int         `default:"1,8,64" help:"A measurement for each number of connections (${default})."`
	Duration    time.Duration `default:"5s" help:"Of each measurement (${default})."`
	Requests    int           `help:"How many requests each measurement sends, instead of --duration."`
	Only        []string      `placeholder:"NAME" help:"Only these workloads: entity, page, page-quiet, hops, search, suggest, paths, between, commit."`
	JSON        bool          `help:"Print JSON instead of tables."`
}

// Run measures.
func (c *benchCommand) Run(ctx context.Context) error {
	return bench.Command(ctx, bench.Config{
		File: c.File, Connections: c.Connections, Duration: c.Duration, Requests: c.Requests, Only: c.Only, Progress: os.Stderr,
	}, c.Sizes, c.JSON, os.Stdout)
}

type floorCommand struct {
	File string `arg:"" help:"Answers as JSON Lines."`
}

// Run serves until the context of main is done.
func (c *floorCommand) Run(ctx context.Context) error {
	return floor.Serve(ctx, c.File, slog.New(slog.NewJSONHandler(os.Stderr, nil)))
}

type healthCommand struct {
	URL string `arg:"" default:"http://127.0.0.1:8080/readyz" help:"What to ask (${default}); /healthz tells only whether the process lives."`
}

// Run asks a server how it does.
func (c *healthCommand) Run(ctx context.Context) error { return serve.AskHealth(ctx, c.URL) }

// Run serves until the context of main is done.
func (c *serveCommand) Run(ctx context.Context) error {
	var handler slog.Handler = slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})
	if c.LogFormat == "json" {
		handler = slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})
	}
	c.Logger = slog.New(telemetry.LogHandler(handler))
	return serve.Run(ctx, c.Config)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	cmd := kong.Parse(&cli,
		kong.Name("demarche"),
		kong.Description("A knowledge graph of political and diplomatic acts: who denounced, expelled, accused, denied what, when, and according to whom."),
		kong.Vars{"version": "demarche " + telemetry.ReadBuild().String()},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Help(help),
	)
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "demarche:", err)
		os.Exit(1)
	}
}

// help shows, where no command is given, the flags of the default one too.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Command() != "" {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	serve, err := kong.Trace(ctx.Kong, []string{"serve"})
	if err != nil {
		return err
	}
	fmt.Fprintln(ctx.Stdout)
	return kong.DefaultHelpPrinter(options, serve)
}
