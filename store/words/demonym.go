package words

import (
	"slices"
	"strings"
)

// The endings that make a demonym of the name of a country, as it stands and where it
// drops its last vowels, in English and French: Malien, Senegalese; Ukrainian, Chinois.
var (
	endings        = strings.Fields("ian ese ish en ien ais ois ain")
	endingsDropped = strings.Fields("ian ean ese ien een ais ois e")
)

// inI are the countries, folded, whose demonym ends in i. In other names the letter makes
// another word of too many: part and parti.
var inI = strings.Fields("azerbaijan bahrain bangladesh iraq israel kuwait kyrgyzstan oman pakistan qatar tajikistan turkmenistan uzbekistan yemen")

// Demonyms gives the folded words that may say who or what is of a country, if the
// folded word is its name: an army is called Malian, not Mali's. Most of them are no
// words at all. Irregular ones (French, Dutch) are not among them.
func Demonyms(folded string) (out []string) {
	if len(folded) < 4 {
		return nil
	}
	if strings.HasSuffix(folded, "a") {
		out = append(out, folded+"n")
	} else {
		out = append(out, folded+"an")
	}
	for _, e := range endings {
		out = append(out, folded+e)
	}
	if slices.Contains(inI, folded) {
		out = append(out, folded+"i")
	}
	for _, last := range []string{"ie", "ia", "e", "a"} {
		base, ok := strings.CutSuffix(folded, last)
		if !ok || len(base) < 3 {
			continue
		}
		for _, e := range endingsDropped {
			if e != last {
				out = append(out, base+e)
			}
		}
		break
	}
	return out
}
