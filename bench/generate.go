package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"time"
)

// seed makes every choice the same in every run: what is generated, and what is
// asked for.
const seed = 2022

// relationNames are event names of CAMEO, the most frequent ones of ICEWS first.
var relationNames = []string{
	"Make statement", "Consult", "Make an appeal or request", "Express intent to meet or negotiate", "Make a visit",
	"Host a visit", "Arrest, detain, or charge with legal action", "Praise or endorse", "Criticize or denounce", "Accuse",
	"Use unconventional violence", "Use conventional military force", "Engage in negotiation", "Express intent to cooperate",
	"Demand", "Sign formal agreement", "Investigate", "Discuss by telephone", "Reject", "Threaten",
	"Demonstrate or rally", "Provide aid", "Reduce relations", "Deny responsibility", "Expel or deport individuals",
}

var (
	offices = []string{
		"Government", "Citizen", "Police", "Foreign Affairs", "Military", "Head of Government", "Member of Parliament",
		"Ministry of Defence", "Armed Gang", "Protester", "Business", "Student", "Court", "Governor", "Envoy", "Media",
	}
	syllables = []string{"ba", "ko", "ma", "li", "sa", "hel", "ni", "ger", "to", "ga", "ru", "an", "da", "mo", "za", "ri", "be", "nin"}
)

// extend adds generated events to given ones until there are n: between the
// actors of those and new ones, one to thirteen events, a ratio that ICEWS14 has. How
// often an actor stands in an event follows Zipf's law, with the busy ones of the
// given events the busiest. Each event is another one.
func extend(events []event, n int) []event {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	actors := byDegree(events)
	for i := len(actors); i < max(n/13, 10); i++ {
		actors = append(actors, actorName(i))
	}
	pickActor, pickRelation := zipf(len(actors), 0.9), zipf(len(relationNames), 1)
	start := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)
	seen := make(map[event]bool, n)
	for _, e := range events {
		seen[e] = true
	}
	events = slices.Clip(events)
	for len(events) < n {
		e := event{
			actors[pickActor(r)], relationNames[pickRelation(r)], actors[pickActor(r)],
			start.AddDate(0, 0, r.IntN(365)).Format(time.DateOnly),
		}
		if e.subject != e.object && !seen[e] {
			seen[e] = true
			events = append(events, e)
		}
	}
	return events
}

// actorName is the i-th generated name: an office of a country, or a person.
func actorName(i int) string {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	word := func() string {
		w := ""
		for range 2 + r.IntN(2) {
			w += syllables[r.IntN(len(syllables))]
		}
		return string(w[0]-'a'+'A') + w[1:]
	}
	if i%2 == 0 {
		return fmt.Sprintf("%s (%s %d)", offices[r.IntN(len(offices))], word(), i)
	}
	return fmt.Sprintf("%s %s %d", word(), word(), i)
}

// zipf draws numbers below n, k with a probability in proportion to (k+2)^-s.
func zipf(n int, s float64) func(*rand.Rand) int {
	sums, sum := make([]float64, n), 0.0
	for k := range sums {
		sum += math.Pow(float64(k+2), -s)
		sums[k] = sum
	}
	return func(r *rand.Rand) int { return min(sort.SearchFloat64s(sums, r.Float64()*sum), n-1) }
}

// byDegree lists the actors of events, the one in most of them first, equal ones
// by name.
func byDegree(events []event) []string {
	degree := map[string]int{}
	for _, e := range events {
		degree[e.subject]++
		degree[e.object]++
	}
	actors := make([]string, 0, len(degree))
	for a := range degree {
		actors = append(actors, a)
	}
	slices.SortFunc(actors, func(a, b string) int {
		if degree[a] != degree[b] {
			return degree[b] - degree[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return actors
}
