import { StatementsDocument, TypeLabelDocument, usePages, useQuery } from "../api";
import { formatList, useLangs, useLocale, useWords } from "../i18n";
import { Link } from "../shell/link";
import type { StatementsChoice } from "../shell/route";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StandingBadge, StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import { standings } from "../views/model";
import { More } from "./more";
import { StatementChoices } from "./statement-choices";
import { filterOf, orderOf, standingsOf } from "./statements-choice";
import { pageText } from "./text";

/** Statements: all of them, or those of a type, of some standings, of a time, or that say some words. */
export function RelationsPage(choice: StatementsChoice) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const langs = useLangs();
  const lang = useLocale();
  const { type, text, during } = choice;
  const { known, unknown } = standingsOf(choice);
  const label = useQuery(TypeLabelDocument, type ? { type, langs } : undefined);
  const typeLabel = type && (label.data?.relationTypes.find((r) => r.key === type)?.label.text ?? type);
  const title = t.listTitle(typeLabel, formatList(known.map((s) => words.standing[s]), lang) || undefined, text, during);
  useTitle(title);
  return (
    <>
      <h1 className="title-sentence">{title}</h1>
      {known.map((s) => (
        <p key={s} className="hero-lead">
          {words.standingMeans[s]}
        </p>
      ))}
      {unknown.length > 0 ? <NoSuchStanding given={unknown} choice={choice} /> : <Statements choice={choice} typeLabel={typeLabel} />}
    </>
  );
}

function Statements({ choice, typeLabel }: { choice: StatementsChoice; typeLabel: string | undefined }) {
  const t = useWords(pageText);
  const langs = useLangs();
  const lang = useLocale();
  const variables = { filter: filterOf(choice), orderBy: orderOf(choice), langs, lang };
  const pages = usePages(StatementsDocument, variables, ({ relations }) => relations);
  return (
    <>
      <StatementChoices choice={choice} typeLabel={typeLabel} />
      <Answered asked={pages}>
        {({ nodes, totalCount }) => (
          <>
            <p className="page-meta" role="status">
              {t.total(totalCount)} <ShowQuery query={StatementsDocument} variables={variables} />
            </p>
            {nodes.length === 0 && (
              <Empty title={t.noneOfThese}>
                <p>{t.noneOfTheseWhy}</p>
              </Empty>
            )}
            <StatementList statements={nodes} />
            <More pages={pages} />
          </>
        )}
      </Answered>
    </>
  );
}

// An address that was written or cut by hand must not look as if it had been answered.
function NoSuchStanding({ given, choice }: { given: string[]; choice: StatementsChoice }) {
  const t = useWords(pageText);
  return (
    <Empty title={t.noSuchStanding(given.join(", "))}>
      <ul className="types">
        {standings.map((s) => (
          <li key={s}>
            <Link to={{ page: "relations", ...choice, standing: s }} className="chip">
              <StandingBadge standing={s} />
            </Link>
          </li>
        ))}
      </ul>
    </Empty>
  );
}
