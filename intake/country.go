package intake

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"demarche/store"
	"demarche/store/words"
)

// countryScheme is how codes of ISO 3166-1 name their vocabulary.
const countryScheme = "ISO 3166-1"

// members are the member states of the United Nations (ISO 3166-1 alpha-2): what is
// named like one of them is taken for that state. Territories are not in it.
const members = "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ " +
	"DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ " +
	"LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW " +
	"SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW"

// otherNames are names that event data use and CLDR does not.
var otherNames = map[string]string{
	"burma": "MM", "myanmar": "MM", "cape verde": "CV", "czech republic": "CZ", "east timor": "TL", "ivory coast": "CI", "cote d'ivoire": "CI",
	"macedonia": "MK", "swaziland": "SZ", "turkey": "TR", "democratic republic of congo": "CD", "democratic republic of the congo": "CD",
	"bosnia and herzegovina": "BA", "antigua and barbuda": "AG", "saint kitts and nevis": "KN", "saint lucia": "LC",
	"saint vincent and the grenadines": "VC", "sao tome and principe": "ST", "trinidad and tobago": "TT", "vatican city": "VA",
}

// countries gives the code of a state by its folded English name.
var countries = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	names := display.English.Regions()
	for _, code := range strings.Fields(members) {
		out[words.Fold(names.Name(language.MustParseRegion(code)))] = code
	}
	for name, code := range otherNames {
		out[name] = code
	}
	return out
})

// country keeps the state that a name tells: “Mali” is one, “Military (Mali)” belongs to
// one. Only exact names count, and only in the place where a state is told.
func (a *actor) country(name string) {
	if code := countries()[words.Fold(name)]; code != "" {
		a.kind = "state"
		a.codes = append(a.codes, store.Code{Scheme: countryScheme, Code: code, Match: store.Close})
		return
	}
	open := strings.LastIndexByte(name, '(')
	if open <= 0 || !strings.HasSuffix(name, ")") {
		return
	}
	of := name[open+1 : len(name)-1]
	if code := countries()[words.Fold(of)]; code != "" {
		a.codes = append(a.codes, store.Code{Scheme: countryScheme, Code: code, Label: of, Match: store.Broader})
	}
}
