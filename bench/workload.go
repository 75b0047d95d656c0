package bench

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"demarche/bench/floor"
)

// workload is one operation with many sets of arguments.
type workload struct {
	name, what string
	query      string
	asks       []ask
	check      func(answer) error
	// make, if set, makes the body of the n-th request instead of asks: no two are
	// the same. Then there is no floor.
	make   func(n int64) []byte
	before []byte // sent once, before all others
	next   atomic.Int64
}

// ask is one set of arguments.
type ask struct {
	of   string // by which the floor finds its answer, see floor.Of
	body []byte
}

// request is the body of the next request.
func (w *workload) request() []byte {
	n := w.next.Add(1)
	if w.make != nil {
		return w.make(n)
	}
	return w.asks[int(n)%len(w.asks)].body
}

// add adds a set of arguments, unless there is one that the floor could not tell from it.
func (w *workload) add(v variables, of ...string) {
	a := ask{floor.Of(of...), requestBody(w.query, v)}
	if !slices.ContainsFunc(w.asks, func(b ask) bool { return a.of == b.of }) {
		w.asks = append(w.asks, a)
	}
}

var workloadNames = []string{"entity", "page", "page-quiet", "hops", "search", "suggest", "paths", "between", "commit"}

// workloads makes all workloads, in the order in which they are to be driven: commits
// last, as the graph grows by them.
func workloads(s *sample) []*workload {
	r := rand.New(rand.NewPCG(seed, 2))
	page, quiet := pageWorkloads(s)
	return []*workload{
		entityWorkload(s), page, quiet, hopsWorkload(s), searchWorkload(s), suggestWorkload(s),
		pathsWorkload(s, r), betweenWorkload(s, r), commitWorkload(s, time.Now()),
	}
}

func entityWorkload(s *sample) *workload {
	w := &workload{name: "entity", what: "entity by key, with its name", query: entityQuery, check: checkEntity}
	for _, a := range s.all() {
		w.add(variables{"key": a.key}, a.key)
	}
	return w
}

// pageWorkloads ask for full pages, where there are any: of the actors with most such
// relations, and of those with fewest. Both should cost the same.
func pageWorkloads(s *sample) (busy, quiet *workload) {
	busy = &workload{name: "page", query: pageQuery, check: checkPage}
	quiet = &workload{name: "page-quiet", query: pageQuery, check: checkPage}
	const what = "first 20 relations of one type and role, newest first, with totalCount"
	typed := slices.DeleteFunc(s.all(), func(a *actor) bool { return len(a.types) == 0 })
	slices.SortStableFunc(typed, func(a, b *actor) int { return b.types[0].count - a.types[0].count })
	full := slices.IndexFunc(typed, func(a *actor) bool { return a.types[0].count < 20 })
	if full < 0 {
		full = len(typed)
	}
	full = min(max(full, 2), len(typed))
	half := min(perClass, full/2)
	for _, part := range []struct {
		w      *workload
		actors []*actor
	}{{busy, typed[:half]}, {quiet, typed[full-half : full]}} {
		for _, a := range part.actors {
			part.w.add(variables{"key": a.key, "role": a.types[0].role, "type": a.types[0].relationType}, a.key)
		}
		if n := len(part.actors); n > 0 {
			part.w.what = fmt.Sprintf("%s; out of %d to %d", what, part.actors[n-1].types[0].count, part.actors[0].types[0].count)
		}
	}
	return busy, quiet
}

func hopsWorkload(s *sample) *workload {
	w := &workload{name: "hops", what: "two hops of 20, names", query: hopsQuery, check: checkHops}
	for _, a := range slices.Concat(s.busy, s.middle) {
		if len(a.types) > 0 {
			w.add(variables{"key": a.key, "role": a.types[0].role}, a.key)
		}
	}
	return w
}

// searchWorkload asks for whole names, for single words of them, and for their beginnings.
func searchWorkload(s *sample) *workload {
	w := &workload{name: "search", what: "search for a name, first 10 with matches", query: searchQuery, check: checkSearch}
	for i, a := range s.all() {
		text := a.name
		word := longestWord(a.name)
		switch i % 3 {
		case 1:
			text = word
		case 2:
			text = string([]rune(word)[:max(3, len([]rune(word))-2)])
		}
		w.add(variables{"text": text}, text)
	}
	return w
}

func suggestWorkload(s *sample) *workload {
	w := &workload{name: "suggest", what: "type-ahead after three letters", query: suggestQuery, check: checkSuggest}
	for _, a := range s.all() {
		prefix := string([]rune(longestWord(a.name))[:3])
		w.add(variables{"prefix": prefix}, prefix)
	}
	return w
}

// longestWord gives a word of at least three letters.
func longestWord(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ()/-,.'’", r) })
	longest := slices.MaxFunc(append(words, "the"), func(a, b string) int { return cmp.Compare(len([]rune(a)), len([]rune(b))) })
	return longest
}

func pathsWorkload(s *sample, r *rand.Rand) *workload {
	w := &workload{name: "paths", what: "3 shortest paths between two busy actors", query: pathsQuery, check: checkPaths}
	for range perClass {
		from, to := s.busy[r.IntN(len(s.busy))], s.busy[r.IntN(len(s.busy))]
		if from != to {
			w.add(variables{"from": from.key, "to": to.key}, from.key, to.key)
		}
	}
	return w
}

// betweenWorkload asks about half of the time that the events cover.
func betweenWorkload(s *sample, r *rand.Rand) *workload {
	w := &workload{name: "between", what: "relations between two actors in a date range, with facets by year", query: betweenQuery, check: checkBetween}
	from, _ := time.Parse(time.DateOnly, s.from) // readEvents has checked it
	to, _ := time.Parse(time.DateOnly, s.to)
	days := int(to.Sub(from).Hours()/24) + 1
	for _, p := range s.pairs {
		start := from.AddDate(0, 0, r.IntN(days/2+1))
		span := start.Format(time.DateOnly) + "/" + start.AddDate(0, 0, days/2).Format(time.DateOnly)
		w.add(variables{"one": p[0].key, "other": p[1].key, "time": span}, p[0].key, p[1].key, span)
	}
	return w
}

// commitWorkload adds a relation with a claim in each commit, between the actors of the
// sample, on days long before those of the events.
func commitWorkload(s *sample, now time.Time) *workload {
	typed := slices.DeleteFunc(slices.Clone(s.busy), func(a *actor) bool { return len(a.types) == 0 })
	actors, run := s.all(), now.UnixNano()
	commit := func(n int64, operation variables) []byte {
		return requestBody(commitMutation, variables{"input": variables{
			"idempotencyKey": fmt.Sprintf("bench %d %d", run, n), "operations": []variables{operation},
		}})
	}
	w := &workload{name: "commit", what: "commit of one relation with a claim, synced", query: commitMutation, check: checkCommit}
	w.before = commit(0, variables{"putSource": variables{"key": "demarche-bench", "genre": "dataset"}})
	w.make = func(n int64) []byte {
		subject, object := typed[int(n)%len(typed)], actors[int(n/7)%len(actors)]
		of := subject.types[0]
		date := time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n%300_000)).Format(time.DateOnly)
		return commit(n, variables{"putRelation": variables{
			"type":         of.relationType,
			"participants": []variables{{"role": of.role, "ref": ref(subject)}, {"role": of.objectRole, "ref": ref(object)}},
			"time":         variables{"edtf": date},
			"claim":        variables{"evidence": []variables{{"source": variables{"key": "demarche-bench"}}}},
		}})
	}
	return w
}

func ref(a *actor) variables { return variables{"key": a.key} }
