import { createContext, useContext } from "react";
import { useWords } from "../i18n";
import { queryLink } from "../shell/route";
import { commonWords } from "./words";

/** A query that a view used, with its variables. */
export interface UsedQuery {
  query: { toString(): string };
  variables?: unknown;
}

/** Opens a query where the reader can see and keep it. Without one, links lead to the playground. */
export const OpenQuery = createContext<((used: UsedQuery) => void) | undefined>(undefined);

/** QueryLink shows which query a view used. */
export function QueryLink({ query, variables = {}, children }: UsedQuery & { children?: React.ReactNode }) {
  const t = useWords(commonWords);
  const open = useContext(OpenQuery);
  const label = children ?? t.showQuery;
  if (!open) {
    return (
      <a className="query-link" href={queryLink(query, variables)}>
        {label}
      </a>
    );
  }
  return (
    <button type="button" className="query-link" onClick={() => open({ query, variables })}>
      {label}
    </button>
  );
}
