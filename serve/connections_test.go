package serve

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// client keeps a connection and asks over it.
type client struct {
	net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, addr string) *client {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &client{c, bufio.NewReader(c)}
}

func (c *client) ask() error {
	if _, err := fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func bounded(t *testing.T, most int, h http.HandlerFunc) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	clients := boundConnections(l, most)
	server := HTTPServer(h, slog.New(slog.DiscardHandler))
	server.ConnState = clients.note
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(clients) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; err != http.ErrServerClosed {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// Idle ones give way to new ones.
func TestIdleConnectionsGiveWay(t *testing.T) {
	addr := bounded(t, 3, func(http.ResponseWriter, *http.Request) {})
	var clients []*client
	for range 10 {
		c := dial(t, addr)
		if err := c.ask(); err != nil {
			t.Fatalf("client %d: %v", len(clients), err)
		}
		clients = append(clients, c)
	}
	alive := 0
	for _, c := range clients {
		if c.ask() == nil {
			alive++
		}
	}
	if alive != 3 {
		t.Errorf("%d of %d connections are left; want 3", alive, len(clients))
	}
}

// While all are busy, a new one waits for one that ends, or becomes idle.
func TestNewConnectionsWaitForBusyOnes(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	addr := bounded(t, 1, func(http.ResponseWriter, *http.Request) {
		begun <- struct{}{}
		<-finish
	})
	answered := make(chan error, 2)
	ask := func() {
		c := dial(t, addr)
		go func() { answered <- c.ask() }()
	}
	ask()
	<-begun
	ask()
	for i := range 2 {
		if finish <- struct{}{}; i == 0 {
			<-begun
		}
		if err := <-answered; err != nil {
			t.Fatal(err)
		}
	}
}

// A server whose connections are all busy can be closed.
func TestClosingWhileSomebodyWaits(t *testing.T) {
	begun := make(chan struct{})
	addr := bounded(t, 1, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	for range 2 {
		c := dial(t, addr)
		go func() { _ = c.ask() }()
	}
	<-begun
}
