package serve

import (
	"container/list"
	"net"
	"net/http"
	"sync"

	"demarche/store/badgerkv"
)

// connections bounds how many clients are connected, so that descriptors are left for
// the store, which cannot do without. At the bound the connection that has asked nothing
// for longest is closed for the new one; if all are busy, the new one waits.
type connections struct {
	net.Listener
	slots chan struct{} // one for each connection that is open

	mu      sync.Mutex
	idle    *list.List // of net.Conn as the server knows them, the longest idle first
	at      map[net.Conn]*list.Element
	waiting bool // somebody, for one to be idle

	stop    sync.Once
	stopped chan struct{}
}

func boundConnections(l net.Listener, most int) *connections {
	return &connections{
		Listener: l, slots: make(chan struct{}, most), stopped: make(chan struct{}),
		idle: list.New(), at: map[net.Conn]*list.Element{},
	}
}

// Accept implements net.Listener.
func (c *connections) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	select {
	case c.slots <- struct{}{}:
	default:
		c.makeRoom()
		select {
		case c.slots <- struct{}{}:
			c.mu.Lock()
			c.waiting = false
			c.mu.Unlock()
		case <-c.stopped:
			_ = conn.Close()
			return nil, net.ErrClosed
		}
	}
	return &connection{Conn: conn, free: sync.OnceFunc(func() { <-c.slots })}, nil
}

// Close implements net.Listener.
func (c *connections) Close() error {
	c.stop.Do(func() { close(c.stopped) })
	return c.Listener.Close()
}

// makeRoom closes the connection that has asked nothing for longest, or else the next one
// that has its answer.
func (c *connections) makeRoom() {
	c.mu.Lock()
	e := c.idle.Front()
	if e != nil {
		c.forget(e.Value.(net.Conn))
	}
	c.waiting = e == nil
	c.mu.Unlock()
	if e != nil {
		_ = e.Value.(net.Conn).Close()
	}
}

// note is the server's ConnState.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	c.forget(conn)
	closing := state == http.StateIdle && c.waiting
	if closing {
		c.waiting = false
	} else if state == http.StateIdle || state == http.StateNew {
		c.at[conn] = c.idle.PushBack(conn)
	}
	c.mu.Unlock()
	if closing {
		_ = conn.Close()
	}
}

func (c *connections) forget(conn net.Conn) {
	if e, ok := c.at[conn]; ok {
		c.idle.Remove(e)
		delete(c.at, conn)
	}
}

// connection gives its slot back.
type connection struct {
	net.Conn
	free func()
}

// Close implements net.Conn.
func (c *connection) Close() error {
	defer c.free()
	return c.Conn.Close()
}

// connections is how many clients may be connected at a time: half of the files that can
// still be opened when the store is open are left to what it will open yet.
func (c Config) connections() int {
	left, err := badgerkv.FilesLeft()
	if err != nil || left/2 >= c.MaxClients {
		return c.MaxClients
	}
	most := max(left/2, 1)
	c.Logger.Warn("the limit of open files allows fewer connections than --max-connections", "connections", most)
	return most
}
