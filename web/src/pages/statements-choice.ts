import type { RelationFilter, RelationOrder, Standing } from "../api";
import type { StatementsChoice } from "../shell/route";
import { standings } from "../views/model";

/** What of `standing` are standings, and what is none. */
export function standingsOf({ standing }: StatementsChoice): { known: Standing[]; unknown: string[] } {
  const given = standing?.split(",").filter(Boolean) ?? [];
  const isKnown = (s: string): s is Standing => (standings as readonly string[]).includes(s);
  return { known: given.filter(isKnown), unknown: given.filter((s) => !isKnown(s)) };
}

/** toggled is a choice with a standing more, or less. */
export function toggled(choice: StatementsChoice, standing: string): StatementsChoice {
  const { known } = standingsOf(choice);
  const next = standings.filter((s) => known.includes(s) !== (s === standing));
  return { ...choice, standing: next.join(",") || undefined };
}

/** filterOf is the choice in the API's words. */
export function filterOf(choice: StatementsChoice): RelationFilter {
  const { known } = standingsOf(choice);
  return {
    ...(choice.text && { text: choice.text }),
    ...(choice.type && { type: [choice.type] }),
    ...(known.length > 0 && { standing: known }),
    ...(choice.during && { time: { overlaps: choice.during } }),
  };
}

export const orderOf = ({ order }: StatementsChoice): RelationOrder[] => [{ field: "TIME", direction: order === "newest" ? "DESC" : "ASC" }];

/** A year, a month or a day, or from one to another, as a pattern for a form: the simplest part of EDTF, which takes more. */
const day = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
export const duringPattern = `${day}(/(${day}|\\.\\.))?`;
