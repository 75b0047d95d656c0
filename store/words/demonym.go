package words

import "strings"

// The endings that make a demonym of the name of a country, as it stands and where it
// drops its last vowels, in English and French: Malian, Malien; Ukrainian, Chinois.
var (
	endings        = strings.Fields("n an ian ese i ish en ien ais ois ain")
	endingsDropped = strings.Fields("ian ean ese ien een ais ois e")
)

// Demonyms gives the folded words that may say who or what is of a country, if the
// folded word is its name: an army is called Malian, not Mali's. Most of them are no
// words at all. Irregular ones (French, Dutch) are not among them.
func Demonyms(folded string) (out []string) {
	if len(folded) < 4 {
		return nil
	}
	for _, e := range endings {
		out = append(out, folded+e)
	}
	for _, last := range []string{"ie", "ia", "e", "a"} {
		if base, ok := strings.CutSuffix(folded, last); ok && len(base) >= 3 {
			for _, e := range endingsDropped {
				out = append(out, base+e)
			}
			break
		}
	}
	return out
}
