import { useEffect, useId, useRef, type FormEvent, type RefObject } from "react";
import { StatementChoicesDocument, useQuery, type Standing } from "../api";
import { formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { navigate, type StatementsChoice } from "../shell/route";
import { StandingBadge } from "../statement/statement";
import { standings } from "../views/model";
import "./statement-choices.css";
import { duringPattern, filterOf, standingsOf, toggled } from "./statements-choice";
import { pageText } from "./text";
import { TypeChips } from "./type-chips";

/** What a list of statements can be narrowed to. Each choice is in the address, so that it can be shared. */
export function StatementChoices({ choice, typeLabel }: { choice: StatementsChoice; typeLabel: string | undefined }) {
  const t = useWords(pageText);
  const lang = useLocale();
  const langs = useLangs();
  const form = useRef<HTMLFormElement>(null);
  const { data } = useQuery(StatementChoicesDocument, {
    anyStanding: filterOf({ ...choice, standing: undefined }),
    anyType: filterOf({ ...choice, type: undefined }),
    langs,
  });
  const { known } = standingsOf(choice);
  const counted = new Map(data?.standings.facets[0]?.buckets.map(({ value, count }) => [value as Standing, count]));
  // What stands in the boxes counts, also if it is a chip that is pressed.
  const go = (next: StatementsChoice) => {
    if (form.current!.reportValidity()) navigate({ page: "relations", ...next, ...written(form.current!) });
  };
  return (
    <div className="narrow">
      <Words ref={form} choice={choice} onSubmit={() => go(choice)} />
      <div role="group" aria-label={t.byStanding} className="filters">
        {standings
          .filter((s) => counted.has(s) || known.includes(s))
          .map((s) => (
            <button key={s} type="button" className="chip" aria-pressed={known.includes(s)} onClick={() => go(toggled(choice, s))}>
              <StandingBadge standing={s} /> <span className="count">{formatNumber(counted.get(s) ?? 0, lang)}</span>
            </button>
          ))}
      </div>
      <TypeChips buckets={data?.types.facets[0]?.buckets ?? []} chosen={choice.type} chosenLabel={typeLabel} onChoose={(type) => go({ ...choice, type })} />
    </div>
  );
}

const boxes = ["text", "during", "order"] as const;

function written(form: HTMLFormElement): StatementsChoice {
  const given = new FormData(form);
  return Object.fromEntries(boxes.map((name) => [name, String(given.get(name) ?? "").trim() || undefined]));
}

interface WordsProps {
  ref: RefObject<HTMLFormElement | null>;
  choice: StatementsChoice;
  onSubmit: () => void;
}

function Words({ ref, choice, onSubmit }: WordsProps) {
  const t = useWords(pageText);
  const id = useId();
  // The boxes show what the address has, also when one goes back; the focus stays where it is.
  useEffect(() => {
    for (const name of boxes) (ref.current!.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value = choice[name] ?? "";
  }, [ref, choice.text, choice.during, choice.order]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={ref} className="narrow-words" onSubmit={submit} role="search" aria-label={t.narrow}>
      <div>
        <label htmlFor={`${id}-text`}>{t.saying}</label>
        <input id={`${id}-text`} className="input" name="text" maxLength={200} autoComplete="off" />
      </div>
      <div>
        <label htmlFor={`${id}-during`}>{t.during}</label>
        <input id={`${id}-during`} className="input" name="during" placeholder="2022-05" pattern={duringPattern} title={t.duringHint} aria-describedby={`${id}-hint`} autoComplete="off" />
      </div>
      <div>
        <label htmlFor={`${id}-order`}>{t.order}</label>
        <select id={`${id}-order`} className="input" name="order" onChange={() => onSubmit()}>
          <option value="">{t.oldest}</option>
          <option value="newest">{t.newest}</option>
        </select>
      </div>
      <button className="button button-strong">{t.show}</button>
      <p id={`${id}-hint`} className="narrow-hint">
        {t.duringHint}
      </p>
    </form>
  );
}
