import { useState } from "react";
import { formatNumber, useLocale, useWords } from "../i18n";
import { pageText } from "./text";
import { withSubtypes, type TypeBucket } from "./types";

const shownAtFirst = 12;

interface Props {
  /** As the API's facet has them. */
  buckets: readonly TypeBucket[];
  /** Key of the one that is chosen. */
  chosen: string | undefined;
  /** How it reads: it is shown also where there is none of it. */
  chosenLabel?: string | undefined;
  onChoose: (type: string | undefined) => void;
  /** How many there are of all types: shown as a choice of its own. */
  total?: number;
}

/** TypeChips are the types that a list has, with how many of each: one of them may be chosen, and given back. */
export function TypeChips({ buckets, chosen, chosenLabel, onChoose, total }: Props) {
  const t = useWords(pageText);
  const lang = useLocale();
  const [all, setAll] = useState(false);
  const types = withSubtypes(buckets);
  const missing = chosen !== undefined && !types.some(({ value }) => value === chosen);
  const shown = types.filter(({ value }, i) => all || i < shownAtFirst || value === chosen);
  return (
    <div role="group" aria-label={t.byType} className="filters">
      {total !== undefined && (
        <button type="button" className="chip" aria-pressed={!chosen} onClick={() => onChoose(undefined)}>
          {t.allTypes} <span className="count">{formatNumber(total, lang)}</span>
        </button>
      )}
      {missing && (
        <button type="button" className="chip" aria-pressed onClick={() => onChoose(undefined)}>
          {chosenLabel ?? chosen} <span className="count">0</span>
        </button>
      )}
      {shown.map(({ value, count, node }) => (
        <button key={value} type="button" className="chip" aria-pressed={value === chosen} onClick={() => onChoose(value === chosen ? undefined : value)}>
          {node?.label?.text ?? value} <span className="count">{formatNumber(count, lang)}</span>
        </button>
      ))}
      {types.length > shown.length && (
        <button type="button" className="chip chip-more" onClick={() => setAll(true)}>
          {t.more(types.length - shown.length)}
        </button>
      )}
    </div>
  );
}
