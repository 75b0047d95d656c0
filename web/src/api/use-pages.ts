import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ApiError, ask } from "./client";
import type { TypedDocumentString } from "./documents";
import { token } from "./token";
import { useQuery, type Asked } from "./use-query";

export interface Page {
  nodes: readonly unknown[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface Pages<P extends Page = Page> extends Asked<P> {
  /** Fetches the next page; absent where there is none, or it is on its way. */
  more: (() => void) | undefined;
  /** Why the next page did not come. What there is of the list stays. */
  moreError: ApiError | undefined;
}

// What came behind the first page of which list: cursors of one are nothing to another.
interface Rest<P> {
  for: string;
  pages: P[];
  loading: boolean;
  error?: ApiError;
}

/** usePages reads a list page by page and gives all that it has of it. `pick` finds the list in an answer. */
export function usePages<R, V extends object, P extends Page>(query: TypedDocumentString<R, V & { after?: string | null }>, variables: V, pick: (answer: R) => P | undefined): Pages<P> {
  const bearer = useSyncExternalStore(token.subscribe, token.get);
  const list = `${bearer} ${JSON.stringify(variables)}`;
  const first = useQuery(query, variables);
  const nothing: Rest<P> = { for: list, pages: [], loading: false };
  const [held, setRest] = useState(nothing);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), [list]);

  const start = first.data && pick(first.data);
  if (!start) return { ...first, data: undefined, more: undefined, moreError: undefined };
  const rest = held.for === list && !first.loading ? held : nothing;
  const pages = [start, ...rest.pages];
  const last = pages.at(-1)!;
  const more = () => {
    const { signal } = (abort.current = new AbortController());
    setRest({ for: list, pages: rest.pages, loading: true });
    ask(query, { ...variables, after: last.pageInfo.endCursor }, signal).then(
      (answer) => {
        const page = pick(answer);
        if (!signal.aborted) setRest({ for: list, pages: page ? [...rest.pages, page] : rest.pages, loading: false });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setRest({ for: list, pages: rest.pages, loading: false, error: error instanceof ApiError ? error : new ApiError("UNKNOWN", String(error)) });
      },
    );
  };
  return {
    ...first,
    data: { ...last, nodes: pages.flatMap((p) => p.nodes) },
    more: last.pageInfo.hasNextPage && !rest.loading && !first.loading ? more : undefined,
    moreError: rest.error,
  };
}
