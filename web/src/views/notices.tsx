import type { ReactNode } from "react";
import type { ApiError } from "../api";
import { formatNumber, useLocale, useWords } from "../i18n";
import { maxDetails } from "./extract/details";
import { graphWords } from "./graph/graph-words";
import type { Graph } from "./model";
import { commonWords } from "./words";

const shownAtOnce = 3;

/** What a reader has to know about a view: what is missing from it, and by what rule. */
export function Notices({ graph, error, children }: { graph: Graph; error?: ApiError | undefined; children?: ReactNode }) {
  const t = useWords(graphWords);
  const locale = useLocale();
  const n = (count: number) => formatNumber(count, locale);
  const parts = [
    ...(graph.leftOut > 0 ? [t.leftOut(n(maxDetails), n(maxDetails + graph.leftOut))] : []),
    ...(graph.claimsCut > 0 ? [t.claimsCut(graph.claimsCut)] : []),
    ...graph.truncated.map((path) => t.truncated(path)),
    ...graph.partial.map((p) => t.partial(p.path, n(p.shown), p.total === undefined ? undefined : n(p.total))),
  ];
  return (
    <ul className="view-notices" aria-live="polite">
      {error && <li className="view-error">{error.message}</li>}
      {children}
      {parts.slice(0, shownAtOnce).map((text) => (
        <li key={text}>{text}</li>
      ))}
      {parts.length > shownAtOnce && (
        <li title={parts.slice(shownAtOnce).join("\n")}>{t.more(parts.length - shownAtOnce)}</li>
      )}
    </ul>
  );
}

/** Stands where an answer has nothing for a view. */
export function Nothing({ children }: { children?: ReactNode }) {
  const t = useWords(commonWords);
  return (
    <div className="view-nothing" role="status">
      {children ?? (
        <>
          <p>{t.nothing}</p>
          <p>{t.nothingHint}</p>
        </>
      )}
    </div>
  );
}
