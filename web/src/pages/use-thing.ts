import { NameOfDocument, useQuery, type Asked, type NamedFragment } from "../api";
import { useLangs } from "../i18n";

/** useThing finds what has a key, of whatever class it is; null if nothing has it. Without a key it asks nothing. */
export function useThing(key: string | undefined): Asked<NamedFragment | null> {
  const langs = useLangs();
  const asked = useQuery(NameOfDocument, key ? { ref: { key }, langs } : undefined);
  const { data } = asked;
  return { ...asked, data: data && (data.entity ?? data.relation ?? data.claim ?? data.source) };
}
