package graph_test

import (
	"fmt"
	"testing"

	"demarche/store"
)

// One operation sees one state of the graph, whatever is written meanwhile: two
// aliases, and everything below them, agree while another client commits.
func TestOneOperationSeesOneSnapshot(t *testing.T) {
	a := newAPI(t)
	star(t, a.store, 4)
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-stop:
				stopped <- n
				return
			default:
				commitAll(t, a.store, []store.Operation{accusation(fmt.Sprintf("a%d", n%4), "hub", n+1000)})
			}
		}
	}()
	for range 200 {
		d := a.do(`{ meta { head }
			x: relations { totalCount } y: relations { totalCount }
			hub: entity(ref: {key: "hub"}) { relations { totalCount } }
			a: entities(filter: {inRelation: {}}) { nodes { relations(as: ["accuser"]) { totalCount } } } }`, nil)
		sum := 0.0
		for _, n := range at(d, "a", "nodes").([]any) {
			sum += at(n, "relations", "totalCount").(float64)
		}
		if x, y := at(d, "x", "totalCount"), at(d, "y", "totalCount"); x != y || x != sum {
			t.Fatalf("within one operation the graph has %v, %v and %v relations", x, y, sum)
		}
	}
	close(stop)
	if n := <-stopped; n == 0 {
		t.Error("nothing was written meanwhile")
	}
}
