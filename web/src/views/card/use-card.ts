import { useQuery, ViewCardByIdDocument, ViewCardByKeyDocument, type ApiError, type ViewCardByKeyQuery } from "../../api";
import { useLangs } from "../../i18n";
import type { UsedQuery } from "../query-link";

/** All that a card shows of a thing. */
export type CardThing = ViewCardByKeyQuery["subgraph"]["nodes"][number];

export interface Card {
  thing: CardThing | undefined;
  loading: boolean;
  error: ApiError | undefined;
  retry: () => void;
  /** The query that was asked; undefined if neither id nor key is known. */
  used: UsedQuery | undefined;
}

// Ids that views give to things of which the answer has none.
const ownId = /^(key|name|place):/;

/** useCard asks all about a thing: by id, which also leads into past states, else by key. */
export function useCard(id: string | undefined, key: string | undefined): Card {
  const langs = useLangs();
  const byId = id !== undefined && !ownId.test(id) ? { id, langs, lang: langs[0] } : undefined;
  const byKey = !byId && key !== undefined ? { ref: { key }, langs, lang: langs[0] } : undefined;
  const one = useQuery(ViewCardByIdDocument, byId);
  const other = useQuery(ViewCardByKeyDocument, byKey);
  if (byId) {
    const node = one.data?.node;
    return { thing: node && "key" in node ? (node as CardThing) : undefined, loading: one.loading, error: one.error, retry: one.retry, used: { query: ViewCardByIdDocument, variables: byId } };
  }
  return { thing: other.data?.subgraph.nodes[0], loading: other.loading, error: other.error, retry: other.retry, used: byKey && { query: ViewCardByKeyDocument, variables: byKey } };
}
