import { StatementsDocument, TypeLabelDocument, usePages, useQuery, type Standing } from "../api";
import { formatList, useLangs, useLocale, useWords } from "../i18n";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import { More } from "./more";
import { pageText } from "./text";

/** All statements of a type, those below it included, or of some standings: `CONTESTED,DENIED`. */
export function RelationsPage({ type, standing }: { type: string | undefined; standing: string | undefined }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const langs = useLangs();
  const lang = useLocale();
  const known = (standing?.split(",") ?? []).filter((s): s is Standing => s in words.standing);
  const label = useQuery(TypeLabelDocument, type ? { type, langs } : undefined);
  const typeLabel = type && (label.data?.relationTypes.find((r) => r.key === type)?.label.text ?? type);
  const title = t.listTitle(typeLabel, formatList(known.map((s) => words.standing[s]), lang) || undefined);
  useTitle(title);
  const variables = { filter: { ...(type && { type: [type] }), ...(known.length > 0 && { standing: known }) }, langs, lang };
  const pages = usePages(StatementsDocument, variables, ({ relations }) => relations);
  return (
    <>
      <h1 className="title-sentence">{title}</h1>
      {known.map((s) => (
        <p key={s} className="hero-lead">
          {words.standingMeans[s]}
        </p>
      ))}
      <Answered asked={pages}>
        {({ nodes, totalCount }) => (
          <>
            <p className="page-meta">
              {t.total(totalCount)} <ShowQuery query={StatementsDocument} variables={variables} />
            </p>
            {nodes.length === 0 && <Empty title={t.noneOfThese} />}
            <StatementList statements={nodes} />
            <More pages={pages} />
          </>
        )}
      </Answered>
    </>
  );
}
