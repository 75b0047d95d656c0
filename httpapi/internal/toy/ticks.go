package toy

import (
	"context"
	"strings"
	"sync"
)

// log is what all subscribers of ticks read, each at its own pace: one that
// stands still holds up nobody.
type log struct {
	mu      sync.Mutex
	numbers []int32
	grown   chan struct{} // closed when there is more
}

// Tick sends a number to all who are subscribed to ticks or will be.
func (r *Root) Tick(n int32) {
	r.ticks.mu.Lock()
	defer r.ticks.mu.Unlock()
	r.ticks.numbers = append(r.ticks.numbers, n)
	close(r.ticks.grown)
	r.ticks.grown = make(chan struct{})
}

// from returns what there is from a position on, and what is closed when there
// is more.
func (l *log) from(position int) ([]int32, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.numbers[position:], l.grown
}

func (r resolver) Ticks(ctx context.Context) (<-chan int32, error) {
	out := make(chan int32)
	go func() {
		defer close(out)
		for position := 0; ; {
			numbers, grown := r.ticks.from(position)
			position += len(numbers)
			for _, n := range numbers {
				select {
				case out <- n:
				case <-ctx.Done():
					return
				}
			}
			select {
			case <-grown:
			case <-ctx.Done():
				return
			}
		}
	}()
	r.Started <- "ticks"
	return out, nil
}

func (r resolver) Flood(ctx context.Context) (<-chan string, error) {
	out := make(chan string)
	text := strings.Repeat("x", 1<<20)
	go func() {
		defer close(out)
		for {
			select {
			case out <- text:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}
