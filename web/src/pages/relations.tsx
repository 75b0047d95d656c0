import { StatementsDocument, TypeLabelDocument, usePages, useQuery, type Standing } from "../api";
import { formatNumber, useLangs, useLocale, useWords } from "../i18n";
import { ShowQuery } from "../shell/show-query";
import { Answered, Empty } from "../shell/states";
import { useTitle } from "../shell/title";
import { StatementList } from "../statement/statement";
import { terms } from "../statement/text";
import { More } from "./more";
import { pageText } from "./text";

/** All statements of a type, those below it included, or of a standing. */
export function RelationsPage({ type, standing }: { type: string | undefined; standing: string | undefined }) {
  const t = useWords(pageText);
  const words = useWords(terms);
  const langs = useLangs();
  const lang = useLocale();
  const known = words.standing[standing as Standing] as string | undefined;
  const label = useQuery(TypeLabelDocument, type ? { type, langs } : undefined);
  const typeLabel = type && (label.data?.relationTypes.find((r) => r.key === type)?.label.text ?? type);
  const title = t.listTitle(typeLabel, known);
  useTitle(title);
  const variables = { filter: { ...(type && { type: [type] }), ...(known && { standing: [standing as Standing] }) }, langs, lang };
  const pages = usePages(StatementsDocument, variables, ({ relations }) => relations);
  return (
    <>
      <h1 className="title-sentence">{title}</h1>
      {known && <p className="hero-lead">{words.standingMeans[standing as Standing]}</p>}
      <Answered asked={pages}>
        {({ nodes, totalCount }) => (
          <>
            <p className="page-meta">
              {t.total(formatNumber(totalCount, lang))} <ShowQuery query={StatementsDocument} variables={variables} />
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
