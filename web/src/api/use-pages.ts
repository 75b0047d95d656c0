import { useEffect, useState } from "react";
import { ApiError, ask } from "./client";
import type { TypedDocumentString } from "./documents";
import { useQuery, type Asked } from "./use-query";

interface Page<N> {
  nodes: readonly N[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface Pages<N> extends Asked<Page<N>> {
  /** Fetches the next page; absent where there is none, or it is on its way. */
  more: (() => void) | undefined;
}

/** usePages reads a list page by page and gives all that it has of it. `pick` finds the list in an answer. */
export function usePages<R, V extends object, N>(query: TypedDocumentString<R, V & { after?: string | null }>, variables: V, pick: (answer: R) => Page<N> | undefined): Pages<N> {
  const asked = JSON.stringify(variables);
  const first = useQuery(query, variables);
  const [rest, setRest] = useState<{ for: string; pages: Page<N>[]; loading: boolean; error?: ApiError }>({ for: asked, pages: [], loading: false });
  useEffect(() => setRest({ for: asked, pages: [], loading: false }), [asked]);
  const start = first.data && pick(first.data);
  if (!start) return { ...first, data: undefined, more: undefined };
  const pages = rest.for === asked && !first.loading ? [start, ...rest.pages] : [start];
  const last = pages.at(-1)!;
  const more = () => {
    setRest({ ...rest, loading: true });
    ask(query, { ...variables, after: last.pageInfo.endCursor }).then(
      (answer) => {
        const page = pick(answer);
        setRest((now) => (now.for === asked && page ? { for: asked, pages: [...now.pages, page], loading: false } : now));
      },
      (error: ApiError) => setRest((now) => ({ ...now, loading: false, error })),
    );
  };
  return {
    ...first,
    error: first.error ?? rest.error,
    data: { ...last, nodes: pages.flatMap((p) => p.nodes) },
    more: last.pageInfo.hasNextPage && !rest.loading ? more : undefined,
  };
}
