package words

import "strings"

// asking is what a question has besides what it asks about, in English and French.
var asking = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
		did do does had has have how is say says said what when where whether why
		a ont dit comment est quand quel quelle quelles quels quoi pourquoi`) {
		set[w] = true
	}
	return set
}()

// Asking tells whether a folded word only makes a question: “did Mali hire Wagner?” asks
// about three words. In texts they are words like any other.
func Asking(folded string) bool { return asking[folded] }
