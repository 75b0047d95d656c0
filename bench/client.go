package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// conn is one HTTP/1.1 connection that is kept alive. It does no more than it must:
// client and server share the machine.
type conn struct {
	net  net.Conn
	r    *bufio.Reader
	head string // of each request, up to the length of its body
	out  []byte
	body bytes.Buffer
}

func dial(ctx context.Context, api string) (*conn, error) {
	u, err := url.Parse(api)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return nil, err
	}
	return &conn{net: c, r: bufio.NewReaderSize(c, 64<<10),
		head: "POST " + u.Path + " HTTP/1.1\r\nHost: " + u.Host + "\r\nContent-Type: application/json\r\nContent-Length: "}, nil
}

func (c *conn) close() { _ = c.net.Close() }

// post sends a body and gives that of the answer, which is valid until the next
// call. Any status but 200 is an error.
func (c *conn) post(body []byte) ([]byte, error) {
	c.out = append(c.out[:0], c.head...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.net.Write(c.out); err != nil {
		return nil, err
	}
	status, err := c.line()
	if err != nil {
		return nil, err
	}
	ok := strings.HasPrefix(status, "HTTP/1.1 200 ")
	length, chunked := -1, false
	for {
		line, err := c.line()
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "Content-Length":
			if length, err = strconv.Atoi(value); err != nil {
				return nil, err
			}
		case "Transfer-Encoding":
			chunked = value == "chunked"
		}
	}
	c.body.Reset()
	switch {
	case chunked:
		err = c.readChunks()
	case length >= 0:
		err = c.read(length)
	default:
		err = errors.New("an answer without a length")
	}
	if err == nil && !ok {
		err = fmt.Errorf("%s: %s", status, c.body.Bytes())
	}
	return c.body.Bytes(), err
}

func (c *conn) line() (string, error) {
	b, err := c.r.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	return string(bytes.TrimRight(b, "\r\n")), nil
}

func (c *conn) read(n int) error {
	_, err := io.CopyN(&c.body, c.r, int64(n))
	return err
}

func (c *conn) readChunks() error {
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(line, 16, 32)
		if err != nil {
			return err
		}
		if err := c.read(int(n)); err != nil {
			return err
		}
		if end, err := c.line(); err != nil || end != "" {
			return errors.Join(err, fmt.Errorf("%q behind a chunk", end))
		}
		if n == 0 {
			return nil
		}
	}
}
