package e2e

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// refusal is a start that has to fail at once.
type refusal struct {
	name string
	env  []string
	args []string
	says []string // all in the message
}

func TestStartsThatAreRefused(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a directory"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "000001.sst"), []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []refusal{
		{"the port is in use", nil, serveArgs(t.TempDir(), "--listen="+taken.Addr().String()), []string{taken.Addr().String(), "in use", "--listen"}},
		{"an address of others", nil, serveArgs(t.TempDir(), "--listen=0.0.0.0:0"), []string{"0.0.0.0:0", "demarche token create", "--oidc-issuer", "--anonymous reader"}},
		{"all addresses", nil, serveArgs(t.TempDir(), "--listen=:0"), []string{"who may do what"}},
		{"a name of others", nil, serveArgs(t.TempDir(), "--listen=example.org:80"), []string{"who may do what"}},
		{"no port", nil, serveArgs(t.TempDir(), "--listen=127.0.0.1"), []string{"host:port"}},
		{"an address of others from the environment", []string{"DEMARCHE_LISTEN=[::]:0"}, []string{"--log-format=json"}, []string{"who may do what"}},
		{"an address of others for all to change", nil, serveArgs(t.TempDir(), "--listen=0.0.0.0:0", "--anonymous=editor"), []string{"--anonymous editor", "change the graph"}},
		{"nobody may do anything", nil, serveArgs(t.TempDir(), "--anonymous=none"), []string{"demarche token create"}},
		{"no role", nil, serveArgs(t.TempDir(), "--anonymous=god"), []string{"anonymous", "editor"}},
		{"an issuer without audience", nil, serveArgs(t.TempDir(), "--oidc-issuer=https://login.example.org"), []string{"--oidc-audience"}},
		{"half a certificate", nil, serveArgs(t.TempDir(), "--tls-cert="+file), []string{"--tls-key"}},
		{"a certificate that is none", nil, serveArgs(t.TempDir(), "--tls-cert="+file, "--tls-key="+file), []string{"certificate", "--tls-cert"}},
		{"an origin with a path", nil, serveArgs(t.TempDir(), "--origins=https://a.example/b"), []string{"--origins", "scheme and host"}},
		{"a host with a port", nil, serveArgs(t.TempDir(), "--hosts=a.example:80"), []string{"--hosts", "without a port"}},
		{"a proxy that is none", nil, serveArgs(t.TempDir(), "--trusted-proxies=proxy"), []string{"--trusted-proxies", "10.0.0.0/8"}},
		{"a negative rate", nil, serveArgs(t.TempDir(), "--rate=-1"), []string{"--rate"}},
		{"data in a file", nil, serveArgs(file), []string{"data directory", file}},
		{"data below a file", nil, serveArgs(file + "/data"), []string{"data directory", file}},
		{"data without its manifest", nil, serveArgs(foreign), []string{"MANIFEST", "backup"}},
		{"an unknown flag", nil, []string{"--colour"}, []string{"--colour"}},
		{"an unknown command", nil, []string{"bakcup"}, []string{"bakcup"}},
		{"no duration", nil, []string{"--timeout=soon"}, []string{"--timeout", "soon"}},
		{"no number", []string{"DEMARCHE_MAX_COST=much"}, nil, []string{"max-cost", "much"}},
		{"no log format", nil, []string{"--log-format=xml"}, []string{"log-format", "json"}},
		{"no log level", nil, []string{"--log-level=loud"}, []string{"log-level", "loud"}},
		{"no time for operations", nil, serveArgs(t.TempDir(), "--timeout=0s"), []string{"--timeout"}},
		{"a negative body", nil, serveArgs(t.TempDir(), "--max-body=-1"), []string{"--max-body"}},
		{"no depth", nil, serveArgs(t.TempDir(), "--max-depth=0"), []string{"--max-depth"}},
		{"no cost", nil, serveArgs(t.TempDir(), "--max-cost=0"), []string{"--max-cost"}},
		{"a list of documents that is not there", nil, serveArgs(t.TempDir(), "--trusted-documents="+file+".json"), []string{"--trusted-documents", file + ".json"}},
		{"a list of documents that is none", nil, serveArgs(t.TempDir(), "--trusted-documents="+file), []string{"--trusted-documents", file, "JSON"}},
		{"a negative drain", nil, serveArgs(t.TempDir(), "--drain=-1s"), []string{"--drain"}},
	}
	if os.Geteuid() != 0 { // root reads everything
		locked := t.TempDir()
		if err := os.Chmod(locked, 0); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, refusal{"data that may not be read", nil, serveArgs(locked), []string{"data directory", "permission"}})
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ctx := bounded(t)
			checkRefused(ctx, t, launch(ctx, t, c.env, c.args...), c.says)
		})
	}
}

