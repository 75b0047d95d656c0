// The API words a date as it stands alone, “16 juillet 2014”. In a sentence it wants an article, contracted with what is before it.
const openings = {
  since: { masculine: "depuis le ", elided: "depuis l’", plural: "depuis les ", bare: "depuis ", other: "depuis " },
  from: { masculine: "dès le ", elided: "dès l’", plural: "dès les ", bare: "dès ", other: "dès " },
  until: { masculine: "jusqu’au ", elided: "jusqu’à l’", plural: "jusqu’aux ", bare: "jusqu’en ", other: "jusqu’à " },
};

export type Opening = keyof typeof openings;

const months = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre";
const forms = {
  masculine: new RegExp(`^(\\d{1,2}(er)? (${months})|printemps) `),
  elided: /^(été|automne|hiver) /,
  plural: /^années /,
  bare: new RegExp(`^(${months}|\\d)`),
};

/** inFrench says a date of the API behind “since”, “from” or “until”: “depuis le 16 juillet 2014”, “depuis 2014”. */
export function inFrench(opening: Opening, text: string): string {
  const about = /^vers (?:les? |l['’])?([^,]*)(.*)$/.exec(text);
  const date = about ? `${about[1]} environ${about[2]}` : text;
  const form = (Object.keys(forms) as (keyof typeof forms)[]).find((f) => forms[f].test(date)) ?? "other";
  return openings[opening][form] + date;
}
