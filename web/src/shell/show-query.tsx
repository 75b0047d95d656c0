import { useWords } from "../i18n";
import { queryLink } from "./route";
import { shellText } from "./text";

/** ShowQuery opens the very query that a part of a page was made from. */
export function ShowQuery({ query, variables, what }: { query: { toString(): string }; variables: unknown; what?: string }) {
  const t = useWords(shellText);
  return (
    <a className="show-query" href={queryLink(query, variables)} title={t.showQueryHint} aria-label={what && `${t.showQuery}: ${what}`}>
      <span aria-hidden="true">{"{ } "}</span>
      {t.showQuery}
    </a>
  );
}