// checkRefused waits for the end of a start that fails, and holds what it says to
// be a message for operators.
func checkRefused(ctx context.Context, t *testing.T, p *process, says []string) {
	t.Helper()
	if _, err := p.log.await(ctx, "serving"); err == nil {
		t.Fatal("it serves")
	}
	if code := p.exitCode(ctx, t); code <= 0 {
		t.Errorf("exit code %d", code)
	}
	text := p.log.text()
	for _, s := range says {
		if !strings.Contains(text, s) {
			t.Errorf("the message does not say %q:\n%s", s, text)
		}
	}
	for _, s := range []string{"panic", "goroutine", ".go:"} {
		if strings.Contains(text, s) {
			t.Errorf("the message is a trace:\n%s", text)
		}
	}
}

func TestSecondProcessOnTheSameData(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), t.TempDir()
	s := serve(ctx, t, data, "--empty")
	s.mustCommit(ctx, t, "kinds", putKind("Place"), putEntity("bamako", "Place"))
	checkRefused(ctx, t, launch(ctx, t, nil, serveArgs(data)...), []string{"another demarche process", data})
	if n := countEntities(ctx, t, s); n != 1 {
		t.Errorf("the first process has %d entities", n)
	}
	s.mustCommit(ctx, t, "later", putEntity("gao", "Place"))
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	help := output(bounded(t), t, "--help")
	for _, s := range []string{"--listen", "--data", "--empty", "$DEMARCHE_LISTEN", "$DEMARCHE_DATA", "127.0.0.1:8080", "loopback"} {
		if !strings.Contains(help, s) {
			t.Errorf("--help does not say %q:\n%s", s, help)
		}
	}
	if v := output(bounded(t), t, "--version"); !strings.HasPrefix(v, "demarche ") || strings.Count(v, "\n") != 1 {
		t.Errorf("--version says %q", v)
	}
}

func output(ctx context.Context, t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = cleanEnvironment()
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%v: %v", args, err)
	}
	return string(out)
}

func TestEnvironmentVariables(t *testing.T) {
	t.Parallel()
	ctx, data := bounded(t), filepath.Join(t.TempDir(), "from-environment")
	s := serving(ctx, t, launch(ctx, t, []string{
		"DEMARCHE_LISTEN=localhost:0", "DEMARCHE_DATA=" + data, "DEMARCHE_EMPTY=true",
		"DEMARCHE_NO_PLAYGROUND=true", "DEMARCHE_LOG_FORMAT=json",
	}))
	if _, err := os.Stat(filepath.Join(data, "MANIFEST")); err != nil {
		t.Errorf("no store in DEMARCHE_DATA: %v", err)
	}
	if n := countEntities(ctx, t, s); n != 0 {
		t.Errorf("%d entities in spite of DEMARCHE_EMPTY", n)
	}
	if status, _ := get(ctx, t, s.home); status != http.StatusNotFound {
		t.Errorf("status %d for the playground in spite of DEMARCHE_NO_PLAYGROUND", status)
	}
}
