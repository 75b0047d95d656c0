import { useId, type FormEvent } from "react";
import { StatementChoicesDocument, useQuery, type Standing } from "../api";
import { formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { navigate, type StatementsChoice } from "../shell/route";
import { StandingBadge } from "../statement/statement";
import "./statement-choices.css";
import { duringPattern, filterOf, standingsOf, toggled } from "./statements-choice";
import { pageText } from "./text";
import { TypeChips } from "./type-chips";

/** What a list of statements can be narrowed to. Each choice is in the address, so that it can be shared. */
export function StatementChoices({ choice }: { choice: StatementsChoice }) {
  const t = useWords(pageText);
  const lang = useLocale();
  const langs = useLangs();
  const go = (next: StatementsChoice) => navigate({ page: "relations", ...next });
  const { data } = useQuery(StatementChoicesDocument, {
    anyStanding: filterOf({ ...choice, standing: undefined }),
    anyType: filterOf({ ...choice, type: undefined }),
    langs,
  });
  const { known } = standingsOf(choice);
  const counted = data?.standings.facets[0]?.buckets ?? [];
  return (
    <div className="narrow">
      <Words key={`${choice.text} ${choice.during}`} choice={choice} go={go} />
      <div role="group" aria-label={t.byStanding} className="filters">
        {counted.map(({ value, count }) => (
          <button key={value} type="button" className="chip" aria-pressed={known.includes(value as Standing)} onClick={() => go(toggled(choice, value))}>
            <StandingBadge standing={value as Standing} /> <span className="count">{formatNumber(count, lang)}</span>
          </button>
        ))}
      </div>
      <TypeChips buckets={data?.types.facets[0]?.buckets ?? []} chosen={choice.type} onChoose={(type) => go({ ...choice, type })} />
    </div>
  );
}

function Words({ choice, go }: { choice: StatementsChoice; go: (next: StatementsChoice) => void }) {
  const t = useWords(pageText);
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const value = (name: string) => String(given.get(name) ?? "").trim() || undefined;
    go({ ...choice, text: value("text"), during: value("during"), order: value("order") });
  };
  return (
    <form className="narrow-words" onSubmit={submit} role="search" aria-label={t.narrow}>
      <div>
        <label htmlFor={`${id}-text`}>{t.saying}</label>
        <input id={`${id}-text`} className="input" name="text" defaultValue={choice.text} maxLength={200} autoComplete="off" />
      </div>
      <div>
        <label htmlFor={`${id}-during`}>{t.during}</label>
        <input
          id={`${id}-during`}
          className="input"
          name="during"
          defaultValue={choice.during}
          placeholder="2022-05"
          pattern={duringPattern}
          title={t.duringHint}
          aria-describedby={`${id}-hint`}
          autoComplete="off"
        />
      </div>
      <div>
        <label htmlFor={`${id}-order`}>{t.order}</label>
        <select id={`${id}-order`} className="input" name="order" defaultValue={choice.order ?? ""}>
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
