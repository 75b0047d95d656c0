import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { ApiError, ask } from "./client";
import type { TypedDocumentString } from "./documents";
import { token } from "./token";

export interface Asked<R> {
  /** The last answer; while another is awaited, the one before. */
  data: R | undefined;
  /** Why there is no answer; none while another is awaited. */
  error: ApiError | undefined;
  loading: boolean;
  /** Asks again. */
  retry: () => void;
}

/**
 * useQuery asks, and asks again when variables differ in content or the token changes.
 * Without variables it asks nothing.
 */
export function useQuery<R, V>(query: TypedDocumentString<R, V>, variables: V | undefined): Asked<R> {
  const bearer = useSyncExternalStore(token.subscribe, token.get);
  const asked = variables === undefined ? undefined : JSON.stringify(variables);
  const [turn, setTurn] = useState(0);
  const request = `${turn} ${bearer} ${asked}`;
  const [state, setState] = useState<{ for?: string; data?: R; error?: ApiError }>({});
  useEffect(() => {
    if (asked === undefined) return;
    const abort = new AbortController();
    ask(query, JSON.parse(asked) as V, abort.signal).then(
      (data) => setState({ for: request, data }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState({ for: request, error: error instanceof ApiError ? error : new ApiError("UNKNOWN", String(error)) });
      },
    );
    return () => abort.abort();
  }, [query, asked, request]);
  const retry = useCallback(() => setTurn((n) => n + 1), []);
  const loading = asked !== undefined && state.for !== request;
  return { data: state.data, error: loading ? undefined : state.error, loading, retry };
}
